"""Texts with a number, whose plural depends on the language."""

from __future__ import annotations

from desktop.domain.text.translation import tr_plural


def items(n: int) -> str:
    """Return "3 items"."""
    return tr_plural("{n} item", "{n} items", n)


def muted(n: int) -> str:
    """Return "2 orders muted"."""
    return tr_plural("{n} order muted", "{n} orders muted", n)


def waiting(n: int) -> str:
    """Return "2 orders waiting"."""
    return tr_plural("{n} order waiting", "{n} orders waiting", n)


def off_sale(n: int) -> str:
    """Return "3 off sale"."""
    return tr_plural("{n} off sale", "{n} off sale", n)


def branches(n: int) -> str:
    """Return "3 branches"."""
    return tr_plural("{n} branch", "{n} branches", n)


def found(n: int) -> str:
    """Return "214 orders"."""
    return tr_plural("{n} order", "{n} orders", n)


def unindexed(n: int) -> str:
    """Return the number of orders that are not in the search index yet."""
    return tr_plural("{n} more cannot be found yet", "{n} more cannot be found yet", n)


def marked(n: int) -> str:
    """Return "3 orders marked"."""
    return tr_plural("{n} order marked", "{n} orders marked", n)


def accept_marked(n: int) -> str:
    """Return "Accept 3"."""
    return tr_plural("Accept {n}", "Accept {n}", n)


def complete_marked(n: int) -> str:
    """Return "Delivered: 3"."""
    return tr_plural("Delivered: {n}", "Delivered: {n}", n)


def mark_all(n: int) -> str:
    """Return "Mark all 3 orders"."""
    return tr_plural("Mark the {n} order", "Mark all {n} orders", n)


def new_orders(n: int) -> str:
    """Return "5 new orders"."""
    return tr_plural("{n} new order", "{n} new orders", n)


def more(n: int) -> str:
    """Return "40 more"."""
    return tr_plural("{n} more", "{n} more", n)


def dishes_below(n: int) -> str:
    """Return "3 more dishes below"."""
    return tr_plural("{n} more dish below", "{n} more dishes below", n)


def more_dishes(n: int) -> str:
    """Return "+ 2 more dishes"."""
    return tr_plural("+ {n} more dish", "+ {n} more dishes", n)


def from_orders(n: int) -> str:
    """Return "From 5 orders"."""
    return tr_plural("From {n} order", "From {n} orders", n)


def orders_changed(n: int) -> str:
    """Return "3 orders were changed"."""
    return tr_plural("{n} order was changed", "{n} orders were changed", n)


def dishes_not_shown(n: int) -> str:
    """Return "500 more dishes: press “Show everything”"."""
    return tr_plural("{n} more dish: press “Show everything”", "{n} more dishes: press “Show everything”", n)


def arrived(n: int) -> str:
    """Return "3 orders arrived"."""
    return tr_plural("{n} order arrived", "{n} orders arrived", n)


def settings_restored(n: int) -> str:
    """Return "12 settings were taken over"."""
    return tr_plural("{n} setting was taken over.", "{n} settings were taken over.", n)


def minutes(n: int) -> str:
    """Return "4 minutes"."""
    return tr_plural("{n} minute", "{n} minutes", n)


def seconds(n: int) -> str:
    """Return "30 seconds"."""
    return tr_plural("{n} second", "{n} seconds", n)


def more_troubles(n: int) -> str:
    """Return "2 more problems"."""
    return tr_plural("{n} more problem", "{n} more problems", n)


def unreadable(n: int) -> str:
    """Return the number of records that could not be read as orders."""
    return tr_plural(
        "{n} record could not be read as an order: check Dükkango's panel.",
        "{n} records could not be read as orders: check Dükkango's panel.",
        n,
    )


def lost_orders(n: int) -> str:
    """Return how many orders a shared database had lost."""
    return tr_plural(
        "The shared database had lost {n} order; it is back. Check it on the board.",
        "The shared database had lost {n} orders; they are back. Check them on the board.",
        n,
    )


def found_printers(count: int) -> str:
    """Return how many printers a search found."""
    return tr_plural("{n} printer found: press to add it", "{n} printers found: press to add one", count)
