"""The list of what is wrong now: begun, ended, told once each time it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from desktop.domain.trouble import Outage, Trouble, TroubleKind
from desktop.sync.events import Event, TroublesChanged

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


class TroubleList:
    """Holds at most one trouble of each identity: kind, order, and for what is said once what it says."""

    def __init__(self, emit: Callable[[Event], None], now: Callable[[], datetime]) -> None:
        self._emit = emit
        self._now = now
        self._held: dict[tuple[TroubleKind, str, str], Trouble] = {}

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
        """Say that something is wrong; saying it again only refreshes the detail and adds up a dismissible count."""
        trouble = Trouble(kind, self._now(), detail, payment_key, count, dismissible, outage)
        held = self._held.get(trouble.identity)
        if held is not None:
            trouble = msgspec.structs.replace(
                trouble, since=held.since, count=count + held.count if dismissible else count
            )
        if trouble != held:
            self._held[trouble.identity] = trouble
            self._tell()

    def end(self, *kinds: TroubleKind, payment_key: str = "") -> None:
        """Say that it is over."""
        over = [key for key in self._held if key[0] in kinds and key[1] == payment_key]
        for key in over:
            del self._held[key]
        if over:
            self._tell()

    def set_of_orders(self, kind: TroubleKind, details: dict[str, str]) -> None:
        """Replace all troubles of a kind that are about orders: payment key -> detail."""
        before = {key[1] for key in self._held if key[0] is kind}
        for payment_key in before - details.keys():
            del self._held[kind, payment_key, ""]
        added = details.keys() - before
        for payment_key in added:
            trouble = Trouble(kind, self._now(), details[payment_key], payment_key)
            self._held[trouble.identity] = trouble
        if added or before - details.keys():
            self._tell()

    def holds(self, kind: TroubleKind) -> bool:
        """Whether any trouble of this kind holds."""
        return any(key[0] is kind for key in self._held)

    def dismiss(self, trouble: Trouble) -> None:
        """Forget a trouble that a person has read; one that still holds stays."""
        if trouble.dismissible and self._held.pop(trouble.identity, None) is not None:
            self._tell()

    def _tell(self) -> None:
        urgency = list(TroubleKind)
        ordered = sorted(
            self._held.values(), key=lambda trouble: (urgency.index(trouble.kind), trouble.since)
        )
        self._emit(TroublesChanged(tuple(ordered)))
