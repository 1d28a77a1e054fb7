"""The bus delivers each event to its handlers, whatever one of them does."""

from __future__ import annotations

from desktop.domain.trouble import Trouble, TroubleKind
from desktop.sync.events import EventBus, FolderTaken, Resumed, StoreRewritten, TroublesChanged
from desktop.sync.troubles import TroubleList
from desktop.system.machine.clock import SystemClock


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
    bus.emit(FolderTaken())
    assert called == ["sound"]


def test_an_error_of_a_handler_is_reported_to_people_and_not_to_who_publishes() -> None:
    bus, troubles = EventBus(), list[tuple[Trouble, ...]]()
    bus.report_failures(TroubleList(bus, SystemClock()).task_failed)

    def broken(event: FolderTaken | TroublesChanged) -> None:
        raise RuntimeError(type(event).__name__)

    bus.subscribe(FolderTaken, broken)
    # The handlers of the report may fail as well.
    bus.subscribe(TroublesChanged, broken)
    bus.subscribe(TroublesChanged, lambda event: troubles.append(event.troubles))
    bus.emit(FolderTaken())
    ((trouble,),) = troubles
    assert (trouble.kind, trouble.detail) == (TroubleKind.INTERNAL, "FolderTaken: RuntimeError")
