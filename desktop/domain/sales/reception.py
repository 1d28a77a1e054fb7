"""Whether orders of a period were missed, as far as the stored facts show.

The claim "none was missed" is made only where nothing speaks against it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from desktop.domain.sales.sale import Sale
    from desktop.domain.trouble import Outage

LATE_AFTER: Final = timedelta(minutes=5)
"""Default of the longest wait for an accept that is not late."""


class Reception(msgspec.Struct, frozen=True):
    """Facts that speak against "none was missed"."""

    late_after: timedelta
    late: int
    """Orders that were accepted after more than that."""
    unanswered: int
    """Orders that nobody accepted here or elsewhere, without those that were cancelled here or have just arrived."""
    waited_unseen: int
    """Orders that had waited longer than that, or for an unknown time, when the program began to receive."""
    deaf: float
    """Seconds in which the program ran and no orders could arrive."""
    stopped: float
    """Seconds in which the program did not run, between two times of the period at which it ran."""

    @property
    def none_missed(self) -> bool:
        """Whether nothing speaks against it."""
        return not (self.late or self.unanswered or self.waited_unseen or self.deaf or self.stopped)


def reception(
    sales: Iterable[Sale],
    outages: Iterable[Outage],
    since: datetime,
    until: datetime,
    *,
    late_after: timedelta = LATE_AFTER,
    now: datetime | None = None,
) -> Reception:
    """Collect the facts of a period.

    Args:
        sales: its orders.
        outages: times in which no orders could be received.
        since: its first moment.
        until: the first moment after it.
        late_after: longest wait from an order's arrival to its accept that is not late.
        now: an order that has not waited longer than that yet is not missed; None for long after the period.
    """
    late = unanswered = 0
    for sale in sales:
        if sale.accepted_at is None:
            # An order that was cancelled here was seen by somebody.
            is_seen = sale.progressed or (sale.cancelled and sale.reason_id is not None)
            # One that was placed long ago has waited, though it has only now arrived here.
            is_fresh = now is not None and not sale.cancelled and now - sale.at <= late_after
            unanswered += not is_seen and not is_fresh
        else:
            late += sale.accepted_at - sale.received_at > late_after
    deaf = stopped = 0.0
    unseen = 0
    for outage in outages:
        seconds = (min(outage.ended_at, until) - max(outage.began_at, since)).total_seconds()
        if seconds <= 0:
            continue
        if not outage.off:
            deaf += seconds
        elif since < outage.began_at and outage.ended_at < until:
            # A night in which the computer is off begins or ends with the business day.
            stopped += seconds
        if since < outage.ended_at <= until and outage.orders:
            waited = outage.longest_wait
            if waited is None or waited > late_after.total_seconds():
                unseen += outage.orders
    return Reception(late_after, late, unanswered, unseen, deaf, stopped)
