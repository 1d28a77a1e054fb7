"""The list of what is wrong now: begun, ended, told once each time it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.orders.trouble import Trouble, TroubleKind
from desktop.sync.reports import Report, TroublesChanged

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


class Troubles:
    """Holds at most one trouble per kind and order."""

    def __init__(self, emit: Callable[[Report], None], now: Callable[[], datetime]) -> None:
        self._emit = emit
        self._now = now
        self._held: dict[tuple[TroubleKind, str], Trouble] = {}

    def begin(
        self,
        kind: TroubleKind,
        detail: str = "",
        *,
        payment_key: str = "",
        count: int = 1,
        dismissible: bool = False,
    ) -> None:
        """Say that something is wrong; saying it again only refreshes the detail and adds up a dismissible count."""
        held = self._held.get((kind, payment_key))
        if held is not None and dismissible:
            count += held.count
        since = self._now() if held is None else held.since
        trouble = Trouble(kind, since, detail, payment_key, count, dismissible)
        if trouble != held:
            self._held[kind, payment_key] = trouble
            self._tell()

    def end(self, *kinds: TroubleKind, payment_key: str = "") -> None:
        """Say that it is over."""
        gone = [self._held.pop((kind, payment_key), None) for kind in kinds]
        if any(gone):
            self._tell()

    def set_of_orders(self, kind: TroubleKind, details: dict[str, str]) -> None:
        """Replace all troubles of a kind that are about orders: payment key -> detail."""
        before = {key[1] for key in self._held if key[0] is kind}
        for payment_key in before - details.keys():
            del self._held[kind, payment_key]
        added = details.keys() - before
        for payment_key in added:
            self._held[kind, payment_key] = Trouble(kind, self._now(), details[payment_key], payment_key)
        if added or before - details.keys():
            self._tell()

    def holds(self, kind: TroubleKind) -> bool:
        """Whether any trouble of this kind holds."""
        return any(key[0] is kind for key in self._held)

    def dismiss(self, trouble: Trouble) -> None:
        """Forget a trouble that a person has read; one that still holds stays."""
        if trouble.dismissible:
            self.end(trouble.kind, payment_key=trouble.payment_key)

    def _tell(self) -> None:
        urgency = list(TroubleKind)
        ordered = sorted(
            self._held.values(), key=lambda trouble: (urgency.index(trouble.kind), trouble.since)
        )
        self._emit(TroublesChanged(tuple(ordered)))
