"""What can be said on the command line: options and commands, and the refusal of what makes no sense."""

from __future__ import annotations

import argparse
from typing import Final, NoReturn

from desktop import __version__
from desktop.refusal import EXIT_USAGE, Refusal

_DEFAULT_SCENARIO: Final = "lively"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Refusal(
            EXIT_USAGE,
            f"Bu seçenekler anlaşılmadı ({message}). Seçenekler için: {self.prog} --help",
            f"These options were not understood ({message}). For the options: {self.prog} --help",
        )


def parser() -> argparse.ArgumentParser:
    """Return the parser of all arguments."""
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    group = common.add_argument_group("everywhere")
    group.add_argument("--data-dir", metavar="DIR", help="folder of orders and settings (TEZGAH_DATA_DIR)")
    group.add_argument("--base-url", metavar="URL", help="address of the vendor's API (TEZGAH_BASE_URL)")
    group.add_argument(
        "--poll-seconds", metavar="N", help="seconds between polls, default 30; less on loopback only"
    )
    from desktop.system.languages import languages

    group.add_argument("--lang", choices=languages(), help="language of the window, default the system's")

    top = _Parser(
        prog="tezgah",
        parents=[common],
        description="Receives a restaurant's online orders from Dükkango.",
        epilog="Environment: TEZGAH_DATA_DIR, TEZGAH_BASE_URL, and TEZGAH_ACCESS_TOKEN, or TEZGAH_APP_SECRET_KEY with"
        " TEZGAH_REST_SECRET_KEY. An option beats the environment, the environment beats the settings file.",
    )
    top.add_argument("--version", action="version", version=f"Tezgâh {__version__}")
    how = top.add_mutually_exclusive_group()
    how.add_argument(
        "--demo",
        nargs="?",
        const=_DEFAULT_SCENARIO,
        metavar="SCENARIO",
        help=f"orders from the built-in simulator (default {_DEFAULT_SCENARIO!r}; 'list' lists the scenarios)",
    )
    top.add_argument(
        "--headless", action="store_true", help="no window: one JSON line per event on standard output"
    )
    top.add_argument(
        "--minimised", action="store_true", help="start in the tray, or minimised where there is none"
    )
    commands = top.add_subparsers(dest="command", parser_class=_Parser, metavar="COMMAND")
    export = commands.add_parser("export", parents=[common], help="write the stored orders as JSON or CSV")
    export.add_argument("--format", choices=("json", "csv"), required=True)
    export.add_argument("--since", metavar="YYYY-MM-DD", help="only orders received on or after that day")
    export.add_argument("--output", metavar="FILE", help="default: standard output")
    report = commands.add_parser(
        "report", parents=[common], help="count the orders of a day, a week or a month"
    )
    report.add_argument("--day", metavar="YYYY-MM-DD", help="default: today")
    span = report.add_mutually_exclusive_group()
    span.add_argument("--week", action="store_true", help="the week, from Monday, that the day is in")
    span.add_argument("--month", action="store_true", help="the month that the day is in")
    report.add_argument("--format", choices=("text", "json", "pdf"), default="text")
    report.add_argument(
        "--output",
        metavar="FILE",
        help="default: standard output; of a PDF a name with the day, in this folder",
    )
    doctor = commands.add_parser(
        "doctor", parents=[common], help="check whether orders can arrive and be heard"
    )
    doctor.add_argument("--json", action="store_true", help="as JSON")
    support = commands.add_parser(
        "support", parents=[common], help="make a support package for whoever helps"
    )
    support.add_argument("--output", metavar="FILE", help="default: a name with the time, in this folder")
    connect = commands.add_parser(
        "connect",
        parents=[common],
        help="try the keys of Dükkango's panel out and keep them; typed unseen, or on standard input",
    )
    how = connect.add_mutually_exclusive_group()
    how.add_argument(
        "--in-file", action="store_true", help="keep them in a private file where there is no keyring"
    )
    how.add_argument("--forget", action="store_true", help="forget those that are kept")
    settings = commands.add_parser("settings", parents=[common], help="see and change what people chose")
    what = settings.add_subparsers(dest="settings_command", parser_class=_Parser, required=True)
    listed = what.add_parser("list", parents=[common], help="all settings, their defaults, what they can be")
    listed.add_argument("--json", action="store_true", help="as JSON")
    got = what.add_parser("get", parents=[common], help="the value of one setting")
    got.add_argument("name", metavar="NAME")
    changed = what.add_parser("set", parents=[common], help="change a setting")
    changed.add_argument("name", metavar="NAME")
    to = changed.add_mutually_exclusive_group(required=True)
    to.add_argument("value", metavar="VALUE", nargs="?")
    to.add_argument("--default", action="store_true", help="back to its default")
    return top
