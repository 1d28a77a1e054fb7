"""The `tezgah` program: reads arguments and environment, and runs what they ask for.

Exit codes: 0 done, 1 this computer refused (folder, display, disk), 2 the arguments make no sense, 3 another program
uses the data folder, 4 the database cannot be opened, 5 an unexpected error.

What the supervisor does not need is imported late: it keeps what it has imported for as long as the window runs.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from typing import TYPE_CHECKING, Final

from desktop.cli.parser import parser, wants_help
from desktop.cli.startup import start
from desktop.cli.stderr import print_error
from desktop.cli.terminal_output import guard_terminal
from desktop.domain.text.translation import Message, language
from desktop.system.machine.child_environment import take_secrets
from desktop.system.user_errors import EXIT_CRASH, EXIT_MACHINE, EXIT_OK, EXIT_USAGE, UserError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from desktop.domain.tickets.ticket import Ticket
    from desktop.services.sales_reports import CountedSales
    from desktop.system.settings.options import Options

DEMO_POLL_SECONDS: Final = 3.0
"""Seconds between polls of the built-in simulator; its cooldown is the same."""

_DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `tezgah`; returns the exit code."""
    # First: what is started from here on never sees the credentials.
    given_environ = dict(os.environ)
    take_secrets()
    # Files hold customers' data: only this user may read them.
    os.umask(0o077)
    _open_missing_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Pipes on Windows have a code page with few letters: a question mark is better than no line.
        sys.stdout.reconfigure(errors="replace")
    guard_terminal()
    given: argparse.Namespace | None = None
    try:
        if help_wanted := wants_help(arguments):
            from desktop.system.files.languages import speak

            speak(_help_language(help_wanted))
        try:
            given = parser().parse_args(arguments)
        except SystemExit:  # after help and version; a usage error is a `UserError`
            sys.stdout.flush()
            return EXIT_OK
        supervised = arguments is None and _is_supervised(given)
        code = _supervise(given_environ) if supervised else _run(given, given_environ)
        # Here, because the interpreter's own exit complains about a full disk and about a reader that has gone.
        sys.stdout.flush()
    except UserError as error:
        texts = _print_in_both(error.message)
        if arguments is None and given is not None and _started_by_icon(given):
            from desktop.cli.supervisor import show_message

            show_message("\n\n".join(texts))
        return error.code
    except KeyboardInterrupt:
        return EXIT_OK
    except BrokenPipeError:
        # The reader has enough (`| head`).
        _discard_output()
        return EXIT_OK
    except Exception as error:  # noqa: BLE001 - a person gets a sentence and a script an exit code, whatever it is
        if isinstance(error, OSError) and error.errno in _DISK_FULL:
            _discard_output()
            _print_in_both(
                Message(
                    "The output could not be written ({reason}). Free some disk space and try again.",
                    reason=error.strerror,
                )
            )
            return EXIT_MACHINE
        return _report_unexpected(error)
    return code


def _print_in_both(message: Message) -> list[str]:
    """Print a message while the language is not known; returns its texts, one where there is no catalogue."""
    from desktop.system.files.languages import in_both

    texts = list(dict.fromkeys(in_both(message)))
    _print_error(*texts)
    return texts


def _print_error(*texts: str) -> None:
    try:
        sys.stdout.flush()
    except OSError:
        _discard_output()
    print_error(*texts)


def _open_missing_streams() -> None:
    """Open standard streams that are closed: else the next file that is opened would take their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            number = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - until the end


def _discard_output() -> None:
    """Keep the interpreter from writing the rest of standard output at its exit."""
    # An output that is no file cannot fail.
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _help_language(given: argparse.Namespace) -> str:
    """Return the code of the language of help: of the option, else the settings, else the system."""
    from desktop.system.files.languages import terminal_language
    from desktop.system.files.paths import DataFolderError, data_dir
    from desktop.system.settings.settings_file import SETTINGS_NAME, SettingsFile

    lang = given.lang
    if lang is None:
        try:
            folder = data_dir(given.data_dir, os.environ, reads_only=True)
            lang = SettingsFile(folder / SETTINGS_NAME).peek().language
        except DataFolderError:
            lang = "system"
    return terminal_language(lang)


def _started_by_icon(given: argparse.Namespace) -> bool:
    """Return whether a window was started without a terminal: a printed error would not be seen."""
    visible = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] not in {"offscreen", "minimal", "vnc"}
    return _wants_window(given) and visible and not sys.stderr.isatty()


def _wants_window(given: argparse.Namespace) -> bool:
    return given.command is None and given.demo is None and not given.headless and not given.draw_tickets


def _is_supervised(given: argparse.Namespace) -> bool:
    """Return whether this process is the supervisor of the window."""
    if not _wants_window(given):
        return False
    from desktop.cli import supervisor

    return supervisor.should_supervise(os.environ)


def _supervise(environ: dict[str, str]) -> int:
    from desktop.cli.supervisor import Supervisor, own_command

    return Supervisor(own_command(), secrets=take_secrets(environ)).run()


def _report_unexpected(error: Exception) -> int:
    """Log where an exception happened, and print its kind; never its text, which may quote an order."""
    import logging
    import traceback

    place = "".join(traceback.format_tb(error.__traceback__)[-3:])
    logging.getLogger(__name__).critical("ended by %s\n%s", type(error).__name__, place)
    _print_in_both(
        Message(
            "An unexpected error happened ({kind}) and the program ended. Saved orders are safe: start it again. If it"
            " happens again, make a support package with `tezgah support`.",
            kind=type(error).__name__,
        )
    )
    return EXIT_CRASH


def _run(given: argparse.Namespace, environ: Mapping[str, str]) -> int:
    if given.draw_tickets:
        from desktop.cli.ticket_child import serve

        return serve()
    if given.demo == "list":
        return _list_scenarios()
    if given.command is not None:
        return _command(given, environ)
    if given.demo is None:
        from msgspec.structs import replace

        from desktop.cli.supervisor import crash_time

        crashed_at = crash_time(os.environ)
        # After a crash people should see that it is running again.
        minimised = given.minimised and crashed_at is None
        options = replace(
            _options(given, environ), minimised=minimised, crashed_at=crashed_at, view=given.view
        )
        return start(options, headless=given.headless)
    with _demo(given, environ) as options:
        return start(options, headless=given.headless)


def _command(given: argparse.Namespace, environ: Mapping[str, str]) -> int:
    from desktop.system.files.languages import speak, terminal_language

    if given.command == "settings":
        from desktop.system.settings.addresses import DEFAULT_BASE_URL
        from desktop.system.settings.options import DEFAULT_POLL_SECONDS

        # An unusable address or interval must not prevent its own correction.
        given.base_url, given.poll_seconds = DEFAULT_BASE_URL, str(DEFAULT_POLL_SECONDS)
        # Nor must an unusable shared database: this command opens none.
        given.store_url, given.till = "postgresql://settings@localhost/settings", "settings"
        writes = given.settings_command == "set"
    elif given.command == "printers":
        writes = given.printers_command == "add"
    elif given.command == "database":
        from desktop.cli.database import arguments

        given.store_url = arguments.named_address(given) or getattr(given, "store_url", None)
        writes = arguments.writes(given)
    else:
        writes = given.command == "connect" and not given.forget
    options = _options(given, environ, reads_only=not writes)
    speak(terminal_language(options.lang))
    try:
        if given.command in {"database", "status"}:
            from desktop.cli.database.dispatch import run_database

            return run_database(given, options)
        return _run_command(given, options)
    except UserError as error:
        _print_error(str(error))
        return error.code


def _run_command(given: argparse.Namespace, options: Options) -> int:
    from desktop.cli import commands as terminal

    if given.command == "settings":
        return _settings(given, options)
    if given.command == "connect":
        from desktop.cli import connect_command

        return connect_command.connect(options, in_file=given.in_file, forget=given.forget)
    if given.command == "printers":
        from desktop.cli.printing.dispatch import run_printers

        return run_printers(given, options)
    if given.command == "print":
        from desktop.cli.print_command import print_order

        return print_order(
            options, given.order, given.to, kind=given.ticket, width=given.width, draw=_draw_ticket
        )
    output = getattr(given, "output", None)
    if given.command == "export":
        since = getattr(given, "since", None)
        return terminal.export(options, since, output, form=given.format, csv_style=given.csv_style)
    if given.command == "report":
        span = "week" if given.week else "month" if given.month else "day"
        day = getattr(given, "day", None)
        return terminal.report(options, day, span, output, form=given.format, draw=_draw_pdf)
    from desktop.system.secrets.secret_store import with_stored_credentials

    # The check-up reports credentials that cannot be read.
    with contextlib.suppress(UserError):
        options = with_stored_credentials(options)
    if given.command == "doctor":
        return terminal.doctor(options, as_json=given.json)
    return terminal.support(options, output)


def _settings(given: argparse.Namespace, options: Options) -> int:
    from desktop.cli import settings_command

    if given.settings_command == "list":
        return settings_command.list_all(options.data_dir, as_json=given.json)
    if given.settings_command == "get":
        return settings_command.get(options.data_dir, given.name)
    return settings_command.change(options.data_dir, given.name, None if given.default else given.value)


def _draw_pdf(counted: CountedSales) -> bytes:
    """Draw a report as PDF; the commands themselves never import Qt."""
    try:
        from desktop.ui.sales.pdf import draw
    except ImportError as error:
        raise UserError(
            Message(
                "No PDF can be drawn: Qt does not load on this computer ({error}). Use --format text.",
                error=error,
            )
        ) from error
    reasons = {reason.id: reason.reason for reason in counted.reasons}
    return draw(counted.report, reasons, language())


def _draw_ticket(ticket: Ticket, width: int, form: str) -> bytes:
    """Draw a ticket as a PNG or PDF file."""
    try:
        from desktop.ui.tickets.offscreen import ticket_file
    except ImportError as error:
        raise UserError(
            Message("No ticket can be drawn: Qt does not load on this computer ({error}).", error=error)
        ) from error
    return ticket_file(ticket, width, form)


def _options(
    given: argparse.Namespace, environ: Mapping[str, str], *, reads_only: bool = False, **forced: str
) -> Options:
    """Resolve arguments, environment and settings file.

    Args:
        given: the parsed arguments.
        environ: as the program was given it, with the credentials.
        reads_only: whether the data folder is not created.
        forced: values of the demo; they beat everything.
    """
    from desktop.system.settings.options import resolve

    wanted: dict[str, str | None] = {
        name: getattr(given, name, None)
        for name in ("data_dir", "base_url", "poll_seconds", "lang", "store_url", "till")
    }
    if forced:
        if wanted.pop("store_url") is not None:
            raise UserError(
                Message(
                    "A demo has invented orders of its own, and no shared database. Leave --store-url out, or --demo."
                ),
                code=EXIT_USAGE,
            )
        environ = {name: value for name, value in environ.items() if not name.startswith("TEZGAH_")}
        environ = {**environ, "TEZGAH_ACCESS_TOKEN": forced.pop("access_token")}
        wanted = {name: value or forced.get(name) for name, value in wanted.items()} | {
            "base_url": forced["base_url"]
        }
    return resolve(wanted, environ, reads_only=reads_only)


@contextlib.contextmanager
def _demo(given: argparse.Namespace, environ: Mapping[str, str]) -> Iterator[Options]:
    """Run the simulator, and make a temporary data folder, around a demo."""
    import tempfile

    from msgspec.structs import replace

    from desktop.simulator import SCENARIOS, Simulator

    if given.demo not in SCENARIOS:
        raise UserError(
            Message(
                "There is no scenario “{name}”. There are: {names}",
                name=given.demo,
                names=", ".join(SCENARIOS),
            ),
            code=EXIT_USAGE,
        )
    poll_seconds = getattr(given, "poll_seconds", None) or str(DEMO_POLL_SECONDS)
    try:
        cooldown = max(0.0, float(poll_seconds))
    except ValueError:
        cooldown = DEMO_POLL_SECONDS  # `_options` refuses it
    with (
        tempfile.TemporaryDirectory(prefix="tezgah-demo-", ignore_cleanup_errors=True) as folder,
        # Nobody steers a demo from outside: without control no web page or other user can.
        Simulator(scenario=given.demo, cooldown=cooldown, control=False) as simulator,
    ):
        options = _options(
            given,
            environ,
            access_token=simulator.access_token,
            base_url=simulator.base_url,
            data_dir=folder,
            poll_seconds=poll_seconds,
        )
        yield replace(options, throwaway=True, view=given.view)


def _list_scenarios() -> int:
    from desktop.simulator import SCENARIOS

    width = max(map(len, SCENARIOS))
    for name, scenario in SCENARIOS.items():
        print(f"{name:{width}}  {scenario.summary_tr}\n{'':{width}}  {scenario.summary_en}")
    return EXIT_OK
