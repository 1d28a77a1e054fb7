"""Tickets in Turkish."""

from __future__ import annotations

from tests.domain.tickets.made import turkish

__all__ = ["turkish"]
