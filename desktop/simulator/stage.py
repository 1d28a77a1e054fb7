"""What can be done at the marketplace: the side of the simulator that scenarios and `/control/…` act on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.simulator.faults import Faults
    from desktop.simulator.marketplace import SimOrder


class Stage(Protocol):
    """A marketplace with its orders and its bad days; see `simulator.Simulator` for what each does."""

    faults: Faults
    latency: float

    @property
    def orders(self) -> dict[str, SimOrder]: ...

    @property
    def journal(self) -> Sequence[Any]: ...

    def add_order(self, raw: object = None, **fields: Any) -> str: ...

    def add_orders(self, count: int) -> list[str]: ...

    def set_status(self, payment_key: str, status_id: int) -> None: ...

    def accept_elsewhere(self, payment_key: str) -> None: ...

    def cancel_elsewhere(self, payment_key: str) -> None: ...

    def refuse_soon(self, *, seconds: float) -> None: ...

    def clear_cooldown(self) -> None: ...

    def expire_token(self) -> None: ...
