"""Keeps the branches as people wish them: reads at the vendor which are open, opens and closes them, reopens in time.

A wish is saved before it is asked of the vendor, and asked again until it is done or refused; so is the opening of a
branch that was closed for a while, also after a restart.
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
from desktop.sync.events import BranchesChanged, Event
from desktop.sync.restaurant.retries import Retries
from desktop.sync.vendor_outcomes import answer_to
from desktop.vendor.errors import RefusedError, VendorError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from desktop.store import Store, Transaction
    from desktop.sync.command_runner import CommandRunner
    from desktop.sync.troubles import TroubleList
    from desktop.vendor.api import VendorApi

_log = logging.getLogger(__name__)

_READ_EVERY: Final = 300.0
_LOOK_EVERY: Final = 2.0
"""Seconds between looks whether a branch is to open again."""

_REFUSED: Final = frozenset({OutboxOutcome.REFUSED, OutboxOutcome.NOT_FOUND})
_LIST: Final = ""
"""Stands for the list of branches among the attempts."""


class Branches:
    """All methods are called in one event loop."""

    def __init__(
        self,
        store: Store,
        presses: CommandRunner,
        troubles: TroubleList,
        *,
        emit: Callable[[Event], None],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._presses = presses
        self._troubles = troubles
        self._emit = emit
        self._now = now
        self._wanted = asyncio.Event()
        self._attempts: Retries[str] = Retries()
        self._read_at = float("-inf")
        self.known: tuple[Branch, ...] = ()
        """As they were told last."""

    async def load(self) -> None:
        """Tell what is stored.

        Raises:
            CannotSaveError: it cannot be read.
        """
        await self._tell()

    # What people do

    def set_open(self, restaurant_id: str, *, is_open: bool, lasts: timedelta | None = None) -> None:
        """Open or close a branch; one that is closed for a while opens again by itself.

        Args:
            restaurant_id: of the branch.
            is_open: what is wished.
            lasts: how long it stays closed, None for until somebody opens it.
        """
        self._presses.begin(lambda: self._wish(restaurant_id, is_open=is_open, lasts=lasts))

    def poll_now(self) -> None:
        """Read at the vendor which branches are open."""
        self.ask_anew()
        self.retry_now()

    def ask_anew(self) -> None:
        """Take what was read for out of date: it may be another vendor, or another key, from now on."""
        self._read_at = float("-inf")

    def retry_now(self) -> None:
        """Try again at once what failed: the vendor is there again."""
        self._attempts.retry_now()
        self._wanted.set()

    async def _wish(self, restaurant_id: str, *, is_open: bool, lasts: timedelta | None) -> None:
        now = self._now()
        reopen_at = None if is_open or lasts is None else now + lasts
        await self._store.write(
            lambda tx: tx.request_branch(restaurant_id, now, is_open=is_open, reopen_at=reopen_at)
        )
        _log.info("branch asked for", extra={"open": is_open, "for": str(lasts)})
        self._attempts.settled(restaurant_id)
        await self._tell()
        self._wanted.set()

    # At work

    async def run(self, api: VendorApi) -> None:
        """Keep the vendor as wished and the window informed, until cancelled."""
        while True:
            self._wanted.clear()
            try:
                await self._follow_the_clock()
                await self._reopen_what_is_due()
                await self._ask_what_is_wished(api)
                await self._read(api)
            except CannotSaveError as error:
                self._troubles.begin(TroubleKind.CANNOT_SAVE, str(error))
            with contextlib.suppress(TimeoutError):
                # Not wait_for: before Python 3.12 it can swallow the end's cancel.
                async with asyncio.timeout(self._pause()):
                    await self._wanted.wait()

    def _pause(self) -> float:
        """Seconds until something may be due."""
        now = self._now()
        left = [
            (branch.reopen_at - now).total_seconds()
            for branch in self.known
            if branch.reopen_at is not None and branch.reopen_at > now
        ]
        return min([_LOOK_EVERY, *left])

    async def _follow_the_clock(self) -> None:
        """Let no break last longer because the clock was set back."""
        now = self._now()
        anew = [
            (branch.restaurant_id, now + lasts)
            for branch in self.known
            if (lasts := branch.restarted_break(now)) is not None
        ]
        if anew:

            def work(tx: Transaction) -> None:
                for restaurant_id, reopen_at in anew:
                    tx.restart_break(restaurant_id, now, reopen_at)

            await self._store.write(work)
            await self._tell()

    async def _reopen_what_is_due(self) -> None:
        now = self._now()
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
                    tx.request_branch(branch.restaurant_id, now, is_open=True, reopen_at=branch.reopen_at)

            await self._store.write(work)
            await self._tell()
        self._say_what_stays_closed()

    async def _ask_what_is_wished(self, api: VendorApi) -> None:
        if all(branch.wanted_open is None for branch in self.known):
            return
        for row in await self._store.read(lambda tx: tx.branches()):
            wish = row.wanted_open
            if wish is None or not self._attempts.may(row.restaurant_id):
                continue
            if (
                row.reopen_at is None
                and row.wanted_at is not None
                and row.wanted_at + WISH_LASTS < self._now()
            ):
                await self._give_up(row, "")
                continue
            answer = await answer_to(api.set_open(row.restaurant_id, is_open=wish))
            if answer.outcome is OutboxOutcome.REFUSED and await self._is_so_already(api, row):
                answer = VendorAnswer(OutboxOutcome.OK)
            await self._settle(row, answer)

    async def _is_so_already(self, api: VendorApi, row: Branch) -> bool:
        """Whether a branch is as wished: somebody else did it, and the vendor refuses to do it twice."""
        try:
            return await api.is_open(row.restaurant_id) is row.wanted_open
        except VendorError:
            return False

    async def _settle(self, row: Branch, answer: VendorAnswer) -> None:
        overdue = row.wanted_open is True and row.reopen_at is not None
        if answer.outcome is OutboxOutcome.OK:
            self._attempts.settled(row.restaurant_id)
            await self._store.write(lambda tx: tx.confirm_branch(row, self._now()))
            self._read_at = float("-inf")  # what the vendor makes of it
        elif answer.outcome in _REFUSED and not overdue:
            await self._give_up(row, answer.message)
            return
        else:
            self._attempts.failed(row.restaurant_id, answer.wait)
            await self._store.write(lambda tx: tx.fail_branch(row, answer.message, give_up=False))
        await self._tell()

    async def _give_up(self, row: Branch, message: str) -> None:
        """Ask no more; the press is answered by a trouble that a person reads."""
        self._attempts.settled(row.restaurant_id)
        await self._store.write(lambda tx: tx.fail_branch(row, message, give_up=True))
        self._read_at = float("-inf")
        await self._tell()
        self._troubles.begin(TroubleKind.SHOP_REFUSED, f"{row.name}\n{message}", dismissible=True)

    async def _read(self, api: VendorApi) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() < self._read_at + _READ_EVERY or not self._attempts.may(_LIST):
            return
        try:
            found = await api.restaurants()
            names = [
                (usable_id(restaurant.id), " ".join(restaurant.name.split()) or restaurant.id)
                for restaurant in found
                if usable_id(restaurant.id)
            ]
            if names:
                await self._store.write(lambda tx: tx.set_branches(names))
            for ident, _ in names:
                if self._wanted.is_set():
                    return  # a press does not wait until all are read
                await self._read_one(api, ident)
        except VendorError as error:
            _log.info("the branches could not be read: %s", type(error).__name__)
            self._attempts.failed(_LIST, getattr(error, "wait", None))
        else:
            self._attempts.settled(_LIST)
            self._read_at = loop.time()
        await self._tell()

    async def _read_one(self, api: VendorApi, ident: str) -> None:
        try:
            is_open = await api.is_open(ident)
        except RefusedError as error:
            # Of this one only: the others are read all the same.
            _log.warning("a branch's status was refused: %s", error)
            return
        await self._store.write(lambda tx: tx.set_branch_open(ident, self._now(), is_open=is_open))

    async def _tell(self) -> None:
        branches = tuple(await self._store.read(lambda tx: tx.branches()))
        if branches != self.known:
            self.known = branches
            self._emit(BranchesChanged(branches))
        self._say_what_stays_closed()

    def _say_what_stays_closed(self) -> None:
        now = self._now()
        names = [
            branch.name
            for branch in self.known
            if branch.is_to_reopen(now)
            and (branch.is_too_late_to_reopen(now) or self._attempts.count(branch.restaurant_id))
        ]
        if names:
            self._troubles.begin(TroubleKind.NOT_REOPENED, ", ".join(names))
        else:
            self._troubles.end(TroubleKind.NOT_REOPENED)
