"""Draws the window's tickets on its own thread: one takes some milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.domain.tickets.image import TicketImage
    from desktop.domain.tickets.ticket import Ticket


class WindowTicketDrawer:
    """A `TicketDrawer` for a process with a QGuiApplication."""

    async def draw(self, ticket: Ticket, width: int) -> TicketImage:
        # The first ticket loads the fonts; a till without a printer never needs them.
        from desktop.ui.tickets.picture import draw_ticket

        return draw_ticket(ticket, width)
