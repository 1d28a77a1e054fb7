"""Arguments and environment -> what to run. Imports Qt only when a window is wanted.

Every refusal is a sentence in Turkish and one in English, and an exit code: 0 ended as asked, 1 the machine refused
(folder, display), 2 the arguments make no sense, 3 the data folder is in use, 4 the database cannot be opened, 5 ended
by something unexpected.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import gc
import io
import os
import sys
from typing import TYPE_CHECKING, Final, NoReturn

from desktop import __version__
from desktop.refusal import EXIT_CRASH, EXIT_IN_USE, EXIT_MACHINE, EXIT_OK, EXIT_STORE, EXIT_USAGE, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.counting import Counted
    from desktop.system.instance import AlreadyRunning
    from desktop.system.options import Options

_XCB_CURSOR: Final = "libxcb-cursor.so.0"
DEMO_POLL_SECONDS: Final = 3.0
"""Seconds between polls of the built-in simulator, whose cooldown is set to match."""

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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `tezgah`; returns the exit code."""
    # What is written holds customers' data: for this user's eyes only.
    os.umask(0o077)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Windows gives pipes a code page with few letters: a sentence with holes is better than none.
        sys.stdout.reconfigure(errors="replace")
    try:
        given = parser().parse_args(arguments)
        if arguments is None and _is_supervised(given):
            return _supervise()
        return _run(given)
    except Refusal as refusal:
        print(f"tezgah: {refusal.turkish}\ntezgah: {refusal.english}", file=sys.stderr)
        return refusal.code
    except KeyboardInterrupt:
        return EXIT_OK
    except BrokenPipeError:
        # Whoever reads has enough (`| head`); the interpreter must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    except Exception as error:  # noqa: BLE001 - whatever it is, a person reads a sentence and a script an exit code
        return _ended_unexpectedly(error)


def _is_supervised(given: argparse.Namespace) -> bool:
    """Whether this process only starts the window, and starts it again when it crashes."""
    if given.command is not None or given.demo is not None or given.headless:
        return False
    from desktop import supervisor

    return supervisor.wanted(os.environ)


def _supervise() -> int:
    from desktop.supervisor import Supervisor, own_command

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
        from desktop.supervisor import came_back

        crashed_at = came_back(os.environ)
        # After a crash somebody is to see that it came back.
        minimised = given.minimised and crashed_at is None
        options = dataclasses.replace(_options(given), minimised=minimised, crashed_at=crashed_at)
        return _start(options, headless=given.headless)
    with _demo(given) as options:
        return _start(options, headless=given.headless)


def _command(given: argparse.Namespace) -> int:
    from desktop import terminal

    if given.command == "settings":
        return _settings(given)
    options = _options(given)
    if given.command == "connect":
        from desktop import connect_command

        turkish = terminal.speaks_turkish(options.lang)
        return connect_command.connect(options, in_file=given.in_file, forget=given.forget, turkish=turkish)
    output = getattr(given, "output", None)
    if given.command == "export":
        return terminal.export(options, getattr(given, "since", None), output, as_csv=given.format == "csv")
    if given.command == "report":
        span = "week" if given.week else "month" if given.month else "day"
        day = getattr(given, "day", None)
        return terminal.report(options, day, span, output, form=given.format, draw=_draw_pdf)
    # That they cannot be read is a finding of the check-up.
    with contextlib.suppress(Refusal):
        options = _with_kept_credentials(options)
    if given.command == "doctor":
        return terminal.doctor(options, as_json=given.json)
    return terminal.support(options, output)


def _with_kept_credentials(options: Options) -> Options:
    """Add the credentials that are kept, where the environment gives none."""
    from desktop.system.secret_store import SecretStoreError, with_kept_credentials

    try:
        return with_kept_credentials(options)
    except SecretStoreError as error:
        raise Refusal(EXIT_MACHINE, error.sentence_tr, error.sentence_en) from error


def _settings(given: argparse.Namespace) -> int:
    from desktop import settings_commands, terminal
    from desktop.system.options import DEFAULT_BASE_URL, DEFAULT_POLL_SECONDS

    # A setting that is refused at every start must not keep people from changing it.
    given.base_url, given.poll_seconds = DEFAULT_BASE_URL, str(DEFAULT_POLL_SECONDS)
    options = _options(given)
    if given.settings_command == "list":
        turkish = terminal.speaks_turkish(options.lang)
        return settings_commands.list_all(options.data_dir, as_json=given.json, turkish=turkish)
    if given.settings_command == "get":
        return settings_commands.get(options.data_dir, given.name)
    return settings_commands.change(options.data_dir, given.name, None if given.default else given.value)


def _draw_pdf(counted: Counted, *, turkish: bool) -> bytes:
    """Make the PDF of a report; commands know nothing of Qt."""
    from desktop.system.paths import resources_dir

    try:
        from desktop.ui.report_alone import NoFontsError, draw
    except ImportError as error:
        raise Refusal(
            EXIT_MACHINE,
            f"PDF çizilemiyor: Qt bu bilgisayarda açılmıyor ({error}). --format text bunsuz da çalışır.",
            f"No PDF can be drawn: Qt does not load on this computer ({error}). --format text does without it.",
        ) from error
    reasons = {reason.id: reason.reason for reason in counted.reasons}
    try:
        return draw(counted.report, reasons, "tr" if turkish else "en", resources_dir() / "translations")
    except NoFontsError as error:
        raise Refusal(
            EXIT_MACHINE,
            "PDF çizilemiyor: bu bilgisayarda yazı tipi yok. Bir yazı tipi kurun (örneğin fonts-dejavu) ya da"
            " --format text kullanın.",
            "No PDF can be drawn: this computer has no fonts. Install one (fonts-dejavu, for example) or use"
            " --format text.",
        ) from error


def _options(given: argparse.Namespace, **forced: str) -> Options:
    """Resolve arguments, environment and settings file.

    Args:
        given: the parsed arguments.
        forced: values of the demo, which beat everything.
    """
    from desktop.system.options import resolve
    from desktop.system.paths import DataFolderError
    from desktop.system.sentences import SentenceError

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
        return resolve(wanted, environ)
    except SentenceError as error:
        code = EXIT_MACHINE if isinstance(error, DataFolderError) else EXIT_USAGE
        raise Refusal(code, error.sentence_tr, error.sentence_en) from error


def _start(options: Options, *, headless: bool) -> int:
    """Run window or terminal, as the only program on its data folder."""
    from desktop.crash import hard_crashes_to
    from desktop.system.instance import AlreadyRunning, InstanceLock
    from desktop.system.paths import DataFolderError

    if not headless:
        _check_display()
    if headless:
        options = _with_kept_credentials(options)
    if headless and options.credentials is None:
        raise Refusal(
            EXIT_USAGE,
            "Erişim anahtarı yok. `tezgah connect` ile saklayın, ya da TEZGAH_ACCESS_TOKEN'ı, veya TEZGAH_APP_SECRET_KEY"
            " ile TEZGAH_REST_SECRET_KEY'i ayarlayın; anahtarlar Dükkango panelinde, entegrasyon sayfasındadır.",
            "There is no access token. Keep one with `tezgah connect`, or set TEZGAH_ACCESS_TOKEN, or TEZGAH_APP_SECRET_KEY"
            " with TEZGAH_REST_SECRET_KEY; the keys are in Dükkango's panel, on the integration page.",
        )
    lock = InstanceLock(options.data_dir, "headless" if headless else "window")
    try:
        lock.acquire()
    except AlreadyRunning as other:
        return _already_running(options, other, headless=headless)
    except DataFolderError as error:
        raise Refusal(EXIT_MACHINE, error.sentence_tr, error.sentence_en) from error
    try:
        _begin_log(options)
        with hard_crashes_to(options.data_dir):
            return _run_headless(options) if headless else _run_window(options)
    finally:
        lock.release()


def _run_headless(options: Options) -> int:
    from desktop.headless import run
    from desktop.store.database import StoreError

    try:
        return run(options)
    except StoreError as error:
        raise Refusal(
            EXIT_STORE,
            f"Siparişlerin veritabanı açılamadı ({error}): {options.data_dir}. Yer ve izinleri denetleyip yeniden"
            " başlatın; hiçbir şey değiştirilmedi.",
            f"The database of orders cannot be opened ({error}): {options.data_dir}. Check space and permissions and"
            " start again; nothing was changed.",
        ) from error


def _run_window(options: Options) -> int:
    # Building a program makes no garbage but much to look through: `app` collects again when the board is painted.
    gc.disable()
    try:
        from desktop.app import run
    except ImportError as error:
        library = str(error).split(":", 1)[0]  # as the loader says what it lacks, where no package saw to it
        if ".so" not in library:
            raise
        raise _no_qt(library) from error

    return run(options, options.settings_file)


def _already_running(options: Options, other: AlreadyRunning, *, headless: bool) -> int:
    """A window raises the first window and ends well; otherwise say who holds the folder."""
    if not headless and other.kind == "window":
        from desktop.ui.summons import summon

        if summon(options.data_dir):
            return EXIT_OK
    raise Refusal(
        EXIT_IN_USE,
        f"Bu klasörde Tezgâh zaten çalışıyor ({other.kind}, süreç {other.pid}): {options.data_dir}. Onu kapatın ya da"
        " --data-dir ile başka bir klasör seçin.",
        f"Tezgâh is already running on this folder ({other.kind}, process {other.pid}): {options.data_dir}. Quit that"
        " one, or choose another folder with --data-dir.",
    )


def _check_display() -> None:
    """Say so when there is nothing to show a window on; Qt would abort."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise Refusal(
            EXIT_USAGE,
            "Ekran yok: pencere gösterilemez. Bir masaüstü oturumunda başlatın, `xvfb-run tezgah` deneyin ya da penceresiz"
            " çalıştırın: tezgah --headless",
            "There is no display to show a window on. Start it in a desktop session, try `xvfb-run tezgah`, or run"
            " without a window: tezgah --headless",
        )

    if not os.environ.get("WAYLAND_DISPLAY"):
        import ctypes

        try:  # Qt would abort; this one is what desktops lack most often
            ctypes.CDLL(_XCB_CURSOR)
        except OSError:
            raise _no_qt(_XCB_CURSOR) from None


def _no_qt(library: str) -> Refusal:
    return Refusal(
        EXIT_MACHINE,
        f"Pencere gösterilemez: bu bilgisayarda {library} yok. Tezgâh'ın .deb ya da .rpm paketini kurun, gerekenleri o"
        " getirir; ya da eksik olanı kurun (libxcb-cursor.so.0: Debian ve Ubuntu'da libxcb-cursor0, Fedora'da"
        " xcb-util-cursor).",
        f"No window can be shown: this computer lacks {library}. Install Tezgâh's .deb or .rpm, which bring what is"
        " needed; or install what is missing (libxcb-cursor.so.0: libxcb-cursor0 on Debian and Ubuntu, xcb-util-cursor on"
        " Fedora).",
    )


def _begin_log(options: Options) -> None:
    from desktop.system.log import begin_log

    begin_log(options.data_dir, options.secrets)


@contextlib.contextmanager
def _demo(given: argparse.Namespace) -> Iterator[Options]:
    """Run the simulator and a throwaway data folder around a demo."""
    import tempfile

    from desktop.simulator import SCENARIOS, Simulator

    if given.demo not in SCENARIOS:
        names = ", ".join(SCENARIOS)
        raise Refusal(
            EXIT_USAGE,
            f"«{given.demo}» diye bir senaryo yok. Olanlar: {names}",
            f"No scenario {given.demo!r}. There are: {names}",
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
