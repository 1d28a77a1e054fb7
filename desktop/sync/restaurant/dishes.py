"""Keeps the dishes as people wish them: the vendor's list, what is taken off sale, and what is put back in time.

The list has a cooldown of its own and is kept for when the vendor cannot be asked. A wish is saved before it is asked
of the vendor, and asked again until it is done or refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.outbox import OutboxOutcome
from desktop.domain.restaurant.menu import FoodMenu, read_menu
from desktop.domain.restaurant.off_sale import OffFor, OffSale, end_of
from desktop.domain.trouble import TroubleKind
from desktop.store import CannotSaveError
from desktop.sync.events import Event, MenuChanged, OffSaleChanged
from desktop.sync.restaurant.retries import Retries
from desktop.sync.vendor_outcomes import answer_to
from desktop.vendor.errors import TooManyRequestsError, VendorError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from desktop.domain.orders.outbox import VendorAnswer
    from desktop.domain.restaurant.branch import Branch
    from desktop.domain.restaurant.menu import Dish
    from desktop.store import Store, Transaction
    from desktop.sync.command_runner import CommandRunner
    from desktop.sync.troubles import TroubleList
    from desktop.vendor.api import VendorApi

_log = logging.getLogger(__name__)

_NAME: Final = "foods"
_READ_EVERY: Final = 6 * 3600.0
_LOOK_EVERY: Final = 5.0
"""Seconds between looks whether a dish is to be put back."""

_NOT_AT_ONCE: Final = 3.0
"""Seconds after the start in which orders and what is owed go first."""

_LIST: Final = -1
"""Stands for the list of dishes among the attempts."""


class Dishes:
    """All methods are called in one event loop."""

    def __init__(
        self,
        store: Store,
        presses: CommandRunner,
        troubles: TroubleList,
        *,
        emit: Callable[[Event], None],
        now: Callable[[], datetime],
        branches: Callable[[], Iterable[Branch]],
        cooldown: float,
    ) -> None:
        """Take what is needed.

        Args:
            store: open.
            presses: runs what people press.
            troubles: what is wrong.
            emit: is called with each report; must return at once and not raise.
            now: the wall clock, aware.
            branches: as they were told last.
            cooldown: seconds between two calls of `get-foods`.
        """
        self._store = store
        self._presses = presses
        self._troubles = troubles
        self._emit = emit
        self._now = now
        self._branches = branches
        self.cooldown = cooldown
        """Seconds between two calls of `get-foods`."""
        self._wanted = asyncio.Event()
        self._attempts: Retries[int] = Retries()
        self._asked_at = float("-inf")
        self._list_wanted = False
        self._told = MenuChanged(FoodMenu(), None)
        self._off: tuple[OffSale, ...] = ()

    async def load(self) -> None:
        """Tell what is stored.

        Raises:
            CannotSaveError: it cannot be read.
        """
        kept, read_at = await self._store.read(lambda tx: (tx.cached(_NAME), tx.cached_at(_NAME)))
        menu = FoodMenu()
        if kept is not None:
            try:
                menu = read_menu(kept)
            except ValueError:
                _log.warning("the kept dishes cannot be read")
        self._tell_menu(MenuChanged(menu, read_at))
        await self._tell()

    # What people do

    def take_off(self, dish: Dish, lasts: OffFor) -> None:
        """Take a dish off sale."""
        self._presses.begin(lambda: self._take_off(dish, lasts))

    def put_back(self, food_id: int) -> None:
        """Put a dish back on sale."""
        self._presses.begin(lambda: self._put_back([food_id]))

    def poll_now(self) -> None:
        """Ask for the list anew, as soon as its cooldown allows."""
        self.ask_anew()
        self.retry_now()

    def ask_anew(self) -> None:
        """Take the list for out of date: it may be another vendor's, or another key's, from now on."""
        self._list_wanted = True

    def retry_now(self) -> None:
        """Try again at once what failed: the vendor is there again."""
        self._attempts.retry_now()
        self._wanted.set()

    async def _take_off(self, dish: Dish, lasts: OffFor) -> None:
        now = self._now()
        until = end_of(lasts, now)
        await self._store.write(
            lambda tx: tx.take_off_sale(
                dish.food_id,
                dish.restaurant_id,
                dish.name,
                now,
                until=until,
                until_closing=lasts is OffFor.UNTIL_CLOSING,
            )
        )
        _log.info("dish off sale", extra={"food": dish.food_id, "for": lasts})
        await self._begin([dish.food_id])

    async def _put_back(self, food_ids: list[int]) -> None:
        def work(tx: Transaction) -> None:
            for food_id in food_ids:
                tx.put_on_sale(food_id, self._now())

        await self._store.write(work)
        await self._begin(food_ids)

    async def _begin(self, food_ids: list[int]) -> None:
        for food_id in food_ids:
            self._attempts.settled(food_id)
        await self._tell()
        self._wanted.set()

    # At work

    async def run(self, api: VendorApi) -> None:
        """Keep the vendor as wished and the list fresh, until cancelled."""
        await self._wait(_NOT_AT_ONCE)
        while True:
            self._wanted.clear()
            try:
                await self._put_back_what_is_due()
                await self._ask_what_is_wished(api)
                await self._read(api)
            except CannotSaveError as error:
                self._troubles.begin(TroubleKind.CANNOT_SAVE, str(error))
            await self._wait(self._pause())

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            # Not wait_for: before Python 3.12 it can swallow the end's cancel.
            async with asyncio.timeout(seconds):
                await self._wanted.wait()

    def _pause(self) -> float:
        if not self._list_wanted:
            return _LOOK_EVERY
        return min(_LOOK_EVERY, max(self._until_list(), 0.01))

    async def _put_back_what_is_due(self) -> None:
        now = self._now()
        known = tuple(self._branches())
        branches = {branch.restaurant_id: branch for branch in known}
        if len(known) == 1:
            branches[""] = known[0]
        due = [
            dish.food_id
            for dish in self._off
            if dish.wanted_on is None and dish.is_over(now, branches.get(dish.restaurant_id))
        ]
        if due:
            await self._put_back(due)

    async def _ask_what_is_wished(self, api: VendorApi) -> None:
        if all(dish.wanted_on is None for dish in self._off):
            return
        for row in await self._store.read(lambda tx: tx.off_sale()):
            if row.wanted_on is not None and self._attempts.may(row.food_id):
                answer = await answer_to(api.set_on_sale(row.food_id, on_sale=row.wanted_on))
                await self._settle(row, answer)

    async def _settle(self, row: OffSale, answer: VendorAnswer) -> None:
        if answer.outcome is OutboxOutcome.OK:
            self._attempts.settled(row.food_id)
            await self._store.write(lambda tx: tx.confirm_sale(row))
        elif answer.outcome is OutboxOutcome.NOT_FOUND or (
            answer.outcome is OutboxOutcome.REFUSED and not row.wanted_on
        ):
            # A dish that is not there any more, or a press that is answered with no: nothing is owed for either. One
            # that is refused its way back is asked for again: unsold, and nobody would know.
            self._attempts.settled(row.food_id)
            await self._store.write(lambda tx: tx.fail_sale(row, answer.message, give_up=True))
            await self._tell()
            self._troubles.begin(TroubleKind.SHOP_REFUSED, f"{row.name}\n{answer.message}", dismissible=True)
            return
        else:
            self._attempts.failed(row.food_id, answer.wait)
            await self._store.write(lambda tx: tx.fail_sale(row, answer.message, give_up=False))
        await self._tell()

    def _until_list(self) -> float:
        """Seconds until the list may be asked for."""
        left = self._asked_at + self.cooldown - asyncio.get_running_loop().time()
        return max(left, self._attempts.seconds_left(_LIST))

    async def _read(self, api: VendorApi) -> None:
        loop = asyncio.get_running_loop()
        due = self._list_wanted or loop.time() >= self._asked_at + _READ_EVERY
        if not due or self._until_list() > 0:
            return
        told = self._told
        try:
            data = await api.get_foods()
            menu = read_menu(data)
        except (VendorError, ValueError) as error:
            self._list_wanted = True  # until it is there: not to be asked for again in hours only
            wait = error.wait if isinstance(error, TooManyRequestsError) else None
            self._attempts.failed(_LIST, wait)
            message = error.message if isinstance(error, VendorError) else ""
            self._tell_menu(MenuChanged(told.menu, told.read_at, message or str(error)))
            return
        finally:
            # From the answer on: the vendor may count from there.
            self._asked_at = loop.time()
        self._attempts.settled(_LIST)
        self._list_wanted = False
        at = self._now()
        await self._store.write(lambda tx: tx.cache(_NAME, data.decode(), at))
        self._tell_menu(MenuChanged(menu, at))

    def _tell_menu(self, told: MenuChanged) -> None:
        self._told = told
        self._emit(told)

    async def _tell(self) -> None:
        off = tuple(await self._store.read(lambda tx: tx.off_sale()))
        if off != self._off:
            self._off = off
            self._emit(OffSaleChanged(off))
        names = [dish.name for dish in off if dish.wanted_on and self._attempts.count(dish.food_id)]
        if names:
            self._troubles.begin(TroubleKind.NOT_BACK_ON_SALE, ", ".join(names))
        else:
            self._troubles.end(TroubleKind.NOT_BACK_ON_SALE)
