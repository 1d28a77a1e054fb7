"""Sends what the outbox owes: acknowledgements and accepts, a bounded number at a time.

Rows come from the store and every result goes back into it; what a result means is decided in `orders.outbox`.
At most one call per order is under way, and an order is not acknowledged while its accept is in doubt: the
acknowledgement names no status, and would silence the echo that tells whether the accept took effect.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Final

from desktop.domain.orders import lifecycle, outbox
from desktop.domain.orders.outbox import AnswerKind, OutboxOutcome, OutboxVerdict, VendorAnswer
from desktop.store import CannotSaveError, OutboxRow, UnknownRowError
from desktop.sync.vendor_outcomes import answer_to

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from desktop.domain.clock import Clock
    from desktop.sync.outbox.records import OutboxRecords
    from desktop.vendor.api import VendorApi

_log = logging.getLogger(__name__)

_GRACE: Final = 1.0
"""Seconds that calls under way get to finish at the end."""

_GATHER: Final = 0.1
"""Seconds in which results of acknowledgements gather before they are written down. They may be lost by a crash: an
acknowledgement that is sent twice does no harm."""

_SAVE_AGAIN: Final = 2.0
"""Seconds until results that could not be written down are tried again."""


class OutboxSender:
    """The outbox at work. Give it rows with `add`; it keeps each until its result is saved."""

    def __init__(
        self,
        api: VendorApi,
        records: OutboxRecords,
        *,
        on_contact: Callable[[], None],
        on_cannot_save: Callable[[str], None],
        on_saved: Callable[[], None],
        on_refused: Callable[[], None],
        on_failed: Callable[[str, BaseException], None],
        clock: Clock,
        retry_delay: Callable[[AnswerKind, int, float, float | None], float] = outbox.retry_delay,
    ) -> None:
        """Take what is needed.

        Args:
            api: the vendor.
            records: writes results into the store and tells of them.
            on_contact: called when a call succeeded.
            on_cannot_save: called with the reason when results cannot be saved; they are kept and tried again.
            on_saved: called when results were saved.
            on_refused: called when an acknowledgement was refused or, after that, taken.
            on_failed: called after an unexpected exception; the call is tried again.
            clock: gives wall time and steady time.
            retry_delay: see `orders.outbox.retry_delay`.
        """
        self._api = api
        self._records = records
        self._on_contact = on_contact
        self._on_cannot_save = on_cannot_save
        self._on_saved = on_saved
        self._on_refused = on_refused
        self._on_failed = on_failed
        self._clock = clock
        self._retry_delay = retry_delay
        self._held: dict[int, OutboxRow] = {}
        """All rows from `add` to their saved result, by id."""
        self._ready: dict[AnswerKind, deque[OutboxRow]] = {kind: deque() for kind in AnswerKind}
        self._free = {
            AnswerKind.ACKNOWLEDGE: outbox.MAX_ACKNOWLEDGEMENTS_IN_FLIGHT,
            **dict.fromkeys(outbox.COMMANDS, outbox.MAX_COMMANDS_IN_FLIGHT),
        }
        self._later: dict[int, asyncio.TimerHandle] = {}
        self._failures: dict[int, int] = defaultdict(int)
        self._put_off: dict[int, float] = {}
        """Until when, on the loop's clock, the vendor asked us to wait."""
        self._busy: dict[str, list[OutboxRow]] = {}
        """Payment keys with a call under way, each with the rows that wait for its end."""
        self._in_doubt: set[str] = set()
        """Payment keys whose accept may have taken effect: their acknowledgements wait."""
        self._held_back: list[OutboxRow] = []
        self._calls: set[asyncio.Task[None]] = set()
        self._results: list[tuple[OutboxRow, VendorAnswer, OutboxVerdict]] = []
        self._result_came = asyncio.Event()
        self._saving: asyncio.Future[bool] | None = None
        self._paused = False
        self._closing = False

    def add(self, rows: Iterable[OutboxRow], in_doubt: Iterable[str] | None = None) -> None:
        """Take owed rows; those it already has are left as they are.

        Args:
            rows: what is owed.
            in_doubt: payment keys of all accepts that may have taken effect, as the store has them now; None where
                that was not asked.
        """
        if in_doubt is not None:
            self._in_doubt = {*in_doubt}
            held_back, self._held_back = self._held_back, []
            for row in held_back:
                self._queue(row)
        for row in rows:
            if row.id not in self._held:
                self._held[row.id] = row
                if not self._put_off_until_sure(row):
                    self._queue(row)
        self._send()

    def _put_off_until_sure(self, row: OutboxRow) -> bool:
        """Let a command wait that can still be taken back; whether it does."""
        if row.not_before is None:
            return False
        # However the clock was set meanwhile.
        seconds = min((row.not_before - self._clock.now()).total_seconds(), lifecycle.UNDO_SECONDS)
        if seconds <= 0:
            return False
        loop = asyncio.get_running_loop()
        self._put_off[row.id] = loop.time() + seconds
        self._later[row.id] = loop.call_later(seconds, self._again, row)
        return True

    def retry_now(self) -> None:
        """Send at once what waits for its next attempt, but for what the vendor itself put off: it is there again."""
        self._paused = False
        now = asyncio.get_running_loop().time()
        for row_id, timer in list(self._later.items()):
            if self._put_off.get(row_id, now) > now:
                continue
            timer.cancel()
            del self._later[row_id]
            self._queue(self._held[row_id])
        self._send()

    def _queue(self, row: OutboxRow) -> None:
        self._ready[AnswerKind(row.kind)].append(row)

    def _send(self) -> None:
        """Start as many calls as there are places for."""
        if self._paused or self._closing:
            return
        for kind in (*outbox.COMMANDS, AnswerKind.ACKNOWLEDGE):
            ready = self._ready[kind]
            while ready and self._free[kind]:
                row = ready.popleft()
                if kind is AnswerKind.ACKNOWLEDGE and row.payment_key in self._in_doubt:
                    self._held_back.append(row)
                    continue
                if row.payment_key in self._busy:
                    self._busy[row.payment_key].append(row)
                    continue
                self._busy[row.payment_key] = []
                self._free[kind] -= 1
                call = asyncio.ensure_future(self._call(kind, row))
                self._calls.add(call)
                call.add_done_callback(self._calls.discard)

    async def _call(self, kind: AnswerKind, row: OutboxRow) -> None:
        try:
            if kind is AnswerKind.ACKNOWLEDGE:
                await self._acknowledge(row)
            else:
                await self._command(kind, row)
        except CannotSaveError as error:
            self._on_cannot_save(str(error))
            self._try_later(kind, row, None)
        except UnknownRowError:
            # Lost with a damaged file: the vendor repeats the order, and what is owed for it is owed anew.
            _log.warning("a call has lost its row", extra={"kind": kind})
            self._drop(row)
        except Exception as error:  # noqa: BLE001 - what is owed stays owed, whatever went wrong
            _log.exception("call failed")
            self._on_failed("outbox", error)
            self._try_later(kind, row, None)
        finally:
            self._free[kind] += 1
            for waiting in self._busy.pop(row.payment_key):
                self._queue(waiting)
            self._send()

    async def _acknowledge(self, row: OutboxRow) -> None:
        answer = await answer_to(self._api.acknowledge(row.payment_key))
        verdict = outbox.judge_acknowledgement(answer)
        self._after(AnswerKind.ACKNOWLEDGE, row, answer, verdict)
        if verdict is not OutboxVerdict.NEEDS_TOKEN:
            self._results.append((row, answer, verdict))
            self._result_came.set()

    async def _command(self, kind: AnswerKind, row: OutboxRow) -> None:
        before = await self._records.start_command(row)
        if before is None:
            # Withdrawn meanwhile: a poll showed that somebody else accepted it, or a person took it back.
            self._drop(row)
            return
        answer = await answer_to(self._ask(kind, row))
        if before.unanswered or outbox.may_have_taken_effect(answer.outcome):
            self._in_doubt.add(row.payment_key)
        end = self._records.end_accept if kind is AnswerKind.ACCEPT else self._records.end_action
        verdict = await end(row, answer, earlier_unanswered=before.unanswered)
        if verdict in {
            OutboxVerdict.DONE,
            OutboxVerdict.REFUSED,
            OutboxVerdict.WITHDRAWN,
            OutboxVerdict.GONE,
        }:
            self._in_doubt.discard(row.payment_key)
        self._on_saved()
        self._after(kind, row, answer, verdict)
        if verdict not in {OutboxVerdict.RETRY, OutboxVerdict.NEEDS_TOKEN}:
            self._drop(row)

    def _ask(self, kind: AnswerKind, row: OutboxRow) -> Awaitable[None]:
        key = row.payment_key
        if kind is AnswerKind.ACCEPT:
            return self._api.accept(key, row.preparing_time or 0)
        if kind is AnswerKind.ON_THE_WAY:
            return self._api.on_the_way(key)
        if kind is AnswerKind.COMPLETE:
            return self._api.complete(key)
        return self._api.cancel(key, row.reason_id or 0)

    def _after(self, kind: AnswerKind, row: OutboxRow, answer: VendorAnswer, verdict: OutboxVerdict) -> None:
        if answer.outcome is OutboxOutcome.OK:
            self._on_contact()
        if verdict is OutboxVerdict.NEEDS_TOKEN:
            # Nothing will go through until a poll has been answered: no storm of refused calls.
            self._paused = True
            self._queue(row)
        elif verdict is OutboxVerdict.RETRY:
            self._try_later(kind, row, answer.wait)

    def _try_later(self, kind: AnswerKind, row: OutboxRow, wait: float | None) -> None:
        self._failures[row.id] += 1
        delay = self._retry_delay(kind, self._failures[row.id], random.random(), wait)  # noqa: S311 - only spreads
        loop = asyncio.get_running_loop()
        self._later[row.id] = loop.call_later(delay, self._again, row)
        if wait:
            self._put_off[row.id] = loop.time() + wait

    def _again(self, row: OutboxRow) -> None:
        if self._later.pop(row.id, None) is not None:
            self._queue(row)
            self._send()

    def _drop(self, row: OutboxRow) -> None:
        self._held.pop(row.id, None)
        self._failures.pop(row.id, None)
        self._put_off.pop(row.id, None)

    async def run(self) -> None:
        """Write the results of acknowledgements down, as many in one transaction as have come, until cancelled."""
        while True:
            await self._result_came.wait()
            await asyncio.sleep(_GATHER)
            self._saving = asyncio.ensure_future(self._save_results())
            # What was begun is written and told to its end, see `close`.
            if not await asyncio.shield(self._saving):
                await asyncio.sleep(_SAVE_AGAIN)
                self._result_came.set()

    async def _save_results(self) -> bool:
        """Write down what has come; returns whether nothing is left of it."""
        self._result_came.clear()
        results, self._results = self._results, []
        if not results:
            return True
        try:
            await self._records.save_acknowledgements(results)
        except CannotSaveError as error:
            self._results = results + self._results
            self._on_cannot_save(str(error))
            return False
        self._on_saved()
        if any(verdict is OutboxVerdict.REFUSED or row.needs_person for row, _, verdict in results):
            self._on_refused()
        for row, _, verdict in results:
            if verdict is not OutboxVerdict.RETRY:
                self._drop(row)
        return True

    async def close(self) -> None:
        """Let calls under way finish for a moment, write down what came, and stop."""
        self._closing = True
        for timer in self._later.values():
            timer.cancel()
        self._later.clear()
        if self._calls:
            _, unfinished = await asyncio.wait(set(self._calls), timeout=_GRACE)
            for call in unfinished:
                call.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        if self._saving is not None:
            await asyncio.wait({self._saving})
        await self._save_results()
