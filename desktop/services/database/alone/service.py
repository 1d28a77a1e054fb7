"""Working alone: one till goes on with a database of its own while the shared one is dead, and gives the orders back.

It never begins by itself. Where only the network is divided, the other tills may still poll: an order that one of them
acknowledges does not come here. Commands that are still owed are sent from here; where another till sends them too, the
vendor refuses the second one, the order's state is unsure, and the next poll decides.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Final

from desktop.domain.text.translation import Message
from desktop.services.database.alone.board_copy import CopiedRows, read_copied_rows
from desktop.services.database.problems import sentences
from desktop.store.errors import BrokenRuleError, StoreError, StoreProblemError
from desktop.store.order_rows import OrderRows
from desktop.store.rows import to_milliseconds
from desktop.store.sqlite import alone_file
from desktop.store.taking import Taken, read_alone, set_value, take_orders
from desktop.system.settings.shared_store import computer_name
from desktop.system.user_errors import UserError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from desktop.domain.store_address import StoreAddress
    from desktop.store import Store
    from desktop.system.settings.options import Options

_log = logging.getLogger(__name__)

_ATTEMPTS: Final = 5
_CANNOT_BEGIN: Final = Message(
    "This till cannot work alone: its folder for orders cannot be used. Free some disk space and try again."
)
_CANNOT_END: Final = Message(
    "The orders could not be given to the shared database. This till goes on alone; try again in a few minutes."
)


class AloneService:
    """Begins and ends it, by hand; `since` tells whether it is so."""

    def __init__(
        self,
        options: Options,
        *,
        store: Callable[[], Store],
        now: Callable[[], datetime],
        note: Callable[..., None],
        build_anew: Callable[[], None],
        stop_copy: Callable[[], Awaitable[None]],
        start_copy: Callable[[], None],
        pause: Callable[[], Awaitable[None]],
        resume: Callable[[], Awaitable[None]],
    ) -> None:
        """Take the program's parts.

        Args:
            options: of this program.
            store: returns the open store: while it works alone, that of this computer.
            now: the time.
            note: saves the setting `alone_since`, given by its name.
            build_anew: lets the program begin again with the present settings, on the other store.
            stop_copy: lets nobody use the copy of the board any more.
            start_copy: keeps it up to date again.
            pause: polls and sends no more.
            resume: polls and sends again.
        """
        self._options = options
        self._store = store
        self._now = now
        self._note = note
        self._build_anew = build_anew
        self._stop_copy, self._start_copy = stop_copy, start_copy
        self._pause, self._resume = pause, resume
        self._since = options.alone_since
        self._handlers: list[Callable[[], object]] = []
        self._busy = asyncio.Lock()
        self.taken: Taken | None = None
        """Numbers of orders that the shared database took at the end, for people; None before."""

    @property
    def since(self) -> datetime | None:
        """Since when this till works alone, None while it does not."""
        return self._since

    def on_change(self, handler: Callable[[], object]) -> None:
        """Call a handler when `since` changed."""
        self._handlers.append(handler)

    async def begin(self) -> None:
        """Work alone from the next moment on: the program begins again.

        Raises:
            UserError: it is not possible; nothing was changed.
        """
        async with self._busy:
            if self._since is not None or self._options.store_address is None:
                return
            now = self._now()
            folder = self._options.data_dir
            try:
                await self._stop_copy()
                rows = await read_copied_rows(folder) or CopiedRows(OrderRows(), None, now)
                await asyncio.to_thread(alone_file.build, folder, rows.orders, rows.beside, now)
            except (StoreError, BrokenRuleError) as error:
                _log.error("this till cannot work alone: %s", error)
                self._start_copy()
                raise UserError(_CANNOT_BEGIN) from None
            _log.warning("this till works alone from now on", extra={"orders": len(rows.orders.orders)})
            self._change(now)

    async def end(self) -> None:
        """Give the orders to the shared database, and use it from the next moment on: the program begins again.

        Raises:
            UserError: the shared database cannot be used yet; this till goes on alone.
        """
        async with self._busy:
            address = self._options.shared_address
            if self._since is None or address is None:
                return
            try:
                shared = await self._open_shared(address)
            except StoreProblemError as error:
                raise UserError(sentences(error.problem, address.place)) from None
            except StoreError as error:
                _log.error("the shared database cannot be used: %s", error)
                raise UserError(_CANNOT_END) from None
            await self._pause()
            try:
                self.taken = await self._give_back(shared)
            except (StoreError, BrokenRuleError) as error:
                _log.error("the orders could not be given back: %s", error)
                await self._resume()
                if isinstance(error, StoreProblemError):
                    raise UserError(sentences(error.problem, address.place)) from None
                raise UserError(_CANNOT_END) from None
            except BaseException:
                await self._resume()
                raise
            finally:
                await shared.close()
            _log.warning(
                "the shared database has the orders",
                extra={"new": self.taken.new, "changed": self.taken.changed},
            )
            self._change(None)

    async def _give_back(self, shared: Store) -> Taken:
        alone, till = self._store(), self._options.till_name or computer_name()
        new = changed = 0
        before = None
        for _ in range(_ATTEMPTS):
            # Somebody may have pressed meanwhile: until nothing more was saved here.
            rows = await alone.read(read_alone)
            if rows == before:
                break
            before = rows
            taken = await shared.write(partial(take_orders, alone=rows, till=till))
            new, changed = new + taken.new, max(changed, taken.changed)
        at = to_milliseconds(self._now())
        await alone.write(lambda tx: set_value(tx.connection, alone_file.TAKEN_AT, at), into_file=True)
        return Taken(new, changed)

    async def _open_shared(self, address: StoreAddress) -> Store:
        from desktop.services.database.opener import open_shared

        return await open_shared(self._options, address, is_till=False)

    def _change(self, since: datetime | None) -> None:
        self._since = since
        self._note(alone_since="" if since is None else since.isoformat())
        for handler in self._handlers:
            handler()
        self._build_anew()
