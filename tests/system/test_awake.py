"""Staying awake while it is wanted, and never waiting for a desktop that hangs."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from desktop.system.awake import KeepAwake

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    import pytest

PATIENCE = 10.0


class Desktop:
    """A desktop that can be asked to stay awake."""

    def __init__(self, *, grants: tuple[bool, ...] = (True,)) -> None:
        self.grants = grants
        self.held = 0
        self.changed = threading.Condition()
        self.answers = threading.Event()
        self.answers.set()

    def modes(self) -> list[AbstractContextManager[Any]]:
        return [self._mode(active=active) for active in self.grants]

    @contextmanager
    def _mode(self, *, active: bool) -> Iterator[SimpleNamespace]:
        self.answers.wait(PATIENCE)
        self._hold(+1)
        try:
            yield SimpleNamespace(active=active)
        finally:
            self._hold(-1)

    def _hold(self, more: int) -> None:
        with self.changed:
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


def test_awake_while_it_is_wanted() -> None:
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
    awake.close()
    desktop.wait_for(0)


def test_the_second_best_is_asked_for_where_the_best_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    desktop = Desktop(grants=(False, True, True))
    awake = KeepAwake(desktop.modes)
    awake.set(True)
    until(awake, active=True)
    # The third was not needed.
    desktop.wait_for(2)
    awake.close()
    assert not caplog.records


def test_a_system_that_grants_nothing_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    awake = KeepAwake(Desktop(grants=(False, False)).modes)
    awake.set(True)
    until(awake, active=False)
    awake.close()
    assert len(caplog.records) == 1


def test_nobody_waits_for_a_desktop_that_hangs() -> None:
    desktop = Desktop()
    desktop.answers.clear()
    awake = KeepAwake(desktop.modes)
    awake.set(True)
    awake.set(False)
    awake.set(True)
    awake.close()
    assert awake.active is None
    desktop.answers.set()
    desktop.wait_for(0)


def test_a_mode_that_fails_ends_nothing() -> None:
    def modes() -> list[AbstractContextManager[Any]]:
        raise OSError("no bus")

    awake = KeepAwake(modes)
    awake.set(True)
    until(awake, active=False)
    awake.close()


def test_closing_what_was_never_wanted_is_nothing() -> None:
    awake = KeepAwake()
    awake.close()
    awake.set(True)
    assert awake.active is None


def test_the_library_is_asked_as_it_wants_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    # Its own switch for machines without a desktop.
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "1")
    awake = KeepAwake()
    awake.set(True)
    until(awake, active=True)
    awake.close()
