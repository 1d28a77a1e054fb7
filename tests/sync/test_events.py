"""The bus delivers each event to the handlers of its type, in the order in which they subscribed."""

from __future__ import annotations

from desktop.domain.trouble import Connection, Link
from desktop.sync.events import ConnectionChanged, EventBus, Resumed


def test_handlers_are_called_in_the_order_in_which_they_subscribed() -> None:
    calls: list[str] = []
    bus = EventBus()
    bus.subscribe(Resumed, lambda _: calls.append("alarm"))
    bus.subscribe(Resumed, lambda _: calls.append("window"))
    bus.emit(Resumed(10.0))
    assert calls == ["alarm", "window"]


def test_a_handler_gets_the_events_of_its_type_only() -> None:
    seen: list[float] = []
    bus = EventBus()
    bus.subscribe(Resumed, lambda event: seen.append(event.seconds))
    bus.emit(ConnectionChanged(Connection(Link.CONNECTED)))
    bus.emit(Resumed(12.0))
    assert seen == [12.0]
