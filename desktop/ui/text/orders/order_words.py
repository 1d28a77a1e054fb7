"""Texts about an order: kind, quantities, ages and states, in the current language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QLocale

from desktop.domain.orders import lifecycle
from desktop.domain.orders.board import (
    AcknowledgementState,
    ActionView,
    BoardOrder,
    CommandState,
    CommandView,
)
from desktop.domain.orders.lifecycle import Action, Column
from desktop.domain.orders.order import Courier
from desktop.domain.orders.reading.doubt_words import short_words
from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.format import (
    HOUR,
    MINUTE,
    clock,
    clock_with_seconds,
    count,
    money,
    one_line,
    order_number,
    stopwatch,
)
from desktop.ui.text.orders import schedule_words

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from desktop.domain.orders.auto_accept import AutoAccept
    from desktop.domain.orders.order import Order


_PLURAL_LIMIT: Final = 2**31 - 1
_MOST_DOUBTS: Final = 3
LONGEST_AMOUNT: Final = 40
"""Characters of an amount that could not be read which fit in its place."""


class TextLine(NamedTuple):
    """A sentence, the name of its colour, and its sign: "check", "warning", "sending", "clock" or none."""

    text: str
    token: str
    sign: str = ""


def capitals(text: str) -> str:
    """Return a heading in capitals, by the rules of the current language (i becomes İ in Turkish)."""
    return QLocale().toUpper(text)


def report_title() -> str:
    """Return the title of the report page."""
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
    """Return the title of a notification: only the number, because anybody may see it."""
    number = order_number(order.order.number, order.payment_key)
    return tr("New order {number}").format(number=number)


def shipping(order: Order) -> str:
    """Return "Pickup", "Delivery", or the vendor's own word."""
    if order.is_pickup:
        return tr("Pickup")
    if order.shipping_method in {"delivery", ""}:
        return tr("Delivery")
    return one_line(order.shipping_method, 40)


def courier(order: Order) -> str:
    """Return the courier of a delivery, "" if it is unknown or a pickup."""
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
    """Return the text before and after a percentage: ``("%", "")`` in Turkish, ``("", " %")`` in English."""
    before, _, after = tr("{number} %").partition("{number}")
    return before, after


def total(order: Order) -> str:
    """Return the total, in quotes as it came if it could not be read, "" if there is none."""
    return money(order.total) or received_amount(order, "total")


def received_amount(order: Order, name: str) -> str:
    """Return an amount of the order in quotes as it came, "" if it was read or is missing."""
    return "".join(
        f"“{one_line(field.text, LONGEST_AMOUNT)}”" for field in order.unread if field.path == name
    )


def waiting_age(seconds: float) -> str:
    """Return the waiting time of an order: minutes and seconds in the first hour, then minutes."""
    return stopwatch(seconds) if seconds < HOUR else minutes(int(seconds // MINUTE))


def calm_age(seconds: float) -> str:
    """Return an age that is not urgent: minutes and seconds for ten minutes, then "11 min"."""
    return stopwatch(seconds) if seconds < 10 * MINUTE else minutes(int(seconds // MINUTE))


def time_left(seconds: float) -> str:
    """Return "18 min left", or "5 min late" for a negative number of seconds."""
    if seconds >= 0:
        return tr("{minutes} min left").format(minutes=-int(-seconds // MINUTE))
    return tr("{minutes} min late").format(minutes=int(-seconds // MINUTE))


def accept_label(number: int | None, when: str = "") -> str:
    """Return "Accept · 30 min", "Accept · tomorrow 18:02" for a scheduled order, or "Accept" without a number."""
    if when:
        return tr("Accept · {time}").format(time=when)
    if number is None:
        return tr("Accept")
    return tr("Accept · {minutes} min").format(minutes=number)


def times_caption(rush: int, *, typed: bool) -> str:
    """Return the caption of the preparation times: what a rush adds, and that a typed time stays as it is."""
    if not rush:
        return tr("Preparation time")
    if typed:
        return tr("Rush: nothing is added to a typed time")
    return tr("Rush: {minutes} min are included").format(minutes=rush)


def command_line(order: BoardOrder) -> TextLine | None:
    """Return the state of the latest command, None if there was none."""
    if order.gone_at is not None:
        return TextLine(gone(), "late_ink", "warning")
    if order.action is not None and order.action.state is not CommandState.CONFIRMED:
        return _action_line(order.action)
    return _accept_line(order)


def till_name(till: str) -> str:
    """Return the name of a till as it is shown."""
    return one_line(till, 40)


def accepted_at_till(till: str, at: datetime | None) -> str:
    """Return "Accepted at Till 2, 14:05", or without a time."""
    if at is None:
        return tr("Accepted at {till}").format(till=till_name(till))
    return tr("Accepted at {till}, {time}").format(till=till_name(till), time=clock(at))


def with_till(text: str, till: str) -> str:
    """Return a text with the till where somebody pressed; a single till has no name."""
    return f"{text} · {till_name(till)}" if till else text


def _accept_line(order: BoardOrder) -> TextLine | None:
    command = order.accept
    if command is None:
        return _accepted_elsewhere(order)
    if command.state is CommandState.SAVED:
        saved = tr("Saved, will be sent") if command.till else tr("Saved here, will be sent")
        return TextLine(with_till(saved, command.till), "muted", "check")
    if command.state is CommandState.SENDING:
        if command.attempts <= 1:
            return TextLine(with_till(tr("Sending…"), command.till), "muted", "sending")
        text = tr("Sending… try {number}").format(number=command.attempts)
        return TextLine(with_till(text, command.till), "waiting_ink", "sending")
    if command.state is CommandState.UNSURE:
        return _unsure(order)
    if command.state is CommandState.CONFIRMED:
        at = order.accepted_at or command.at
        return _confirmed(command, at)
    return _refusal(command.message)


def _confirmed(command: CommandView, at: datetime | None) -> TextLine:
    if command.automatic:
        text = tr("Accepted by rule, confirmed {time}")
        return TextLine(text.format(time=clock(at) if at else "").strip(), "info", "check")
    if command.till:
        return TextLine(accepted_at_till(command.till, at), "accept_ink", "check")
    text = tr("Confirmed by Dükkango {time}").format(time=clock(at) if at else "")
    return TextLine(text.strip(), "accept_ink", "check")


def _unsure(order: BoardOrder) -> TextLine:
    if order.in_doubt:
        return TextLine(tr("Probably accepted: look at Dükkango's panel"), "late_ink", "warning")
    return TextLine(tr("No clear answer: the next check decides"), "waiting_ink", "warning")


def action(action: Action) -> str:
    """Return the text of the button of an action."""
    return {
        Action.ACCEPT: tr("Accept"),
        Action.ON_THE_WAY: tr("Out for delivery"),
        Action.COMPLETE: tr("Delivered"),
        Action.CANCEL: tr("Cancel order"),
    }[action]


def _action_line(view: ActionView) -> TextLine:
    if view.state is CommandState.REFUSED and view.in_doubt:
        text = tr("{action}: probably done, look at Dükkango's panel")
        return TextLine(text.format(action=action(view.action)), "late_ink", "warning")
    if view.state is CommandState.REFUSED:
        return _refusal(view.message)
    if view.can_take_back:
        return TextLine(with_till(_soon(view.action), view.till), "late_ink", "warning")
    name = action(view.action)
    if view.attempts > 1:
        text = tr("{action}: sending… try {number}").format(action=name, number=view.attempts)
        return TextLine(with_till(text, view.till), "waiting_ink", "sending")
    text = tr("{action}: sending…").format(action=name)
    return TextLine(with_till(text, view.till), "muted", "sending")


def _soon(action: Action) -> str:
    """Return the state of an order whose action is sent in a moment."""
    return {
        Action.ON_THE_WAY: tr("Reported as on the way in a moment"),
        Action.COMPLETE: tr("Reported as delivered in a moment"),
    }.get(action, tr("Will be cancelled in a moment"))


def gone() -> str:
    """Return the warning for an order that is no longer open at the vendor."""
    return tr("No longer open at Dükkango: check before cooking")


def _accepted_elsewhere(order: BoardOrder) -> TextLine | None:
    if order.accepted_at is None or order.preparing_time is not None:
        return None
    text = tr("Accepted elsewhere {time}").format(time=clock(order.accepted_at))
    return TextLine(text, "muted")


def _refusal(message: str) -> TextLine:
    sentence = one_line(message, 300)
    text = tr("Dükkango refused: {sentence}") if sentence else tr("Dükkango refused the acceptance")
    return TextLine(text.format(sentence=sentence), "late_ink", "warning")


def autostart_set(*, on: bool) -> str:
    """Return the confirmation of a changed autostart."""
    if on:
        return tr("Tezgâh starts with the computer from now on")
    return tr("Tezgâh does not start with the computer any more")


def autostart_failed(reason: str) -> str:
    """Return the message for an autostart that could not be changed."""
    return tr("It could not be changed ({reason})").format(reason=one_line(reason, 120))


def response(order: BoardOrder) -> str:
    """Return the times of arrival, alarm, mute, accept and confirmation, to the second."""
    pressed = None if order.accept is None else order.accept.pressed_at
    steps = (
        (tr("arrived {time}"), order.received_at),
        (tr("rang {time}"), order.rang_at),
        (tr("muted {time}"), order.first_muted_at),
        (tr("Accept pressed {time}"), pressed),
        (tr("accepted {time}"), order.accepted_at),
    )
    return " · ".join(text.format(time=clock_with_seconds(at)) for text, at in steps if at is not None)


def flag_lines(order: BoardOrder, now: datetime) -> list[TextLine]:
    """Return the other lines of a card: status, schedule and doubts."""
    lines = []
    status = vendor_status(order)
    if status:
        lines.append(TextLine(status, "info"))
    if asked := schedule_words.asked_time(order.order, now):
        lines.append(TextLine(asked, "waiting_ink", "clock"))
    if order.order.doubts:
        lines.append(TextLine(doubts_in_short(order.order), "waiting_ink", "warning"))
    if order.acknowledgement is AcknowledgementState.NEEDS_PERSON:
        text = tr("Dükkango refuses the receipt: check its panel")
        lines.append(TextLine(text, "late_ink", "warning"))
    return lines


def in_doubt() -> str:
    """Return what to do with an order whose accept got no clear answer."""
    return tr(
        "Accept got no clear answer: the order is probably accepted. Look at Dükkango's panel. If it is accepted there,"
        " press Seen; if it still waits there, press Accept again."
    )


def vendor_status(order: BoardOrder) -> str:
    """Return an unknown status in the vendor's words, "" for a known one."""
    if lifecycle.is_known(order.order.status_id):
        return ""
    text = one_line(order.order.status_text, 80)
    return text or tr("Status {number}").format(number=order.order.status_id)


def doubts_in_short(order: Order) -> str:
    """Return "No address · Amount unclear" for a card, "" without a doubt."""
    words = short_words(order.doubts)
    more = len(words) - _MOST_DOUBTS
    return " · ".join(words[:_MOST_DOUBTS] + ([plurals.more(more)] if more > 0 else []))


def start_now(order: BoardOrder) -> str:
    """Return "Start #1031 now, for 19:30"."""
    number = order_number(order.order.number, order.payment_key)
    at = order.promised_for
    text = tr("Start {number} now, for {time}")
    return text.format(number=number, time="" if at is None else clock(at))


def auto_accept_rule(rule: AutoAccept) -> str:
    """Return the rule for automatic acceptance in words."""
    sentences = [
        tr("New orders are accepted at once with {minutes} min.").format(minutes=rule.preparing_time)
    ]
    if rule.begins is not None and rule.ends is not None:
        text = tr("Only from {begins} to {ends}.")
        sentences.append(text.format(begins=f"{rule.begins:%H:%M}", ends=f"{rule.ends:%H:%M}"))
    if rule.most_waiting is not None:
        text = tr("Only while no more than {number} orders wait.")
        sentences.append(text.format(number=rule.most_waiting))
    if rule.total_under is not None:
        sentences.append(tr("Only under {total}.").format(total=money(rule.total_under)))
    if rule.without_note:
        sentences.append(tr("Orders with a note are left to you."))
    elif rule.allergy_words:
        sentences.append(tr("Orders whose note names an allergy are left to you."))
    sentences.append(
        tr("Orders that cannot be read in full are left to you too. You can cancel any order (F4).")
    )
    return " ".join(sentences)


def saving() -> str:
    """Return the text of the Accept button until the store answers."""
    return tr("Saving…")


def accept_typed(typed: str) -> str:
    """Return "Accept · 45_ min" for the digits typed so far."""
    return tr("Accept · {minutes} min").format(minutes=f"{typed}_")
