"""The commands of the printers' page, and what it shows of a printer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from desktop.domain.printing.printer import Printer


class ShownPrinter(NamedTuple):
    """A printer with its state in words."""

    printer: Printer
    state: str
    is_well: bool | None
    """None where nothing was printed there yet."""

    @property
    def ink(self) -> str:
        """The colour of its state."""
        return "waiting_ink" if self.is_well is None else "accept_ink" if self.is_well else "late_ink"


class PrinterCommands(Protocol):
    """Commands of the page; all but the last return at once."""

    def printers(self) -> list[ShownPrinter]:
        """Return the printers of this computer."""

    def add(self, address: str) -> tuple[str, str]:
        """Add a printer at a typed address; return its id, and the sentence why not, one of them ""."""

    def check_address(self, address: str) -> tuple[str, str]:
        """Return the address as it is stored, and the sentence why it is none, one of them ""."""

    def change(self, printer: Printer) -> None:
        """Use other settings of a printer."""

    def ask_to_remove(self, printer_id: str) -> None:
        """Remove a printer after a question."""

    def test(self, printer_id: str) -> None:
        """Print a test ticket; the page shows the answer."""

    def search(self) -> None:
        """Ask the network who prints; a second press looks at each address. `show_found` follows."""

    def branches(self) -> list[tuple[str, str]]:
        """Return ids and names of the restaurant's branches."""

    def open_tickets(self) -> None:
        """Open the page of the tickets."""
