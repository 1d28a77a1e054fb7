"""What the window says about an order: kinds, counts, ages and states, in the language in force.

Sources are English; `resources/translations` holds the rest. Troubles are in `trouble_words`. Values from the
vendor are put in after translation and are plain text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QLocale

from desktop.domain.orders import lifecycle
from desktop.domain.orders.board import AcknowledgementState, ActionView, BoardOrder, CommandState
from desktop.domain.orders.changes import ChangedPart
from desktop.domain.orders.lifecycle import Action, Column
from desktop.domain.orders.order import Courier
from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.format import (
    HOUR,
    MINUTE,
    clock,
    clock_with_seconds,
    count,
    day_and_clock,
    money,
    one_line,
    order_number,
    stopwatch,
)

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from desktop.domain.orders.auto_accept import AutoAccept
    from desktop.domain.orders.order import Order


_CASH: Final = frozenset({"nakit", "cash", "peşin"})
_PLURAL_LIMIT: Final = 2**31 - 1


class TextLine(NamedTuple):
    """A sentence and how it is meant: the name of a colour, "check", "warning" or "sending" as its sign."""

    text: str
    token: str
    sign: str = ""


def capitals(text: str) -> str:
    """Write a heading in capitals, by the rules of the language in force (i becomes İ in Turkish)."""
    return QLocale().toUpper(text)


def report_title() -> str:
    """Return what the report's page is called."""
    return tr("Report")


def column_title(column: Column) -> str:
    """Return a column's heading."""
    return {
        Column.NEW: tr("New"),
        Column.PREPARING: tr("Preparing"),
        Column.ON_THE_WAY: tr("On the way"),
        Column.LATER: tr("Later"),
    }[column]


def new_order(order: BoardOrder) -> str:
    """Return a notification's title: the number alone, for anybody may see it."""
    number = order_number(order.order.number, order.payment_key)
    return tr("New order {number}").format(number=number)


def shipping(order: Order) -> str:
    """Return "Pickup", "Delivery", or what the vendor sent."""
    if order.is_pickup:
        return tr("Pickup")
    if order.shipping_method in {"delivery", ""}:
        return tr("Delivery")
    return one_line(order.shipping_method, 40)


def courier(order: Order) -> str:
    """Return who brings the order, "" when that says nothing new."""
    if order.is_pickup or not order.courier_type:
        return ""
    if order.courier_type == Courier.RESTAURANT:
        return tr("Own courier")
    if order.courier_type == Courier.PLATFORM:
        return tr("Dükkango courier")
    return one_line(order.courier_type, 40)


def items(quantity: Decimal) -> str:
    """Return "3 items"."""
    if quantity == quantity.to_integral_value() and 0 <= quantity <= _PLURAL_LIMIT:
        return plurals.items(int(quantity))
    return tr("{count} items").format(count=count(quantity))


def minutes(number: int) -> str:
    """Return "30 min"."""
    return tr("{minutes} min").format(minutes=number)


def percent_signs() -> tuple[str, str]:
    """Return what stands before and behind a number of percent: ``("%", "")`` in Turkish, ``("", " %")`` in English."""
    before, _, behind = tr("{number} %").partition("{number}")
    return before, behind


def payment(order: Order) -> str:
    """Return how it is paid, as the vendor says it."""
    return one_line(order.payment_method, 60)


def to_collect(order: Order) -> str:
    """Return what the courier has to collect in cash, "" when nothing is known to be collected."""
    paid = payment(order)
    if order.total is not None and QLocale("tr_TR").toLower(paid) in _CASH:
        return tr("{payment} — {amount} to collect").format(payment=paid, amount=money(order.total))
    return ""


def waiting_age(seconds: float) -> str:
    """Return how long an order has waited: seconds count until the first hour is over."""
    return stopwatch(seconds) if seconds < HOUR else minutes(int(seconds // MINUTE))


def calm_age(seconds: float) -> str:
    """Return how long ago something happened that nobody waits for: "11 min" after ten minutes."""
    return stopwatch(seconds) if seconds < 10 * MINUTE else minutes(int(seconds // MINUTE))


def time_left(seconds: float) -> str:
    """Return "18 min left", or "5 min late" when the promised time is over."""
    if seconds >= 0:
        return tr("{minutes} min left").format(minutes=-int(-seconds // MINUTE))
    return tr("{minutes} min late").format(minutes=int(-seconds // MINUTE))


def accept_label(number: int | None) -> str:
    """Return "Accept · 30 min"."""
    if number is None:
        return tr("Accept")
    return tr("Accept · {minutes} min").format(minutes=number)


def command_line(order: BoardOrder) -> TextLine | None:
    """Tell how far the latest command has come."""
    if order.gone_at is not None:
        return TextLine(gone(), "late_ink", "warning")
    if order.action is not None and order.action.state is not CommandState.CONFIRMED:
        return _action_line(order.action)
    return _accept_line(order)


def _accept_line(order: BoardOrder) -> TextLine | None:
    command = order.accept
    if command is None:
        return _accepted_elsewhere(order)
    if command.state is CommandState.SAVED:
        return TextLine(tr("Saved here, will be sent"), "muted", "check")
    if command.state is CommandState.SENDING:
        if command.attempts <= 1:
            return TextLine(tr("Sending…"), "muted", "sending")
        text = tr("Sending… try {number}").format(number=command.attempts)
        return TextLine(text, "waiting_ink", "sending")
    if command.state is CommandState.UNSURE:
        return TextLine(tr("No clear answer: the next look decides"), "waiting_ink", "warning")
    if command.state is CommandState.CONFIRMED:
        at = order.accepted_at or command.at
        if command.automatic:
            text = tr("Accepted by rule, confirmed {time}")
            return TextLine(text.format(time=clock(at) if at else "").strip(), "info", "check")
        text = tr("Confirmed by Dükkango {time}").format(time=clock(at) if at else "")
        return TextLine(text.strip(), "accept_ink", "check")
    return _refusal(command.message)


def action(what: Action) -> str:
    """Return what a button for an action says."""
    return {
        Action.ACCEPT: tr("Accept"),
        Action.ON_THE_WAY: tr("Off with the courier"),
        Action.COMPLETE: tr("Delivered"),
        Action.CANCEL: tr("Cancel order"),
    }[what]


def _action_line(asked: ActionView) -> TextLine:
    """Tell how far another command has come."""
    if asked.state is CommandState.REFUSED:
        return _refusal(asked.message)
    if asked.action is Action.CANCEL and asked.state is CommandState.SAVED:
        return TextLine(tr("Will be cancelled in a moment"), "late_ink", "warning")
    text = tr("{action}: sending…").format(action=action(asked.action))
    if asked.attempts > 1:
        text = tr("{action}: sending… try {number}").format(
            action=action(asked.action), number=asked.attempts
        )
    return TextLine(text, "waiting_ink" if asked.attempts > 1 else "muted", "sending")


def gone() -> str:
    """Say that an order must not be cooked unchecked."""
    return tr("No longer open at Dükkango: check before cooking")


def _accepted_elsewhere(order: BoardOrder) -> TextLine | None:
    if order.accepted_at is None or order.preparing_time is not None:
        return None
    text = tr("Accepted elsewhere {time}").format(time=clock(order.accepted_at))
    return TextLine(text, "muted")


def _refusal(message: str) -> TextLine:
    sentence = one_line(message, 300)
    if sentence:
        return TextLine(
            tr("Dükkango refused: {sentence}").format(sentence=sentence),
            "late_ink",
            "warning",
        )
    return TextLine(tr("Dükkango refused the acceptance"), "late_ink", "warning")


def autostart_set(*, on: bool) -> str:
    """Say whether the program starts with the computer."""
    if on:
        return tr("Tezgâh starts with the computer from now on")
    return tr("Tezgâh does not start with the computer any more")


def autostart_failed(reason: str) -> str:
    """Say that this could not be changed."""
    return tr("It could not be changed ({reason})").format(reason=one_line(reason, 120))


def response(order: BoardOrder) -> str:
    """Tell when an order came, was heard, silenced, accepted and confirmed, to the second."""
    pressed = None if order.accept is None else order.accept.pressed_at
    steps = (
        (tr("came {time}"), order.received_at),
        (tr("rang {time}"), order.rang_at),
        (tr("muted {time}"), order.first_muted_at),
        (tr("Accept pressed {time}"), pressed),
        (tr("accepted {time}"), order.accepted_at),
    )
    return " · ".join(text.format(time=clock_with_seconds(at)) for text, at in steps if at is not None)


def flag_lines(order: BoardOrder, now: datetime) -> list[TextLine]:
    """Return the other things to know at a glance, the most important first."""
    found = []
    status = vendor_status(order)
    if status:
        found.append(TextLine(status, "info"))
    if order.unseen:
        found.append(TextLine(changed(order), "waiting_ink", "warning"))
    if order.order.scheduled_at is not None:
        found.append(TextLine(scheduled(order.order.scheduled_at, now), "waiting_ink", "clock"))
    if unreadable(order.order):
        found.append(TextLine(tr("Some details could not be read"), "waiting_ink", "warning"))
    if order.acknowledgement is AcknowledgementState.NEEDS_PERSON:
        text = tr("Dükkango refuses the receipt: check its panel")
        found.append(TextLine(text, "late_ink", "warning"))
    return found


def changed(order: BoardOrder) -> str:
    """Return "Changed: note, total"."""
    names = {
        ChangedPart.STATUS: tr("status"),
        ChangedPart.DISHES: tr("dishes"),
        ChangedPart.NOTE: tr("note"),
        ChangedPart.TIME: tr("time"),
        ChangedPart.ADDRESS: tr("address"),
        ChangedPart.CUSTOMER: tr("customer"),
        ChangedPart.DELIVERY: tr("delivery"),
        ChangedPart.TOTAL: tr("total"),
        ChangedPart.PAYMENT: tr("payment"),
        ChangedPart.OTHER: tr("other details"),
    }
    return tr("Changed: {parts}").format(parts=", ".join(names[part] for part in order.unseen))


def vendor_status(order: BoardOrder) -> str:
    """Return the vendor's words for a status we do not know, else ""."""
    if lifecycle.is_known(order.order.status_id):
        return ""
    text = one_line(order.order.status_text, 80)
    return text or tr("Status {number}").format(number=order.order.status_id)


def unreadable(order: Order) -> bool:
    """Whether anything in the order was not understood: fields that could not be read, or unknown ones in a dish."""
    return bool(order.problems) or any(line.unread for line in order.lines)


def scheduled(at: datetime, now: datetime) -> str:
    """Return "Scheduled for 19:30"."""
    return tr("Scheduled for {time}").format(time=day_and_clock(at, now))


def start_now(order: BoardOrder) -> str:
    """Return "Begin #1031 now, for 19:30"."""
    number = order_number(order.order.number, order.payment_key)
    at = order.promised_for
    text = tr("Begin {number} now, for {time}")
    return text.format(number=number, time="" if at is None else clock(at))


def auto_accept_rule(rule: AutoAccept) -> str:
    """Return the rule that accepts in a person's place, in words."""
    said = [tr("New orders are accepted at once with {minutes} min.").format(minutes=rule.preparing_time)]
    if rule.begins is not None and rule.ends is not None:
        text = tr("Only from {begins} to {ends}.")
        said.append(text.format(begins=f"{rule.begins:%H:%M}", ends=f"{rule.ends:%H:%M}"))
    if rule.most_waiting is not None:
        text = tr("Only while no more than {number} orders wait.")
        said.append(text.format(number=rule.most_waiting))
    if rule.total_under is not None:
        said.append(tr("Only under {total}.").format(total=money(rule.total_under)))
    if rule.without_note:
        said.append(tr("Orders with a note are left to you."))
    said.append(tr("What cannot be read in full is left to you too. Each can be cancelled (F4)."))
    return " ".join(said)


def cannot_accept(order: BoardOrder) -> str:
    """Say in a few words why Accept can do nothing now, "" when it can."""
    if order.may_accept:
        return ""
    if order.gone_at is not None:
        return tr("No longer open")
    if order.accepted_at is not None:
        return tr("Accepted {time}").format(time=clock(order.accepted_at))
    line = command_line(order)
    if line is not None:
        return line.text
    if place_is_over(order):
        return tr("This order is closed")
    return tr("Already accepted")


def place_is_over(order: BoardOrder) -> bool:
    """Whether the order is off the board."""
    return order.column is None


def spoken_card(order: BoardOrder, now: datetime, due: datetime | None) -> str:
    """Return all of a card in one sentence, for a screen reader."""
    said = order.order
    age = int((now - order.received_at).total_seconds() // MINUTE)
    parts = [tr("Order {number}").format(number=order_number(said.number, said.payment_key))]
    if order.waits:
        parts.append(tr("waiting for {minutes} min").format(minutes=max(0, age)))
    elif due is not None:
        parts.append(time_left((due - now).total_seconds()))
    parts += [shipping(said), items(said.item_count), money(said.total), payment(said)]
    if said.note:
        parts.append(tr("note: {note}").format(note=one_line(said.note, 200)))
    line = command_line(order)
    parts += [each.text for each in ([line] if line else []) + flag_lines(order, now)]
    return ", ".join(part for part in parts if part)


def saving() -> str:
    """Return what the Accept button says between the press and the answer of the store."""
    return tr("Saving…")


def accept_typed(typed: str) -> str:
    """Return "Accept · 45_ min" while the number is being typed."""
    return tr("Accept · {minutes} min").format(minutes=f"{typed}_")
