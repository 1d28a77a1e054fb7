"""Texts about branches, and about dishes that are off sale."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from desktop.domain.restaurant.branch import shop_state
from desktop.domain.restaurant.off_sale import OffFor
from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.format import clock, day_and_clock, one_line

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.restaurant.branch import Branch
    from desktop.domain.restaurant.off_sale import OffSale


class StateText(NamedTuple):
    """The text of a state, with the name of its colour."""

    text: str
    token: str = "ink"
    alarming: bool = False


def branches_title() -> str:
    """Return the title of the page about branches."""
    return tr("Restaurant: open or closed")


def dishes_title() -> str:
    """Return the title of the page about dishes."""
    return tr("Dishes")


def branch_state(branch: Branch, now: datetime) -> StateText:
    """Return the state of one branch for the page."""
    if branch.wanted_open is not None:
        text = tr("Opening… not confirmed yet") if branch.wanted_open else tr("Closing… not confirmed yet")
        return StateText(text, "waiting_ink")
    if branch.is_open is None:
        return StateText(tr("Not known yet"), "muted")
    if branch.is_open:
        return StateText(tr("Open"), "accept_ink")
    if branch.is_to_reopen(now) and branch.reopen_at is not None:
        text = tr("Closed; it was to open at {time}")
        return StateText(text.format(time=day_and_clock(branch.reopen_at, now)), "late_ink", alarming=True)
    if branch.reopen_at is not None:
        text = tr("Closed; opens by itself at {time}")
        return StateText(text.format(time=day_and_clock(branch.reopen_at, now)), "late_ink")
    return StateText(tr("Closed"), "late_ink")


def branches_summary(branches: tuple[Branch, ...]) -> StateText:
    """Return the state of all branches for the header, in a few words."""
    state = shop_state(branches)
    if state.pending:
        wishes = {branch.wanted_open for branch in branches} - {None}
        text = tr("Opening…") if wishes == {True} else tr("Closing…")
        return StateText(text, "waiting_ink")
    if state.of == 1:
        if state.unknown:
            return StateText(tr("Open?"), "muted")
        if state.open:
            return StateText(tr("Open"), "accept")
        if state.reopen_at is not None:
            text = tr("Closed · {time}")
            return StateText(text.format(time=clock(state.reopen_at)), "late", alarming=True)
        return StateText(tr("Closed"), "late", alarming=True)
    text = tr("{open} of {all} open").format(open=state.open, all=state.of)
    alarming = state.open < state.of and not state.unknown
    return StateText(text, "late" if alarming else "accept", alarming=alarming)


def off_for(duration: OffFor) -> str:
    """Return the text of the choice for how long a dish goes off sale."""
    return {
        OffFor.UNTIL_CLOSING: tr("Until closing"),
        OffFor.FEW_HOURS: tr("4 hours"),
        OffFor.UNTIL_SAID: tr("Until I say so"),
    }[duration]


def sale_state(off: OffSale | None, now: datetime) -> StateText:
    """Return the sale state of a dish; None means on sale."""
    if off is None:
        return StateText(tr("On sale"), "muted")
    if off.wanted_on:
        return StateText(tr("Going back on sale…"), "waiting_ink")
    if off.wanted_on is False:
        return StateText(tr("Going off sale…"), "waiting_ink")
    if off.until_closing:
        return StateText(tr("Off sale until closing"), "late_ink")
    if off.until is not None:
        text = tr("Off sale until {time}")
        return StateText(text.format(time=day_and_clock(off.until, now)), "late_ink")
    return StateText(tr("Off sale"), "late_ink")


def was_taken_off(name: str, duration: OffFor) -> str:
    """Return the message for a dish that goes off sale."""
    text = {
        OffFor.UNTIL_CLOSING: tr("{dish} goes off sale until closing"),
        OffFor.FEW_HOURS: tr("{dish} goes off sale for 4 hours"),
        OffFor.UNTIL_SAID: tr("{dish} goes off sale until you put it back"),
    }[duration]
    return text.format(dish=one_line(name, 60))


def was_put_back(name: str) -> str:
    """Return the message for a dish that goes back on sale."""
    return tr("{dish} goes back on sale").format(dish=one_line(name, 60))


def closing_question(branch: str, waiting: int) -> str:
    """Return the text of the question before a branch with waiting orders is closed."""
    text = tr(
        "{waiting} at {branch}. Closing stops new orders only: these still have to be accepted or cancelled.",
    )
    return text.format(waiting=plurals.waiting(waiting), branch=one_line(branch, 60))


def list_age(read_at: datetime | None, problem: str, now: datetime) -> str:
    """Return the warning for a list of dishes that is missing or out of date, else ""."""
    problem = one_line(problem, 120)
    if read_at is None and problem:
        return tr("The dishes could not be loaded ({problem}). Tezgâh tries again.").format(problem=problem)
    if read_at is None:
        return tr("Loading the dishes…")
    if problem:
        text = tr("As of {time}: the dishes could not be refreshed ({problem})")
        return text.format(time=day_and_clock(read_at, now), problem=problem)
    return ""
