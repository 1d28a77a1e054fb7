"""Orders as CSV: plain for programs, or as a spreadsheet with Turkish settings reads it.

No cell can become a formula.
"""

from __future__ import annotations

import csv
import enum
import io
import re
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import language
from desktop.services.exports import columns, dishes_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.services.exports.columns import Value
    from desktop.store.rows import StoredOrder

COLUMNS: Final = (*columns.COLUMNS, columns.DOUBTS)

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_CUT: Final = re.compile(r"([;\t\r\n][;\s\"]*)([=+\-@＝＋－＠])")
"""A formula behind a character at which a spreadsheet may split: a Turkish one splits at ;."""

_TURKISH_PHONE: Final = re.compile(r"(?:\+90|0090|90|0)?([2-58]\d{2})(\d{3})(\d{2})(\d{2})", re.ASCII)
_BETWEEN_DIGITS: Final = re.compile(r"[\s().\-–]+")
_LONG_NUMBER: Final = re.compile(r"\d{3,}", re.ASCII)


class CsvStyle(enum.StrEnum):
    """The form of a CSV file."""

    PLAIN = "plain"
    """Commas between the cells, decimal points, times in ISO 8601."""
    TURKISH = "turkish"
    """Semicolons, decimal commas, times as ``30.11.2026 15:38``."""


def style_of_language() -> CsvStyle:
    """Return the style for the spreadsheets of those who read the language in force."""
    return CsvStyle.TURKISH if language() == "tr" else CsvStyle.PLAIN


def csv_lines(rows: Iterable[StoredOrder], style: CsvStyle = CsvStyle.PLAIN) -> Iterator[str]:
    """Yield the lines of a CSV file with a heading; a cell may contain line ends."""
    turkish = style is CsvStyle.TURKISH
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if turkish else ",", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    cell = _turkish_cell if turkish else _plain_cell
    for row in rows:
        order = columns.read(row)
        values = columns.values(row, order) | {columns.DOUBTS: columns.doubts(order)}
        if turkish:
            values["customer_phone"] = phone_as_text(order.customer_phone)
            values["items"] = dishes_text.in_one_line(order.lines, columns.turkish_number)
        writer.writerow([cell(values[name]) for name in COLUMNS])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def phone_as_text(phone: str) -> str:
    """Return a phone number in groups: ``0533 000 00 07``. A spreadsheet takes no number with blanks for a number.

    A bare one would lose its first 0, and ``="0533…"``, the usual remedy, is a formula.
    """
    cleaned = _BETWEEN_DIGITS.sub("", phone)
    if found := _TURKISH_PHONE.fullmatch(cleaned):
        return f"0{found[1]} {found[2]} {found[3]} {found[4]}"
    if not _LONG_NUMBER.fullmatch(phone):
        return phone
    return f"{phone[:-2]} {phone[-2:]}"


def _plain_cell(value: Value) -> str:
    if isinstance(value, datetime):
        return value.astimezone(ISTANBUL).isoformat(timespec="seconds")
    if isinstance(value, Decimal):
        return columns.plain_number(value)
    return _safe(value)


def _turkish_cell(value: Value) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(ISTANBUL):%d.%m.%Y %H:%M}"
    if isinstance(value, Decimal):
        return columns.turkish_number(value)
    return _safe(value)


def _safe(value: object) -> str:
    text = "" if value is None else str(value).replace("\x00", "")
    text = _CUT.sub(r"\1'\2", text)
    # Spreadsheets run these formulas, also behind blanks.
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text
