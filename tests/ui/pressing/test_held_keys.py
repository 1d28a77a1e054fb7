"""The repeats of a held key, with and without their flag."""

from __future__ import annotations

import pytest

from desktop.ui.pressing.held_keys import LONGEST_DELAY, SAME_TIME, HeldKeys

ENTER, SPACE = 1, 2


@pytest.mark.parametrize(
    ("released", "pressed", "repeats"),
    [
        (1.0, 1.0, True),
        (1.0, 1.0 + SAME_TIME, True),
        (1.0, 1.04, False),
        (1.0, 1.3, False),
        (5000.0, 3.0, False),
    ],
)
def test_a_press_at_the_time_of_the_release_repeats(released: float, pressed: float, repeats: bool) -> None:
    keys = HeldKeys()
    assert not keys.press(ENTER, 0.5, flagged=False)
    keys.release(ENTER, released)
    assert keys.press(ENTER, pressed, flagged=False) is repeats


def test_another_key_at_the_same_time_is_no_repeat() -> None:
    keys = HeldKeys()
    keys.press(ENTER, 1.0, flagged=False)
    keys.release(ENTER, 1.1)
    assert not keys.press(SPACE, 1.1, flagged=False)


def test_a_press_without_a_release_repeats_until_the_release_must_have_been_lost() -> None:
    keys = HeldKeys()
    keys.press(ENTER, 1.0, flagged=False)
    assert keys.press(ENTER, 0.9 + LONGEST_DELAY, flagged=False)
    assert not keys.press(ENTER, 2.0 + 2 * LONGEST_DELAY, flagged=False)


def test_the_flag_of_the_system_counts() -> None:
    assert HeldKeys().press(ENTER, 1.0, flagged=True)


def test_a_press_after_the_focus_was_elsewhere_is_a_press() -> None:
    keys = HeldKeys()
    keys.press(ENTER, 1.0, flagged=False)
    keys.forget()
    assert not keys.press(ENTER, 1.5, flagged=False)
    keys.release(SPACE, 2.0)
    assert not keys.press(SPACE, 2.2, flagged=False)
