"""The services that the views of the tills need; the composition root gives the real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.domain.tills import StoreTrial


class StoreSetup(Protocol):
    """Tries a shared database and keeps its password."""

    async def try_store(self, address: str, password: str, /) -> StoreTrial:
        """Connect and answer; an empty password means the saved one. Changes nothing in the database.

        Raises:
            UserError: the address cannot be read.
        """
        ...

    async def save_password(self, address: str, password: str, /) -> None:
        """Save the password for this address where secrets are kept.

        Raises:
            UserError: it cannot be saved.
        """


class AloneService(Protocol):
    """Lets this till go on with a database of its own while the shared one is dead."""

    @property
    def since(self) -> datetime | None:
        """Since when it works alone, None while it does not."""

    async def begin(self) -> None:
        """Work alone from now on.

        Raises:
            UserError: it cannot, and nothing was changed.
        """

    async def end(self) -> None:
        """Give the orders to the shared database and use that again.

        Raises:
            UserError: the shared database cannot be used yet; this till goes on alone.
        """

    def on_change(self, handler: Callable[[], object], /) -> None:
        """Call a handler, in the event loop, when `since` changed."""
