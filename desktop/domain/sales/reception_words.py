"""(A report) -> the facts about missed orders in words, for window, paper and terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.text.translation import tr

if TYPE_CHECKING:
    from desktop.domain.sales.report import SalesReport

_MINUTE: Final = 60
_HOUR: Final = 3600


def reception(report: SalesReport) -> tuple[str, ...]:
    """Return the facts about missed orders: that there were none, or all that speaks against it."""
    told = report.reception
    if not report.figures.placed:
        return ()
    if told.none_missed:
        return (tr("none missed") if report.is_over else tr("none missed so far"),)
    minutes = f"{told.late_after.total_seconds() / _MINUTE:g}"
    facts = []
    if told.late:
        text = tr("waited longer than {minutes} min: {count}")
        facts.append(text.format(minutes=minutes, count=told.late))
    if told.unanswered:
        facts.append(tr("not accepted: {count}").format(count=told.unanswered))
    if told.waited_unseen:
        facts.append(tr("waited until Tezgâh could receive: {count}").format(count=told.waited_unseen))
    if told.deaf:
        facts.append(tr("no orders could arrive for {time}").format(time=duration(told.deaf)))
    if told.stopped:
        facts.append(tr("Tezgâh was off for {time}").format(time=duration(told.stopped)))
    return tuple(facts)


def duration(seconds: float) -> str:
    """Return "5 min" or "2 h 5 min", rounded up."""
    minutes = -(-int(seconds) // _MINUTE)
    if seconds >= _HOUR:
        return tr("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)
    return tr("{minutes} min").format(minutes=minutes)
