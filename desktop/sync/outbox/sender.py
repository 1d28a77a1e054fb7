"""Sends the rows of the outbox: acknowledgements, accepts and other commands, a bounded number at a time.

Rows come from the store and every result goes back into it; `domain.orders.outbox` decides the meaning of a result.
At most one call per order is under way. An order is not acknowledged while its accept is in doubt: the acknowledgement
names no status, and would silence the echo that shows whether the accept took effect.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Final, Protocol

from desktop.domain.orders import lifecycle, outbox
from desktop.domain.orders.outbox import AnswerKind, OutboxOutcome, OutboxVerdict, VendorAnswer
from desktop.store import CannotSaveError, NotLeaderError, OutboxRow, UnknownRowError
from desktop.sync.tasks import BackgroundTasks
from desktop.sync.vendor_outcomes import answer_to

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from desktop.domain.clock import Clock
    from desktop.store import Lease
    from desktop.sync.board.publisher import BoardPublisher
    from desktop.sync.command_runner import CommandRunner
    from desktop.sync.outbox.records import OutboxRecords
    from desktop.sync.troubles import TroubleList
    from desktop.vendor.api import VendorApi

_log = logging.getLogger(__name__)

_GRACE: Final = 1.0
"""Seconds in which calls under way may finish at the end."""

_GATHER: Final = 0.1
"""Seconds for which results of acknowledgements are collected at most before they are saved. A crash may lose them: an
acknowledgement that is sent twice does no harm."""

_SAVE_AGAIN: Final = 2.0
"""Seconds until results that could not be written down are tried again."""


class Contact(Protocol):
    """Has an interest in the vendor's being reachable."""

    def on_contact(self) -> None:
        """Take note that a call succeeded."""
        ...


class OutboxSender:
    """Sends each row that is enqueued, and holds it until its result is saved."""

    def __init__(
        self,
        api: VendorApi,
        records: OutboxRecords,
        *,
        publisher: BoardPublisher,
        commands: CommandRunner,
        troubles: TroubleList,
        contact: Contact,
        lease: Lease,
        clock: Clock,
        retry_delay: Callable[[AnswerKind, int, float, float | None], float] = outbox.retry_delay,
    ) -> None:
        self._api = api
        self._records = records
        self._publisher = publisher
        self._commands = commands
        self._troubles = troubles
        self._contact = contact
        self._lease = lease
        self._clock = clock
        self._retry_delay = retry_delay
        self._held: dict[int, OutboxRow] = {}
        """All rows from `enqueue` to their saved result, by id."""
        self._ready: dict[AnswerKind, deque[OutboxRow]] = {kind: deque() for kind in AnswerKind}
        self._free = {
            AnswerKind.ACKNOWLEDGE: outbox.MAX_ACKNOWLEDGEMENTS_IN_FLIGHT,
            **dict.fromkeys(outbox.COMMANDS, outbox.MAX_COMMANDS_IN_FLIGHT),
        }
        self._later: dict[int, asyncio.TimerHandle] = {}
        self._failures: dict[int, int] = defaultdict(int)
        self._delayed: dict[int, float] = {}
        """Row id -> time on the loop's clock until which the vendor asked to wait."""
        self._busy: dict[str, list[OutboxRow]] = {}
        """Payment key with a call under way -> rows that wait for its end."""
        self._in_doubt: set[str] = set()
        """Payment keys whose accept may have taken effect: their acknowledgements wait."""
        self._held_back: list[OutboxRow] = []
        self._calls = BackgroundTasks(troubles)
        self._results: list[tuple[OutboxRow, VendorAnswer, OutboxVerdict]] = []
        self._result_came = asyncio.Event()
        self._all_answered = asyncio.Event()
        """No call is under way: nothing more is to be gathered."""
        self._saving: asyncio.Future[bool] | None = None
        self._paused = False
        self._closing = False

    def enqueue(self, rows: Iterable[OutboxRow], in_doubt: Iterable[str] | None = None) -> None:
        """Send rows that are owed; those that are held already stay as they are.

        Args:
            rows: of the outbox.
            in_doubt: payment keys of all accepts that may have taken effect, as the store has them now; None for no
                change.
        """
        if in_doubt is not None:
            self._in_doubt = {*in_doubt}
            held_back, self._held_back = self._held_back, []
            for row in held_back:
                self._make_ready(row)
        for row in rows:
            if row.id not in self._held:
                self._held[row.id] = row
                if not self._delay_undoable(row):
                    self._make_ready(row)
        self._send()

    def _delay_undoable(self, row: OutboxRow) -> bool:
        """Delay a command that can still be taken back; return whether it waits."""
        if row.not_before is None:
            return False
        # Bounded: the clock may have been set meanwhile.
        seconds = min((row.not_before - self._clock.now()).total_seconds(), lifecycle.UNDO_SECONDS)
        if seconds <= 0:
            return False
        loop = asyncio.get_running_loop()
        self._delayed[row.id] = loop.time() + seconds
        self._later[row.id] = loop.call_later(seconds, self._retry, row)
        return True

    def send_undoable(self, till: str) -> None:
        """Send at once the commands of a till that could still be taken back."""
        for row_id in list(self._later):
            row = self._held[row_id]
            if row.not_before is not None and row.till == till and not self._failures.get(row_id):
                self._later.pop(row_id).cancel()
                self._delayed.pop(row_id, None)
                self._make_ready(row)
        self._send()

    def retry_now(self) -> None:
        """Retry at once the calls that wait for another attempt, except those that the vendor itself delayed."""
        self._paused = False
        now = asyncio.get_running_loop().time()
        for row_id, timer in list(self._later.items()):
            if self._delayed.get(row_id, now) > now:
                continue
            timer.cancel()
            del self._later[row_id]
            self._make_ready(self._held[row_id])
        self._send()

    def _make_ready(self, row: OutboxRow) -> None:
        self._ready[AnswerKind(row.kind)].append(row)

    def _send(self) -> None:
        """Start as many calls as the limits allow."""
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
                self._all_answered.clear()
                self._free[kind] -= 1
                self._calls.start(self._call(kind, row), "outbox")

    async def _call(self, kind: AnswerKind, row: OutboxRow) -> None:
        try:
            if kind is AnswerKind.ACKNOWLEDGE:
                await self._acknowledge(row)
            else:
                await self._command(kind, row)
        except CannotSaveError as error:
            self._troubles.cannot_save(error)
            self._retry_later(kind, row, None)
        except NotLeaderError:
            # Where another till leads, this one disconnects. But the trust of this one may only have run out for a moment.
            self._retry_later(kind, row, None)
        except UnknownRowError:
            # Lost with a damaged file: the vendor repeats the order, and the row is saved again.
            _log.warning("a call has lost its row", extra={"kind": kind})
            self._drop(row)
        except Exception as error:  # noqa: BLE001 - the row stays owed, whatever went wrong
            _log.exception("call failed")
            self._troubles.task_failed("outbox", error)
            self._retry_later(kind, row, None)
        finally:
            self._free[kind] += 1
            for waiting in self._busy.pop(row.payment_key):
                self._make_ready(waiting)
            self._send()
            if not self._busy:
                self._all_answered.set()

    def _ensure_lead(self) -> None:
        """Raise NotLeaderError where another till may lead by now: the row stays in the store, and that till sends it."""
        if not self._lease.leads:
            raise NotLeaderError

    async def _acknowledge(self, row: OutboxRow) -> None:
        self._ensure_lead()
        answer = await answer_to(self._api.acknowledge(row.payment_key))
        verdict = outbox.judge_acknowledgement(answer)
        self._react(AnswerKind.ACKNOWLEDGE, row, answer, verdict)
        if verdict is not OutboxVerdict.NEEDS_TOKEN:
            self._results.append((row, answer, verdict))
            self._result_came.set()

    async def _command(self, kind: AnswerKind, row: OutboxRow) -> None:
        before = await self._records.start_command(row)
        if before is None:
            # Withdrawn meanwhile: somebody else accepted the order, or a person took the command back.
            self._drop(row)
            return
        self._ensure_lead()
        answer = await answer_to(self._request(kind, row))
        if before.unanswered or outbox.may_have_taken_effect(answer.outcome):
            self._in_doubt.add(row.payment_key)
        verdict = await self._save_answer(row, answer, earlier_unanswered=before.unanswered)
        if verdict in {
            OutboxVerdict.DONE,
            OutboxVerdict.REFUSED,
            OutboxVerdict.WITHDRAWN,
            OutboxVerdict.GONE,
        }:
            self._in_doubt.discard(row.payment_key)
        self._troubles.saved_again()
        self._react(kind, row, answer, verdict)
        if verdict not in {OutboxVerdict.RETRY, OutboxVerdict.NEEDS_TOKEN}:
            self._drop(row)

    async def _save_answer(
        self, row: OutboxRow, answer: VendorAnswer, *, earlier_unanswered: bool
    ) -> OutboxVerdict:
        """Save the answer to a command, again and again where the store cannot be written: it must not be sent twice."""
        while True:
            try:
                return await self._records.end_command(row, answer, earlier_unanswered=earlier_unanswered)
            except CannotSaveError as error:
                if self._closing:
                    raise
                self._troubles.cannot_save(error)
            await asyncio.sleep(_SAVE_AGAIN)

    def _request(self, kind: AnswerKind, row: OutboxRow) -> Awaitable[None]:
        key = row.payment_key
        if kind is AnswerKind.ACCEPT:
            return self._api.accept(key, row.preparing_time or 0)
        if kind is AnswerKind.ON_THE_WAY:
            return self._api.on_the_way(key)
        if kind is AnswerKind.COMPLETE:
            return self._api.complete(key)
        return self._api.cancel(key, row.reason_id or 0)

    def _react(self, kind: AnswerKind, row: OutboxRow, answer: VendorAnswer, verdict: OutboxVerdict) -> None:
        if answer.outcome is OutboxOutcome.OK:
            self._contact.on_contact()
        if verdict is OutboxVerdict.NEEDS_TOKEN:
            # All calls fail until a poll has been answered: avoid a storm of refused calls.
            self._paused = True
            self._make_ready(row)
        elif verdict is OutboxVerdict.RETRY:
            self._retry_later(kind, row, answer.wait)

    def _retry_later(self, kind: AnswerKind, row: OutboxRow, wait: float | None) -> None:
        self._failures[row.id] += 1
        delay = self._retry_delay(kind, self._failures[row.id], random.random(), wait)  # noqa: S311 - only spreads
        loop = asyncio.get_running_loop()
        self._later[row.id] = loop.call_later(delay, self._retry, row)
        if wait:
            self._delayed[row.id] = loop.time() + wait

    def _retry(self, row: OutboxRow) -> None:
        if self._later.pop(row.id, None) is not None:
            self._make_ready(row)
            self._send()

    def _drop(self, row: OutboxRow) -> None:
        self._held.pop(row.id, None)
        self._failures.pop(row.id, None)
        self._delayed.pop(row.id, None)

    async def run(self) -> None:
        """Save the results of acknowledgements, all that have come in one transaction, until cancelled."""
        while True:
            await self._result_came.wait()
            with contextlib.suppress(TimeoutError):
                # Not wait_for: before Python 3.12 it can swallow the cancel of the end.
                async with asyncio.timeout(_GATHER):
                    await self._all_answered.wait()
            self._saving = asyncio.ensure_future(self._save_results())
            # A save that has started completes, see `close`.
            if not await asyncio.shield(self._saving):
                await asyncio.sleep(_SAVE_AGAIN)
                self._result_came.set()

    async def _save_results(self) -> bool:
        """Save the results that have come; return False where the store cannot be written."""
        self._result_came.clear()
        results, self._results = self._results, []
        if not results:
            return True
        try:
            await self._records.save_acknowledgements(results)
        except CannotSaveError as error:
            self._results = results + self._results
            self._troubles.cannot_save(error)
            return False
        except NotLeaderError:
            # The till that leads acknowledges them once more, which does no harm.
            for row, _, _ in results:
                self._drop(row)
            return True
        self._troubles.saved_again()
        if any(verdict is OutboxVerdict.REFUSED or row.needs_person for row, _, verdict in results):
            self._commands.run(self._publisher.publish_refused())
        for row, _, verdict in results:
            if verdict is not OutboxVerdict.RETRY:
                self._drop(row)
        return True

    async def close(self) -> None:
        """Let calls under way finish for a moment, save their results, and stop."""
        self._closing = True
        for timer in self._later.values():
            timer.cancel()
        self._later.clear()
        await self._calls.wait(_GRACE)
        await self._calls.close()
        if self._saving is not None:
            await asyncio.wait({self._saving})
        await self._save_results()
