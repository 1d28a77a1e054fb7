"""The settings of the program without a window. Other tills may change those that all go by."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from desktop.domain.trouble import TroubleKind
from desktop.services.auto_accept_rule import rule_in_force
from desktop.services.settings.settings_writer import SettingsWriter

if TYPE_CHECKING:
    from desktop.domain.orders.auto_accept import AutoAccept
    from desktop.services.backend import Backend

_log = logging.getLogger(__name__)


class HeadlessSettings:
    """Implements `SettingsInForce`."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        file = backend.options.settings_file
        self.settings, self._notice = file.load()
        self._writer = SettingsWriter(file)
        self._rule: AutoAccept | None = None
        self._lock = asyncio.Lock()

    def start(self) -> None:
        """Use the settings that the window would use; the backend is open, and not connected yet."""
        self._writer.start(self._backend.engine.troubles)
        if self._notice is not None:
            self._backend.engine.troubles.begin(TroubleKind.NOTICE, self._notice, dismissible=True)
        if self._backend.shared_settings is not None:
            self._backend.shared_settings.follow(self)
        self._use_rule()

    def use_shared(self, values: dict[str, Any]) -> None:
        """Use the values that another till chose for all, and keep them in this till's file."""
        self.settings = replace(self.settings, **values)
        self._writer.save(self.settings)
        self._use_rule()
        self._backend.use_printers(self.settings)
        self._backend.engine.run(self._follow())

    def close(self) -> None:
        """Finish writing the settings file."""
        self._writer.close()

    def _use_rule(self) -> None:
        rule = rule_in_force(self.settings)
        if rule != self._rule:
            self._rule = rule
            _log.info("a rule accepts orders" if rule is not None else "people accept orders")
            self._backend.engine.accept_by_rule(rule)

    async def _follow(self) -> None:
        async with self._lock:
            before = self._backend.options
            options = before.following(self.settings)
            if options.poll_seconds == before.poll_seconds:
                self._backend.follow(options)
            else:
                await self._backend.reconnect(options)
