"""Starts what was built, as a person would, and wants to see orders accepted, quiet and a good end.

python packaging/smoke.py [PROGRAM]
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

ROOT: Final = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # started as a script, only this folder is searched
    sys.path.insert(1, str(ROOT))

from desktop.simulator import Simulator  # noqa: E402 - see above
from virtual_screen import PATIENCE, Screen, WindowsDesktop, XScreen, virtual_screen  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WINDOWS: Final = sys.platform == "win32"


class SmokeError(Exception):
    """What was built does not do what it should."""


@dataclass(frozen=True)
class Built:
    """The program to try, and how it is started."""

    window: tuple[str, ...]
    """The command that shows the window."""
    terminal: tuple[str, ...]
    """The command that has a terminal: another one on Windows."""
    environment: dict[str, str] = field(default_factory=dict)


def program(folder: Path) -> Built:
    """Return the program in a frozen folder."""
    if WINDOWS:
        return Built((str(folder / "tezgah.exe"),), (str(folder / "tezgah-cli.exe"),))
    return Built((str(folder / "tezgah"),), (str(folder / "tezgah"),))


def environment(built: Built, more: dict[str, str]) -> dict[str, str]:
    """Return the environment to start it with: nothing of ours, no Python, no Qt of the build."""
    ours = ("TEZGAH_", "QT_", "PYTHON", "LD_", "VIRTUAL_ENV")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return plain | built.environment | more


@contextlib.contextmanager
def screen() -> Iterator[Screen]:
    """Give a screen: the runner's own on Windows, else a virtual one."""
    if WINDOWS:
        yield WindowsDesktop()
        return
    with virtual_screen() as display:
        yield XScreen(display)


def say_in_terminal(built: Built, *arguments: str, typed: str = "", codes: Sequence[int] = (0,)) -> str:
    """Run a command of the program, with what is `typed` on its standard input and one of these exit codes; returns what it printed.

    Raises:
        SmokeError: it ended badly, or complained.
    """
    done = subprocess.run(
        [*built.terminal, *arguments],
        env=environment(built, {"PYTHONUTF8": "1"}), input=typed, capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    if done.returncode not in codes or done.stderr:
        raise SmokeError(f"{arguments} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def end_quietly(process: subprocess.Popen[bytes]) -> None:
    """End the program as a session does that is logged out of.

    Raises:
        SmokeError: it did not end with 0, or wrote something.
    """
    if WINDOWS:  # nothing there asks a program with a window to end but its own menu
        kill(process)
        process.communicate(timeout=PATIENCE)
        return
    process.send_signal(signal.SIGTERM)
    try:
        output, complaints = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired as error:
        kill(process)
        raise SmokeError("it did not end when it was asked to") from error
    if process.returncode or output or complaints:
        raise SmokeError(f"it ended with {process.returncode}, having written {output + complaints!r}")


@contextlib.contextmanager
def running(built: Built, where: Screen, *arguments: str, **environ: str) -> Iterator[None]:
    """Run the window while the block lasts, then see it end well."""
    process = subprocess.Popen(
        [*built.window, *arguments],
        env=environment(built, where.environment | environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield
    except BaseException:
        kill(process)
        output, complaints = process.communicate()
        sys.stderr.write((output + complaints).decode(errors="replace"))
        raise
    end_quietly(process)


def accept_in_the_demo(built: Built, where: Screen) -> None:
    """See the demo's order arrive, accept it by a press, see that nothing waits any more."""
    with running(built, where, "--demo", "long-night", "--lang", "tr"):
        window = where.wait_for_title(r"^Tezgâh \(1\)")
        where.press_enter(window)
        where.wait_for_title(r"^Tezgâh($| – )")


def accept_at_the_vendor(built: Built, where: Screen, folder: str, simulator: Simulator | None = None) -> str:
    """Accept an order and see the acceptance arrive where the vendor would get it; returns the order's number.

    Args:
        built: the program.
        where: the screen.
        folder: its data folder.
        simulator: the vendor, acted; None for one of our own.

    Raises:
        SmokeError: something of that did not happen.
    """
    with contextlib.ExitStack() as stack:
        vendor = simulator or stack.enter_context(Simulator(cooldown=0.2))
        (key,) = vendor.add_orders(1)
        arguments = (
            "--data-dir",
            folder,
            "--base-url",
            vendor.base_url,
            "--poll-seconds",
            "0.2",
            "--lang",
            "tr",
        )
        with running(built, where, *arguments, TEZGAH_ACCESS_TOKEN=vendor.access_token):
            window = where.wait_for_title(r"^Tezgâh \(1\)")
            if not vendor.wait_for(lambda: vendor.orders[key].acknowledged, PATIENCE):
                raise SmokeError("the order was not acknowledged")
            where.press_enter(window)
            if not vendor.wait_for(lambda: vendor.orders[key].accepts == [30], PATIENCE):
                raise SmokeError(f"the order was not accepted: {vendor.orders[key].accepts}")
    return key


def start_others_with_the_systems_libraries(built: Built) -> None:
    """See that what the program starts is not made to load the libraries in its folder.

    Raises:
        SmokeError: it is.
    """
    if WINDOWS:
        return
    with tempfile.TemporaryDirectory() as folder:
        said, stand_in = Path(folder, "said"), Path(folder, "pactl")
        stand_in.write_text(f'#!/bin/sh\necho "[$LD_LIBRARY_PATH]" >> {said}\nexit 1\n', "ascii")
        stand_in.chmod(0o755)
        seen = Built(
            built.window,
            built.terminal,
            built.environment | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"},
        )
        say_in_terminal(seen, "doctor", "--data-dir", folder, codes=(0, 1))
        if set(said.read_text("utf-8").split()) != {"[]"}:
            raise SmokeError(f"what it starts inherits LD_LIBRARY_PATH={said.read_text('utf-8')}")


def connect_in_a_terminal(built: Built, folder: str) -> None:
    """See a key tried out, kept, found again and forgotten, the keyring's library included.

    Raises:
        SmokeError: something of that did not happen.
    """
    with Simulator(cooldown=0.2) as vendor:
        options = ("--data-dir", folder, "--base-url", vendor.base_url)
        say_in_terminal(built, "connect", "--in-file", *options, typed=vendor.access_token)
        found = json.loads(say_in_terminal(built, "doctor", "--json", *options, codes=(0, 1)))
        levels = {finding["name"]: finding["level"] for finding in found}
        if levels["vendor"] != "ok":
            raise SmokeError(f"the key that was kept does not open the vendor: {levels}")
        say_in_terminal(built, "connect", "--forget", *options)


def come_back_after_a_crash(built: Built, where: Screen, folder: str) -> None:
    """Crash the window with an order in it; see it come back with the order.

    Raises:
        SmokeError: it did not.
    """
    if WINDOWS:  # what a crash is there is told by exit codes that nothing here can send
        return
    with Simulator(cooldown=0.2) as vendor:
        (key,) = vendor.add_orders(1)
        arguments = ("--data-dir", folder, "--base-url", vendor.base_url, "--poll-seconds", "0.2")
        process = subprocess.Popen(
            [*built.window, *arguments],
            env=environment(built, where.environment | {"TEZGAH_ACCESS_TOKEN": vendor.access_token}),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            if not vendor.wait_for(lambda: vendor.orders[key].acknowledged, PATIENCE):
                raise_smoke_error("the order was not acknowledged")
            crash_and_wait(process, where)
        except BaseException:
            kill(process)
            raise
        process.send_signal(signal.SIGTERM)
        if process.wait(PATIENCE):
            raise_smoke_error(f"it ended with {process.returncode} after it had come back")


def crash_and_wait(parent: subprocess.Popen[bytes], where: Screen) -> None:
    """Crash the window that a parent runs, and wait for its next window with the order still in it."""
    where.wait_for_title(r"^Tezgâh \(1\)")
    first = children(parent)
    os.kill(first[0], signal.SIGSEGV)
    until = time.monotonic() + PATIENCE
    # By its number: an X server may give the new window the old one's.
    while children(parent) in ([], first):
        if time.monotonic() > until:
            raise_smoke_error("it was not started again after a crash")
        time.sleep(0.05)
    where.wait_for_title(r"^Tezgâh \(1\)")


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the program and the window, which is the child of its supervisor: it would go on, and hold our pipes."""
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/PID", str(process.pid), "/T", "/F"], check=False, stdout=subprocess.DEVNULL
        )
        return
    windows = children(process) if process.poll() is None else []
    process.kill()  # first: it would start the window again
    for window in windows:
        with contextlib.suppress(ProcessLookupError):
            os.kill(window, signal.SIGKILL)


def children(parent: subprocess.Popen[bytes]) -> list[int]:
    """Return the numbers of the processes that a process started."""
    return [int(each) for each in Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()]


def raise_smoke_error(said: str) -> NoReturn:
    """Say what does not work.

    Raises:
        SmokeError: always.
    """
    raise SmokeError(said)


def check(built: Built) -> None:
    """Try everything.

    Raises:
        SmokeError: something of it does not work.
    """
    version = say_in_terminal(built, "--version")
    if not version.startswith("Tezgâh "):
        raise SmokeError(f"it says it is {version!r}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, screen() as where:
        accept_in_the_demo(built, where)
        accept_at_the_vendor(built, where, folder)
        exported = say_in_terminal(built, "--data-dir", folder, "export", "--format", "json")
        if '"payment_key"' not in exported and '"number"' not in exported:
            raise SmokeError(f"what was received is not exported: {exported[:200]}")
        come_back_after_a_crash(built, where, str(Path(folder, "crashed")))
        connect_in_a_terminal(built, str(Path(folder, "connected")))
        start_others_with_the_systems_libraries(built)
        report = Path(folder, "report.pdf")
        say_in_terminal(built, "--data-dir", folder, "report", "--format", "pdf", "--output", str(report))
        if not report.read_bytes().startswith(b"%PDF"):
            raise SmokeError("the report is no PDF")
    print(
        f"✓ {version.strip()}: an order accepted in the demo and at the vendor, back after a crash, a key kept and forgotten,"
        " exported, reported, ended quietly"
    )


def main(arguments: Sequence[str]) -> int:
    """Try the program in dist, or the one that is named."""
    built = Built((arguments[0],), (arguments[0],)) if arguments else program(ROOT / "dist" / "tezgah")
    check(built)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
