"""The hash of the PIN, and the wait after wrong attempts."""

from __future__ import annotations

import pytest

from desktop.system.secrets.pin import PinAttempts, hash_pin, is_pin, matches, wait_after


def test_only_the_same_pin_matches_and_each_hash_differs() -> None:
    kept = hash_pin("2580")
    assert matches("2580", kept)
    assert not any(matches(other, kept) for other in ("2581", "258", "02580", "", "２５８０"))
    assert hash_pin("2580") != kept
    assert "2580" not in kept


@pytest.mark.parametrize("kept", ["", "$", "2580", "zz$aa", "ab$", "ab$ü", "ab$\ud83d", "ab$" + "0" * 300])
def test_a_damaged_hash_matches_no_pin(kept: str) -> None:
    assert not matches("2580", kept)


@pytest.mark.parametrize("text", ["", "123", "123456789", "12 34", "１２３４", "-123", "12a4"])
def test_only_four_to_eight_digits_are_a_pin(text: str) -> None:
    assert not is_pin(text)
    with pytest.raises(ValueError, match="four to eight"):
        hash_pin(text)


def test_waits_grow_up_to_a_limit() -> None:
    waits = [wait_after(wrong) for wrong in range(12)]
    assert waits[:5] == [0] * 5, "a slip of the finger waits for nothing"
    assert waits[5:9] == [30, 60, 120, 240]
    assert set(waits[9:]) == {300}
    assert wait_after(10**9) == 300


def test_a_wait_ends_and_the_right_pin_resets_the_count() -> None:
    clock = [1000.0]
    tries = PinAttempts(0, lambda: clock[0])
    for _ in range(4):
        tries.record(right=False)
    assert tries.wait == 0
    tries.record(right=False)
    assert tries.wait == 30
    clock[0] += 29.5
    assert tries.wait == 0.5
    clock[0] += 0.5
    assert tries.wait == 0
    tries.record(right=False)
    assert tries.wait == 60
    clock[0] += 61
    tries.record(right=True)
    assert (tries.wrong, tries.wait) == (0, 0)
    tries.record(right=False)
    assert tries.wait == 0


def test_a_restart_starts_the_wait_again() -> None:
    clock = [5.0]
    tries = PinAttempts(6, lambda: clock[0])
    assert tries.wait == 60
    clock[0] += 60
    assert tries.wait == 0
    tries.record(right=False)
    assert tries.wait == 120
    assert PinAttempts(4, lambda: 0.0).wait == 0
