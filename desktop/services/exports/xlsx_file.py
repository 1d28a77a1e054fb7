"""Orders as an Excel file: real times and amounts, texts that stay texts, headings in the language in force.

Rows are written one after the other, so that the memory does not grow with the number of orders.
"""

from __future__ import annotations

import io
import tempfile
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import Message
from desktop.services.exports import columns, dishes_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from desktop.services.exports.columns import Value
    from desktop.store.rows import StoredOrder

_HEADINGS: Final = {
    "id": Message("Number"),
    "date": Message("Placed"),
    "received_at": Message("Arrived"),
    "status_text": Message("Status"),
    "shipping_method": Message("Type"),
    "payment_method": Message("Payment"),
    "total": Message("Total"),
    "discount": Message("Discount"),
    "courier_fee": Message("Delivery fee"),
    "order_tip": Message("Tip"),
    "items": Message("Dishes"),
    "note": Message("Note"),
    "doubts": Message("Not sure"),
    "customer_name": Message("Customer"),
    "customer_phone": Message("Phone"),
    "address": Message("Address"),
    "scheduled_date": Message("Wanted for"),
    "accepted_at": Message("Accepted"),
    "preparing_time": Message("Preparation time (min)"),
    "courier_type": Message("Courier"),
    "restaurant_name": Message("Restaurant"),
    "rang_at": Message("Rang"),
    "muted_at": Message("Muted"),
    "accept_pressed_at": Message("Accept pressed"),
    "acknowledged_at": Message("Receipt confirmed"),
    "status_id": Message("Status number"),
    "restaurant_id": Message("Restaurant ID"),
    "payment_key": Message("Payment key"),
}
"""All columns in their order: first what people read."""

_WIDTHS: Final = {
    "items": 60,
    "note": 30,
    "doubts": 40,
    "address": 40,
    "customer_name": 22,
    "payment_key": 36,
}
_USUAL_WIDTH: Final = 16
_LONGEST: Final = 32_767
"""Characters that a cell of Excel can hold."""
_FIRST_YEAR: Final = 1900
_LARGEST: Final = Decimal(10) ** 14
"""A number of Excel has 15 digits: a larger one stays a text."""


def xlsx_file(rows: Iterable[StoredOrder]) -> bytes:
    """Return the content of an Excel file with the orders.

    Raises:
        OSError: there is no room for temporary files.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    # The library keeps the rows in a temporary file; they have customers' data, so nobody else may read its folder.
    with tempfile.TemporaryDirectory(prefix="tezgah-") as folder:
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(buffer, options) as workbook:
            sheet = workbook.add_worksheet(str(Message("Orders")))
            writer = _Writer(
                sheet,
                heading=workbook.add_format({"bold": True, "valign": "top", "bottom": 1}),
                text=workbook.add_format({"valign": "top", "text_wrap": True}),
                time=workbook.add_format(
                    {"valign": "top", "align": "left", "num_format": "dd.mm.yyyy hh:mm"}
                ),
                amount=workbook.add_format({"valign": "top", "num_format": "#,##0.00"}),
            )
            writer.write_headings()
            for row in rows:
                writer.write(row)
            # Excel would mark phone numbers as mistakes.
            sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    return buffer.getvalue()


class _Writer:
    """Writes the rows of a sheet in their order."""

    def __init__(
        self, sheet: Worksheet, *, heading: Format, text: Format, time: Format, amount: Format
    ) -> None:
        self._sheet = sheet
        self._heading = heading
        self._text = text
        self._time = time
        self._amount = amount
        self._row = 0

    def write_headings(self) -> None:
        for column, (name, title) in enumerate(_HEADINGS.items()):
            self._sheet.set_column(column, column, _WIDTHS.get(name, _USUAL_WIDTH))
            self._sheet.write_string(0, column, str(title), self._heading)
        self._sheet.freeze_panes(1, 1)

    def write(self, row: StoredOrder) -> None:
        order = columns.read(row)
        values = columns.values(row, order) | {
            columns.DOUBTS: columns.doubts(order),
            "items": dishes_text.in_lines(order.lines, columns.turkish_number),
        }
        self._row += 1
        for column, name in enumerate(_HEADINGS):
            self._write(column, values[name])

    def _write(self, column: int, value: Value) -> None:
        if value is None or value == "":
            return
        if isinstance(value, datetime):
            # Excel knows no zones, and no year before 1900.
            local = value.astimezone(ISTANBUL).replace(tzinfo=None)
            if local.year >= _FIRST_YEAR:
                self._sheet.write_datetime(self._row, column, local, self._time)
            else:
                self._sheet.write_string(self._row, column, local.isoformat(" "), self._text)
        elif isinstance(value, Decimal) and abs(value) < _LARGEST:
            self._sheet.write_number(self._row, column, float(value), self._amount)
        elif isinstance(value, int):
            self._sheet.write_number(self._row, column, value, self._text)
        else:
            # Never `write`, which guesses: a text of a customer stays a text.
            self._sheet.write_string(self._row, column, _cell_text(str(value)), self._text)


def _cell_text(text: str) -> str:
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
