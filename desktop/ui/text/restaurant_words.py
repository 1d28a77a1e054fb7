"""What the window says about branches and about dishes that are off sale."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop.domain.restaurant.branch import shop_state
from desktop.domain.restaurant.off_sale import OffFor
from desktop.ui.text.format import clock, day_and_clock, one_line
from desktop.ui.text.plurals import plurals

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.restaurant.branch import Branch
    from desktop.domain.restaurant.off_sale import OffSale

translate = QCoreApplication.translate


class Mood(NamedTuple):
    """A state in words, and the colour that goes with it."""

    text: str
    token: str = "ink"
    alarming: bool = False


def shop_title() -> str:
    """Return the name of the page about branches."""
    return translate("shop", "Restaurant: open or closed")


def dishes_title() -> str:
    """Return the name of the page about dishes."""
    return translate("shop", "Dishes")


def branch_state(branch: Branch, now: datetime) -> Mood:
    """Return what is to be said of one branch."""
    if branch.wanted_open is not None:
        text = (
            translate("shop", "Opening… not confirmed yet")
            if branch.wanted_open
            else translate("shop", "Closing… not confirmed yet")
        )
        return Mood(text, "waiting_ink")
    if branch.is_open is None:
        return Mood(translate("shop", "Not known yet"), "muted")
    if branch.is_open:
        return Mood(translate("shop", "Open"), "accept_ink")
    if branch.is_to_reopen(now) and branch.reopen_at is not None:
        text = translate("shop", "Closed; it was to open at {time}")
        return Mood(text.format(time=day_and_clock(branch.reopen_at, now)), "late_ink", alarming=True)
    if branch.reopen_at is not None:
        text = translate("shop", "Closed; opens by itself at {time}")
        return Mood(text.format(time=day_and_clock(branch.reopen_at, now)), "late_ink")
    return Mood(translate("shop", "Closed"), "late_ink")


def shop_chip(branches: tuple[Branch, ...]) -> Mood:
    """Return the few words of the header."""
    state = shop_state(branches)
    if state.pending:
        wishes = {branch.wanted_open for branch in branches} - {None}
        text = translate("shop", "Opening…") if wishes == {True} else translate("shop", "Closing…")
        return Mood(text, "waiting_ink")
    if state.of == 1:
        if state.unknown:
            return Mood(translate("shop", "Open?"), "muted")
        if state.open:
            return Mood(translate("shop", "Open"), "accept")
        if state.reopen_at is not None:
            text = translate("shop", "Closed · {time}")
            return Mood(text.format(time=clock(state.reopen_at)), "late", alarming=True)
        return Mood(translate("shop", "Closed"), "late", alarming=True)
    text = translate("shop", "{open} of {all} open").format(open=state.open, all=state.of)
    alarming = state.open < state.of and not state.unknown
    return Mood(text, "late" if alarming else "accept", alarming=alarming)


def off_for(lasts: OffFor) -> str:
    """Return how long a dish is off sale, as a choice."""
    return {
        OffFor.UNTIL_CLOSING: translate("shop", "Until closing"),
        OffFor.FEW_HOURS: translate("shop", "4 hours"),
        OffFor.UNTIL_SAID: translate("shop", "Until I say so"),
    }[lasts]


def sale_state(off: OffSale | None, now: datetime) -> Mood:
    """Return what is to be said of a dish."""
    if off is None:
        return Mood(translate("shop", "On sale"), "muted")
    if off.wanted_on:
        return Mood(translate("shop", "Going back on sale…"), "waiting_ink")
    if off.wanted_on is False:
        return Mood(translate("shop", "Going off sale…"), "waiting_ink")
    if off.until_closing:
        return Mood(translate("shop", "Off sale until closing"), "late_ink")
    if off.until is not None:
        text = translate("shop", "Off sale until {time}")
        return Mood(text.format(time=day_and_clock(off.until, now)), "late_ink")
    return Mood(translate("shop", "Off sale"), "late_ink")


def was_taken_off(name: str, lasts: OffFor) -> str:
    """Return what a press did."""
    text = {
        OffFor.UNTIL_CLOSING: translate("shop", "{dish} goes off sale until closing"),
        OffFor.FEW_HOURS: translate("shop", "{dish} goes off sale for 4 hours"),
        OffFor.UNTIL_SAID: translate("shop", "{dish} goes off sale until you put it back"),
    }[lasts]
    return text.format(dish=one_line(name, 60))


def was_put_back(name: str) -> str:
    """Return what a press did."""
    return translate("shop", "{dish} goes back on sale").format(dish=one_line(name, 60))


def closing_question(branch: str, waiting: int) -> str:
    """Return what is to be thought of before closing while orders wait."""
    text = translate(
        "shop",
        "{waiting} at {branch}. Closing stops new orders only: these still have to be accepted or cancelled.",
    )
    return text.format(waiting=plurals().waiting(waiting), branch=one_line(branch, 60))


def list_age(read_at: datetime | None, problem: str, now: datetime) -> str:
    """Return how fresh the list of dishes is, "" while it is."""
    if read_at is None and problem:
        return translate("shop", "The dishes could not be fetched ({problem}). It is tried again.").format(
            problem=one_line(problem, 120)
        )
    if read_at is None:
        return translate("shop", "The dishes are being fetched…")
    if problem:
        text = translate("shop", "As of {time}: the dishes could not be fetched anew ({problem})")
        return text.format(time=day_and_clock(read_at, now), problem=one_line(problem, 120))
    return ""
