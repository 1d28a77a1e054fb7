"""The list of present troubles. Each change is published once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec

from desktop.domain.trouble import Outage, Trouble, TroubleKind
from desktop.store.errors import StoreProblemError
from desktop.sync.events import EventBus, TroublesChanged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.clock import Clock
    from desktop.store.errors import CannotSaveError


_log = logging.getLogger(__name__)


class TroubleList:
    """Holds at most one trouble of each identity, see `Trouble.identity`."""

    def __init__(self, events: EventBus, clock: Clock) -> None:
        self._events = events
        self._clock = clock
        self._held: dict[tuple[TroubleKind, str, str], Trouble] = {}
        self.store_place = ""
        """Computer of the shared database, "" for one of this computer."""

    def begin(
        self,
        kind: TroubleKind,
        detail: str = "",
        *,
        payment_key: str = "",
        count: int = 1,
        dismissible: bool = False,
        outage: Outage | None = None,
    ) -> None:
        """Add a trouble. Adding it again updates the detail and adds up the count of a dismissible one."""
        trouble = Trouble(kind, self._clock.now(), detail, payment_key, count, dismissible, outage)
        held = self._held.get(trouble.identity)
        if held is not None:
            trouble = msgspec.structs.replace(
                trouble, since=held.since, count=count + held.count if dismissible else count
            )
        if trouble != held:
            self._held[trouble.identity] = trouble
            self._publish()

    def end(self, *kinds: TroubleKind, payment_key: str = "") -> None:
        """Remove the troubles of these kinds that are about this order, "" for those about none."""
        over = [key for key in self._held if key[0] in kinds and key[1] == payment_key]
        for key in over:
            del self._held[key]
        if over:
            self._publish()

    def set_of_orders(self, kind: TroubleKind, details: dict[str, str]) -> None:
        """Replace all troubles of a kind that are about orders: payment key -> detail."""
        before = {key[1] for key in self._held if key[0] is kind}
        for payment_key in before - details.keys():
            del self._held[kind, payment_key, ""]
        added = details.keys() - before
        for payment_key in added:
            trouble = Trouble(kind, self._clock.now(), details[payment_key], payment_key)
            self._held[trouble.identity] = trouble
        if added or before - details.keys():
            self._publish()

    def set_of_details(self, kind: TroubleKind, details: Iterable[str]) -> None:
        """Replace all troubles of a kind that can exist several times, one for each detail."""
        wanted = {
            trouble.identity: trouble
            for trouble in (Trouble(kind, self._clock.now(), detail) for detail in details)
        }
        before = {key for key in self._held if key[0] is kind}
        for key in before - wanted.keys():
            del self._held[key]
        self._held |= {key: trouble for key, trouble in wanted.items() if key not in before}
        if before != wanted.keys():
            self._publish()

    def cannot_save(self, error: CannotSaveError) -> None:
        """Add the trouble that the store cannot be written."""
        _log.error("cannot save", extra={"reason": str(error)})
        # A shared database that is away is said already.
        if not self.holds(TroubleKind.STORE_LOST):
            detail = str(error)
            if isinstance(error, StoreProblemError):
                detail = f"{error.problem}\n{self.store_place}"
            self.begin(TroubleKind.CANNOT_SAVE, detail)

    def store_lost(self, problem: str, place: str) -> None:
        """Add the trouble that the shared database cannot be used, in place of single saves that failed."""
        self.end(TroubleKind.CANNOT_SAVE)
        self.begin(TroubleKind.STORE_LOST, f"{problem}\n{place}")

    def store_found(self) -> None:
        """Remove the trouble that the shared database cannot be used."""
        self.end(TroubleKind.STORE_LOST)

    def saved_again(self) -> None:
        """Remove the troubles that a successful write proves to be over."""
        self.end(TroubleKind.CANNOT_SAVE, TroubleKind.INTERNAL)

    def task_failed(self, name: str, error: BaseException) -> None:
        """Add the trouble that a background task failed unexpectedly."""
        self.begin(TroubleKind.INTERNAL, f"{name}: {type(error).__name__}")

    def holds(self, *kinds: TroubleKind) -> bool:
        """Whether there is a trouble of any of these kinds."""
        return any(key[0] in kinds for key in self._held)

    def dismiss(self, trouble: Trouble) -> None:
        """Remove a trouble that a person has read; one that is not dismissible stays."""
        if trouble.dismissible and self._held.pop(trouble.identity, None) is not None:
            self._publish()

    def _publish(self) -> None:
        urgency = list(TroubleKind)
        ordered = sorted(
            self._held.values(), key=lambda trouble: (urgency.index(trouble.kind), trouble.since)
        )
        self._events.emit(TroublesChanged(tuple(ordered)))
