"""The settings of the engine."""

from __future__ import annotations

import msgspec

from desktop.domain.orders import lifecycle


class EngineSettings(msgspec.Struct, frozen=True):
    """The part of the settings that the engine uses."""

    not_receiving_after: float = 90.0
    """Seconds without an answer after which orders do not arrive."""
    mute_for: float = 600.0
    """Seconds after which a muted order that waits rings again, 0 for never."""
    undo_for: float = lifecycle.UNDO_SECONDS
    """Seconds in which "on the way", "delivered" and cancel can be taken back."""
    begin_margin: float = 600.0
    """Seconds between the end of the preparation of a scheduled order and the promised time."""
    keep_personal_data_days: int = 90
    """Days after which personal data are removed from the store, 0 for never."""
