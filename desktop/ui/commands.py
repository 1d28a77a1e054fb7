"""The commands that a person may give in the window. All of them return at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.orders.lifecycle import Action
    from desktop.domain.trouble import Trouble


class OrderCommands(Protocol):
    """Implemented by the program; the window does not know how."""

    def may_press(self) -> bool:
        """Whether a press can be saved now; where it cannot, the person is told why.

        Asked before a view shows that something was pressed.
        """
        ...

    def accept(self, payment_key: str, minutes: int, /) -> None:
        """Accept an order in so many minutes."""

    def act(self, payment_key: str, action: Action, /) -> None:
        """Send "on the way" or "delivered" for an order; it can be taken back for a moment."""

    def cancel(self, payment_key: str, reason_id: int, /) -> None:
        """Cancel an order for one of the vendor's reasons; it can be taken back for a moment."""

    def take_back(self, payment_key: str, /) -> None:
        """Withdraw the action of an order that was not sent yet."""

    def set_muted(self, muted: bool, /) -> None:  # noqa: FBT001 - a signal's slot
        """Silence the orders that wait now, or let them ring again."""

    def remove_from_board(self, payment_key: str, /) -> None:
        """Remove an order from the board; the vendor is not informed."""

    def seen(self, payment_key: str, /) -> None:
        """Note that a person has seen the changes of an order."""

    def start_now(self, payment_key: str, /) -> None:
        """Start a scheduled order now."""

    def start_rush(self, minutes: int, lasts: int, /) -> None:
        """Add so many minutes to every preparation time, for so many minutes; 0 ends the rush."""

    def set_auto_accept(self, on: bool, /) -> None:  # noqa: FBT001 - a signal's slot
        """Let the rule of the settings accept orders, or not."""

    def choose_preparing_time(self, minutes: int, /) -> None:
        """Save the usual preparation time."""

    def poll_now(self) -> None:
        """Poll as soon as the vendor's cooldown allows."""

    def try_store(self) -> None:
        """Try at once whether the shared database is there again."""

    def test_sound(self) -> None:
        """Ring once."""

    def dismiss_trouble(self, trouble: Trouble, /) -> None:
        """Remove a trouble that a person has read."""

    def check_up(self) -> None:
        """Check everything that orders need; findings are shown as they come."""

    def gather_support(self) -> None:
        """Gather a support package, to be shown before it is saved."""

    def save_support(self, path: str, /) -> None:
        """Write the package that was shown to this path."""

    def quit(self) -> None:
        """End the program."""

    def now(self) -> datetime:
        """Return the time of day, aware, UTC."""
        ...
