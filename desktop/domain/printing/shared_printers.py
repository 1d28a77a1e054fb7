"""Printers of several tills: each belongs to one till, and any till may cause tickets for it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
from msgspec.structs import replace

from desktop.domain.printing.printer import Printer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.tills import Till

AWAY_AFTER: Final = 30.0
"""Seconds of silence after which a till counts as switched off; it is heard of every ten."""
_ELSEWHERE: Final = "elsewhere"
"""In place of an address: only the printer's own till connects to it."""


class FarPrinter(NamedTuple):
    """A printer of another till."""

    printer: Printer
    till: str
    """The till's name."""
    is_away: bool
    """Whether the till is off or not connected: its tickets wait."""


def printer_id(till_id: str, own_id: str) -> str:
    """Return the id by which the tills know a printer: a copy of the settings has the same ids at two tills."""
    return f"{till_id}.{own_id}" if till_id and own_id else own_id


def with_till(till_id: str, printers: Iterable[Printer]) -> tuple[Printer, ...]:
    """Return a till's printers with the ids by which all tills know them; "" for one program alone changes nothing."""
    if not till_id:
        return tuple(printers)
    return tuple(
        replace(each, id=printer_id(till_id, each.id), stand_in=printer_id(till_id, each.stand_in))
        for each in printers
    )


def as_text(printers: Iterable[Printer]) -> str:
    """Return what other tills need to know of a till's printers."""
    return msgspec.json.encode([replace(each, address=_ELSEWHERE) for each in printers]).decode()


def far_printers(tills: Iterable[Till], till_id: str) -> tuple[FarPrinter, ...]:
    """Return the printers of all tills but one, each till as it was last heard of."""
    latest: dict[str, Till] = {}
    for till in tills:
        known = latest.get(till.id)
        if till.id != till_id and (known is None or till.seconds_silent < known.seconds_silent):
            latest[till.id] = till
    return tuple(
        FarPrinter(printer, till.name, till.seconds_silent > AWAY_AFTER)
        for till in latest.values()
        for printer in _read(till.printers)
    )


def _read(text: str) -> list[Printer]:
    """Return the printers of a till; one that only a newer version understands is left out."""
    printers = []
    with contextlib.suppress(msgspec.MsgspecError):
        for each in msgspec.json.decode(text or "[]", type=list[msgspec.Raw]):
            with contextlib.suppress(msgspec.ValidationError):
                printers.append(msgspec.json.decode(each, type=Printer))
    return printers
