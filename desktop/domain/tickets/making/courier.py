"""(An order) -> the ticket for the courier or the customer: the way, what is to be collected, dishes with prices, sums."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.allergies import found_in
from desktop.domain.orders.map_address import map_link
from desktop.domain.orders.order import Courier
from desktop.domain.sales.payment import Place, read_payment
from desktop.domain.text.capitals import capitals
from desktop.domain.text.format import amount_only, clock, money, phone
from desktop.domain.text.translation import tr, tr_context
from desktop.domain.tickets.letters import one_line, printable
from desktop.domain.tickets.making.dishes import name_of, parts_of, received_prices
from desktop.domain.tickets.making.doubts import doubt_boxes
from desktop.domain.tickets.making.words import asked_for, courier, head, page_mark, quantity
from desktop.domain.tickets.ticket import (
    Align,
    Boxed,
    DishNote,
    Inverse,
    Part,
    QrCode,
    Row,
    Rule,
    Sign,
    Size,
    Space,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order, OrderLine
    from desktop.domain.tickets.options import Knowledge, Printing
    from desktop.domain.tickets.ticket import Block

_INSIDE: Final = ("Bina ", "Apt. ", "Blok ", "Kat ", "Daire ")
"""The words that the reading puts before the parts that lead from the street to the door."""
_SIGNS: Final = {Sign.PLUS: "+ ", Sign.REMOVED: "− ", Sign.NOT_CHOSEN: "○ ", Sign.UNSURE: "? "}


def courier_blocks(view: BoardOrder, printing: Printing, knowledge: Knowledge) -> Iterator[Block]:
    """Yield the blocks of a ticket for the courier or the customer."""
    order = view.order
    if order.restaurant_name:
        yield Text(one_line(order.restaurant_name), Size.TEXT, align=Align.CENTRE)
    yield from head(order, printing)
    yield _times(view, printing)
    if sent := courier(order):
        yield Text(sent, Size.NORMAL)
    yield _payment(order, knowledge)
    yield from _customer(order)
    if note := printable(order.note):
        yield Boxed(
            tr_context("ticket", "NOTE"), note, loud=bool(found_in(order.note, knowledge.allergy_words))
        )
    yield from doubt_boxes(order, for_cooks=False)
    yield Rule(thick=True)
    for line in order.lines:
        yield from _dish(line)
        yield Space(0.6)
    if not order.lines:
        yield Text(tr("No dishes"), Size.LARGE)
    yield Rule()
    yield from _sums(order)
    yield from _map(order)
    yield Rule(dashed=True)
    yield Text(tr("For information only, no fiscal value."), Size.SMALL, bold=False, align=Align.CENTRE)
    name = tr("Customer ticket") if order.is_pickup else tr("Courier ticket")
    yield Text(f"{name} {page_mark(printing)} · Tezgâh", Size.SMALL, bold=False, align=Align.CENTRE)


def _times(view: BoardOrder, printing: Printing) -> Row:
    order = view.order
    due = view.due_at if not view.waits else None
    if asked := asked_for(order, printing.at):
        left = capitals(asked)
        if not order.is_pickup:
            left = tr_context("ticket", "DELIVER {time}").format(time=left)
    else:
        left = tr_context("ticket", "READY {time}").format(time=clock(due)) if due else ""
    ordered = tr("ordered {time}").format(time=clock(order.placed_at or view.received_at))
    return Row(left, ordered, Size.TEXT, bold=True)


def _payment(order: Order, knowledge: Knowledge) -> Block:
    """Return what is to be collected, or the method alone where it does not say whether it is paid already."""
    method = read_payment(order.payment_method, knowledge.payments)
    name = one_line(method.name)
    if method.is_collected:
        amount = money(order.total) or " ".join(received_amounts(order, "total")) or tr("amount not known")
        # A sum stays on one line.
        amount = amount.replace(" ", "\u00a0")
        what = tr("Card reader") if method.needs_device and not order.is_pickup else name
        text = tr("{payment} — {amount} to collect").format(payment=what, amount=amount)
        return Inverse(capitals(text), centred=True)
    title = tr_context("ticket", "PAYMENT")
    if method.place is Place.ONLINE:
        return Boxed(title, tr("{payment}: paid online").format(payment=name))
    return Boxed(title, name or tr("not given"))


def _customer(order: Order) -> Iterator[Block]:
    if name := one_line(order.customer_name):
        yield Text(name, Size.LARGE)
    if number := one_line(phone(order.customer_phone)):
        yield Text(number, Size.LARGE)
    lines = _address_lines(order.address)
    if lines:
        yield Rule()
    for place, line in enumerate(lines):
        yield Text(line, Size.TEXT, bold=not place)


def _address_lines(address: Sequence[str]) -> list[str]:
    """Return the lines of an address, those inside the house on one line."""
    lines: list[str] = []
    inside = False
    for part in address:
        text = printable(part)
        if not text:
            continue
        is_inside = text.startswith(_INSIDE)
        if inside and is_inside:
            lines[-1] += f"   {text}"
        else:
            lines.append(text)
        inside = is_inside
    return lines


def _dish(line: OrderLine) -> Iterator[Block]:
    yield Row(f"{quantity(line)} × {name_of(line)}", price_of(line), Size.NORMAL, bold=True)
    for part in parts_of(line, prices=True):
        if isinstance(part, DishNote):
            yield Row(f"“{part.text}”", "", Size.NORMAL, bold=True, level=part.level + 1)
        else:
            yield Row(_option(part), part.price, Size.NORMAL, level=part.level + 1)


def _option(part: Part) -> str:
    text = part.text
    if part.sign is Sign.REMOVED:
        text = tr("{option} left out").format(option=text)
    return f"{_SIGNS.get(part.sign, '')}{text}"


def price_of(line: OrderLine) -> str:
    """Return the price of a line, "" if there is none; what could not be read stands in quotes as it came."""
    return " · ".join(filter(None, [amount_only(_known_price(line)), *received_prices(line.unread)]))


def _known_price(line: OrderLine) -> Decimal | None:
    if line.total is not None or line.unit_price is None or line.quantity is None:
        return line.unit_price if line.total is None else line.total
    if not line.unit_price.is_finite() or not line.quantity.is_finite():
        return None
    return line.unit_price * line.quantity


def received_amounts(order: Order, name: str) -> list[str]:
    """Return an amount of the order in quotes as it came, if it could not be read."""
    return [f"“{one_line(field.text)}”" for field in order.unread if field.path == name]


def _sums(order: Order) -> Iterator[Block]:
    named = (
        (tr("Discount"), None if order.discount is None else -abs(order.discount), "discount"),
        (tr("Delivery fee"), order.courier_fee, "courier_fee"),
        (tr("Tip"), order.tip, "order_tip"),
    )
    subtotal = _subtotal(order)
    rows = []
    for name, amount, path in named:
        texts = [_signed(amount)] if amount else received_amounts(order, path)
        rows += [Row(name, text, Size.NORMAL) for text in texts]
    if rows and subtotal is not None:
        yield Row(tr("Subtotal"), amount_only(subtotal), Size.NORMAL)
    yield from rows
    yield Space(1)
    total = money(order.total) or " ".join(received_amounts(order, "total")) or tr("not given")
    yield Row(tr_context("ticket", "TOTAL"), total, Size.LARGE, bold=True)


def _subtotal(order: Order) -> Decimal | None:
    """Return the sum of the dishes where it leads to the total, None where it is not known what it contains."""
    prices = [_known_price(line) for line in order.lines]
    known = [price for price in prices if price is not None and price.is_finite()]
    if order.total is None or len(known) != len(prices):
        return None
    dishes = sum(known, Decimal(0))
    options = sum(
        ((option.total or option.price or Decimal(0)) for line in order.lines for option in line.options()),
        Decimal(0),
    )
    fees = (order.courier_fee or Decimal(0)) + (order.tip or Decimal(0)) - abs(order.discount or Decimal(0))
    return next((sum_ for sum_ in (dishes, dishes + options) if sum_ + fees == order.total), None)


def _signed(amount: Decimal) -> str:
    return amount_only(amount).replace("-", "−")


def _map(order: Order) -> Iterator[Block]:
    if order.is_pickup or order.courier_type == Courier.PLATFORM:
        return
    if link := map_link(order.address):
        yield Space(1)
        yield QrCode(link, tr("Map: street and district, without the door."))
