"""The ticket that shows whether a printer is set up well: its width, its letters, its blacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.text.translation import tr, tr_context
from desktop.domain.tickets.letters import one_line
from desktop.domain.tickets.making.words import page_mark
from desktop.domain.tickets.ticket import Bar, Boxed, Dish, DishNote, Part, Row, Rule, Ruler, Sign, Size, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.domain.tickets.options import Printing
    from desktop.domain.tickets.ticket import Block

WIDTHS: Final = (384, 420, 512, 576)
"""Dots of the usual papers: 58 mm, and three of 80 mm."""
LETTERS: Final = "ĞÜŞİÖÇ ğüşıöç ₺"


def trial_blocks(printer: str, printing: Printing) -> Iterator[Block]:
    """Yield the blocks of a test ticket.

    Args:
        printer: its name.
        printing: when.
    """
    yield Bar(tr_context("ticket", "TEST"), "")
    if printer:
        yield Text(one_line(printer), Size.LARGE)
    yield Text(tr("The last mark that is whole is the number of dots to set:"), Size.NORMAL, bold=False)
    yield Ruler(WIDTHS)
    yield Text(tr("These letters must be right:"), Size.NORMAL, bold=False)
    yield Text(LETTERS, Size.LARGE)
    for size in Size:
        yield Text("Iğdır İğne Şçöü 0123456789", size, bold=size > Size.NORMAL)
    yield Boxed(tr_context("ticket", "ORDER NOTE"), tr("A note stands in a frame."))
    yield Rule(thick=True)
    yield Dish(
        "2×",
        "Adana Dürüm",
        many=True,
        parts=(
            Part(0, Sign.PLUS, "Acılı"),
            Part(0, Sign.REMOVED, "Soğan", tr_context("ticket", "WITHOUT")),
            DishNote(0, "Biri az pişmiş olsun"),
        ),
    )
    yield Rule(dashed=True)
    yield Dish("1×", "Sütlaç", many=False)
    yield Rule(thick=True)
    yield Row(tr_context("ticket", "TEST"), page_mark(printing), Size.SMALL)
