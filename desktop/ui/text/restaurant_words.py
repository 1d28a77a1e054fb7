"""Texts about branches, and about dishes that are off sale."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from desktop.domain.restaurant.branch import shop_state
from desktop.domain.restaurant.off_sale import OffFor
from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.format import amount_only, clock, count, day_and_clock, money, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from desktop.domain.restaurant.branch import Branch
    from desktop.domain.restaurant.menu import Dish
    from desktop.domain.restaurant.off_sale import OffSale
    from desktop.domain.restaurant.portions import PortionCount


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
    if off.by_count:
        return StateText(tr("Off sale: sold out"), "late_ink")
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
    return text.format(dish=one_line(name, 90))


def was_put_back(name: str, *, uncounted: bool = False) -> str:
    """Return the message for a dish that goes back on sale; `uncounted` if its portions are counted no more."""
    text = (
        tr("{dish} goes back on sale. Its portions are not counted any more.")
        if uncounted
        else tr("{dish} goes back on sale")
    )
    return text.format(dish=one_line(name, 90))


def was_sold_out(name: str) -> str:
    """Return the message for a dish whose last portion was accepted."""
    return tr("{dish} is sold out and goes off sale").format(dish=one_line(name, 90))


def dish_name(name: str, where: str) -> str:
    """Return the name of a dish with its branch or the number of its branches, "" for a restaurant without branches."""
    name, where = one_line(name, 40), one_line(where, 40)
    return f"{name} ({where})" if where else name


def price(dishes: Sequence[Dish]) -> str:
    """Return the price of a dish, or the range of its branches' prices; "" where none is known."""
    known = sorted(dish.price for dish in dishes if dish.price is not None)
    if not known or known[0] == known[-1]:
        return money(known[0]) if known else ""
    return f"{amount_only(known[0])}–{money(known[-1])}"


def portions_left(counted: PortionCount) -> StateText:
    """Return how many portions of a dish are left."""
    left = counted.left
    if left > 0:
        text, token = tr("{portions} left").format(portions=count(left)), "ink"
    elif left == 0:
        text, token = tr("None left"), "late_ink"
    else:
        text, token = tr("{portions} sold too many").format(portions=count(-left)), "late_ink"
    if counted.is_low and left > 0:
        token = "waiting_ink"
    return StateText(f"≈ {text}" if counted.doubtful else text, token, alarming=left < 0)


def portions_were_set(name: str, portions: Sequence[int | None]) -> str:
    """Return the message for a dish whose portions a person set, in one or several branches."""
    given = [number for number in portions if number is not None]
    dish = one_line(name, 90)
    if not given:
        return tr("The portions of {dish} are not counted any more").format(dish=dish)
    return tr("{dish}: {portions} left").format(dish=dish, portions=" · ".join(map(str, given)))


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
