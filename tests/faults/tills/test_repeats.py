"""The rule for accepts that were sent twice can fail."""

from __future__ import annotations

import pytest

from tests.faults.tills.repeats import Accept, Kills, judge_repeats

NONE = Kills([], [])


def test_an_accept_that_is_sent_once_is_no_repeat() -> None:
    asked = [Accept(1.0, "a", 1), Accept(2.0, "b", 1)]
    assert judge_repeats(asked, [Accept(1.1, "a", 1)], NONE) == (0, [])


@pytest.mark.parametrize(
    ("epoch", "kills"),
    [
        pytest.param(2, Kills([1.5], []), id="the leader was killed"),
        pytest.param(2, Kills([], [1.5]), id="the server was killed, and another till leads"),
        pytest.param(1, Kills([], [1.5]), id="the server was killed, and the same till leads"),
    ],
)
def test_a_crash_explains_a_repeat(epoch: int, kills: Kills) -> None:
    asked = [Accept(1.0, "a", 1), Accept(2.0, "a", epoch)]
    assert judge_repeats(asked, [Accept(2.1, "a", epoch)], kills) == (1, [])


@pytest.mark.parametrize(
    ("epoch", "noted", "kills"),
    [
        pytest.param(2, [], NONE, id="nobody was killed"),
        pytest.param(2, [], Kills([0.5, 2.5], [0.5, 2.5]), id="the kill was earlier or later"),
        pytest.param(
            1, [], Kills([1.5], []), id="the till that repeats it was killed, and has the same term"
        ),
        pytest.param(1, [], Kills([1.5], [2.5]), id="the server was killed afterwards"),
        pytest.param(2, [Accept(1.1, "a", 1)], Kills([1.5], [1.5]), id="the result was saved"),
        pytest.param(0, [], Kills([1.5], [1.5]), id="an older term"),
    ],
)
def test_nothing_else_explains_it(epoch: int, noted: list[Accept], kills: Kills) -> None:
    asked = [Accept(1.0, "a", 1), Accept(2.0, "a", epoch)]
    repeated, wrong = judge_repeats(asked, noted, kills)
    assert repeated == 1
    assert len(wrong) == 1


def test_each_repeat_needs_a_crash_of_its_own() -> None:
    asked = [Accept(1.0, "a", 1), Accept(2.0, "a", 2), Accept(3.0, "a", 3)]
    repeated, wrong = judge_repeats(asked, [], Kills([1.5], []))
    assert repeated == 2
    assert len(wrong) == 1
