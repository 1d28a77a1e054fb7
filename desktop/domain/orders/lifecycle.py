"""The life of an order as one table: status x courier -> possible actions and column.

Source: the vendor's status table (`get-current` and the action calls). An order with an unknown status is
shown, never dropped. The vendor then decides whether an action is possible.
"""

from __future__ import annotations

import enum
from typing import Final

from desktop.domain.orders.order import Courier, OrderStatus
from desktop.domain.text.search_folding import folded


class Action(enum.StrEnum):
    """An action that staff can request."""

    ACCEPT = "accept"
    ON_THE_WAY = "ontheway"
    COMPLETE = "complete"
    CANCEL = "cancel"


class Column(enum.IntEnum):
    """The columns of the board, left to right; scheduled orders are separate from today's work."""

    NEW = 0
    PREPARING = 1
    ON_THE_WAY = 2
    LATER = 3


LEADS_TO: Final[dict[Action, OrderStatus]] = {
    Action.ACCEPT: OrderStatus.CONFIRMED,
    Action.ON_THE_WAY: OrderStatus.IN_DELIVERY,
    Action.COMPLETE: OrderStatus.DELIVERED,
    Action.CANCEL: OrderStatus.CANCELLED,
}
"""The status of an order after a successful action."""

UNDO_SECONDS: Final = 5.0
"""Delay before an action after the accept is sent: the vendor cannot undo it."""

MIN_PREPARING_TIME: Final = 1
MAX_PREPARING_TIME: Final = 240
"""Bounds of a preparation time, in minutes."""

PRESET_PREPARING_TIMES: Final = (15, 20, 25, 30, 35, 45, 60)
"""Minutes offered as buttons."""

DEFAULT_PREPARING_TIME: Final = 30

FINAL_STATUSES: Final = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED})

_COLUMNS: Final[dict[int, Column | None]] = {
    OrderStatus.RECEIVED: Column.NEW,
    OrderStatus.CONFIRMED: Column.PREPARING,
    OrderStatus.IN_DELIVERY: Column.ON_THE_WAY,
    OrderStatus.DELIVERED: None,
    OrderStatus.CANCELLED: None,
}

_ACTIONS: Final[dict[int, frozenset[Action]]] = {
    OrderStatus.RECEIVED: frozenset({Action.ACCEPT, Action.CANCEL}),
    # It is undocumented whether orders of the platform's courier can be completed from here: the vendor
    # decides.
    OrderStatus.CONFIRMED: frozenset({Action.ON_THE_WAY, Action.COMPLETE, Action.CANCEL}),
    OrderStatus.IN_DELIVERY: frozenset({Action.COMPLETE, Action.CANCEL}),
    OrderStatus.DELIVERED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}

_USUAL_PROGRESS: Final = frozenset(
    {
        (OrderStatus.RECEIVED, OrderStatus.CONFIRMED),
        (OrderStatus.CONFIRMED, OrderStatus.IN_DELIVERY),
        # A customer who collects the order, or a courier who reports only the end.
        (OrderStatus.CONFIRMED, OrderStatus.DELIVERED),
        (OrderStatus.IN_DELIVERY, OrderStatus.DELIVERED),
    }
)


def is_known(status_id: int) -> bool:
    """Return whether the vendor's reference lists this status."""
    return status_id in _COLUMNS


def column(status_id: int, *, accepted: bool) -> Column | None:
    """Return the column of an order, None for an ended one.

    An order with an unknown status stays visible: in the first column until somebody accepts it (it may have
    to be cooked), then in the second.
    """
    if is_known(status_id):
        return _COLUMNS[status_id]
    return Column.PREPARING if accepted else Column.NEW


def allowed_actions(status_id: int, courier_type: str) -> frozenset[Action]:
    """Return the possible actions; all for an unknown status, because the vendor decides."""
    if not is_known(status_id):
        return frozenset(Action)
    actions = _ACTIONS[status_id]
    if courier_type != Courier.RESTAURANT:
        actions -= {Action.ON_THE_WAY}
    return actions


def is_usual_progress(before: int, after: int) -> bool:
    """Return whether an order went on as orders do, so that nobody has to look at it again.

    A skipped step is unusual, and so is the way back.
    """
    return (before, after) in _USUAL_PROGRESS


def says_order_ended(message: str) -> bool:
    """Return whether the vendor's refusal says that the order was cancelled or delivered.

    Its sentences are undocumented; its status texts are "İptal Edildi" and "Teslim Edildi".
    """
    return says_already_done(Action.CANCEL, message) or says_already_done(Action.COMPLETE, message)


def says_already_done(action: Action, message: str) -> bool:
    """Return whether the vendor's sentence says that the action has already happened."""
    word = {Action.CANCEL: "iptal edil", Action.COMPLETE: "teslim edil"}.get(action)
    return word is not None and word in folded(message)


def was_accepted(status_id: int) -> bool:
    """Return whether somebody must have accepted an order in this status."""
    return status_id in {OrderStatus.CONFIRMED, OrderStatus.IN_DELIVERY, OrderStatus.DELIVERED}
