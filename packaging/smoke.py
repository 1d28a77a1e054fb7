"""Starts the built program as a person would: orders must be accepted, nothing printed, and the exit code be 0.

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
import wave
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from built_program import (
    WINDOWS,
    BuiltProgram,
    SmokeError,
    children,
    environment,
    fail,
    kill,
    program,
    run_command,
    stop,
)

ROOT: Final = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # a script finds only its own folder
    sys.path.insert(1, str(ROOT))

from desktop.alerts.decoding.answers import ARGUMENT, RefusedSoundError  # noqa: E402 - needs ROOT on the path
from desktop.alerts.decoding.decoder import decode  # noqa: E402 - needs ROOT on the path
from desktop.simulator import Simulator  # noqa: E402 - needs ROOT on the path
from smoke_tills import check_shared_database  # noqa: E402 - needs ROOT on the path
from virtual_screen import PATIENCE, Screen, WindowsDesktop, XScreen, virtual_screen  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LOOK: Final = 4.0
"""Seconds between two presses, longer than any pause of the keys."""


@contextlib.contextmanager
def screen() -> Iterator[Screen]:
    """Yield a screen: the desktop on Windows, else a virtual one."""
    if WINDOWS:
        yield WindowsDesktop()
        return
    with virtual_screen() as display:
        yield XScreen(display)


@contextlib.contextmanager
def running(built: BuiltProgram, where: Screen, *arguments: str, **environ: str) -> Iterator[None]:
    """Run the window during the block, then stop it and check its end."""
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
    if output := stop(process):
        raise SmokeError(f"the program printed {output!r}")


def press_until(where: Screen, window: str, is_done: Callable[[float], bool]) -> bool:
    """Press Enter as a person does: again after a look, until it counts.

    Keys pause for two seconds after the board has come, and an allergy is asked about once more.

    Args:
        where: the screen.
        window: the program's window.
        is_done: waits so many seconds; returns whether the press counted.
    """
    for _press in range(5):
        where.press_enter(window)
        if is_done(_LOOK):
            return True
    return False


def check_demo(built: BuiltProgram, where: Screen) -> None:
    """Accept the demo's order with Enter; no order must wait afterwards."""
    with running(built, where, "--demo", "long-night", "--lang", "tr"):
        window = where.wait_for_title(r"^DEMO · Tezgâh \(1\)")

        def is_accepted(seconds: float) -> bool:
            try:
                where.wait_for_title(r"^DEMO · Tezgâh($| – )", seconds)
            except TimeoutError:
                return False
            return True

        if not press_until(where, window, is_accepted):
            raise SmokeError("the demo's order was not accepted")


def check_accept(built: BuiltProgram, where: Screen, folder: str, simulator: Simulator | None = None) -> str:
    """Accept an order at the simulator; returns its payment key.

    Args:
        built: the program.
        where: the screen.
        folder: its data folder.
        simulator: the vendor; None starts one.

    Raises:
        SmokeError: a step failed.
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
            accepted = press_until(
                where,
                window,
                lambda seconds: vendor.wait_for(lambda: vendor.orders[key].accepts == [30], seconds),
            )
            if not accepted:
                raise SmokeError(f"the order was not accepted: {vendor.orders[key].accepts}")
    return key


def check_library_path(built: BuiltProgram) -> None:
    """Check that processes which the program starts do not load the libraries in its folder.

    Raises:
        SmokeError: they do.
    """
    if WINDOWS:
        return
    with tempfile.TemporaryDirectory() as folder:
        said, stand_in = Path(folder, "said"), Path(folder, "pactl")
        stand_in.write_text(f'#!/bin/sh\necho "[$LD_LIBRARY_PATH]" >> {said}\nexit 1\n', "ascii")
        stand_in.chmod(0o755)
        seen = BuiltProgram(
            built.window,
            built.terminal,
            built.environment | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"},
        )
        run_command(seen, "doctor", "--data-dir", folder, codes=(0, 1))
        if set(said.read_text("utf-8").split()) != {"[]"}:
            raise SmokeError(f"its processes inherit LD_LIBRARY_PATH={said.read_text('utf-8')}")


def check_connect(built: BuiltProgram, folder: str) -> None:
    """Check that keys can be tested, saved, used and deleted in a terminal.

    Raises:
        SmokeError: a step failed.
    """
    with Simulator(cooldown=0.2) as vendor:
        options = ("--data-dir", folder, "--base-url", vendor.base_url)
        # The simulator is not the vendor's own address, and that is said.
        host = vendor.base_url.split("/")[2]
        run_command(built, "connect", "--in-file", *options, typed=vendor.access_token, told=host)
        found = json.loads(run_command(built, "doctor", "--json", *options, codes=(0, 1)))
        levels = {finding["name"]: finding["level"] for finding in found}
        if levels["vendor"] != "ok":
            raise SmokeError(f"the saved key does not work at the vendor: {levels}")
        run_command(built, "connect", "--forget", *options)


def check_decoder(built: BuiltProgram, folder: str) -> None:
    """Check that the program starts itself as the confined decoder of sounds.

    Raises:
        SmokeError: it does not.
    """
    sound = ROOT / "resources" / "sounds" / "new.wav"
    with wave.open(str(sound)) as original:
        length = original.getnframes() * original.getsampwidth()
    no_sound = Path(folder, "bell.wav")
    no_sound.write_bytes(b"OggS" + bytes(99))
    for command in {built.window, built.terminal}:
        if len(decode(sound, command=[*command, ARGUMENT])) != length:
            raise SmokeError(f"{command[0]} does not decode a WAV file")
        try:
            decode(no_sound, command=[*command, ARGUMENT])
        except RefusedSoundError as error:
            if str(error) == "ogg":
                continue
        raise SmokeError(f"{command[0]} does not refuse an Ogg file")


def check_restart_after_crash(built: BuiltProgram, where: Screen, folder: str) -> None:
    """Crash the window; it must restart with its order.

    Raises:
        SmokeError: it did not.
    """
    if WINDOWS:  # a crash there is an exit code that cannot be sent from here
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
                fail("the order was not acknowledged")
            crash_and_wait(process, where)
        except BaseException:
            kill(process)
            raise
        process.send_signal(signal.SIGTERM)
        if process.wait(PATIENCE):
            fail(f"the program ended with {process.returncode} after its restart")


def crash_and_wait(parent: subprocess.Popen[bytes], where: Screen) -> None:
    """Crash the window of a parent process; wait for its next window with the same order."""
    where.wait_for_title(r"^Tezgâh \(1\)")
    first = children(parent)
    os.kill(first[0], signal.SIGSEGV)
    until = time.monotonic() + PATIENCE
    # Compare process numbers: an X server may reuse the number of the window.
    while children(parent) in ([], first):
        if time.monotonic() > until:
            fail("the window did not restart after a crash")
        time.sleep(0.05)
    where.wait_for_title(r"^Tezgâh \(1\)")


def check(built: BuiltProgram) -> None:
    """Run all checks.

    Raises:
        SmokeError: a check failed.
    """
    version = run_command(built, "--version")
    if not version.startswith("Tezgâh "):
        raise SmokeError(f"--version prints {version!r}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as top, screen() as where:
        # Files that people name lie beside the data folder: in it the program refuses them.
        folder = str(Path(top, "data"))
        check_demo(built, where)
        key = check_accept(built, where, folder)
        exported = run_command(built, "--data-dir", folder, "export", "--format", "json")
        if '"payment_key"' not in exported and '"number"' not in exported:
            raise SmokeError(f"the export lacks the received order: {exported[:200]}")
        sheet = Path(top, "orders.xlsx")
        run_command(built, "--data-dir", folder, "export", "--format", "xlsx", "--output", str(sheet))
        if not zipfile.is_zipfile(sheet):
            raise SmokeError("the Excel file is none")
        check_restart_after_crash(built, where, str(Path(top, "crashed")))
        check_connect(built, str(Path(top, "connected")))
        check_library_path(built)
        check_decoder(built, top)
        report = Path(top, "report.pdf")
        run_command(built, "--data-dir", folder, "report", "--format", "pdf", "--output", str(report))
        if not report.read_bytes().startswith(b"%PDF"):
            raise SmokeError("the report is not a PDF")
        ticket = Path(top, "ticket.png")
        run_command(built, "--data-dir", folder, "print", key, "--to", f"png:{ticket}")
        if not ticket.read_bytes().startswith(b"\x89PNG"):
            raise SmokeError("the ticket is not a picture")
        with_database = check_shared_database(built, top)
    print(
        f"✓ {version.strip()}: order accepted in the demo and at the simulator, restart after a crash, keys saved and"
        f" deleted, export, report, ticket, clean end, {with_database}"
    )


def main(arguments: Sequence[str]) -> int:
    """Check the program in dist, or the named one; returns the exit code."""
    built = BuiltProgram((arguments[0],), (arguments[0],)) if arguments else program(ROOT / "dist" / "tezgah")
    check(built)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
