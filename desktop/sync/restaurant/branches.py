"""The branches: reads at the vendor which are open, opens and closes them, and reopens them in time.

A wish is saved first, then sent and retried until it is done or refused. A branch that was closed for a while is reopened
after a restart too.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.outbox import OutboxOutcome, VendorAnswer
from desktop.domain.restaurant.branch import WISH_LASTS, Branch, usable_id
from desktop.domain.trouble import TroubleKind
from desktop.store import CannotSaveError
from desktop.sync.events import BranchesChanged
from desktop.sync.restaurant.retries import Retries
from desktop.sync.vendor_outcomes import answer_to
from desktop.vendor.errors import RefusedError, VendorError

if TYPE_CHECKING:
    from datetime import timedelta

    from desktop.domain.clock import Clock
    from desktop.store import Store, Transaction
    from desktop.sync.command_runner import CommandRunner
    from desktop.sync.events import EventBus
    from desktop.sync.troubles import TroubleList
    from desktop.vendor.api import VendorApi

_log = logging.getLogger(__name__)

_READ_EVERY: Final = 300.0
_LONGEST_PAUSE: Final = 2.0
"""Seconds after which wishes and breaks are checked, where there are any: the clock may be set meanwhile."""

_REFUSED: Final = frozenset({OutboxOutcome.REFUSED, OutboxOutcome.NOT_FOUND})
_LIST: Final = ""
"""Key of the list of branches among the retries."""


class Branches:
    """All methods are called in one event loop."""

    def __init__(
        self, store: Store, commands: CommandRunner, troubles: TroubleList, events: EventBus, clock: Clock
    ) -> None:
        self._store = store
        self._commands = commands
        self._troubles = troubles
        self._events = events
        self._clock = clock
        self._wished = asyncio.Event()
        self._retries: Retries[str] = Retries()
        self._read_at = float("-inf")
        self.known: tuple[Branch, ...] = ()
        """As they were published last."""

    async def load(self) -> None:
        """Publish the stored branches.

        Raises:
            CannotSaveError: they cannot be read.
        """
        await self._publish()

    def set_open(self, restaurant_id: str, *, is_open: bool, lasts: timedelta | None = None) -> None:
        """Open or close a branch; one that is closed for a while opens again by itself.

        Args:
            restaurant_id: of the branch.
            is_open: the wish.
            lasts: how long it stays closed, None for until somebody opens it.
        """
        self._commands.run(self._set_open(restaurant_id, is_open=is_open, lasts=lasts))

    def mark_stale(self) -> None:
        """Read all branches again."""
        self._read_at = float("-inf")

    def poll_now(self) -> None:
        """Read the vendor's list again, as soon as allowed."""
        self.mark_stale()
        self.retry_now()

    def retry_now(self) -> None:
        """Retry failed calls at once: the vendor is reachable again."""
        self._retries.retry_now()
        self._wished.set()

    async def reload(self) -> None:
        """Publish what another till changed, and send its wishes where this till leads.

        Raises:
            CannotSaveError: the branches cannot be read.
        """
        await self._publish()
        self._wished.set()

    async def _set_open(self, restaurant_id: str, *, is_open: bool, lasts: timedelta | None) -> None:
        def work(tx: Transaction) -> None:
            reopen_at = None if is_open or lasts is None else tx.now() + lasts
            tx.request_branch(restaurant_id, tx.now(), is_open=is_open, reopen_at=reopen_at)

        await self._store.write(work)
        _log.info("branch asked for", extra={"open": is_open, "for": str(lasts)})
        self._retries.settled(restaurant_id)
        await self._publish()
        self._wished.set()

    async def run(self, api: VendorApi) -> None:
        """Send wishes and read which branches are open, until cancelled."""
        while True:
            self._wished.clear()
            try:
                await self._follow_the_clock()
                await self._reopen_due()
                await self._send_wishes(api)
                await self._read(api)
            except CannotSaveError as error:
                self._troubles.cannot_save(error)
            with contextlib.suppress(TimeoutError):
                # Not wait_for: before Python 3.12 it can swallow the cancel of the end.
                async with asyncio.timeout(self._pause()):
                    await self._wished.wait()

    def _pause(self) -> float:
        """Return the seconds until something may be due: without a wish or a break, the next reading alone."""
        if all(branch.wanted_open is None and branch.reopen_at is None for branch in self.known):
            read_in = self._read_at + _READ_EVERY - asyncio.get_running_loop().time()
            return max(read_in, self._retries.seconds_left(_LIST), 0.01)
        now = self._clock.now()
        left = [
            (branch.reopen_at - now).total_seconds()
            for branch in self.known
            if branch.reopen_at is not None and branch.reopen_at > now
        ]
        return min([_LONGEST_PAUSE, *left])

    async def _follow_the_clock(self) -> None:
        """Shorten a break that would last longer because the clock was set back."""
        now = self._clock.now()
        moved = [
            (branch.restaurant_id, now + lasts)
            for branch in self.known
            if (lasts := branch.restarted_break(now)) is not None
        ]
        if moved:

            def work(tx: Transaction) -> None:
                for restaurant_id, reopen_at in moved:
                    tx.restart_break(restaurant_id, now, reopen_at)

            await self._store.write(work, as_leader=True)
            await self._publish()

    async def _reopen_due(self) -> None:
        now = self._clock.now()
        due = [
            branch
            for branch in self.known
            if branch.is_to_reopen(now)
            and branch.wanted_open is not True
            and not branch.is_too_late_to_reopen(now)
        ]
        if due:

            def work(tx: Transaction) -> None:
                for branch in due:
                    tx.request_branch(
                        branch.restaurant_id, tx.now(), is_open=True, reopen_at=branch.reopen_at
                    )

            await self._store.write(work, as_leader=True)
            await self._publish()
        self._publish_not_reopened()

    async def _send_wishes(self, api: VendorApi) -> None:
        if all(branch.wanted_open is None for branch in self.known):
            return
        for row in await self._store.read(lambda tx: tx.branches()):
            if row.wanted_open is None or not self._retries.may(row.restaurant_id):
                continue
            is_break = row.reopen_at is not None
            if not is_break and row.wanted_at is not None and row.wanted_at + WISH_LASTS < self._clock.now():
                await self._give_up(row, "")
                continue
            if not self._store.lease.leads:
                return
            answer = await answer_to(api.set_open(row.restaurant_id, is_open=row.wanted_open))
            if answer.outcome is OutboxOutcome.REFUSED and await self._is_as_wished(api, row):
                answer = VendorAnswer(OutboxOutcome.OK)
            await self._save_result(row, answer)

    async def _is_as_wished(self, api: VendorApi, row: Branch) -> bool:
        """Return whether somebody else fulfilled the wish: the vendor refuses to do it twice."""
        try:
            return await api.is_open(row.restaurant_id) is row.wanted_open
        except VendorError:
            return False

    async def _save_result(self, row: Branch, answer: VendorAnswer) -> None:
        # A break that is over is retried whatever the vendor says: the branch would stay closed unnoticed.
        overdue = row.wanted_open is True and row.reopen_at is not None
        if answer.outcome is OutboxOutcome.OK:
            self._retries.settled(row.restaurant_id)
            await self._store.write(lambda tx: tx.confirm_branch(row, tx.now()), as_leader=True)
            self.mark_stale()
        elif answer.outcome in _REFUSED and not overdue:
            await self._give_up(row, answer.message)
            return
        else:
            self._retries.failed(row.restaurant_id, answer.wait)
            await self._store.write(
                lambda tx: tx.fail_branch(row, answer.message, give_up=False), as_leader=True
            )
        await self._publish()

    async def _give_up(self, row: Branch, message: str) -> None:
        """Drop a wish, and show its refusal as a trouble that a person reads."""
        self._retries.settled(row.restaurant_id)
        await self._store.write(lambda tx: tx.fail_branch(row, message, give_up=True), as_leader=True)
        self.mark_stale()
        await self._publish()
        self._troubles.begin(TroubleKind.SHOP_REFUSED, f"{row.name}\n{message}", dismissible=True)

    async def _read(self, api: VendorApi) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() < self._read_at + _READ_EVERY or not self._retries.may(_LIST):
            return
        try:
            found = await api.restaurants()
            names = [
                (usable_id(restaurant.id), " ".join(restaurant.name.split()) or restaurant.id)
                for restaurant in found
                if usable_id(restaurant.id)
            ]
            if names:
                await self._store.write(lambda tx: tx.set_branches(names), as_leader=True)
            for restaurant_id, _ in names:
                if self._wished.is_set():
                    return  # a wish does not wait until all are read
                await self._read_one(api, restaurant_id)
        except VendorError as error:
            _log.info("the branches could not be read: %s", type(error).__name__)
            self._retries.failed(_LIST, getattr(error, "wait", None))
        else:
            self._retries.settled(_LIST)
            self._read_at = loop.time()
        await self._publish()

    async def _read_one(self, api: VendorApi, restaurant_id: str) -> None:
        try:
            is_open = await api.is_open(restaurant_id)
        except RefusedError as error:
            # It concerns this branch only: the others are read all the same.
            _log.warning("a branch's status was refused: %s", error)
            return
        await self._store.write(
            lambda tx: tx.set_branch_open(restaurant_id, tx.now(), is_open=is_open), as_leader=True
        )

    async def _publish(self) -> None:
        branches = tuple(await self._store.read(lambda tx: tx.branches()))
        if branches != self.known:
            self.known = branches
            self._events.emit(BranchesChanged(branches))
        self._publish_not_reopened()

    def _publish_not_reopened(self) -> None:
        now = self._clock.now()
        names = [
            branch.name
            for branch in self.known
            if branch.is_to_reopen(now)
            and (branch.is_too_late_to_reopen(now) or self._retries.count(branch.restaurant_id))
        ]
        if names:
            self._troubles.begin(TroubleKind.NOT_REOPENED, ", ".join(names))
        else:
            self._troubles.end(TroubleKind.NOT_REOPENED)
