"""Working alone: a person asks for it, with the PIN, reads what it means, and finds the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.controllers.tills.alone import AloneController
from desktop.domain.text.translation import Message
from desktop.domain.tills import StoreLine
from desktop.sync.events import EventBus, StoreLineChanged
from desktop.system.user_errors import UserError
from tests.controllers.test_history import answered
from tests.ui.conftest import calls, clock, commands, make_window
from tests.ui.made import NOW, made
from tests.ui.tills.made import LOST_LINE, TROUBLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow

__all__ = ["calls", "clock", "commands", "make_window"]


class Service:
    """`AloneService` that switches at once, unless it is told to fail."""

    def __init__(self) -> None:
        self.since: datetime | None = None
        self.fails = False
        self._changed: Callable[[], object] = lambda: None

    async def begin(self) -> None:
        self._switch(NOW)

    async def end(self) -> None:
        self._switch(None)

    def _switch(self, since: datetime | None) -> None:
        if self.fails:
            raise UserError(Message("The shared database cannot be used yet."))
        self.since = since
        self._changed()

    def on_change(self, handler: Callable[[], object]) -> None:
        self._changed = handler


class Pin:
    """Notes that the PIN was asked for, and lets pass."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def guard_always(self, what: str, go_on: Callable[[], None]) -> None:
        self.asked.append(what)
        go_on()


class Surroundings:
    """The parts of the program that the controller is given."""

    def __init__(self) -> None:
        self.events = EventBus()
        self.pin = Pin()
        self.engine = self
        self.troubles = self
        self.store = self
        self.line = StoreLine()

    def task_failed(self, name: str, error: BaseException) -> None:
        raise AssertionError(name) from error


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    return make_window(made(1))


def build(window: MainWindow, service: Service | None, line: StoreLine | None = None) -> Surroundings:
    around = Surroundings()
    around.line = line or around.line
    given = cast("Any", around)
    AloneController(window, given, given, service)
    return around


async def press(window: MainWindow, name: str) -> None:
    QApplication.processEvents()
    buttons = [each for each in window.findChildren(QPushButton, name) if each.isVisible()]
    assert len(buttons) == 1, name
    buttons[0].click()
    await answered()
    QApplication.processEvents()


def offers(window: MainWindow) -> bool:
    return any(each.isVisible() for each in window.findChildren(QPushButton, "workAloneButton"))


async def test_it_begins_and_ends_by_hand_alone(window: MainWindow) -> None:
    service = Service()
    around = build(window, service)
    around.events.emit(StoreLineChanged(LOST_LINE))
    assert service.since is None
    window.dialogs.explain(TROUBLE)
    await press(window, "workAloneButton")
    assert around.pin.asked == ["alone"]
    assert service.since is None
    await press(window, "confirmButton")
    assert service.since == NOW
    await press(window, "sharedAgainButton")
    assert around.pin.asked == ["alone", "alone"]
    await press(window, "confirmButton")
    assert service.since is None
    assert not any(each.isVisible() for each in window.findChildren(QPushButton, "sharedAgainButton"))


async def test_a_way_back_that_fails_is_told_and_the_strip_stays(window: MainWindow) -> None:
    service = Service()
    service.since = NOW
    build(window, service)
    service.fails = True
    await press(window, "sharedAgainButton")
    await press(window, "confirmButton")
    assert window.dialogs.toast.isVisible()
    assert service.since == NOW


async def test_nobody_is_offered_to_work_alone_while_the_database_is_there(window: MainWindow) -> None:
    build(window, Service())
    window.dialogs.explain(TROUBLE)
    QApplication.processEvents()
    assert window.dialogs.dialog is not None
    assert not offers(window)


async def test_a_start_without_the_database_offers_it_too(window: MainWindow) -> None:
    build(window, Service(), LOST_LINE)
    window.dialogs.explain(TROUBLE)
    QApplication.processEvents()
    assert offers(window)


async def test_without_the_service_help_is_shown_all_the_same(window: MainWindow) -> None:
    around = build(window, None)
    around.events.emit(StoreLineChanged(LOST_LINE))
    window.dialogs.explain(TROUBLE)
    QApplication.processEvents()
    assert window.dialogs.dialog is not None
    assert not offers(window)
