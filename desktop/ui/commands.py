"""What the window may ask of the program: plain callables, handed over by the composition root.

All of them return at once. The window never learns what stands behind them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.domain.orders.lifecycle import Action
    from desktop.domain.trouble import Trouble


@dataclass(frozen=True, slots=True)
class OrderCommands:
    """The commands of a person at the counter."""

    accept: Callable[[str, int], None]
    """Accept the order with this payment key in so many minutes."""
    act: Callable[[str, Action], None]
    """Tell the vendor that the order with this payment key is on the way, or delivered."""
    cancel: Callable[[str, int], None]
    """Cancel the order with this payment key for this reason of the vendor's; it can be taken back for a moment."""
    undo_cancel: Callable[[str], None]
    """Take the cancel of the order with this payment key back."""
    set_muted: Callable[[bool], None]
    """True silences the orders that wait now, False lets them ring again."""
    remove_from_board: Callable[[str], None]
    """Take the order with this payment key off the board; the vendor is told nothing."""
    seen: Callable[[str], None]
    """A person has seen what changed of the order with this payment key."""
    start_rush: Callable[[int, int], None]
    """Add so many minutes to every preparation time, for so many minutes; 0 ends the rush."""
    set_auto_accept: Callable[[bool], None]
    """Let the rule of the settings accept orders in a person's place, or not."""
    choose_preparing_time: Callable[[int], None]
    """Store the usual preparation time, in minutes."""
    poll_now: Callable[[], None]
    """Ask the vendor for orders as soon as its cooldown allows."""
    test_sound: Callable[[], None]
    """Ring once."""
    dismiss_trouble: Callable[[Trouble], None]
    """A person has read this trouble."""
    check_up: Callable[[], None]
    """Look at everything that orders need; what is found is shown as it comes."""
    gather_support: Callable[[], None]
    """Gather a support package, to be shown before it is saved."""
    save_support: Callable[[str], None]
    """Write the package that was shown to this path."""
    quit: Callable[[], None]
    """End the program."""
    now: Callable[[], datetime]
    """The time of day, aware, UTC."""
