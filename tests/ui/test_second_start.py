"""The socket of the first window: where it is, who answers there, and what becomes of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QSignalSpy

from desktop.ui.second_start import SecondStart, call_first_program, folders, socket_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
as_root = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="needs root, to act as another user"
)

NOBODY = 65534
LISTENER = """
import os, socket, sys
os.setgroups([]); os.setgid(65534); os.setuid(65534)
listening = socket.socket(socket.AF_UNIX)
listening.bind(sys.argv[1])
listening.listen()
print("ready", flush=True)
while True:
    taken, _ = listening.accept()
    taken.sendall(b"here")
    taken.close()
"""


@contextmanager
def another_user(path: Path) -> Iterator[None]:
    """Let another user listen at a path and answer as the first window does."""
    process = subprocess.Popen([sys.executable, "-c", LISTENER, str(path)], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield
    finally:
        process.kill()
        process.communicate()
        path.unlink(missing_ok=True)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of this user's session; short, as the system's is."""
    with tempfile.TemporaryDirectory(prefix="run") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "orders"
    folder.mkdir(mode=0o700)
    return folder


def is_called(listener: SecondStart, path: Path, qapp: QApplication) -> bool:
    if sys.platform == "win32":
        return False
    calls = QSignalSpy(listener.activated)
    with closing(socket.socket(socket.AF_UNIX)) as caller:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            caller.connect(f"/proc/self/fd/{folder}/{path.name}")
        finally:
            os.close(folder)
        for _ in range(10):
            qapp.processEvents()
    return calls.count() == 1


@as_root
def test_another_user_who_took_the_name_in_the_temp_folder_is_not_asked(
    qapp: QApplication, data_dir: Path, session: Path
) -> None:
    assert qapp is not None
    with another_user(Path(tempfile.gettempdir()) / socket_name(data_dir)):
        assert not call_first_program(data_dir)


@as_root
def test_an_answer_of_another_user_does_not_count(qapp: QApplication, data_dir: Path, session: Path) -> None:
    assert qapp is not None
    session.chmod(0o777)
    with another_user(session / socket_name(data_dir)):
        session.chmod(0o700)
        assert folders(data_dir)[0] == session
        assert not call_first_program(data_dir)


@as_root
def test_a_session_folder_of_another_user_is_not_used(data_dir: Path, session: Path) -> None:
    if sys.platform != "win32":
        os.chown(session, NOBODY, NOBODY)
    assert folders(data_dir) == [data_dir / "run"]


@pytest.mark.parametrize("mode", [0o777, 0o750, 0o701])
def test_a_session_folder_that_others_reach_is_not_used(data_dir: Path, session: Path, mode: int) -> None:
    session.chmod(mode)
    assert folders(data_dir) == [data_dir / "run"]
    assert (data_dir / "run").stat().st_mode & 0o777 == 0o700


def test_a_link_is_no_folder_for_the_socket(data_dir: Path, session: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(session)
    os.environ["XDG_RUNTIME_DIR"] = str(link)  # the fixture puts it back
    assert folders(data_dir) == [data_dir / "run"]


def test_the_socket_is_in_the_sessions_folder(qapp: QApplication, data_dir: Path, session: Path) -> None:
    listener = SecondStart(data_dir)
    try:
        path = session / socket_name(data_dir)
        assert path.stat().st_mode & 0o077 == 0
        assert is_called(listener, path, qapp)
    finally:
        listener.close()
    assert not path.exists()


def test_a_long_data_folder_without_a_session_has_one_too(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/no/such/folder")
    data_dir = tmp_path / ("ş" * 60) / ("x" * 60)
    data_dir.mkdir(parents=True, mode=0o700)
    listener = SecondStart(data_dir)
    path = data_dir / "run" / socket_name(data_dir)
    try:
        assert is_called(listener, path, qapp)
        # Its event loop does not run here: connected, and no answer.
        assert not call_first_program(data_dir)
    finally:
        listener.close()
        qapp.processEvents()
    assert not path.exists()


def test_a_removed_socket_is_made_again(qapp: QApplication, data_dir: Path, session: Path) -> None:
    listener = SecondStart(data_dir)
    path = session / socket_name(data_dir)
    try:
        path.unlink()
        listener.look()
        assert is_called(listener, path, qapp)
    finally:
        listener.close()


def test_a_socket_that_cannot_be_made_is_logged_and_tried_again(
    qapp: QApplication, data_dir: Path, session: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, other = session / socket_name(data_dir), data_dir / "run" / socket_name(data_dir)
    other.parent.mkdir(mode=0o700)
    for each in (path, other):
        each.mkdir()
        (each / "in the way").touch()
    listener = SecondStart(data_dir)
    try:
        listener.look()
        assert [record.getMessage() for record in caplog.records] == [
            "a second start cannot call this window: Is a directory"
        ]
        (path / "in the way").unlink()
        path.rmdir()
        listener.look()
        assert is_called(listener, path, qapp)
    finally:
        listener.close()


def test_the_running_window_needs_no_network_library() -> None:
    code = "import sys, desktop.ui.second_start; sys.exit('PySide6.QtNetwork' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
