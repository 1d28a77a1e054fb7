"""Puts poller, outbox and store together, and is what the window and the terminal drive.

All methods are called in one event loop. What it tells (`emit`) is always saved before.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.orders import lifecycle
from desktop.orders.schedule import PollOutcome
from desktop.orders.trouble import Connection, Link, Trouble, TroubleKind
from desktop.store import BoardRow, CannotSaveError, EventRow, Store, Transaction
from desktop.sync.ingest import ingest
from desktop.sync.ledger import Ledger
from desktop.sync.poller import Poller
from desktop.sync.pump import Pump
from desktop.sync.reports import (
    BoardChanged,
    BoardReplaced,
    ConnectionChanged,
    PollEnded,
    Report,
    Saved,
)
from desktop.sync.supervision import supervise
from desktop.sync.troubles import Troubles
from desktop.sync.views import board_order

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from desktop.vendor.api import VendorApi

_log = logging.getLogger(__name__)

BOARD_KEEPS: Final = timedelta(hours=18)
"""How long an accepted order stays on the board after it was last heard of: longer than any working day."""

_LAST_PRESS: Final = 1.0
"""Seconds that the end waits for what was just pressed to be saved."""

_TIDY_EVERY: Final = 600.0
"""Seconds between looks for orders that have left the board by age."""


class Engine:
    """Orders from the vendor to the counter and back."""

    def __init__(
        self,
        store: Store,
        *,
        emit: Callable[[Report], None],
        now: Callable[[], datetime],
        steady: Callable[[], float],
        has_route: Callable[[], bool],
    ) -> None:
        """Take what is needed.

        Args:
            store: open.
            emit: is called with each report; must return at once and not raise.
            now: the wall clock, aware.
            steady: seconds that count sleep.
            has_route: whether the machine has any network now.
        """
        self._store = store
        self._emit = emit
        self._now = now
        self._steady = steady
        self._has_route = has_route
        self._troubles = Troubles(emit, now)
        self._ledger = Ledger(store, emit, now)
        self._api: VendorApi | None = None
        self._poller: Poller | None = None
        self._pump: Pump | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._actions: set[asyncio.Task[None]] = set()
        """What people pressed and is being saved."""
        self._stopping = False

    @property
    def troubles(self) -> Troubles:
        """The list of troubles; others (sound, settings) put theirs here too."""
        return self._troubles

    async def load_board(self) -> None:
        """Tell the board as it is stored, before anything is asked of the vendor.

        Raises:
            CannotSaveError: the store cannot be read.
        """
        await self._tell_board()
        if self._store.moved_aside is not None:
            self._troubles.begin(
                TroubleKind.NOTICE, f"database:{self._store.moved_aside.name}", dismissible=True
            )

    def start(self, api: VendorApi | None, *, cooldown: float) -> None:
        """Begin to poll and to send; without an `api` (no token) only what is stored can be seen."""
        if api is None:
            self._troubles.begin(TroubleKind.NO_CREDENTIALS)
            self._emit(ConnectionChanged(Connection(Link.OFF)))
            return
        self._api = api
        self._pump = Pump(
            api,
            self._ledger,
            on_contact=self._on_contact,
            on_cannot_save=self._cannot_save,
            on_saved=self._saved_again,
            on_refused=lambda: self._act(self._look_for_refused),
            on_failed=self._on_task_failed,
            now=self._now,
        )
        self._poller = Poller(
            api,
            cooldown=cooldown,
            take=self._take,
            emit=self._emit,
            troubles=self._troubles,
            now=self._now,
            steady=self._steady,
            has_route=self._has_route,
        )
        for name, run in (
            ("outbox", self._pump.run),
            ("owed", self._load_owed),
            ("poller", self._poller.run),
            ("tidy", self._tidy),
        ):
            self._spawn(supervise(name, run, self._on_task_failed), self._tasks)

    async def stop(self) -> None:
        """Stop polling, finish what is under way for a moment, close the connections. The store stays open."""
        if self._stopping:
            return
        self._stopping = True
        if self._actions:
            # A press counts, also the last one before the end.
            await asyncio.wait(set(self._actions), timeout=_LAST_PRESS)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._pump is not None:
            await self._pump.close()
        if self._api is not None:
            await self._api.close()

    # What people do

    def accept(self, payment_key: str, preparing_time: int) -> None:
        """Accept an order with a preparation time of 1 to 240 minutes; pressing again changes nothing.

        Raises:
            ValueError: the minutes are out of bounds.
        """
        if not lifecycle.MIN_PREPARING_TIME <= preparing_time <= lifecycle.MAX_PREPARING_TIME:
            message = "a preparation time is 1 to 240 minutes"
            raise ValueError(message)
        self._act(lambda: self._accept(payment_key, preparing_time))

    def mute(self, payment_keys: list[str], *, muted: bool) -> None:
        """Silence orders, or let them ring again."""

        def work(tx: Transaction) -> list[BoardRow]:
            tx.set_muted(payment_keys, self._now() if muted else None)
            rows = tx.board_rows(payment_keys)
            for row in rows:
                kind = "muted" if muted else "unmuted"
                tx.add_event(EventRow(row.payment_key, self._now(), kind, row.status_id, ""))
            return rows

        self._act(lambda: self._change(work))

    def put_away(self, payment_key: str) -> None:
        """Take an order off the board; it stays in the store."""

        def work(tx: Transaction) -> list[BoardRow]:
            tx.set_put_away(payment_key, self._now())
            rows = tx.board_rows([payment_key])
            for row in rows:
                tx.add_event(EventRow(row.payment_key, self._now(), "put away", row.status_id, ""))
            return rows

        self._act(lambda: self._change(work))

    def look_now(self) -> None:
        """Poll and send as soon as allowed: somebody asks, or the network came back."""
        if self._poller is not None and self._pump is not None:
            self._poller.look_now()
            self._pump.hurry()

    def dismiss(self, trouble: Trouble) -> None:
        """Forget a trouble that a person has read."""
        self._troubles.dismiss(trouble)

    # Inside

    async def _accept(self, payment_key: str, preparing_time: int) -> None:
        owed = await self._ledger.owe_accept(payment_key, preparing_time)
        if self._pump is not None and owed is not None:
            self._pump.add([owed])

    async def _change(self, work: Callable[[Transaction], list[BoardRow]]) -> None:
        rows = await self._store.write(work)
        self._emit(BoardChanged(tuple(board_order(row) for row in rows)))
        await self._look_for_refused()

    async def _take(self, data: bytes, asked_at: datetime) -> None:
        """Save a poll's answer; only after that acknowledge and tell.

        Raises:
            PayloadError: the answer is no list of orders.
        """
        now = self._now()
        try:
            result = await self._store.write(lambda tx: ingest(tx, data, asked_at, now))
        except CannotSaveError as error:
            self._cannot_save(str(error))
            self._emit(PollEnded(PollOutcome.FAILED, reason=str(error)))
            return
        self._saved_again()
        if self._pump is not None:
            self._pump.add(result.owed, result.in_doubt)
            self._pump.hurry()
        self._emit(PollEnded(PollOutcome.ANSWERED, result.orders, result.new))
        if result.changed:
            self._emit(Saved(result.changed, result.announced))
        if result.newly_rejected:
            self._troubles.begin(TroubleKind.REJECTED_PAYLOAD, count=result.newly_rejected, dismissible=True)
        await self._look_for_refused()

    async def _load_owed(self) -> None:
        owed, in_doubt = await self._store.read(lambda tx: (tx.owed(), tx.in_doubt()))
        if self._pump is not None:
            self._pump.add(owed, in_doubt)
        await self._look_for_refused()

    async def _look_for_refused(self) -> None:
        rows = await self._store.read(
            lambda tx: [(row, tx.board_rows([row.payment_key])[0]) for row in tx.refused_acknowledgements()]
        )
        details = {row.payment_key: board_order(shown).order.number for row, shown in rows}
        self._troubles.set_of_orders(TroubleKind.ACKNOWLEDGEMENT_REFUSED, details)

    async def _tidy(self) -> None:
        while True:
            await asyncio.sleep(_TIDY_EVERY)
            await self._tell_board()

    async def _tell_board(self) -> None:
        since = self._now() - BOARD_KEEPS
        orders = await self._store.read(lambda tx: [board_order(row) for row in tx.on_board(since)])
        self._emit(BoardReplaced(tuple(orders)))

    def _on_contact(self) -> None:
        if self._poller is not None and self._poller.link is Link.LOST:
            self._poller.look_now()

    def _cannot_save(self, reason: str) -> None:
        _log.error("cannot save", extra={"reason": reason})
        self._troubles.begin(TroubleKind.CANNOT_SAVE, reason)

    def _saved_again(self) -> None:
        self._troubles.end(TroubleKind.CANNOT_SAVE, TroubleKind.INTERNAL)

    def _on_task_failed(self, name: str, error: BaseException) -> None:
        self._troubles.begin(TroubleKind.INTERNAL, f"{name}: {type(error).__name__}")

    def _act(self, action: Callable[[], Awaitable[None]]) -> None:
        """Run what a press began; it never fails silently."""
        if not self._stopping:
            self._spawn(self._acted(action), self._actions)

    async def _acted(self, action: Callable[[], Awaitable[None]]) -> None:
        try:
            await action()
        except CannotSaveError as error:
            self._cannot_save(str(error))
        except Exception as error:  # noqa: BLE001 - a press must be answered, whatever went wrong
            _log.error("action failed", exc_info=error)
            self._on_task_failed("action", error)

    def _spawn(self, run: Coroutine[Any, Any, None], among: set[asyncio.Task[None]]) -> None:
        task = asyncio.ensure_future(run)
        among.add(task)
        task.add_done_callback(among.discard)
