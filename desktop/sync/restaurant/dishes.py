"""The dishes: the vendor's list, those taken off sale, those put back in time, and the portions that are left.

The list has a cooldown of its own, and is stored for when the vendor cannot be reached. A wish is saved first, then sent
and retried until it is done or refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

from desktop.domain.business_day import BEGINS, next_start
from desktop.domain.orders.outbox import OutboxOutcome
from desktop.domain.restaurant.menu import STORED_AS, FoodMenu, read_menu
from desktop.domain.restaurant.off_sale import OffFor, OffSale, end_of
from desktop.domain.restaurant.portions import PortionCount
from desktop.domain.trouble import TroubleKind
from desktop.store import CannotSaveError
from desktop.sync.events import (
    BranchesChanged,
    Cause,
    MenuChanged,
    OffSaleChanged,
    OrdersChanged,
    PortionsChanged,
)
from desktop.sync.restaurant.portion_counter import apply_counts
from desktop.sync.restaurant.retries import Retries
from desktop.sync.vendor_outcomes import answer_to
from desktop.vendor.errors import TooManyRequestsError, VendorError

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.clock import Clock
    from desktop.domain.orders.outbox import VendorAnswer
    from desktop.domain.restaurant.branch import Branch
    from desktop.domain.restaurant.menu import Dish
    from desktop.store import Store, Transaction
    from desktop.sync.command_runner import CommandRunner
    from desktop.sync.events import EventBus
    from desktop.sync.troubles import TroubleList
    from desktop.vendor.api import VendorApi

_log = logging.getLogger(__name__)

_READ_EVERY: Final = 6 * 3600.0
_LONGEST_PAUSE: Final = 5.0
"""Seconds after which dishes off sale and counted ones are checked, where there are any."""

_NOT_AT_ONCE: Final = 3.0
"""Seconds after the start in which orders and the outbox go first."""

_LIST: Final = -1
"""Key of the list of dishes among the retries."""


class Dishes:
    """All methods are called in one event loop."""

    def __init__(
        self,
        store: Store,
        commands: CommandRunner,
        troubles: TroubleList,
        events: EventBus,
        clock: Clock,
        *,
        cooldown: float,
    ) -> None:
        self._store = store
        self._commands = commands
        self._troubles = troubles
        self._events = events
        self._clock = clock
        self._wished = asyncio.Event()
        self._retries: Retries[int] = Retries()
        self.cooldown = cooldown
        """Seconds between two calls of `get-foods`."""
        self.day_begins = BEGINS
        """Local begin of the business day: "until closing" ends then at the latest."""
        self._branches: tuple[Branch, ...] = ()
        self._asked_at = float("-inf")
        self._list_wanted = False
        self._menu = MenuChanged(FoodMenu(), None)
        self._off: tuple[OffSale, ...] = ()
        self._counts: tuple[PortionCount, ...] = ()
        events.subscribe(BranchesChanged, self._on_branches_changed)
        events.subscribe(OrdersChanged, self._on_orders_changed)

    async def load(self) -> None:
        """Publish the stored list and the dishes that are off sale.

        Raises:
            CannotSaveError: they cannot be read.
        """
        stored, read_at = await self._store.read(lambda tx: (tx.cached(STORED_AS), tx.cached_at(STORED_AS)))
        menu = FoodMenu()
        if stored is not None:
            try:
                menu = read_menu(stored)
            except ValueError:
                _log.warning("the stored dishes cannot be read")
        self._publish_menu(MenuChanged(menu, read_at))
        await self._publish()
        if not self._off:
            # What goes off sale from now on is news.
            self._events.emit(OffSaleChanged(self._off))

    def take_off(self, dish: Dish, lasts: OffFor) -> None:
        """Take a dish off sale."""
        self._commands.run(self._take_off(dish, lasts))

    def put_back(self, food_id: int) -> None:
        """Put a dish back on sale. If its portions are sold out, they are counted no more: the person knows of others."""
        self._commands.run(self._put_back_by_hand(food_id))

    def set_portions(self, dish: Dish, portions: int | None, *, today_only: bool = False) -> None:
        """Count the portions of a dish from now on.

        Args:
            dish: of one branch.
            portions: the number that is left, None to count no more.
            today_only: whether the count ends next morning; else a person ends it.
        """
        self._commands.run(self._set_portions(dish, portions, today_only=today_only))

    def mark_stale(self) -> None:
        """Read the list again, as soon as its cooldown allows."""
        self._list_wanted = True

    def poll_now(self) -> None:
        """Read the vendor's list again, as soon as allowed."""
        self.mark_stale()
        self.retry_now()

    def retry_now(self) -> None:
        """Retry failed calls at once: the vendor is reachable again."""
        self._retries.retry_now()
        self._wished.set()

    def _on_branches_changed(self, event: BranchesChanged) -> None:
        self._branches = event.branches

    def _on_orders_changed(self, event: OrdersChanged) -> None:
        if self._counts and event.cause in {Cause.POLL, Cause.ACCEPT, Cause.ACTION}:
            self._commands.run(self._follow_counts())

    async def _follow_counts(self) -> None:
        """Publish what orders took, and send what follows from it."""
        await self._publish()
        if any(dish.by_count and dish.wanted_on is not None for dish in self._off):
            self._wished.set()

    async def reload(self) -> None:
        """Publish what another till changed, and send its wishes where this till leads.

        Raises:
            CannotSaveError: the dishes cannot be read.
        """
        await self._publish()
        self._wished.set()

    async def _set_portions(self, dish: Dish, portions: int | None, *, today_only: bool) -> None:
        def work(tx: Transaction) -> None:
            now = tx.now()
            until = next_start(now, self.day_begins) if today_only else None
            if portions is None:
                tx.delete_portion_count(dish.food_id)
                return
            tx.set_portion_count(
                PortionCount(dish.food_id, dish.restaurant_id, dish.name, portions, now, until)
            )
            apply_counts(tx, {dish.food_id: None}, now)

        await self._store.write(work)
        await self._send_now([dish.food_id])

    async def _take_off(self, dish: Dish, lasts: OffFor) -> None:
        def work(tx: Transaction) -> None:
            tx.take_off_sale(
                dish.food_id,
                dish.restaurant_id,
                dish.name,
                tx.now(),
                until=end_of(lasts, tx.now(), self.day_begins),
                until_closing=lasts is OffFor.UNTIL_CLOSING,
            )

        await self._store.write(work)
        _log.info("dish off sale", extra={"food": dish.food_id, "for": lasts})
        await self._send_now([dish.food_id])

    async def _put_back_by_hand(self, food_id: int) -> None:
        def work(tx: Transaction) -> None:
            if any(count.food_id == food_id and count.is_sold_out for count in tx.portion_counts()):
                tx.delete_portion_count(food_id)
            tx.put_on_sale(food_id, tx.now())

        await self._store.write(work)
        await self._send_now([food_id])

    async def _put_back(self, food_ids: list[int]) -> None:
        def work(tx: Transaction) -> None:
            for food_id in food_ids:
                tx.put_on_sale(food_id, tx.now())

        await self._store.write(work, as_leader=True)
        await self._send_now(food_ids)

    async def _send_now(self, food_ids: list[int]) -> None:
        for food_id in food_ids:
            self._retries.settled(food_id)
        await self._publish()
        self._wished.set()

    async def run(self, api: VendorApi) -> None:
        """Send wishes and read the list, until cancelled."""
        await self._wait(_NOT_AT_ONCE)
        while True:
            self._wished.clear()
            try:
                await self._put_back_due()
                await self._send_wishes(api)
                await self._read(api)
            except CannotSaveError as error:
                self._troubles.cannot_save(error)
            await self._wait(self._pause())

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            # Not wait_for: before Python 3.12 it can swallow the cancel of the end.
            async with asyncio.timeout(seconds):
                await self._wished.wait()

    def _pause(self) -> float:
        """Return the seconds until something may be due: without a dish to care for, the next reading alone."""
        next_list = (
            0.0 if self._list_wanted else self._asked_at + _READ_EVERY - asyncio.get_running_loop().time()
        )
        pause = max(next_list, self._until_list(), 0.01)
        return min(pause, _LONGEST_PAUSE) if self._off or self._counts else pause

    async def _end_counts(self) -> None:
        """Delete the counts that have ended by themselves."""
        now = self._clock.now()
        over = [count.food_id for count in self._counts if count.is_over(now)]

        def work(tx: Transaction) -> None:
            for food_id in over:
                tx.delete_portion_count(food_id)

        if over:
            await self._store.write(work, as_leader=True)
            await self._publish()

    async def _put_back_due(self) -> None:
        await self._end_counts()
        now = self._clock.now()
        branches = {branch.restaurant_id: branch for branch in self._branches}
        if len(self._branches) == 1:
            branches[""] = self._branches[0]
        due = [
            dish.food_id
            for dish in self._off
            if dish.wanted_on is None and dish.is_over(now, branches.get(dish.restaurant_id))
        ]
        sold_out = {count.food_id: count for count in self._counts if count.is_sold_out}
        if kept := [sold_out[food_id] for food_id in due if food_id in sold_out]:
            await self._keep_off(kept)
        if back := [food_id for food_id in due if food_id not in sold_out]:
            await self._put_back(back)

    async def _keep_off(self, sold_out: list[PortionCount]) -> None:
        """Leave dishes off sale that a person took off for a while and that are sold out since."""

        def work(tx: Transaction) -> None:
            for count in sold_out:
                tx.keep_off_sale(count.food_id, count.until)

        await self._store.write(work, as_leader=True)
        await self._publish()

    async def _send_wishes(self, api: VendorApi) -> None:
        if all(dish.wanted_on is None for dish in self._off):
            return
        for row in await self._store.read(lambda tx: tx.off_sale()):
            if not self._store.lease.leads:
                return
            if row.wanted_on is not None and self._retries.may(row.food_id):
                answer = await answer_to(api.set_on_sale(row.food_id, on_sale=row.wanted_on))
                await self._save_result(row, answer)

    async def _save_result(self, row: OffSale, answer: VendorAnswer) -> None:
        if answer.outcome is OutboxOutcome.OK:
            self._retries.settled(row.food_id)
            await self._store.write(lambda tx: tx.confirm_sale(row), as_leader=True)
        elif answer.outcome is OutboxOutcome.NOT_FOUND or (
            answer.outcome is OutboxOutcome.REFUSED and not row.wanted_on
        ):
            # The dish no longer exists, or may not be taken off: both are final. A dish that may not go back is retried:
            # nobody would notice that it is not sold.
            self._retries.settled(row.food_id)
            await self._store.write(lambda tx: tx.fail_sale(row, answer.message, give_up=True))
            await self._publish()
            self._troubles.begin(TroubleKind.SHOP_REFUSED, f"{row.name}\n{answer.message}", dismissible=True)
            return
        else:
            self._retries.failed(row.food_id, answer.wait)
            await self._store.write(
                lambda tx: tx.fail_sale(row, answer.message, give_up=False), as_leader=True
            )
        await self._publish()

    def _until_list(self) -> float:
        """Return the seconds until the list may be read."""
        left = self._asked_at + self.cooldown - asyncio.get_running_loop().time()
        return max(left, self._retries.seconds_left(_LIST))

    async def _read(self, api: VendorApi) -> None:
        loop = asyncio.get_running_loop()
        due = self._list_wanted or loop.time() >= self._asked_at + _READ_EVERY
        if not due or self._until_list() > 0:
            return
        try:
            data = await api.get_foods()
            menu = read_menu(data)
        except (VendorError, ValueError) as error:
            # Retry soon instead of in some hours.
            self._list_wanted = True
            self._retries.failed(_LIST, error.wait if isinstance(error, TooManyRequestsError) else None)
            message = error.message if isinstance(error, VendorError) else ""
            self._publish_menu(MenuChanged(self._menu.menu, self._menu.read_at, message or str(error)))
            return
        finally:
            # From the answer on: the vendor may count from there.
            self._asked_at = loop.time()
        self._retries.settled(_LIST)
        self._list_wanted = False

        def work(tx: Transaction) -> datetime:
            tx.cache(STORED_AS, data.decode(), tx.now())
            return tx.now()

        self._publish_menu(MenuChanged(menu, await self._store.write(work, as_leader=True)))

    def _publish_menu(self, menu: MenuChanged) -> None:
        self._menu = menu
        self._events.emit(menu)

    async def _publish(self) -> None:
        off, counts = await self._store.read(lambda tx: (tuple(tx.off_sale()), tuple(tx.portion_counts())))
        if counts != self._counts:
            self._counts = counts
            self._events.emit(PortionsChanged(counts))
        if off != self._off:
            self._off = off
            self._events.emit(OffSaleChanged(off))
        names = [dish.name for dish in off if dish.wanted_on and self._retries.count(dish.food_id)]
        if names:
            self._troubles.begin(TroubleKind.NOT_BACK_ON_SALE, ", ".join(names))
        else:
            self._troubles.end(TroubleKind.NOT_BACK_ON_SALE)
