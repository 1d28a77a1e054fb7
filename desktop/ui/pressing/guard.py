"""The question for the PIN before an action, as the views see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Guard: TypeAlias = Callable[[str, Callable[[], None]], None]
"""Asks for the PIN where it guards ``settings``, ``cancelling``, ``leaving`` or ``exports``, then calls the function."""


def unguarded(_what: str, go_on: Callable[[], None]) -> None:
    """Call the function at once: nothing is guarded."""
    go_on()
