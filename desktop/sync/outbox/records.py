"""Saves the commands of the outbox and the results of its calls, one transaction each, and publishes the changes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

import msgspec

from desktop.domain.orders import lifecycle, outbox
from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.order import OrderStatus
from desktop.domain.orders.outbox import AnswerKind, OutboxOutcome, OutboxVerdict, VendorAnswer
from desktop.domain.orders.search import OrderEvent
from desktop.store.journal import JournalEntry
from desktop.sync.board.board_rows import board_order
from desktop.sync.board.unseen import decode, encode, without_doubt
from desktop.sync.events import Acknowledged, Cause
from desktop.sync.restaurant.portion_counter import count_portions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from desktop.domain.orders.board import BoardOrder
    from desktop.store import BoardRow, OutboxRow, Store, Transaction
    from desktop.store.journal import Journal
    from desktop.sync.board.print_planner import PrintPlanner
    from desktop.sync.board.publisher import BoardPublisher


class SendQueue(Protocol):
    """Sends saved rows where the vendor can be called; else they stay in the store until it can."""

    @property
    def answered(self) -> bool:
        """Whether the vendor answered the last poll."""
        ...

    def enqueue(self, rows: Iterable[OutboxRow], in_doubt: Iterable[str] | None = None) -> None:
        """Send rows, see `OutboxSender.enqueue`."""
        ...


class OutboxRecords:
    """The outbox's side of the store."""

    def __init__(
        self,
        store: Store,
        publisher: BoardPublisher,
        queue: SendQueue,
        planner: PrintPlanner,
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._planner = planner
        self._queue = queue
        self.journal: Journal | None = None
        """None where one program alone uses the store."""

    async def enqueue_stored(self) -> None:
        """Send the rows that the store has: at the start of a connection, and when another till saved one.

        Where tills share the database, acknowledgements are left to the next poll: the till before may have acknowledged, and
        a newer status would be silenced unread. Also, the journal has an order before the vendor forgets it.

        Raises:
            CannotSaveError: the store cannot be read.
        """
        queued, in_doubt = await self._store.read(lambda tx: tx.to_send())
        if self._store.lease.epoch:
            queued = [row for row in queued if row.kind != AnswerKind.ACKNOWLEDGE]
        self._queue.enqueue(queued, in_doubt)

    async def enqueue_accept(self, payment_key: str, preparing_time: int, *, automatic: bool = False) -> None:
        """Save an accept, then send it; nothing happens where the order needs no accept any more.

        Raises:
            CannotSaveError: the accept was not saved.
        """
        press = uuid4().hex

        def work(tx: Transaction) -> tuple[OutboxRow | None, list[BoardRow]]:
            rows = tx.board_rows([payment_key])
            now = tx.now()  # came with the rows
            if rows and _is_of(rows[0].accept, press):
                return rows[0].accept, rows
            if not rows or not board_order(rows[0]).may_accept:
                return None, []
            status_id = rows[0].status_id
            before = rows[0].accept
            in_doubt = board_order(rows[0]).in_doubt and before is not None
            if in_doubt and before is not None:
                # A person looked at the panel and accepts again. The attempt before may have taken effect all the same.
                tx.settle(before.id, "refused", before.message, now)
                tx.set_unseen(payment_key, encode(without_doubt(decode(rows[0].unseen))))
            row = tx.enqueue_accept(
                payment_key, status_id, preparing_time, now, automatic=automatic, press=press
            )
            if row is None:
                return None, []
            kind = "accepted by rule" if automatic else "accept pressed"
            tx.add_event(OrderEvent(payment_key, now, kind, status_id, f"{preparing_time} min"))
            if in_doubt:
                tx.end_attempt(row.id, unanswered=True, message="")
                rows = tx.board_rows([payment_key])
                return rows[0].accept, rows
            return row, [msgspec.structs.replace(rows[0], accept=row)]

        if not automatic and not await self._allows(payment_key, lambda order: order.may_accept):
            return
        row = await self._publisher.write(Cause.ACCEPT, work, as_leader=automatic)
        if row is not None:
            self._queue.enqueue([row])

    async def enqueue_action(
        self, payment_key: str, action: Action, reason_id: int | None, undo: float
    ) -> None:
        """Save another command, then send it; nothing happens where it is not possible any more.

        Args:
            payment_key: of the order.
            action: not accept.
            reason_id: of a cancel.
            undo: seconds in which it can be withdrawn.

        Raises:
            CannotSaveError: the command was not saved.
        """
        press = uuid4().hex

        def work(tx: Transaction) -> tuple[OutboxRow | None, list[BoardRow]]:
            rows = tx.board_rows([payment_key])
            now = tx.now()  # came with the rows
            if rows and _is_of(rows[0].action, press):
                return rows[0].action, rows
            if not rows or action not in board_order(rows[0]).actions:
                return None, []
            status_id = rows[0].status_id
            not_before = now + timedelta(seconds=undo) if undo else None
            row = tx.enqueue_action(
                action.value,
                payment_key,
                status_id,
                now,
                reason_id=reason_id,
                not_before=not_before,
                press=press,
            )
            if row is None:
                return None, []
            detail = "" if reason_id is None else f"reason {reason_id}"
            tx.add_event(OrderEvent(payment_key, now, f"{action.value} pressed", status_id, detail))
            return row, [msgspec.structs.replace(rows[0], action=row)]

        if not await self._allows(payment_key, lambda order: action in order.actions):
            return
        row = await self._publisher.write(Cause.ACTION, work)
        if row is not None:
            self._queue.enqueue([row])

    async def _allows(self, payment_key: str, allows: Callable[[BoardOrder], bool]) -> bool:
        """Return whether a stored order allows a command now.

        The transaction that saves it asks again. But a press that comes too late, as where all tills press at once, waits
        for no other till's transaction.
        """
        return await self._store.read_statement(
            lambda tx: any(allows(board_order(row)) for row in tx.board_rows([payment_key]))
        )

    async def take_back(self, payment_key: str) -> None:
        """Withdraw an action that was not sent yet; nothing happens where it is too late.

        Raises:
            CannotSaveError: nothing was changed.
        """

        def work(tx: Transaction) -> tuple[None, list[BoardRow]]:
            now = tx.now()
            if not tx.withdraw_unsent(payment_key, now):
                return None, []
            rows = tx.board_rows([payment_key])
            tx.add_event(OrderEvent(payment_key, now, "taken back", rows[0].status_id, ""))
            return None, rows

        await self._publisher.write(Cause.ACTION, work)

    async def start_command(self, row: OutboxRow) -> OutboxRow | None:
        """Save that a command is about to be sent; return its row as it was before.

        None where it is not owed any more. After a crash from here on the attempt counts as sent and unanswered.

        Raises:
            NotLeaderError: another till sends it.
            CannotSaveError: nothing was saved.
        """
        first: OutboxRow | None = None

        def work(tx: Transaction) -> tuple[OutboxRow | None, list[BoardRow]]:
            nonlocal first
            before = tx.outbox_row(row.id)
            if before.state != "owed":
                return None, []
            if first is not None and before.attempts > first.attempts:
                # The commit of the first run got no answer, and nothing has been sent.
                return first, tx.board_rows([row.payment_key])
            first = before
            tx.start_attempt(row.id, tx.now())
            return before, tx.board_rows([row.payment_key])

        return await self._publisher.write(_cause(row), work, as_leader=True)

    async def end_command(
        self, row: OutboxRow, answer: VendorAnswer, *, earlier_unanswered: bool
    ) -> OutboxVerdict:
        """Save the result of an attempt and return its meaning.

        Args:
            row: of the command.
            answer: of the vendor.
            earlier_unanswered: whether an earlier attempt may have taken effect.
        """
        settle = self._settle_accept if _cause(row) is Cause.ACCEPT else self._settle_action

        def work(tx: Transaction) -> tuple[tuple[OutboxVerdict, JournalEntry], list[BoardRow]]:
            before = tx.board_rows([row.payment_key])[0]
            verdict = settle(tx, row, answer, earlier_unanswered=earlier_unanswered)
            is_cancelled = verdict is OutboxVerdict.GONE and lifecycle.says_already_done(
                Action.CANCEL, answer.message
            )
            now = tx.now()
            count_portions(tx, {row.payment_key: None}, now, cancelled=is_cancelled)
            self._planner.plan(tx, {row.payment_key: before}, now, cancelled=is_cancelled)
            rows = tx.board_rows([row.payment_key])
            return (verdict, _confirmed(before, rows[0], now)), rows

        verdict, entry = await self._publisher.write(_cause(row), work, as_leader=True)
        if self.journal is not None and verdict is OutboxVerdict.DONE:
            await self.journal.note([entry])
        return verdict

    def _settle_action(
        self, tx: Transaction, row: OutboxRow, answer: VendorAnswer, *, earlier_unanswered: bool
    ) -> OutboxVerdict:
        now = tx.now()
        key, action = row.payment_key, Action(row.kind)
        stored = tx.outbox_row(row.id)
        order = tx.board_rows([key])[0]
        verdict = outbox.judge_action(
            action,
            answer,
            earlier_unanswered=earlier_unanswered,
            status_id=order.status_id,
            attempts=stored.attempts,
        )
        if stored.state != "owed":
            return OutboxVerdict.DONE
        if verdict in {OutboxVerdict.RETRY, OutboxVerdict.NEEDS_TOKEN}:
            unanswered = earlier_unanswered or outbox.may_have_taken_effect(answer.outcome)
            tx.end_attempt(row.id, unanswered=unanswered, message=answer.message)
        elif verdict is OutboxVerdict.DONE:
            status_id = lifecycle.LEADS_TO[action]
            tx.settle(row.id, "done", "", now)
            if order.status_id != status_id:
                tx.set_status(key, status_id, now)
            tx.withdraw_acknowledgements(key, status_id, now)
            detail = "" if row.reason_id is None else f"reason {row.reason_id}"
            tx.add_event(OrderEvent(key, now, f"{action.value} confirmed", status_id, detail))
        elif verdict is OutboxVerdict.WITHDRAWN:
            tx.settle(row.id, "withdrawn", answer.message, now)
            tx.add_event(OrderEvent(key, now, f"{action.value} withdrawn", order.status_id, answer.message))
        else:
            tx.end_attempt(row.id, unanswered=earlier_unanswered, message=answer.message)
            tx.settle(row.id, "refused", answer.message, now)
            if verdict is OutboxVerdict.GONE:
                tx.set_gone(key, now)
            # An order that was silent while it was being cancelled rings again if it waits. A person who removed it from
            # the board took it for cancelled, or delivered.
            _bring_back(tx, key)
            kind = "gone" if verdict is OutboxVerdict.GONE else f"{action.value} refused"
            tx.add_event(OrderEvent(key, now, kind, order.status_id, answer.message))
        return verdict

    def _settle_accept(
        self, tx: Transaction, row: OutboxRow, answer: VendorAnswer, *, earlier_unanswered: bool
    ) -> OutboxVerdict:
        now = tx.now()
        key = row.payment_key
        stored = tx.outbox_row(row.id)
        order = tx.board_rows([key])[0]
        verdict = outbox.judge_accept(
            answer, earlier_unanswered=earlier_unanswered, status_id=order.status_id
        )
        if stored.state != "owed" and verdict is not OutboxVerdict.WITHDRAWN:
            # A poll settled it during this attempt.
            return OutboxVerdict.DONE
        if verdict in {OutboxVerdict.RETRY, OutboxVerdict.NEEDS_TOKEN}:
            unanswered = earlier_unanswered or outbox.may_have_taken_effect(answer.outcome)
            tx.end_attempt(row.id, unanswered=unanswered, message=answer.message)
        elif verdict is OutboxVerdict.DONE:
            tx.settle(row.id, "done", "", now)
            if not lifecycle.was_accepted(order.status_id):
                tx.set_status(key, OrderStatus.CONFIRMED, now)
            tx.set_accepted(key, now, row.preparing_time)
            tx.add_event(OrderEvent(key, now, "accepted", OrderStatus.CONFIRMED, f"{row.preparing_time} min"))
        elif verdict is OutboxVerdict.WITHDRAWN:
            tx.settle(row.id, "withdrawn", answer.message, now)
            tx.set_accepted(key, order.accepted_at or now, None)
            tx.add_event(OrderEvent(key, now, "accept withdrawn", order.status_id, answer.message))
        elif verdict is OutboxVerdict.UNSURE:
            tx.settle(row.id, "unsure", answer.message, now)
            tx.add_event(OrderEvent(key, now, "accept in doubt", order.status_id, answer.message))
        elif verdict is OutboxVerdict.GONE:
            tx.settle(row.id, "refused", answer.message, now)
            tx.set_gone(key, now)
            _bring_back(tx, key)
            tx.add_event(OrderEvent(key, now, "gone", order.status_id, answer.message))
        else:
            tx.settle(row.id, "refused", answer.message, now)
            # A person who muted it, or removed it from the board, took it for accepted: it rings again.
            _bring_back(tx, key)
            tx.add_event(OrderEvent(key, now, "accept refused", order.status_id, answer.message))
        return verdict

    async def save_acknowledgements(
        self, results: Sequence[tuple[OutboxRow, VendorAnswer, OutboxVerdict]]
    ) -> None:
        """Save the results of acknowledgements, all in one transaction.

        Raises:
            CannotSaveError: none was saved.
        """

        def work(tx: Transaction) -> tuple[None, list[BoardRow]]:
            now = tx.now()
            with tx.together():
                for row, answer, verdict in results:
                    if verdict is OutboxVerdict.DONE:
                        tx.settle(row.id, "done", "", now)
                    elif verdict is OutboxVerdict.REFUSED:
                        tx.settle(row.id, "refused", answer.message, now)
                    else:
                        tx.add_failed_attempt(row.id, answer.message)
                    if verdict in {OutboxVerdict.DONE, OutboxVerdict.REFUSED}:
                        kind = "acknowledged" if verdict is OutboxVerdict.DONE else "acknowledgement refused"
                        tx.add_event(OrderEvent(row.payment_key, now, kind, row.status_id, answer.message))
            return None, tx.board_rows(dict.fromkeys(row.payment_key for row, _, _ in results))

        acknowledged = tuple(
            Acknowledged(row.payment_key, row.status_id)
            for row, answer, _ in results
            if answer.outcome is OutboxOutcome.OK
        )
        await self._publisher.write(Cause.ACKNOWLEDGEMENT, work, acknowledged, as_leader=True)


def _is_of(command: OutboxRow | None, press: str) -> bool:
    """Whether a command comes of this press: the transaction was committed before, and runs once more."""
    return command is not None and command.press == press


def _confirmed(before: BoardRow, after: BoardRow, now: datetime) -> JournalEntry:
    """Return the entry of a command that the vendor confirmed."""
    return JournalEntry(
        before.payment_key,
        before.raw,
        before.status_id,
        before.changed_at,
        done_status=after.status_id,
        done_at=now,
        minutes=after.preparing_time,
    )


def _cause(row: OutboxRow) -> Cause:
    return Cause.ACCEPT if row.kind == AnswerKind.ACCEPT else Cause.ACTION


def _bring_back(tx: Transaction, payment_key: str) -> None:
    """Let an order ring and stand on the board again: the command was refused."""
    tx.set_muted([payment_key], None)
    tx.set_removed_from_board(payment_key, None)
