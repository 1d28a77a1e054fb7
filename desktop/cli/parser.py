"""The command line: its options and commands, their help, and the error for arguments that make no sense.

Help is in one language, an error in both. argparse has English words only: those for other languages are here too.
"""

from __future__ import annotations

import argparse
import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NoReturn

from desktop import __version__
from desktop.cli.database.arguments import add_database, add_status
from desktop.domain.kitchen import VIEW
from desktop.domain.text.translation import Message, tr
from desktop.system.user_errors import EXIT_USAGE, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from gettext import NullTranslations

_DEFAULT_SCENARIO: Final = "lively"

DRAW_TICKETS: Final = "--draw-tickets"
"""Starts the process that `ticket_drawer` uses; not for people."""

_ARGPARSE_WORDS: Final = (
    (r"argument (.+?): (.+)", Message("argument {0}: {1}")),
    (r"unrecognized arguments: (.+)", Message("unrecognized arguments: {0}")),
    (r"the following arguments are required: (.+)", Message("the following arguments are required: {0}")),
    (r"one of the arguments (.+) is required", Message("one of the arguments {0} is required")),
    (r"ambiguous option: (.+) could match (.+)", Message("ambiguous option: {0} could match {1}")),
    (r"invalid choice: (.+) \(choose from (.+)\)", Message("invalid choice: {0} (choose from {1})")),
    (r"not allowed with argument (.+)", Message("not allowed with argument {0}")),
    (r"ignored explicit argument (.+)", Message("ignored explicit argument {0}")),
    (r"expected (?:at least )?one argument", Message("expected one argument")),
)
"""Problems as argparse words them, by pattern; any other problem stays English."""


class _ArgparseProblem(Message):
    """A problem that argparse has found."""

    def translated(self, translations: NullTranslations) -> str:
        """Return the problem in the language of a catalogue."""
        return _translated(self._text, translations)


def _translated(problem: str, translations: NullTranslations) -> str:
    for pattern, message in _ARGPARSE_WORDS:
        if found := re.fullmatch(pattern, problem, re.DOTALL):
            values = [_translated(value, translations) for value in found.groups()]
            return message.translated(translations).format(*values)
    return problem


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UserError(
            Message(
                "These options were not understood ({problem}). For the options: {program} --help",
                problem=_ArgparseProblem(message),
                program=self.prog,
            ),
            code=EXIT_USAGE,
        )


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Write the first lines of a help text."""
        super().add_usage(usage, actions, groups, tr("usage:") + " " if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        """Start a section of a help text."""
        words = {"options": tr("options"), "positional arguments": tr("arguments")}
        super().start_section(words.get(heading or "", heading))


def wants_help(arguments: Sequence[str] | None) -> argparse.Namespace | None:
    """Return the options that decide the language of help, ``lang`` and ``data_dir``; None where no help is asked for.

    Args:
        arguments: of the command line, None for those of this process.
    """
    first = _Parser(add_help=False)
    first.add_argument("-h", "--help", action="store_true")
    first.add_argument("--lang")
    first.add_argument("--data-dir")
    try:
        given, _ = first.parse_known_args(arguments)
    except UserError:
        return None  # the whole parser reports it
    return given if given.help else None


def parser() -> argparse.ArgumentParser:
    """Return the parser of all arguments, with help in the language in force."""
    common = _common_options()
    top = _Parser(
        prog="tezgah",
        parents=[common],
        add_help=False,
        formatter_class=_Help,
        description=tr("Receives a restaurant's online orders from Dükkango."),
        epilog=tr(
            "Environment: TEZGAH_DATA_DIR, TEZGAH_BASE_URL, TEZGAH_UPDATE_URL, TEZGAH_STORE_URL, TEZGAH_STORE_PASSWORD,"
            " TEZGAH_TILL, and TEZGAH_ACCESS_TOKEN, or TEZGAH_APP_SECRET_KEY with TEZGAH_REST_SECRET_KEY. An option beats the environment, the environment beats"
            " the settings file."
        ),
    )
    top.add_argument(
        "--version", action="version", version=f"Tezgâh {__version__}", help=tr("show the version")
    )
    top.add_argument(
        "--demo",
        nargs="?",
        const=_DEFAULT_SCENARIO,
        metavar=tr("SCENARIO"),
        help=tr("orders from the built-in simulator (default 'lively'; 'list' lists the scenarios)"),
    )
    top.add_argument(
        "--headless", action="store_true", help=tr("no window: one JSON line per event on standard output")
    )
    top.add_argument(
        "--minimised", action="store_true", help=tr("start in the tray, or minimised where there is none")
    )
    top.add_argument(
        "--view",
        choices=(VIEW,),
        default="",
        help=tr("start with the kitchen screen instead of the counter's window"),
    )
    top.add_argument(DRAW_TICKETS, action="store_true", help=argparse.SUPPRESS)
    commands = top.add_subparsers(
        title=tr("commands"), dest="command", parser_class=_Parser, metavar=tr("COMMAND")
    )
    every: dict[str, Any] = {"parents": [common], "add_help": False, "formatter_class": _Help}
    command: Callable[..., argparse.ArgumentParser] = partial(commands.add_parser, **every)
    day, file = tr("YYYY-MM-DD"), tr("FILE")
    export = command("export", help=tr("write the stored orders as JSON, CSV or Excel file"))
    export.add_argument(
        "--format", choices=("json", "csv", "xlsx"), required=True, help=tr("form of the file")
    )
    export.add_argument(
        "--csv-style",
        choices=("turkish", "plain"),
        help=tr(
            "turkish: semicolons and decimal commas, for Excel; plain: commas and points, for programs; default: by"
            " the language"
        ),
    )
    export.add_argument("--since", metavar=day, help=tr("only orders received on or after that day"))
    export.add_argument("--output", metavar=file, help=tr("default: standard output"))

    report = command("report", help=tr("count the orders of a day, a week or a month"))
    report.add_argument("--day", metavar=day, help=tr("default: today"))
    span = report.add_mutually_exclusive_group()
    span.add_argument("--week", action="store_true", help=tr("the week, from Monday, that the day is in"))
    span.add_argument("--month", action="store_true", help=tr("the month that the day is in"))
    report.add_argument(
        "--format", choices=("text", "json", "pdf"), default="text", help=tr("default: plain text")
    )
    report.add_argument(
        "--output",
        metavar=file,
        help=tr("default: standard output; for a PDF, a file in this folder, named after the day"),
    )

    _add_print(command("print", help=tr("print a ticket of a stored order, or write it to a file")))

    doctor = command("doctor", help=tr("check whether orders can arrive and be heard"))
    doctor.add_argument("--json", action="store_true", help=tr("as JSON"))
    support = command("support", help=tr("make a support package for the person who helps you"))
    support.add_argument(
        "--output", metavar=file, help=tr("default: a file in this folder, named after the time")
    )
    connect = command(
        "connect",
        help=tr("test and save the keys from Dükkango's panel; typed unseen, or read from standard input"),
    )
    how = connect.add_mutually_exclusive_group()
    how.add_argument(
        "--in-file",
        action="store_true",
        help=tr("save them in a private file, for computers without a keyring"),
    )
    how.add_argument("--forget", action="store_true", help=tr("remove the saved keys"))
    add_database(
        command("database", help=tr("the database that several tills share: set up, show, move")),
        _Parser,
        every,
    )
    add_status(command("status", help=tr("where the orders are, who polls, and which tills there are")))
    _add_settings(command("settings", help=tr("show and change the settings")), every)
    _add_printers(command("printers", help=tr("ticket printers, and what became of the tickets")), every)
    return top


def _common_options() -> argparse.ArgumentParser:
    from desktop.system.files.languages import languages

    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    group = common.add_argument_group(tr("for every command"))
    group.add_argument("-h", "--help", action="help", help=tr("show this help"))
    group.add_argument(
        "--data-dir", metavar=tr("FOLDER"), help=tr("folder of orders and settings (TEZGAH_DATA_DIR)")
    )
    group.add_argument(
        "--base-url", metavar=tr("URL"), help=tr("address of Dükkango's API (TEZGAH_BASE_URL)")
    )
    group.add_argument(
        "--poll-seconds",
        metavar="N",
        help=tr("seconds between polls, default 30; less only for a simulator on this computer"),
    )
    group.add_argument(
        "--store-url",
        metavar=tr("URL"),
        help=tr(
            "shared database of several tills, as postgresql://till_1@KASA-1/tezgah (TEZGAH_STORE_URL); default: a file in"
            " the folder of orders"
        ),
    )
    group.add_argument(
        "--till",
        metavar=tr("NAME"),
        help=tr("name of this till among several (TEZGAH_TILL), default the computer's"),
    )
    group.add_argument(
        "--lang", choices=languages(), help=tr("language of window and terminal, default the system's")
    )
    return common


def _add_print(printing: argparse.ArgumentParser) -> None:
    printing.add_argument(
        "order",
        metavar=tr("ORDER"),
        help=tr(
            "number of the order, or its key at Dükkango; for the day report today, or a day such as 2026-11-30"
        ),
    )
    printing.add_argument(
        "--ticket",
        choices=("kitchen", "courier", "cancelled", "changed", "day_report"),
        default="kitchen",
        help=tr("kind of the ticket, default the kitchen's"),
    )
    printing.add_argument(
        "--to",
        metavar=tr("TARGET"),
        help=tr("name of a printer, or png:FILE or pdf:FILE; default: the first printer of that ticket"),
    )
    printing.add_argument(
        "--width",
        default="80",
        metavar="80|58|N",
        help=tr("paper in millimetres, or dots of a row; default 80"),
    )


def _add_printers(printers: argparse.ArgumentParser, every: dict[str, Any]) -> None:
    commands = printers.add_subparsers(
        title=tr("commands"),
        dest="printers_command",
        parser_class=_Parser,
        required=True,
        metavar=tr("COMMAND"),
    )
    command: Callable[..., argparse.ArgumentParser] = partial(commands.add_parser, **every)
    listed = command("list", help=tr("the printers that are set up"))
    added = command("add", help=tr("set up a printer"))
    tested = command("test", help=tr("print a test ticket: letters, and a rule that shows the width"))
    removed = command("remove", help=tr("remove a printer"))
    found = command("find", help=tr("ask the network for printers"))
    jobs = command("jobs", help=tr("the latest tickets, and what became of them"))
    answer = command("answer", help=tr("answer a ticket's question: was it printed, is it still needed"))
    answer.add_argument("job", metavar=tr("TICKET"), help=tr("its number in the list of tickets, or all"))
    answer.add_argument(
        "answer",
        choices=("yes", "no"),
        help=tr("not printed: it is printed again as a reprint; not needed: it is never printed"),
    )
    for each in (listed, jobs):
        each.add_argument("--json", action="store_true", help=tr("as JSON"))
    for each in (added, tested, removed):
        each.add_argument("name", metavar=tr("NAME"), help=tr("name of the printer"))
    added.add_argument(
        "address",
        metavar=tr("ADDRESS"),
        help=tr(
            "tcp://192.168.1.50, usb:/dev/usb/lp0, serial:/dev/ttyUSB0@115200, queue:NAME, winspool:NAME"
        ),
    )
    added.add_argument(
        "--width",
        default="80",
        metavar="80|58|N",
        help=tr("paper in millimetres, or dots of a row; default 80"),
    )
    added.add_argument(
        "--tickets", default="kitchen", help=tr("kitchen, courier, separated by commas; default kitchen")
    )
    added.add_argument(
        "--when",
        default="accept",
        help=tr(
            "arrival, accept, start (of an order for later) or hand, separated by commas; default accept"
        ),
    )
    added.add_argument("--copies", default="1", metavar="N", help=tr("copies of each ticket, default 1"))
    found.add_argument(
        "--scan", action="store_true", help=tr("connect to every address of this network; nothing is sent")
    )


def _add_settings(settings: argparse.ArgumentParser, every: dict[str, Any]) -> None:
    commands = settings.add_subparsers(
        title=tr("commands"),
        dest="settings_command",
        parser_class=_Parser,
        required=True,
        metavar=tr("COMMAND"),
    )
    command: Callable[..., argparse.ArgumentParser] = partial(commands.add_parser, **every)
    listed = command("list", help=tr("all settings with their defaults and possible values"))
    listed.add_argument("--json", action="store_true", help=tr("as JSON"))
    got = command("get", help=tr("the value of one setting"))
    changed = command("set", help=tr("change a setting"))
    for each in (got, changed):
        each.add_argument("name", metavar=tr("NAME"), help=tr("name of the setting"))
    to = changed.add_mutually_exclusive_group(required=True)
    to.add_argument("value", metavar=tr("VALUE"), nargs="?", help=tr("its new value"))
    to.add_argument("--default", action="store_true", help=tr("back to its default"))
