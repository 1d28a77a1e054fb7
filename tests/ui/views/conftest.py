"""Announcements, as a screen reader gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.ui.widgets.announce import ANNOUNCEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """All that is announced; a text that interrupts begins with an exclamation mark."""
    texts: list[str] = []

    def on_made(text: str, urgent: bool) -> None:
        texts.append(f"! {text}" if urgent else text)

    ANNOUNCEMENTS.made.connect(on_made)
    yield texts
    ANNOUNCEMENTS.made.disconnect(on_made)
