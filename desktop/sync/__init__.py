"""The engine: poll -> save -> acknowledge -> tell. Runs in any asyncio loop, without Qt.

Carries what `orders` decides between `vendor` and `store`; decides nothing about orders itself.
"""

from desktop.sync.engine import Engine
from desktop.sync.events import (
    AcceptChanged,
    Acknowledged,
    ActionChanged,
    BoardChanged,
    BoardReplaced,
    ConnectionChanged,
    Event,
    PollEnded,
    Saved,
    TroublesChanged,
)

__all__ = [
    "AcceptChanged",
    "Acknowledged",
    "ActionChanged",
    "BoardChanged",
    "BoardReplaced",
    "ConnectionChanged",
    "Engine",
    "Event",
    "PollEnded",
    "Saved",
    "TroublesChanged",
]
