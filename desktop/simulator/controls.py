"""What can be done at the marketplace: the side of the simulator that scenarios and `/control/…` act on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.simulator.faults import Faults
    from desktop.simulator.marketplace import SimOrder


class Controls(Protocol):
    """A marketplace with its orders and its bad days; see `simulator.Simulator` for what each does."""

    faults: Faults
    latency: float

    @property
    def orders(self) -> dict[str, SimOrder]:
        """The orders by payment key."""

    @property
    def journal(self) -> Sequence[Any]:
        """All calls that came in."""

    @property
    def open(self) -> bool:
        """Whether the restaurant takes orders."""

    def add_order(self, raw: object = None, **fields: Any) -> str:
        """Let an order come in; returns its payment key."""

    def add_orders(self, count: int) -> list[str]:
        """Let many orders come in at once."""

    def change_order(self, payment_key: str, **fields: Any) -> None:
        """Change fields of an order."""

    def set_status(self, payment_key: str, status_id: int) -> None:
        """Change an order's status."""

    def accept_elsewhere(self, payment_key: str, minutes: int = 30) -> None:
        """Accept an order in the web panel."""

    def cancel_elsewhere(self, payment_key: str) -> None:
        """Cancel an order in the web panel."""

    def refuse_soon(self, *, seconds: float) -> None:
        """Go off the network for some seconds."""

    def clear_cooldown(self) -> None:
        """Allow the next call at once."""

    def expire_token(self) -> None:
        """Let the present token be refused."""

    def release_hanging(self) -> None:
        """Let the calls that hang be answered."""

    def step(self) -> float | None:
        """Do the scenario's next step at once."""
