"""Reads one JSON object field by field, and records which fields were read, doubtful or left.

This module knows JSON, not orders. `payload` and `dishes` know the fields.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from desktop.domain.json_scalars import Unclear, as_flag, as_number, as_readable, as_text
from desktop.domain.orders.order import Doubt, DoubtKind, UnreadField
from desktop.domain.orders.reading.moments import Moment, read_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FIRST: Final = datetime(2014, 12, 31, tzinfo=UTC)
"""An earlier time is none that a customer asked for, also where it is unknown when the order was placed."""
_ONE: Final = Decimal(1)
_LATEST: Final = timedelta(hours=1)
"""Two clocks may differ, and an order for now may name the present time; not by more than that."""


class FieldReader:
    """Takes fields out of one JSON object; `unread` returns the rest.

    A value that cannot be read raises no error: it stays visible in `unread`, and a doubt names it.
    """

    def __init__(self, source: Mapping[str, Any], path: str = "", doubts: list[Doubt] | None = None) -> None:
        """Read an object.

        Args:
            source: the object.
            path: where it stands in the order, for example ``items[0]``.
            doubts: the list to add doubts to; a new one without it.
        """
        # The same as `not is_absent(value)`, without a call for each field: a rush has thousands of them.
        self._present = {
            name: value
            for name, value in source.items()
            if (value or value == 0) and not (value.__class__ is str and value.isspace())
        }
        self._path = path
        self._taken: set[str] = set()
        self._invalid: list[UnreadField] = []
        self.doubts: list[Doubt] = [] if doubts is None else doubts
        self.about = ""
        """The name of the dish or option, for its doubts."""

    def path_of(self, name: str) -> str:
        """Return the full path of a field."""
        return f"{self._path}.{name}" if self._path else name

    def has(self, *names: str) -> bool:
        """Return whether one of the fields has a value."""
        return not self._present.keys().isdisjoint(names)

    def first_present(self, names: Iterable[str]) -> tuple[str, Any] | None:
        """Return the first of several names with a value, without taking it."""
        for name in names:
            if (value := self._present.get(name)) is not None:
                return name, value
        return None

    def take(self, *names: str) -> Any:
        """Take the first of several names with a value, and those with the same value; None if there is none."""
        found = self._take(names)
        return None if found is None else found[1]

    def _take(self, names: tuple[str, ...]) -> tuple[str, Any] | None:
        for name in names:
            if (value := self._present.get(name)) is not None:
                self._taken.add(name)
                if len(names) > 1:
                    self._take_equal(names, value)
                return name, value
        return None

    def _take_equal(self, names: tuple[str, ...], value: object) -> None:
        for name in names:
            if name in self._present and _are_equal(self._present[name], value):
                self._taken.add(name)

    def doubt(self, kind: DoubtKind, name: str = "", value: object = "") -> None:
        """Record a doubt about a field; one about the object itself without a name."""
        path = self.path_of(name) if name else self._path
        self.doubts.append(Doubt(kind, path, as_readable(value), self.about))

    def add_invalid(self, name: str, value: object, kind: DoubtKind = DoubtKind.DETAIL_UNREADABLE) -> None:
        """Record a field that cannot be read; its value stays visible."""
        self.doubt(kind, name, value)
        self._invalid.append(UnreadField(self.path_of(name), as_readable(value)))

    def peek(self, *names: str) -> str:
        """Return the first readable text of several fields, without taking it; "" without one."""
        return next((text for name in names if (text := as_text(self._present.get(name)))), "")

    def text(self, *names: str) -> str:
        """Take the first readable text of several fields; numbers are written out.

        Without one, a field of any other type is recorded as invalid and gives "".
        """
        for name in names:
            value = self._present.get(name)
            if value is not None and (text := value.strip() if value.__class__ is str else as_text(value)):
                self._taken.add(name)
                if len(names) > 1:
                    self._take_equal(names, value)
                return text
        if (found := self._take(names)) is not None:
            self.add_invalid(*found)
        return ""

    def amount(self, *names: str) -> Decimal | None:
        """Take an amount of lira, None if there is none or it is doubtful."""
        found = self._take(names)
        if found is None:
            return None
        number = as_number(found[1])
        if isinstance(number, Decimal):
            return number
        ambiguous = number is Unclear.AMBIGUOUS
        kind = DoubtKind.AMOUNT_AMBIGUOUS if ambiguous else DoubtKind.AMOUNT_UNREADABLE
        self.add_invalid(*found, kind)
        return None

    def quantity(self, *names: str) -> tuple[Decimal | None, str]:
        """Take a number of pieces: (1, "") if none is given, (None, the value as it came) if it cannot be read."""
        found = self._take(names)
        if found is None:
            return _ONE, ""
        number = as_number(found[1])
        if not isinstance(number, Decimal):
            self.doubt(DoubtKind.QUANTITY_UNREADABLE, *found)
            return None, as_readable(found[1])
        if number <= 0:
            self.doubt(DoubtKind.QUANTITY_NEGATIVE if number else DoubtKind.QUANTITY_ZERO, *found)
        return number, ""

    def flag(self, *names: str) -> bool | None:
        """Take a yes or no, None if there is none or it cannot be read."""
        found = self._take(names)
        if found is None:
            return None
        answer = as_flag(found[1])
        if answer is None:
            self.add_invalid(*found, DoubtKind.CHOICE_UNKNOWN)
        return answer

    def moment(self, name: str, placed_at: datetime | None = None) -> tuple[Moment, str]:
        """Take a time that was asked for, and the value as it came where it is not known to the minute, else "".

        A time that was over when the order was placed is a mistake, or written in an unknown way.
        """
        value = self.take(name)
        if value is None:
            return Moment(), ""
        moment = read_moment(value, placed_at)
        if moment is None:
            self.doubt(DoubtKind.DATE_UNREADABLE, name, value)
            return Moment(), as_readable(value)
        last = moment.until or moment.at
        if last is not None and last < max(_FIRST, _FIRST if placed_at is None else placed_at - _LATEST):
            self.doubt(DoubtKind.DATE_PASSED, name, value)
            return Moment(), as_readable(value)
        if moment.day is not None:
            self.doubt(DoubtKind.DAY_WITHOUT_TIME, name, value)
            return moment, as_readable(value)
        return moment, ""

    def ignore(self, *names: str) -> None:
        """Hide technical fields; they stay in the raw payload."""
        self._taken.update(names)

    def unread(self, doubt: DoubtKind | None = None) -> tuple[UnreadField, ...]:
        """Return the doubtful fields, and those that were not taken, each with a doubt of this kind if one is given."""
        if self._present.keys() <= self._taken:
            return tuple(self._invalid)
        rest = [(name, value) for name, value in self._present.items() if name not in self._taken]
        if doubt is not None:
            for name, value in rest:
                self.doubt(doubt, name, value)
        return (
            *self._invalid,
            *(UnreadField(self.path_of(name), as_readable(value)) for name, value in rest),
        )


def _are_equal(one: object, other: object) -> bool:
    """Return whether two values say the same; 1 and true do not."""
    return isinstance(one, bool) is isinstance(other, bool) and one == other
