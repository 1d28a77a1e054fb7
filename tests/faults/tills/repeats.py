"""Judges accepts that were sent more than once: which of them a crash explains."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Accept(NamedTuple):
    """An accept that a till sent, or whose result it saved."""

    at: float
    """Seconds of the steady clock."""
    key: str
    epoch: int
    """Of the till's term."""


class Kills(NamedTuple):
    """Seconds of the steady clock, right before each kill."""

    leader: list[float]
    server: list[float]


def judge_repeats(asked: Sequence[Accept], noted: Sequence[Accept], kills: Kills) -> tuple[int, list[str]]:
    """Return how many accepts were sent again, and a sentence for each that nothing explains.

    A till that is killed, or loses its server, between the call and the saving of its result cannot know that the call was
    made. So an accept may be sent again where

    - no result of it was saved before,
    - a kill lies between the two calls, and
    - the till that repeats it has a later term; or the same one, if the server was killed and the till lives.

    Args:
        asked: the accepts that were sent, by time.
        noted: those whose result was saved, by time.
        kills: of tills and servers.
    """
    repeated = 0
    wrong: list[str] = []
    last: dict[str, Accept] = {}
    for call in asked:
        earlier = last.get(call.key)
        last[call.key] = call
        if earlier is None:
            continue
        repeated += 1
        if any(each.key == call.key and each.at < call.at for each in noted):
            wrong.append(f"{call.key} was sent again after its result was saved: {earlier}, {call}")
        elif not _explains(kills, earlier, call):
            wrong.append(f"{call.key} was sent again without a crash: {earlier}, {call}")
    return repeated, wrong


def _explains(kills: Kills, earlier: Accept, later: Accept) -> bool:
    if later.epoch < earlier.epoch:
        return False
    of_server = any(earlier.at <= at <= later.at for at in kills.server)
    if later.epoch == earlier.epoch:
        return of_server
    # A till that notices its kill is gone: the call may have been under way when the signal was sent.
    return of_server or any(earlier.at <= at <= later.at for at in kills.leader)
