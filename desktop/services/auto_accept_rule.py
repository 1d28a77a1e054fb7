"""(Settings) -> the rule that accepts orders in a person's place."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.domain.orders.allergies import split_words
from desktop.domain.orders.auto_accept import AutoAccept

if TYPE_CHECKING:
    from desktop.system.settings.settings import Settings


def rule_in_force(settings: Settings) -> AutoAccept | None:
    """Return the rule that accepts in a person's place, None where people accept."""
    return auto_accept_rule(settings) if settings.auto_accept else None


def auto_accept_rule(settings: Settings) -> AutoAccept:
    """Return the rule of the settings that accepts in a person's place, whether it is on or not."""
    begins, ends = settings.auto_accept_from, settings.auto_accept_until
    under = settings.auto_accept_total_under
    return AutoAccept(
        preparing_time=settings.auto_accept_minutes or settings.preparing_time,
        begins=time.fromisoformat(begins) if begins else None,
        ends=time.fromisoformat(ends) if ends else None,
        most_waiting=settings.auto_accept_most_waiting or None,
        total_under=Decimal(under) if under else None,
        without_note=not settings.auto_accept_notes,
        allergy_words=split_words(settings.allergy_words),
    )
