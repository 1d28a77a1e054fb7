"""A window shows the ages of orders by the time with which they were saved, however wrong this computer's clock is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from desktop.controllers.window import WindowController
from desktop.services.backend import Backend
from desktop.system.machine.clock import SystemClock, now
from desktop.system.settings.options import resolve

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.controllers.help import HelpController
    from desktop.controllers.settings import SettingsController
    from desktop.services.alarm.alarm_service import AlarmService
    from desktop.sync.tills.store_clock import StoreClock


def test_the_window_goes_by_the_time_of_the_shared_database(tmp_path: Path) -> None:
    backend = Backend(resolve({"data_dir": str(tmp_path)}, {}))
    window = WindowController(SystemClock(), lambda: None)
    window.attach(
        backend,
        cast("SettingsController", None),
        cast("AlarmService", None),
        cast("HelpController", None),
    )
    assert abs(window.now() - now()) < timedelta(minutes=1)
    cast("StoreClock", backend.clock).saw(now() + timedelta(hours=3))
    assert abs(window.now() - now() - timedelta(hours=3)) < timedelta(minutes=1)
