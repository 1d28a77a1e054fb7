"""A second start: the first window comes to the front, or the start waits until it answers or ends."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QSignalSpy

from desktop.cli import main, startup
from desktop.system.user_errors import EXIT_IN_USE, EXIT_MACHINE
from desktop.ui.second_start import SecondStart, call_first_program, folders, socket_name
from tests.cli.conftest import SECONDS
from tests.system.files.test_instance_lock import holder
from tests.ui.test_second_start import another_user, as_root

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop.simulator import Simulator
    from tests.cli.conftest import Program

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")


def test_a_hanging_window_does_not_answer(qapp: QApplication, tmp_path: Path) -> None:
    listener = SecondStart(tmp_path)
    try:
        # Its event loop does not run here.
        assert not call_first_program(tmp_path)
    finally:
        listener.close()
        qapp.processEvents()


def test_a_closing_program_leaves_the_socket_of_the_next_one(qapp: QApplication, tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("needs Linux")
    first, second = SecondStart(tmp_path), SecondStart(tmp_path)
    try:
        first.close_without_removing()
        calls = QSignalSpy(second.activated)
        with closing(socket.socket(socket.AF_UNIX)) as caller:
            caller.connect(str(folders(tmp_path)[0] / socket_name(tmp_path)))
            qapp.processEvents()
            assert calls.count() == 1
    finally:
        second.close()
        qapp.processEvents()


def test_without_a_first_program_there_is_no_answer(qapp: QApplication, tmp_path: Path) -> None:
    assert qapp is not None
    assert not call_first_program(tmp_path)


def test_a_window_that_does_not_answer_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(startup, "PATIENCE_SECONDS", 0.0)
    with holder(tmp_path, "window") as process:
        assert main.main(["--data-dir", str(tmp_path)]) == EXIT_IN_USE
        err = capsys.readouterr().err
    assert f"yanıt vermiyor (süreç {process.pid})" in err
    assert f"does not answer (process {process.pid})" in err


@as_root
def test_another_user_does_not_answer_for_the_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(startup, "PATIENCE_SECONDS", 0.0)
    taken = Path(tempfile.gettempdir()) / socket_name(tmp_path)
    with another_user(taken), holder(tmp_path, "window") as process:
        assert main.main(["--data-dir", str(tmp_path)]) == EXIT_IN_USE
    assert f"yanıt vermiyor (süreç {process.pid})" in capsys.readouterr().err


def test_a_running_headless_program_is_an_error_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(startup, "PATIENCE_SECONDS", 600.0)
    with holder(tmp_path, "headless"):
        assert main.main(["--data-dir", str(tmp_path)]) == EXIT_IN_USE
    assert "zaten çalışıyor (headless" in capsys.readouterr().err


def test_a_start_takes_over_from_a_program_that_is_ending(program: Program, sim: Simulator) -> None:
    if sys.platform != "linux":
        pytest.skip("needs Linux")
    program.point_at(sim)
    program.folder.mkdir()
    key = sim.add_order()
    path = folders(program.folder)[-1] / socket_name(program.folder)
    with holder(program.folder, "window") as first, closing(socket.socket(socket.AF_UNIX)) as listening:
        # The name of a socket is short; that of a test's folder is not.
        folder = os.open(path.parent, os.O_RDONLY)
        listening.bind(f"/proc/self/fd/{folder}/{path.name}")
        os.close(folder)
        listening.listen()
        listening.settimeout(SECONDS)
        program.start("--poll-seconds", "0.2", QT_QPA_PLATFORM="offscreen")
        # The second start found the folder locked and asks; the first one ends without an answer.
        with closing(listening.accept()[0]):
            first.kill()
            first.wait(SECONDS)
    assert sim.wait_for(lambda: sim.orders[key].acknowledged, SECONDS)


@linux
def test_without_a_terminal_an_error_is_shown_in_a_message_box(program: Program, tmp_path: Path) -> None:
    box = tmp_path / "zenity"
    shown = tmp_path / "told"
    box.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {shown}\n')
    box.chmod(0o700)
    program.folder.write_text("a file stands where the folder should be")
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    code, _, err = program.run(PATH=path, DISPLAY=":none")
    assert code == EXIT_MACHINE
    for text in (err, shown.read_text("utf-8")):
        assert "Siparişlerin klasörü kullanılamıyor" in text
        assert "folder for orders cannot be used" in text
    shown.unlink()
    assert program.run("doctor", PATH=path, DISPLAY=":none")[0] != 0
    assert not shown.exists(), "a command prints in its terminal only"
