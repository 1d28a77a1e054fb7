"""A cook who only records what the kitchen screen asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.ui.made import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.trouble import Trouble


@dataclass
class Cook:
    """`KitchenCommands` in the order of the presses."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)
    day: datetime = NOW
    refuses: bool = False
    """Whether no press can be saved, as without the shared database."""

    def may_press(self) -> bool:
        return not self.refuses

    def bump(self, payment_key: str, dishes: tuple[str, ...], content: str) -> None:
        self.asked.append(("bump", payment_key, dishes, content))

    def recall(self, payment_key: str, bump_id: int) -> None:
        self.asked.append(("recall", payment_key, bump_id))

    def recall_last(self) -> None:
        self.asked.append(("recall last",))

    def list_recalls(self) -> None:
        self.asked.append(("list",))

    def choose_station(self, station: str) -> None:
        self.asked.append(("station", station))

    def open_counter(self) -> None:
        self.asked.append(("counter",))

    def remedy(self, trouble: Trouble) -> None:
        self.asked.append(("remedy", trouble))

    def explain(self, trouble: Trouble) -> None:
        self.asked.append(("explain", trouble))

    def list_troubles(self) -> None:
        self.asked.append(("troubles",))

    def leave(self) -> None:
        self.asked.append(("leave",))

    def set_full_screen(self, on: bool) -> None:
        self.asked.append(("full", on))

    def now(self) -> datetime:
        return self.day
