"""The life of an order as one table: status x courier -> what staff may do, and where it stands.

Source: the vendor's status table (`get-current` and the action calls). A status id that is not in the
table is shown, never dropped; the vendor itself then answers whether an action is possible.
"""

from __future__ import annotations

import enum
from typing import Final

from desktop.domain.orders.order import Courier, OrderStatus


class Action(enum.StrEnum):
    """What staff can ask the vendor to do with an order."""

    ACCEPT = "accept"
    ON_THE_WAY = "ontheway"
    COMPLETE = "complete"
    CANCEL = "cancel"


class Column(enum.IntEnum):
    """The columns of the board, left to right; what is for later stands apart from today's work."""

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
"""The status that an order has after an action took effect."""

UNDO_SECONDS: Final = 5.0
"""So long a cancel waits before it is sent: it cannot be taken back at the vendor."""

MIN_PREPARING_TIME: Final = 1
MAX_PREPARING_TIME: Final = 240
"""Bounds of a preparation time, in minutes."""

PRESET_PREPARING_TIMES: Final = (15, 20, 25, 30, 35, 45, 60)
"""Minutes offered with one press."""

DEFAULT_PREPARING_TIME: Final = 30

FINAL_STATUSES: Final = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED})

# Turkish has four letters i: all become the same here.
_FOLD: Final = str.maketrans("İIı", "iii")

_COLUMNS: Final[dict[int, Column | None]] = {
    OrderStatus.RECEIVED: Column.NEW,
    OrderStatus.CONFIRMED: Column.PREPARING,
    OrderStatus.IN_DELIVERY: Column.ON_THE_WAY,
    OrderStatus.DELIVERED: None,
    OrderStatus.CANCELLED: None,
}

_ACTIONS: Final[dict[int, frozenset[Action]]] = {
    OrderStatus.RECEIVED: frozenset({Action.ACCEPT, Action.CANCEL}),
    # Whether the platform's courier orders may be completed from here is not documented: the vendor answers.
    OrderStatus.CONFIRMED: frozenset({Action.ON_THE_WAY, Action.COMPLETE, Action.CANCEL}),
    OrderStatus.IN_DELIVERY: frozenset({Action.COMPLETE, Action.CANCEL}),
    OrderStatus.DELIVERED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}


def is_known(status_id: int) -> bool:
    """Whether the vendor's reference names this status."""
    return status_id in _COLUMNS


def column(status_id: int, *, accepted: bool) -> Column | None:
    """Return the column of an order, None for one that has ended.

    An unknown status keeps an order in front of people: among the new ones as long as nobody accepted it
    (it might be an order to cook), else among those being prepared.
    """
    if is_known(status_id):
        return _COLUMNS[status_id]
    return Column.PREPARING if accepted else Column.NEW


def allowed_actions(status_id: int, courier_type: str) -> frozenset[Action]:
    """Return what staff may ask for; an unknown status allows all, the vendor decides."""
    if not is_known(status_id):
        return frozenset(Action)
    actions = _ACTIONS[status_id]
    if courier_type != Courier.RESTAURANT:
        actions -= {Action.ON_THE_WAY}
    return actions


def tells_of_the_end(message: str) -> bool:
    """Whether the vendor's sentence on a refusal says that the order was cancelled or delivered.

    How it words that is not documented; its status texts are ("İptal Edildi", "Teslim Edildi").
    """
    return tells_of(Action.CANCEL, message) or tells_of(Action.COMPLETE, message)


def tells_of(action: Action, message: str) -> bool:
    """Whether the vendor's sentence says that an order was cancelled, or delivered."""
    word = {Action.CANCEL: "iptal edil", Action.COMPLETE: "teslim edil"}.get(action)
    return word is not None and word in message.translate(_FOLD).lower()


def was_accepted(status_id: int) -> bool:
    """Whether an order in this status must have been accepted by somebody."""
    return status_id in {OrderStatus.CONFIRMED, OrderStatus.IN_DELIVERY, OrderStatus.DELIVERED}
