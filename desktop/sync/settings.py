"""What people chose that the engine goes by."""

from __future__ import annotations

import msgspec

from desktop.domain.orders import lifecycle


class EngineSettings(msgspec.Struct, frozen=True):
    """What people chose that the engine needs to know."""

    not_receiving_after: float = 90.0
    """Seconds without an answer after which orders cannot be said to arrive."""
    mute_for: float = 600.0
    """Seconds after which a silenced order that waits rings again, 0 for never."""
    undo_for: float = lifecycle.UNDO_SECONDS
    """Seconds in which a cancel can be taken back."""
    begin_margin: float = 600.0
    """Seconds between the end of the preparation of an order for later and the time that is promised."""
    keep_personal_data_days: int = 90
    """Days after which personal data are taken out of what is stored, 0 for never."""
