"""Texts about several tills that share a database: the tills, the line to the database, and working alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.store_problems import happened, to_do
from desktop.domain.text.translation import Message, language, tr, tr_plural
from desktop.domain.text.turkish_suffix import from_time
from desktop.domain.tills import StoreProblem
from desktop.ui.text.format import MINUTE, clock, day_and_clock, one_line

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.tills import StoreLine, StoreTrial, Till

SILENT_AFTER: Final = 30.0
"""Seconds without a sign of life after which a till is shown in grey."""
_NOW: Final = 15.0
"""Seconds below which a till was seen "now": it says that it is there every ten seconds."""
_LONGEST: Final = 40
"""Characters of a place that are shown."""

TITLE: Final = Message("Tills")
CHANGED_ON_PAGE: Final = Message("It is changed on the page “Tills”, where it is tried first")
ALONE: Final = Message("Work alone on this till")


def for_all(hint: str) -> str:
    """Return the hint of a setting that is the same for all tills."""
    mark = tr("for all tills")
    return f"{hint} · {mark}" if hint else tr("For all tills")


# The line to the database


def read_detail(detail: str) -> tuple[StoreProblem, str]:
    """Return problem and place from the detail of the trouble about the database."""
    problem, _, place = detail.partition("\n")
    try:
        return StoreProblem(problem), place
    except ValueError:
        return StoreProblem.FAILED, place


def lost(detail: str, since: datetime) -> str:
    """Return the sentence of the banner while the database cannot be used."""
    problem, place = read_detail(detail)
    time = _since(since)
    if problem is StoreProblem.UNREACHABLE:
        text = tr(
            "The shared database ({place}) has not been reachable since {time}. New orders do not come here, and nothing can be "
            "accepted from here. Nothing is lost: what comes meanwhile will arrive."
        )
        return text.format(place=_place(place), time=time)
    text = tr(
        "{problem} Since {time} no orders come here, and nothing can be accepted from here. Nothing is lost."
    )
    return text.format(problem=happened(problem, _place(place)), time=time)


def not_saved(detail: str) -> str:
    """Return the sentence for something that the database, which can be reached, did not save."""
    problem, place = read_detail(detail)
    text = tr("{problem} The last change was not saved. {remedy}")
    return text.format(problem=happened(problem, _place(place)), remedy=to_do(problem, _place(place)))


def help_when_lost(detail: str) -> str:
    """Return what people can do while the database cannot be used."""
    problem, place = read_detail(detail)
    steps = [
        str(to_do(problem, _place(place))),
        tr("Look at another till: if it works, accept the orders there."),
        tr("If no till works, accept the orders in Dükkango's panel, in the browser or on a phone."),
        tr("The board here stays as it was: it can be read and printed, and customers can be called."),
    ]
    if problem is StoreProblem.UNREACHABLE:
        helper = tr("If that does not help, call the person who set up the database.")
        steps.insert(1, helper)
    return "\n\n".join(f"{number}.  {step}" for number, step in enumerate(steps, 1))


def refused(line: StoreLine) -> str:
    """Return why a press does not count now."""
    text = tr(
        "Not done: the shared database has been away since {time}. Use another till or Dükkango's panel."
    )
    return text.format(time="" if line.lost_since is None else _since(line.lost_since))


def silenced_here(*, muted: bool) -> str:
    """Return what a press on Mute, or on Unmute, does while the database is away."""
    if muted:
        return tr("Only this till is silent now: the other tills ring on")
    return tr("This till rings again")


def as_of(since: datetime, now: datetime) -> str:
    """Return the time of the board that is shown: nothing new came since then."""
    return tr("As of {time}").format(time=day_and_clock(since, now))


def as_of_sentence() -> str:
    """Return what the mark "as of" means."""
    return tr("The board can be read and printed; presses do not count until the shared database is back.")


# The page of the tills


def state(till: Till) -> str:
    """Return what a till does for the others."""
    if till.leads:
        return tr("Receives the orders for all")
    return tr("Ready to take over") if till.may_lead else tr("Never receives orders itself")


def silent() -> str:
    """Return what is known about a till that says nothing any more."""
    return tr("Switched off, or without a line to the database")


def seen(till: Till, seconds: float) -> str:
    """Return when a till was last heard of; `seconds` have passed since then."""
    if till.is_here or seconds < _NOW:
        return tr("Seen now")
    if seconds < MINUTE:
        return tr("Seen {seconds} s ago").format(seconds=int(seconds))
    minutes = int(seconds // MINUTE)
    if minutes < _TWO_HOURS:
        return tr("Seen {minutes} min ago").format(minutes=minutes)
    return tr("Last seen {time}").format(
        time=f"{till.seen_at.astimezone().strftime('%d.%m.')} {clock(till.seen_at)}"
    )


_TWO_HOURS: Final = 120


def trial(answer: StoreTrial, *, from_file: bool = False) -> str:
    """Return the answer of a database that somebody tried; `from_file` where the orders are in a file now."""
    if answer.problem is not None:
        place = _place(answer.place)
        return f"{happened(answer.problem, place)} {to_do(answer.problem, place)}"
    tills = tr_plural("{n} till uses it", "{n} tills use it", answer.tills)
    text = tr("Connected: PostgreSQL {version}, {tills}").format(
        version=one_line(answer.version, 20), tills=tills
    )
    if not from_file:
        return text
    stays = tr(
        "The orders of this computer do not move along by themselves. To take them to an empty database, quit Tezgâh and"
        " run “tezgah database copy --to” in a terminal instead."
    )
    return f"{text}\n{stays}"


def in_use(line: StoreLine) -> str:
    """Return where this till keeps the orders."""
    if line.engine == "sqlite":
        return tr("The orders of this till are in a file on this computer. No other till sees them.")
    if line.is_lost and line.problem is not None:
        return str(happened(line.problem, _place(line.place)))
    return tr("This till shares the database on {place} with the others.").format(place=_place(line.place))


# Working alone


def ask_alone(line: StoreLine) -> str:
    """Return what working alone means, before somebody begins it."""
    text = tr(
        "Only for an emergency: the computer of the shared database ({place}) stays dead, and orders must be received "
        "somewhere.\n\n"
        "This till then receives the orders by itself and keeps them here. The other tills do not see them, and the bell "
        "rings here alone.\n\n"
        "Do this on one till only, and on none if another till still receives orders: two of them would hide orders from "
        "each other.\n\n"
        "Afterwards you press “Back to the shared database” here: the orders of the meantime then come to all tills."
    )
    return text.format(place=_place(line.place))


def alone(since: datetime, now: datetime) -> str:
    """Return the sentence of the strip while this till works alone."""
    text = tr("This till works alone since {time}: the other tills do not see its orders.")
    time = day_and_clock(since, now)
    return text.format(time=from_time(time) if language() == "tr" else time)


def ask_back() -> str:
    """Return what going back to the shared database means."""
    return tr(
        "The orders that this till received alone are copied into the shared database, and all tills see them. Orders that "
        "are in both stay as the database has them. Nothing rings twice.\n\n"
        "The shared database must work again: this is checked first. If it does not, this till goes on alone."
    )


def _place(place: str) -> str:
    return one_line(place, _LONGEST) or tr("its computer")


def _since(at: datetime) -> str:
    return from_time(clock(at)) if language() == "tr" else clock(at)
