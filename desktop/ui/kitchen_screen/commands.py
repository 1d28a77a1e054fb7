"""The commands that a cook may give on the kitchen screen. All of them return at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.trouble import Trouble


class KitchenCommands(Protocol):
    """Implemented by the program; the view does not know how."""

    def may_press(self) -> bool:
        """Whether a press can be saved now; where it cannot, the person is told why."""
        ...

    def bump(self, payment_key: str, dishes: tuple[str, ...], content: str, /) -> None:
        """Save that dishes are ready; `content` is what the whole ticket said, "" for a single dish."""

    def recall(self, payment_key: str, bump_id: int, /) -> None:
        """Take a bump back."""

    def recall_last(self) -> None:
        """Take the last bump of this station back."""

    def list_recalls(self) -> None:
        """Show the bumps that can be taken back."""

    def choose_station(self, station: str, /) -> None:
        """Show another station."""

    def open_counter(self) -> None:
        """Bring the counter's window to the front."""

    def remedy(self, trouble: Trouble, /) -> None:
        """Do in the counter's window what helps against a problem."""

    def explain(self, trouble: Trouble, /) -> None:
        """Show in the counter's window what people can do about a problem."""

    def list_troubles(self) -> None:
        """Show all problems in the counter's window."""

    def leave(self) -> None:
        """Close the screen, or where it is the program's own window, ask whether to quit."""

    def set_full_screen(self, on: bool, /) -> None:  # noqa: FBT001 - a signal's slot
        """Fill the screen, or leave that after the PIN where it guards leaving."""

    def now(self) -> datetime:
        """Return the time of day, aware, UTC."""
        ...
