"""The program without a window: settings reach its parts, at the start and while it runs."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from desktop.services.backend import Backend
from desktop.system.settings.options import resolve
from desktop.system.settings.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


async def test_the_begin_of_the_business_day_reaches_until_closing(tmp_path: Path) -> None:
    options = resolve({"data_dir": str(tmp_path), "base_url": None, "poll_seconds": None}, {})
    backend = Backend(options.following(Settings(business_day_begins="06:30")))
    await backend.open()
    await backend.connect()
    assert backend.restaurant.dishes.day_begins == time(6, 30)
    # Nothing is midnight.
    backend.follow(options.following(Settings(business_day_begins="")))
    assert backend.restaurant.dishes.day_begins == time(0)
    await backend.close()
