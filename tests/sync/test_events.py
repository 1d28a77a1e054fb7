"""The bus delivers each event to its handlers, whatever one of them does."""

from __future__ import annotations

import pytest

from desktop.sync.events import EventBus, FolderTaken, Resumed, StoreRewritten


def test_each_handler_of_a_type_is_called_in_the_order_of_subscription() -> None:
    bus, called = EventBus(), list[str]()
    bus.subscribe(Resumed, lambda event: called.append(f"sound {event.seconds}"))
    bus.subscribe(Resumed, lambda _event: called.append("window"))
    bus.subscribe(FolderTaken, lambda _event: called.append("other"))
    bus.emit(Resumed(3.0))
    bus.emit(StoreRewritten())
    assert called == ["sound 3.0", "window"]


def test_an_error_of_one_handler_does_not_keep_the_event_from_the_others() -> None:
    bus, called = EventBus(), list[str]()

    def broken(_event: FolderTaken) -> None:
        raise RuntimeError("the window is broken")

    bus.subscribe(FolderTaken, broken)
    bus.subscribe(FolderTaken, lambda _event: called.append("sound"))
    with pytest.raises(ExceptionGroup) as raised:
        bus.emit(FolderTaken())
    assert called == ["sound"]
    assert [str(error) for error in raised.value.exceptions] == ["the window is broken"]
