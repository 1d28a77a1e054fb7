"""Settings that all tills of a shared database go by: read at the start and on each change, saved when people choose.

The settings file keeps a copy, so that a till that works alone knows them.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

from msgspec.structs import replace

from desktop.store.errors import CannotSaveError
from desktop.sync.command_runner import CommandRunner
from desktop.system.settings.shared import SHARED, as_texts, read_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.store import Store, Transaction
    from desktop.sync.troubles import TroubleList
    from desktop.system.settings.settings import Settings


class SettingsInForce(Protocol):
    """The settings that the running program goes by."""

    @property
    def settings(self) -> Settings:
        """The present ones."""

    def use_shared(self, values: dict[str, Any]) -> None:
        """Use other values of shared settings from now on, and keep them in the settings file."""


class SharedSettings:
    """Call `load` before the first poll, then `follow`, and `reload` whenever another till changed them."""

    def __init__(self, store: Store, troubles: TroubleList) -> None:
        self._store = store
        self._troubles = troubles
        self._texts: Mapping[str, str] = {}
        """As last read."""
        self._in_force: SettingsInForce | None = None
        self._unsaved: Counter[str] = Counter()
        """Choices that are being saved, by name: what the database has is older."""
        self._lock = asyncio.Lock()
        self._commands = CommandRunner(troubles)

    async def load(self, own: Settings) -> None:
        """Read the settings. A till that finds some missing saves its own values of them, the first one of a restaurant all.

        Raises:
            CannotSaveError: the database cannot be used.
        """
        async with self._lock:
            self._texts = await self._store.read(lambda tx: tx.shared_settings())
            missing = SHARED - self._texts.keys()
            if missing:
                self._texts = await self._store.write(lambda tx: _add(tx, own, missing))

    async def reload(self) -> None:
        """Read the settings again: another till changed them.

        Raises:
            CannotSaveError: the database cannot be used.
        """
        if self._in_force is not None:
            await self.load(self._in_force.settings)
            self._apply()

    def merged(self, own: Settings) -> Settings:
        """Return a till's own settings with the shared ones, as far as they are known."""
        return replace(own, **self._different(own))

    def follow(self, in_force: SettingsInForce) -> None:
        """Apply the shared values to the settings in force, now and after each change."""
        self._in_force = in_force
        self._apply()

    def choose(self, names: Iterable[str]) -> None:
        """Save the values in force of some settings for all tills."""
        chosen = SHARED.intersection(names)
        if chosen and self._in_force is not None:
            self._unsaved.update(chosen)
            self._commands.run(self._save(as_texts(self._in_force.settings, chosen)))

    async def close(self) -> None:
        """Wait a moment for choices that are being saved."""
        await self._commands.end()
        await self._commands.close()

    async def _save(self, texts: dict[str, str]) -> None:
        def work(tx: Transaction) -> dict[str, str]:
            tx.set_shared_settings(texts)
            return tx.shared_settings()

        try:
            async with self._lock:
                self._texts = await self._store.write(work)
        except CannotSaveError as error:
            # This till goes back to what all go by: a rule that holds at one till alone ends with its lead.
            self._troubles.cannot_save(error)
        finally:
            self._unsaved.subtract(texts.keys())
            self._unsaved = +self._unsaved  # without those that reached zero
        self._apply()

    def _apply(self) -> None:
        if self._in_force is None:
            return
        values = self._different(self._in_force.settings)
        if values:
            self._in_force.use_shared(values)

    def _different(self, own: Settings) -> dict[str, Any]:
        return {
            name: value
            for name, value in read_texts(self._texts, own).items()
            if name not in self._unsaved and getattr(own, name) != value
        }


def _add(tx: Transaction, own: Settings, missing: Iterable[str]) -> dict[str, str]:
    # Read once more: another till may have saved them meanwhile.
    tx.set_shared_settings(as_texts(own, set(missing) - tx.shared_settings().keys()))
    return tx.shared_settings()
