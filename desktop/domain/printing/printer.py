"""A ticket printer as people set it up."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.domain.tickets.options import TicketOptions

WIDTHS: Final = {80: 576, 58: 384}
"""Dots of a row by the paper's width in millimetres."""

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class TicketRule(msgspec.Struct, frozen=True):
    """One kind of ticket that a printer prints."""

    kind: TicketKind
    moments: tuple[PrintMoment, ...] = (PrintMoment.ACCEPT,)
    copies: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1


class Printer(msgspec.Struct, frozen=True):
    """The settings of one printer."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=140)]
    """Stays the same when people rename the printer: the stored jobs name it."""
    name: _Name
    address: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    """``tcp://host:9100`` and the like, see `printing.address`."""
    width: Annotated[int, msgspec.Meta(ge=200, le=1000)] = WIDTHS[80]
    """Dots of a row."""
    tickets: Annotated[tuple[TicketRule, ...], msgspec.Meta(max_length=20)] = ()
    text_mode: bool = False
    """Letters instead of a picture, for slow lines."""
    code_page: Literal["cp857", "cp1254"] = "cp857"
    """The letters of text mode."""
    branches: tuple[str, ...] = ()
    """Ids of the restaurants whose orders it prints, () for all."""
    stand_in: str = ""
    """Id of the printer that takes over, "" for none."""
    options: TicketOptions = TicketOptions()
    """Its lines, the size of its letters, and the dish categories that it prints."""
    cut: Literal["full", "partial", "none"] = "full"
    feed_millimetres: Annotated[int, msgspec.Meta(ge=0, le=100)] = 18
    """White paper between the ticket and the cut."""
    beep: Literal["none", "epson", "clone"] = "none"
    drawer: bool = False
    """Whether the cash drawer opens with each ticket."""

    def rule(self, kind: TicketKind) -> TicketRule | None:
        """Return the rule for a kind of ticket, None where this printer does not print it."""
        return next((rule for rule in self.tickets if rule.kind is kind), None)


def default_rules(
    kinds: tuple[TicketKind, ...], moments: tuple[PrintMoment, ...] = (PrintMoment.ACCEPT,), copies: int = 1
) -> tuple[TicketRule, ...]:
    """Return the rules for kinds of tickets, with the slips that belong to them.

    Whoever cooks from paper has to learn on paper that an order changed or was cancelled.
    """
    rules = [
        TicketRule(kind, moments, copies)
        for kind in kinds
        if kind not in {TicketKind.CHANGED, TicketKind.CANCELLED}
    ]
    if TicketKind.KITCHEN in kinds or TicketKind.CHANGED in kinds:
        rules.append(TicketRule(TicketKind.CHANGED, (PrintMoment.CHANGE,)))
    if TicketKind.KITCHEN in kinds or TicketKind.CANCELLED in kinds:
        rules.append(TicketRule(TicketKind.CANCELLED, (PrintMoment.CANCEL,)))
    return tuple(rules)
