"""Texts about presses: what changed under the hand, what can be taken back, what is left to a person."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.allergies import named_foods
from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.order import OrderStatus
from desktop.domain.text.translation import tr, tr_context, tr_plural
from desktop.ui.text.format import clock, order_number
from desktop.ui.text.orders import order_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order

_FOODS: Final = 2
"""Words of a list that a button names."""


def _number(order: BoardOrder) -> str:
    return order_number(order.order.number, order.payment_key)


def pressed_too_early() -> str:
    """Return the sign that a press did not count."""
    return tr("This has just changed: look first, then press again")


def changed_elsewhere(order: BoardOrder) -> str:
    """Return what somebody else did with an order."""
    number = _number(order)
    if order.accept is not None and order.accept.automatic:
        return tr("{number} was accepted by rule").format(number=number)
    if order.gone_at is not None:
        return tr("{number} is no longer open at Dükkango").format(number=number)
    if order.order.status_id == OrderStatus.CONFIRMED and order.accept is not None and order.accept.till:
        till = order_words.till_name(order.accept.till)
        return tr("{number} was accepted at {till}").format(number=number, till=till)
    if order.order.status_id == OrderStatus.CONFIRMED:
        return tr("{number} was accepted on another screen").format(number=number)
    if order.order.status_id == OrderStatus.IN_DELIVERY:
        return tr("{number} is on the way, says another screen").format(number=number)
    return tr("{number} has changed").format(number=number)


def swapped(last: BoardOrder, now: BoardOrder | None, shown: BoardOrder | None) -> str:
    """Return why another order is selected.

    Args:
        last: the order that was selected.
        now: the same order as it is now, None if it is not on the board any more.
        shown: the order that is selected now, None for none.
    """
    if now is None:
        what = tr("{number} left the board").format(number=_number(last))
    elif now.next_step is last.next_step:
        what = tr("A new order")
    else:
        what = changed_elsewhere(now)
    if shown is None:
        return what
    return tr("{what}. Selected now: {number}").format(what=what, number=_number(shown))


def step(action: Action) -> str:
    """Return what happens to an order in a moment: "Delivered", "Out for delivery", "Will be cancelled"."""
    return tr("Will be cancelled") if action is Action.CANCEL else order_words.action(action)


def take_back(action: Action) -> str:
    """Return the text of the button that takes an action back."""
    if action is Action.CANCEL:
        return tr("Take the cancellation back")
    return tr("Take back: {action}").format(action=order_words.action(action))


def seconds(left: float) -> str:
    """Return "4 s", never 0: the last second still counts."""
    return tr("{seconds} s").format(seconds=max(1, math.ceil(left)))


def sent_in(orders: Sequence[BoardOrder], now: datetime) -> str:
    """Return "#1031 · Delivered · 4 s", or "3 orders · Delivered · 4 s" for several."""
    first = orders[0]
    action = "" if first.action is None else step(first.action.action)
    which = _number(first) if len(orders) == 1 else tr_plural("{n} order", "{n} orders", len(orders))
    return f"{which} · {action} · {seconds(max(each.seconds_to_take_back(now) for each in orders))}"


def ask_delivered(orders: Sequence[BoardOrder]) -> str:
    """Return the question before orders are reported as delivered."""
    if len(orders) == 1:
        return tr("{number}: delivered?").format(number=_number(orders[0]))
    return tr_plural("Report {n} order as delivered?", "Report {n} orders as delivered?", len(orders))


def explain_delivered(number: int, skipping: int) -> str:
    """Return what is unusual about it: `skipping` orders were never reported as on the way."""
    tells = tr("Dükkango tells the customers at once.")
    if not skipping:
        return tells
    if number == 1:
        return tr("It was not on the way yet. Dükkango tells the customer at once.")
    not_yet = tr_plural(
        "{n} of them was not on the way yet.", "{n} of them were not on the way yet.", skipping
    )
    return f"{not_yet} {tells}"


def allergy(words: tuple[str, ...]) -> str:
    """Return "ALLERGY: nut", or "ALLERGY" where no food is named."""
    heading = order_words.capitals(tr("Allergy"))
    foods = named_foods(words)
    return f"{heading}: {', '.join(foods)}" if foods else heading


def confirm_allergy(words: tuple[str, ...]) -> str:
    """Return the text of Accept once it was pressed for an order with an allergy."""
    foods = named_foods(words)
    if not foods:
        return tr("Allergy – I have read it, accept")
    return tr("Allergy: {words} – I have read it, accept").format(
        words=", ".join(foods[:_FOODS]) + ("…" if len(foods) > _FOODS else "")
    )


def confirm_on_card() -> str:
    """Return the same for the button of a card."""
    return tr("Read: accept")


def left_to_person(number: int) -> str:
    """Return how many marked orders are not accepted together."""
    return tr_plural("{n} to be read is left to you", "{n} to be read are left to you", number)


def left(number: int) -> str:
    """Return the same for a narrow place."""
    return tr_plural("{n} left to you", "{n} left to you", number)


def marked_first() -> str:
    """Return why Accept waits while orders are marked."""
    return tr("Orders are marked: Ctrl+Enter accepts them, Esc unmarks them")


def marked_below() -> str:
    """Return the text of Accept while marked orders wait to be accepted."""
    return tr("Accept below")


def select_all() -> tuple[str, str]:
    """Return the text of the button that marks all orders of a column, and a shorter one."""
    return tr_context("orders of a column", "Select all"), tr_context("orders of a column", "All")


def state(order: BoardOrder) -> str:
    """Return the state of an order for a chip or the place of the next step, "" while it can be accepted."""
    if order.may_accept:
        return ""
    if order.can_take_back:
        return tr("Not sent yet")
    line = order_words.command_line(order)
    if order.gone_at is not None:
        return tr("No longer open")
    if order.action is not None and line is not None:
        return line.text
    if order.order.status_id == OrderStatus.IN_DELIVERY:
        return tr("On the way since {time}").format(time=clock(order.changed_at))
    if order.accepted_at is not None:
        till = "" if order.accept is None else order.accept.till
        accepted = tr("Accepted {time}").format(time=clock(order.accepted_at))
        return order_words.accepted_at_till(till, order.accepted_at) if till else accepted
    if line is not None:
        return line.text
    return tr("This order is closed") if order.column is None else tr("Already accepted")


def not_possible(order: BoardOrder, wanted: Action) -> str:
    """Return why an action is not possible on an order now."""
    if order.gone_at is not None:
        return tr("it is no longer open at Dükkango")
    if order.removed_from_board or order.column is None:
        return tr("this order is closed")
    if order.action is not None and order.action.is_open:
        return tr("“{action}” is still being sent").format(action=order_words.action(order.action.action))
    if order.accept is not None and order.accept.state.is_open:
        return tr("the acceptance is still being sent")
    if order.order.status_id == OrderStatus.RECEIVED:
        return tr("accept it first")
    return _not_possible_after_accept(order.order, wanted)


def _not_possible_after_accept(order: Order, wanted: Action) -> str:
    if wanted is not Action.ON_THE_WAY:
        # An order under way can be completed and cancelled: only Accept is left.
        return tr("it is accepted already")
    if order.status_id == OrderStatus.IN_DELIVERY:
        return tr("it is on the way already")
    return tr("the customer collects it") if order.is_pickup else tr("Dükkango's courier brings it")
