"""Arguments and environment -> what to run. How window and terminal begin is in `launch`.

Every refusal is a sentence in Turkish and one in English, and an exit code: 0 ended as asked, 1 the machine refused
(folder, display), 2 the arguments make no sense, 3 the data folder is in use, 4 the database cannot be opened, 5 ended
by something unexpected.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import io
import os
import sys
from typing import TYPE_CHECKING, Final

from desktop.cli.parser import parser, wants_help
from desktop.cli.startup import start
from desktop.system.files.languages import in_both, speak, terminal_language
from desktop.system.sentences import Pair
from desktop.system.user_errors import EXIT_CRASH, EXIT_MACHINE, EXIT_OK, EXIT_USAGE, UserError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from desktop.services.sales_reports import Counted
    from desktop.system.settings.options import Options

DEMO_POLL_SECONDS: Final = 3.0
"""Seconds between polls of the built-in simulator, whose cooldown is set to match."""

_CANNOT_BE_WRITTEN: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `tezgah`; returns the exit code."""
    # What is written holds customers' data: for this user's eyes only.
    os.umask(0o077)
    _open_what_is_closed()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Windows gives pipes a code page with few letters: a sentence with holes is better than none.
        sys.stdout.reconfigure(errors="replace")
    given: argparse.Namespace | None = None
    try:
        help_wanted = wants_help(arguments)
        turkish = help_wanted is not None and _help_language(help_wanted) == "tr"
        try:
            given = parser(turkish=turkish).parse_args(arguments)
        except SystemExit:  # help and version were told: what cannot be understood is a refusal
            sys.stdout.flush()
            return EXIT_OK
        code = _supervise() if arguments is None and _is_supervised(given) else _run(given)
        # Here: at its own exit the interpreter would complain of a disk that is full and of a reader that has gone.
        sys.stdout.flush()
    except UserError as error:
        # The language is not known here: both, or one where there is no catalogue.
        texts = dict.fromkeys(in_both(error.message))
        _print_error(*texts)
        if arguments is None and given is not None and _is_by_icon(given):
            from desktop.cli.supervisor import show_box

            show_box("\n\n".join(texts))
        return error.code
    except KeyboardInterrupt:
        return EXIT_OK
    except BrokenPipeError:
        # Whoever reads has enough (`| head`).
        _write_no_more()
        return EXIT_OK
    except Exception as error:  # noqa: BLE001 - whatever it is, a person reads a sentence and a script an exit code
        if isinstance(error, OSError) and error.errno in _CANNOT_BE_WRITTEN:
            return _could_not_write(error)
        return _ended_unexpectedly(error)
    return code


def _print_error(*texts: str) -> None:
    try:
        sys.stdout.flush()
    except OSError:
        _write_no_more()
    print("\n".join(f"tezgah: {text}" for text in texts), file=sys.stderr)


def _open_what_is_closed() -> None:
    """Let there be standard streams: without a terminal there may be none, and a file would be opened in their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            number = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - until the end


def _write_no_more() -> None:
    """Keep the interpreter from writing what is left, at its exit."""
    # Where it is no file there is nothing that could fail.
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _could_not_write(error: OSError) -> int:
    _write_no_more()
    print(
        f"tezgah: Yazılamadı ({error.strerror}). Diskte yer açıp yeniden deneyin.\n"
        f"tezgah: It could not be written ({error.strerror}). Free some disk space and try again.",
        file=sys.stderr,
    )
    return EXIT_MACHINE


def _help_language(given: argparse.Namespace) -> str:
    """Return the language of a help text, as the option, the settings or the system say."""
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


def _is_by_icon(given: argparse.Namespace) -> bool:
    """Whether a window was wanted by somebody who sees no terminal: to him nothing would have happened."""
    shown = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] not in {"offscreen", "minimal", "vnc"}
    terminal = sys.stderr.isatty()
    return _wants_window(given) and shown and not terminal


def _wants_window(given: argparse.Namespace) -> bool:
    return given.command is None and given.demo is None and not given.headless


def _is_supervised(given: argparse.Namespace) -> bool:
    """Whether this process only starts the window, and starts it again when it crashes."""
    if not _wants_window(given):
        return False
    from desktop.cli import supervisor

    return supervisor.wanted(os.environ)


def _supervise() -> int:
    from desktop.cli.supervisor import Supervisor, own_command

    return Supervisor(own_command()).run()


def _ended_unexpectedly(error: Exception) -> int:
    """Say that the program had to end, and where it tells why; never what the exception quotes."""
    import logging
    import traceback

    place = "".join(traceback.format_tb(error.__traceback__)[-3:])
    logging.getLogger(__name__).critical("ended by %s\n%s", type(error).__name__, place)
    print(
        f"tezgah: Beklenmeyen bir hata oldu ({type(error).__name__}) ve program kapandı. Kaydedilen siparişler duruyor:"
        " yeniden başlatın; yine olursa `tezgah support` ile destek paketi çıkarın.\n"
        f"tezgah: Something unexpected happened ({type(error).__name__}) and the program ended. What was saved is kept:"
        " start it again; if it happens again make a support package with `tezgah support`.",
        file=sys.stderr,
    )
    return EXIT_CRASH


def _run(given: argparse.Namespace) -> int:
    if given.demo == "list":
        return _list_scenarios()
    if given.command is not None:
        return _command(given)
    if given.demo is None:
        from desktop.cli.supervisor import came_back

        crashed_at = came_back(os.environ)
        # After a crash somebody is to see that it came back.
        minimised = given.minimised and crashed_at is None
        options = dataclasses.replace(_options(given), minimised=minimised, crashed_at=crashed_at)
        return start(options, headless=given.headless)
    with _demo(given) as options:
        return start(options, headless=given.headless)


def _command(given: argparse.Namespace) -> int:
    if given.command == "settings":
        from desktop.system.settings.options import DEFAULT_BASE_URL, DEFAULT_POLL_SECONDS

        # A setting that is refused at every start must not keep people from changing it.
        given.base_url, given.poll_seconds = DEFAULT_BASE_URL, str(DEFAULT_POLL_SECONDS)
        writes = given.settings_command == "set"
    else:
        writes = given.command == "connect" and not given.forget
    options = _options(given, reads_only=not writes)
    speak(terminal_language(options.lang))
    try:
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
    output = getattr(given, "output", None)
    if given.command == "export":
        return terminal.export(options, getattr(given, "since", None), output, as_csv=given.format == "csv")
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


def _draw_pdf(counted: Counted, *, turkish: bool) -> bytes:
    """Make the PDF of a report; commands know nothing of Qt."""
    try:
        from desktop.ui.sales.pdf import NoFontsError, draw
    except ImportError as error:
        raise UserError(
            Pair(
                f"PDF çizilemiyor: Qt bu bilgisayarda açılmıyor ({error}). --format text bunsuz da çalışır.",
                f"No PDF can be drawn: Qt does not load on this computer ({error}). --format text does without it.",
            ),
            code=EXIT_MACHINE,
        ) from error
    reasons = {reason.id: reason.reason for reason in counted.reasons}
    try:
        return draw(counted.report, reasons, "tr" if turkish else "en")
    except NoFontsError as error:
        raise UserError(
            Pair(
                "PDF çizilemiyor: bu bilgisayarda yazı tipi yok. Bir yazı tipi kurun (örneğin fonts-dejavu) ya da"
                " --format text kullanın.",
                "No PDF can be drawn: this computer has no fonts. Install one (fonts-dejavu, for example) or use"
                " --format text.",
            ),
            code=EXIT_MACHINE,
        ) from error


def _options(given: argparse.Namespace, *, reads_only: bool = False, **forced: str) -> Options:
    """Resolve arguments, environment and settings file.

    Args:
        given: the parsed arguments.
        reads_only: whether the data folder is looked into alone, and not made.
        forced: values of the demo, which beat everything.
    """
    from desktop.system.sentences import SentenceError
    from desktop.system.settings.options import resolve

    wanted: dict[str, str | None] = {
        name: getattr(given, name, None) for name in ("data_dir", "base_url", "poll_seconds", "lang")
    }
    environ = dict(os.environ)
    if forced:
        environ = {name: value for name, value in environ.items() if not name.startswith("TEZGAH_")}
        environ["TEZGAH_ACCESS_TOKEN"] = forced.pop("access_token")
        wanted = {name: value or forced.get(name) for name, value in wanted.items()} | {
            "base_url": forced["base_url"]
        }
    try:
        return resolve(wanted, environ, reads_only=reads_only)
    except SentenceError as error:
        raise UserError(error.message, code=EXIT_USAGE) from error


@contextlib.contextmanager
def _demo(given: argparse.Namespace) -> Iterator[Options]:
    """Run the simulator and a throwaway data folder around a demo."""
    import tempfile

    from desktop.simulator import SCENARIOS, Simulator

    if given.demo not in SCENARIOS:
        names = ", ".join(SCENARIOS)
        raise UserError(
            Pair(
                f"«{given.demo}» diye bir senaryo yok. Olanlar: {names}",
                f"No scenario {given.demo!r}. There are: {names}",
            ),
            code=EXIT_USAGE,
        )
    poll_seconds = getattr(given, "poll_seconds", None) or str(DEMO_POLL_SECONDS)
    try:
        cooldown = max(0.0, float(poll_seconds))
    except ValueError:
        cooldown = DEMO_POLL_SECONDS  # refused with a sentence by `_options`
    with (
        tempfile.TemporaryDirectory(prefix="tezgah-demo-", ignore_cleanup_errors=True) as folder,
        Simulator(scenario=given.demo, cooldown=cooldown) as simulator,
    ):
        options = _options(
            given,
            access_token=simulator.access_token,
            base_url=simulator.base_url,
            data_dir=folder,
            poll_seconds=poll_seconds,
        )
        yield dataclasses.replace(options, throwaway=True)


def _list_scenarios() -> int:
    from desktop.simulator import SCENARIOS

    width = max(map(len, SCENARIOS))
    for name, scenario in SCENARIOS.items():
        print(f"{name:{width}}  {scenario.summary_tr}\n{'':{width}}  {scenario.summary_en}")
    return EXIT_OK
