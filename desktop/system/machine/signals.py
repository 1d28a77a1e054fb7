"""Which signals mean that the program is to end. Standard library alone: the supervisor asks too."""

from __future__ import annotations

import signal
from typing import Final

ASKED_TO_END: Final = (signal.SIGINT, signal.SIGTERM) + (
    # The session's end sends it right behind SIGTERM, and the end of a terminal alone. Windows has none.
    (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()
)


def asked_to_end() -> list[signal.Signals]:
    """Return the signals to end by; one that whoever started the program lets it ignore (`nohup`) stays ignored."""
    return [number for number in ASKED_TO_END if signal.getsignal(number) is not signal.SIG_IGN]
