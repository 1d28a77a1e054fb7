"""Keeping the machine awake, on a real message bus too, without waiting for a hanging desktop."""

from __future__ import annotations

import importlib
import os
import queue
import shutil
import socket
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from desktop.system.machine.keep_awake import Awake, KeepAwake, NullAwake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

PATIENCE = 10.0


class Desktop:
    """A desktop with modes that keep it awake."""

    def __init__(self, *, grants: tuple[bool, ...] = (True,), releases: bool = True) -> None:
        self.grants = grants
        self.releases = releases
        self.held = 0
        self.threads: set[int] = set()
        self.changed = threading.Condition()
        self.asked = threading.Event()
        self.answers = threading.Event()
        self.answers.set()

    def modes(self) -> list[AbstractContextManager[Any]]:
        return [self._mode(active=active) for active in self.grants]

    @contextmanager
    def _mode(self, *, active: bool) -> Iterator[SimpleNamespace]:
        self.asked.set()
        self.answers.wait(PATIENCE)
        self._hold(+1)
        try:
            yield SimpleNamespace(active=active)
        finally:
            self._hold(-1)
            if not self.releases:
                raise RuntimeError("the session is gone")

    def _hold(self, more: int) -> None:
        with self.changed:
            self.threads.add(threading.get_ident())
            self.held += more
            self.changed.notify_all()

    def wait_for(self, held: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.held == held, PATIENCE)


def until(awake: KeepAwake, active: bool | None) -> None:
    end = time.monotonic() + PATIENCE
    while awake.active is not active:
        assert time.monotonic() < end
        threading.Event().wait(0.005)


def closes(awake: KeepAwake) -> bool:
    """Close; return whether the thread has ended."""
    awake.close()
    return awake._thread is None or not awake._thread.is_alive()


def join_thread(awake: KeepAwake) -> None:
    """Wait for the end of a thread that `close` did not wait for."""
    assert awake._thread is not None
    awake._thread.join(PATIENCE)
    assert not awake._thread.is_alive()


def test_the_machine_is_awake_while_wanted() -> None:
    desktop = Desktop()
    awake = KeepAwake(desktop.modes)
    assert awake.active is None
    awake.set(True)
    awake.set(True)
    desktop.wait_for(1)
    until(awake, active=True)
    awake.set(False)
    desktop.wait_for(0)
    until(awake, active=None)
    awake.set(True)
    desktop.wait_for(1)
    assert closes(awake)
    assert desktop.held == 0
    assert len(desktop.threads) == 1
    assert threading.get_ident() not in desktop.threads


def test_the_second_mode_is_tried_after_a_refusal(caplog: pytest.LogCaptureFixture) -> None:
    desktop = Desktop(grants=(False, True, True))
    awake = KeepAwake(desktop.modes)
    awake.set(True)
    until(awake, active=True)
    # The third mode is not needed.
    desktop.wait_for(2)
    assert closes(awake)
    assert not caplog.records


def broken_modes() -> list[AbstractContextManager[Any]]:
    raise OSError("no bus")


@pytest.mark.parametrize("modes", [Desktop(grants=(False, False)).modes, broken_modes])
def test_a_refusing_system_is_logged_once(
    caplog: pytest.LogCaptureFixture, modes: Callable[[], list[AbstractContextManager[Any]]]
) -> None:
    awake = KeepAwake(modes)
    for _ in range(3):
        awake.set(True)
        until(awake, active=False)
        awake.set(False)
        until(awake, active=None)
    assert closes(awake)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_refusal_after_a_success_is_logged_again(caplog: pytest.LogCaptureFixture) -> None:
    desktop = Desktop(grants=(False,))
    awake = KeepAwake(desktop.modes)
    for grant in (False, True, False):
        desktop.grants = (grant,)
        awake.set(True)
        until(awake, active=grant)
        awake.set(False)
        until(awake, active=None)
    assert closes(awake)
    assert len(caplog.records) == 2


def test_a_hanging_desktop_blocks_nobody() -> None:
    desktop = Desktop()
    desktop.answers.clear()
    awake = KeepAwake(desktop.modes)
    awake.set(True)
    assert desktop.asked.wait(PATIENCE)
    for wanted in (False, True):
        awake.set(wanted)
    # A close that waits for the desktop would find its thread ended.
    assert not closes(awake)
    assert awake.active is None
    desktop.answers.set()
    join_thread(awake)
    assert desktop.held == 0


def test_a_mode_that_fails_to_end_can_be_requested_again() -> None:
    desktop = Desktop(releases=False)
    awake = KeepAwake(desktop.modes)
    for _ in range(2):
        awake.set(True)
        until(awake, active=True)
        awake.set(False)
        until(awake, active=None)
    assert closes(awake)


def test_closing_without_a_request_does_nothing() -> None:
    awake = KeepAwake()
    awake.close()
    awake.set(True)
    assert awake.active is None
    assert awake._thread is None


def test_null_awake_does_nothing() -> None:
    awake: Awake = NullAwake()
    awake.set(True)
    assert awake.active is None
    awake.close()


# wakepy's own switches for machines without a desktop. Its warnings fail these tests.
@pytest.mark.parametrize(
    ("switch", "active"), [("WAKEPY_FAKE_SUCCESS", True), ("WAKEPY_FORCE_FAILURE", False)]
)
def test_wakepy_is_used_without_warnings(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, switch: str, active: bool
) -> None:
    monkeypatch.setenv(switch, "1")
    awake: Awake = KeepAwake()
    assert isinstance(awake, KeepAwake)
    awake.set(True)
    until(awake, active=active)
    assert closes(awake)
    # Only our own line is logged, no complaint of wakepy about threads or open modes.
    assert [record.name for record in caplog.records] == (
        [] if active else ["desktop.system.machine.keep_awake"]
    )


BUS = """
<busconfig>
  <type>session</type>
  <listen>unix:path={door}</listen>
  <policy context="default">
    <allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>
  </policy>
</busconfig>
"""


class ScreenSaver:
    """A desktop's service on a message bus, as wakepy uses it; `asked` has the calls."""

    def __init__(self, address: str) -> None:
        # A dependency of wakepy on systems with a message bus; it has no types.
        self._jeepney: Any = importlib.import_module("jeepney")
        blocking: Any = importlib.import_module("jeepney.io.blocking")
        self.asked: queue.Queue[str] = queue.Queue()
        self.answers = threading.Event()
        self.answers.set()
        self._bus = blocking.open_dbus_connection(address)
        self._bus.send_and_get_reply(self._jeepney.message_bus.RequestName("org.freedesktop.ScreenSaver"))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._bus.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(PATIENCE)
        self._bus.close()

    def _serve(self) -> None:
        with suppress(ConnectionError, EOFError):  # until the connection is closed
            while True:
                message = self._bus.receive()
                if message.header.message_type is self._jeepney.MessageType.method_call:
                    self._answer(message)

    def _answer(self, call: Any) -> None:
        asked = call.header.fields[self._jeepney.HeaderFields.member]
        self.asked.put(asked)
        self.answers.wait(PATIENCE)
        if asked == "Inhibit":
            self._bus.send(self._jeepney.new_method_return(call, "u", (7,)))
        elif asked == "UnInhibit" and call.body == (7,):
            self._bus.send(self._jeepney.new_method_return(call))
        else:
            self._bus.send(self._jeepney.new_error(call, "org.freedesktop.DBus.Error.Failed"))

    def next(self) -> str:
        return self.asked.get(timeout=PATIENCE)


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A message bus for the test that starts no services."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("needs the program dbus-daemon")
    config = tmp_path / "bus.conf"
    config.write_text(BUS.format(door=tmp_path / "bus"), "utf-8")
    with subprocess.Popen(
        [daemon, f"--config-file={config}", "--nofork", "--nopidfile", "--print-address=1"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
    ) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline().strip()
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
            yield address
        finally:
            process.kill()


@pytest.fixture
def desktop(bus: str) -> Iterator[ScreenSaver]:
    service = ScreenSaver(bus)
    yield service
    service.close()


def test_a_desktop_is_inhibited_over_the_bus_and_released(desktop: ScreenSaver) -> None:
    awake = KeepAwake()
    awake.set(True)
    assert desktop.next() == "Inhibit"
    until(awake, active=True)
    awake.set(False)
    assert desktop.next() == "UnInhibit"
    until(awake, active=None)
    awake.set(True)
    assert desktop.next() == "Inhibit"
    until(awake, active=True)
    assert closes(awake)
    assert desktop.next() == "UnInhibit"
    assert desktop.asked.empty()


def test_a_late_grant_is_released_and_blocks_nobody(desktop: ScreenSaver) -> None:
    desktop.answers.clear()
    awake = KeepAwake()
    awake.set(True)
    assert desktop.next() == "Inhibit"
    # A close that waits for the desktop would find its thread ended.
    assert not closes(awake)
    assert awake.active is None
    desktop.answers.set()
    assert desktop.next() == "UnInhibit"
    join_thread(awake)


def test_a_bus_without_a_desktop_is_a_refusal_without_open_connections(
    bus: str, caplog: pytest.LogCaptureFixture
) -> None:
    awake = KeepAwake()
    before = 0
    for _ in range(3):
        awake.set(True)
        until(awake, active=False)
        awake.set(False)
        until(awake, active=None)
        before = before or psutil.Process().num_fds()
    assert closes(awake)
    assert psutil.Process().num_fds() == before
    assert len(caplog.records) == 1
