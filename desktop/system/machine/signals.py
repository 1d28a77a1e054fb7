"""Signals that ask the program to end. Standard library only, because the supervisor imports it."""

from __future__ import annotations

import signal
from typing import Final

END_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM) + (
    # The end of a session sends it after SIGTERM, and the end of a terminal sends it alone. Windows lacks it.
    (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()
)


def end_signals() -> list[signal.Signals]:
    """Return the signals to handle; one that is ignored from the start, by `nohup` for example, stays ignored."""
    return [number for number in END_SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
