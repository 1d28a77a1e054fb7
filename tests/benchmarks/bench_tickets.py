"""Tickets of 6 and of 40 dishes: the time that the window's thread needs for one, and its bytes."""

from __future__ import annotations

import os
import statistics
import time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from desktop.domain.orders.order import OrderLine
from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.make import order_ticket
from desktop.printing.raster import RasterOptions, encode
from desktop.ui.tickets.offscreen import start_qt
from desktop.ui.tickets.picture import draw_ticket
from tests.domain.tickets.made import LINES, PRINTING, view

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.bench

RUNS = 30


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median of this thread's own time: other work on the computer is not counted."""
    found = []
    for _ in range(RUNS):
        begin = time.thread_time()
        work()
        found.append(time.thread_time() - begin)
    return statistics.median(found) * 1000


def test_a_ticket() -> None:
    app = start_qt()
    more = (OrderLine("Künefe", note="Fıstıksız"), OrderLine("Sütlaç"), OrderLine("Çay", Decimal(3)))
    for count, goal in ((6, 10), (40, 35)):
        order = view(lines=((*LINES, *more) * 7)[:count])
        begin = time.perf_counter()
        picture = draw_ticket(order_ticket(TicketKind.KITCHEN, order, PRINTING), 576)
        first = (time.perf_counter() - begin) * 1000
        whole = milliseconds(
            lambda order=order: draw_ticket(order_ticket(TicketKind.KITCHEN, order, PRINTING), 576)  # type: ignore[misc]
        )
        blocks = milliseconds(lambda order=order: order_ticket(TicketKind.KITCHEN, order, PRINTING))  # type: ignore[misc]
        data = milliseconds(lambda picture=picture: encode(picture, RasterOptions()))  # type: ignore[misc]
        print(
            f"{count} dishes, {picture.rows} rows: {whole:.1f} ms (first {first:.1f}, reach {goal}),"
            f" of it the blocks {blocks:.1f} ms; the bytes {data:.1f} ms more"
        )
    del app
