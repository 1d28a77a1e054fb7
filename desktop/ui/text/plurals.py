"""Sentences with a number in them, whose plural each language forms in its own way.

They stand in a class of their own because lupdate finds a plural in Python only in `self.tr(text, "", name)`.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject


class Plurals(QObject):
    """Numbers in words."""

    def items(self, n: int) -> str:
        """Return "3 items"."""
        return self.tr("%n item(s)", "", n)

    def muted(self, n: int) -> str:
        """Return "2 orders muted"."""
        return self.tr("%n order(s) muted", "", n)

    def waiting(self, n: int) -> str:
        """Return "2 orders waiting"."""
        return self.tr("%n order(s) waiting", "", n)

    def off_sale(self, n: int) -> str:
        """Return "3 off sale"."""
        return self.tr("%n off sale", "", n)

    def found(self, n: int) -> str:
        """Return "214 orders"."""
        return self.tr("%n order(s)", "", n)

    def unindexed(self, n: int) -> str:
        """Return how many orders cannot be found yet."""
        return self.tr("%n more being prepared for searching", "", n)

    def marked(self, n: int) -> str:
        """Return "3 orders marked"."""
        return self.tr("%n order(s) marked", "", n)

    def accept_marked(self, n: int) -> str:
        """Return "Accept 3"."""
        return self.tr("Accept %n", "", n)

    def complete_marked(self, n: int) -> str:
        """Return "Delivered: 3"."""
        return self.tr("Delivered: %n", "", n)

    def mark_all(self, n: int) -> str:
        """Return "Mark all 3 orders"."""
        return self.tr("Mark all %n order(s)", "", n)

    def new_orders(self, n: int) -> str:
        """Return "5 new orders"."""
        return self.tr("%n new order(s)", "", n)

    def more(self, n: int) -> str:
        """Return "40 more"."""
        return self.tr("%n more", "", n)

    def dishes_below(self, n: int) -> str:
        """Return "3 more dishes below"."""
        return self.tr("%n more dish(es) below", "", n)

    def dishes_not_shown(self, n: int) -> str:
        """Return "500 more dishes", and where they are."""
        return self.tr("%n more dish(es): press “Show everything”", "", n)

    def arrived(self, n: int) -> str:
        """Return "3 orders arrived"."""
        return self.tr("%n order(s) arrived", "", n)

    def settings_restored(self, n: int) -> str:
        """Return "12 settings were taken over"."""
        return self.tr("%n setting(s) were taken over.", "", n)

    def minutes(self, n: int) -> str:
        """Return "4 minutes"."""
        return self.tr("%n minute(s)", "", n)

    def seconds(self, n: int) -> str:
        """Return "30 seconds"."""
        return self.tr("%n second(s)", "", n)

    def more_troubles(self, n: int) -> str:
        """Return "2 more troubles"."""
        return self.tr("%n more trouble(s)", "", n)

    def unreadable(self, n: int) -> str:
        """Return how many records are no orders."""
        return self.tr("%n record(s) came that cannot be read as an order: check Dükkango's panel.", "", n)


@cache
def plurals() -> Plurals:
    """Return the one `Plurals`."""
    return Plurals()
