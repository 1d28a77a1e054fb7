"""The pure rules: attention, deafness, minutes, the rhythm of keys."""

from __future__ import annotations

import pytest

from desktop.ui.board.selection import HAND_SECONDS, PAUSE_SECONDS, InputPause, Selection
from desktop.ui.order.preparation_times import TYPING_TIME, PreparationTimes
from desktop.ui.window.scanner_filter import GAP, QUIET, KeyVerdict, TypingRhythm


class Steady:
    """A steady clock that moves when told."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def none() -> str | None:
    return None


class TestAttention:
    def test_the_oldest_waiting_order_is_selected(self) -> None:
        selection = Selection()
        moved = selection.refresh(["a", "b"], {"a", "b"}, none, 0)
        assert (moved, selection.selected) == (False, "a")

    def test_the_selection_moves_on_and_reports_it(self) -> None:
        selection = Selection()
        selection.refresh(["a", "b"], {"a", "b"}, none, 0)
        moved = selection.refresh(["b"], {"a", "b"}, none, 1)
        assert (moved, selection.selected) == (True, "b")

    def test_a_persons_choice_stays(self) -> None:
        selection = Selection()
        selection.refresh(["a", "b"], {"a", "b"}, none, 0)
        selection.choose("b", 10)
        selection.refresh(["a", "b"], {"a", "b"}, none, 100_000)
        assert selection.selected == "b"

    def test_a_new_order_leaves_the_choice_of_one_that_waits(self) -> None:
        selection = Selection()
        selection.refresh(["a", "b"], {"a", "b"}, none, 0)
        selection.choose("b", 10)
        selection.refresh(["a", "b", "c"], {"a", "b", "c"}, none, 100)
        assert selection.selected == "b"

    def test_a_new_order_ends_the_choice_of_another_one_once_no_hand_is_at_it(self) -> None:
        selection = Selection()
        selection.refresh(["a"], {"a", "z"}, none, 0)
        selection.choose("z", 10)
        selection.refresh(["a"], {"a", "z"}, none, 100)
        assert selection.selected == "z", "the order that waited already is known"
        selection.touch(101)
        selection.refresh(["a", "c"], {"a", "c", "z"}, none, 101 + HAND_SECONDS - 0.1)
        assert selection.selected == "z"
        selection.refresh(["a", "c"], {"a", "c", "z"}, none, 101 + HAND_SECONDS)
        assert selection.selected == "a"

    def test_an_accepted_choice_is_released(self) -> None:
        selection = Selection()
        selection.choose("b", 0)
        selection.release("b")
        selection.refresh(["a"], {"a", "b"}, none, 1)
        assert selection.selected == "a"

    def test_a_selected_order_that_leaves_the_board_is_released(self) -> None:
        selection = Selection()
        selection.choose("b", 0)
        selection.refresh(["a"], {"a"}, none, 1)
        assert selection.selected == "a"

    def test_without_waiting_orders_the_selection_stays(self) -> None:
        selection = Selection()
        selection.refresh(["a"], {"a", "z"}, none, 0)
        selection.refresh([], {"a", "z"}, lambda: "z", 1)
        assert selection.selected == "a"
        selection.refresh([], {"z"}, lambda: "z", 2)
        assert selection.selected == "z"


def test_a_pause_is_told_and_never_shortened() -> None:
    clock = Steady()
    input_pause = InputPause(clock)
    told: list[float] = []
    input_pause.on_start = told.append
    input_pause.start(2.0)
    clock.at += 1
    input_pause.start(0.4)
    assert told == [2.0, 1.0]
    clock.at += 0.9
    assert input_pause.is_paused


def test_the_input_pause_ends() -> None:
    clock = Steady()
    input_pause = InputPause(clock)
    heard = [input_pause.is_paused]
    input_pause.start()
    for seconds in (0.0, PAUSE_SECONDS - 0.01, 0.01):
        clock.at += seconds
        heard.append(input_pause.is_paused)
    assert heard == [False, True, True, False]


class TestMinutes:
    def test_usual_chosen_typed(self) -> None:
        clock = Steady()
        minutes = PreparationTimes(30, clock)
        assert minutes.minutes_for("a") == 30
        minutes.choose("a", 45)
        assert (minutes.minutes_for("a"), minutes.minutes_for("b")) == (45, 30)
        minutes.type_digit("a", "2")
        minutes.type_digit("a", "0")
        assert (minutes.typed("a"), minutes.minutes_for("a")) == ("20", 20)

    def test_a_typed_number_disappears_after_two_seconds(self) -> None:
        clock = Steady()
        minutes = PreparationTimes(30, clock)
        minutes.type_digit("a", "4")
        clock.at += TYPING_TIME
        assert (minutes.typed("a"), minutes.minutes_for("a")) == ("", 30)
        assert [minutes.expire(), minutes.expire()] == [True, False]

    def test_each_digit_gives_two_seconds_more(self) -> None:
        clock = Steady()
        minutes = PreparationTimes(30, clock)
        minutes.type_digit("a", "4")
        clock.at += TYPING_TIME - 0.1
        minutes.type_digit("a", "5")
        clock.at += TYPING_TIME - 0.1
        assert minutes.minutes_for("a") == 45

    @pytest.mark.parametrize("typed", ["0", "241", "999"])
    def test_out_of_bounds_is_no_time(self, typed: str) -> None:
        minutes = PreparationTimes(30, Steady())
        for digit in typed:
            minutes.type_digit("a", digit)
        assert minutes.minutes_for("a") is None

    def test_a_typed_number_belongs_to_its_order(self) -> None:
        minutes = PreparationTimes(30, Steady())
        minutes.type_digit("a", "4")
        assert minutes.minutes_for("b") == 30
        minutes.type_digit("b", "5")
        assert minutes.minutes_for("b") == 5

    def test_erase_and_fourth_digit(self) -> None:
        minutes = PreparationTimes(30, Steady())
        for digit in "120":
            minutes.type_digit("a", digit)
        minutes.erase_digit("a")
        assert minutes.typed("a") == "12"
        minutes.type_digit("a", "0")
        minutes.type_digit("a", "7")
        assert minutes.typed("a") == "7"

    def test_the_typed_time_of_an_accepted_order_is_removed(self) -> None:
        minutes = PreparationTimes(30, Steady())
        minutes.choose("a", 60)
        minutes.type_digit("a", "4")
        minutes.forget("a")
        assert minutes.minutes_for("a") == 30


class TestRhythm:
    def test_slow_keys_are_held_and_delivered(self) -> None:
        rhythm = TypingRhythm()
        assert [rhythm.press(at) for at in (0.0, 0.1, 0.25)] == [KeyVerdict.HOLD] * 3

    def test_a_burst_is_dropped_up_to_its_late_enter(self) -> None:
        rhythm = TypingRhythm()
        verdicts = [rhythm.press(at) for at in (0.0, GAP, 0.040, 0.040 + QUIET - 0.01)]
        assert verdicts == [KeyVerdict.HOLD, KeyVerdict.DROP, KeyVerdict.DROP, KeyVerdict.DROP]

    def test_quiet_ends_a_burst(self) -> None:
        rhythm = TypingRhythm()
        rhythm.press(0.0)
        rhythm.press(0.01)
        assert rhythm.press(0.01 + QUIET) is KeyVerdict.HOLD

    def test_a_clock_with_another_origin_causes_no_burst(self) -> None:
        rhythm = TypingRhythm()
        rhythm.press(5000.0)
        assert rhythm.press(3.0) is KeyVerdict.HOLD
