"""Draws tickets for a running window, on its thread: some milliseconds each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.domain.tickets.image import TicketImage
    from desktop.domain.tickets.ticket import Ticket


class WindowTicketDrawer:
    """The drawer where a window is, see `TicketDrawer`."""

    async def draw(self, ticket: Ticket, width: int) -> TicketImage:
        """Return the picture of a ticket; it must be awaited on the window's thread."""
        # The program's start does not pay for it.
        from desktop.ui.tickets.picture import draw_ticket

        return draw_ticket(ticket, width)
