"""Writes the results of the outbox's calls into the store, one transaction each, and tells of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.domain.orders import lifecycle, outbox
from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.order import OrderStatus
from desktop.domain.orders.outbox import OutboxOutcome, OutboxVerdict, VendorAnswer
from desktop.domain.orders.search import OrderEvent
from desktop.sync.board.board_rows import board_order
from desktop.sync.events import AcceptChanged, Acknowledged, ActionChanged, BoardChanged, Event

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from desktop.store import BoardRow, OutboxRow, Store, Transaction


class OutboxRecords:
    """The outbox's side of the store."""

    def __init__(self, store: Store, emit: Callable[[Event], None], now: Callable[[], datetime]) -> None:
        self._store = store
        self._emit = emit
        self._now = now

    async def enqueue_accept(
        self, payment_key: str, preparing_time: int, *, automatic: bool = False
    ) -> OutboxRow | None:
        """Save a press of Accept; returns what is owed for it, None where the order needs no accept (any more).

        Raises:
            CannotSaveError: the press was not saved.
        """
        now = self._now()

        def work(tx: Transaction) -> BoardRow | None:
            rows = tx.board_rows([payment_key])
            if not rows or not board_order(rows[0]).may_accept:
                return None
            status_id = rows[0].status_id
            if not tx.enqueue_accept(payment_key, status_id, preparing_time, now, automatic=automatic):
                return None
            kind = "accepted by rule" if automatic else "accept pressed"
            tx.add_event(OrderEvent(payment_key, now, kind, status_id, f"{preparing_time} min"))
            return tx.board_rows([payment_key])[0]

        row = await self._store.write(work)
        if row is None:
            return None
        self._emit(AcceptChanged(board_order(row)))
        return row.accept

    async def enqueue_action(
        self, payment_key: str, action: Action, reason_id: int | None, undo: float
    ) -> OutboxRow | None:
        """Save a press of another action; returns what is owed for it, None where it is not possible (any more).

        Args:
            payment_key: of the order.
            action: not accept.
            reason_id: of a cancel.
            undo: seconds in which it can be taken back.

        Raises:
            CannotSaveError: the press was not saved.
        """
        now = self._now()

        def work(tx: Transaction) -> BoardRow | None:
            rows = tx.board_rows([payment_key])
            if not rows or action not in board_order(rows[0]).actions:
                return None
            status_id = rows[0].status_id
            not_before = now + timedelta(seconds=undo) if undo else None
            if not tx.enqueue_action(
                action.value, payment_key, status_id, now, reason_id=reason_id, not_before=not_before
            ):
                return None
            detail = "" if reason_id is None else f"reason {reason_id}"
            tx.add_event(OrderEvent(payment_key, now, f"{action.value} pressed", status_id, detail))
            return tx.board_rows([payment_key])[0]

        row = await self._store.write(work)
        if row is None:
            return None
        self._emit(ActionChanged(board_order(row)))
        return row.action

    async def undo_cancel(self, payment_key: str) -> bool:
        """Take an unsent command back; False where it was too late.

        Raises:
            CannotSaveError: nothing was changed.
        """
        now = self._now()

        def work(tx: Transaction) -> BoardRow | None:
            if not tx.withdraw_unsent(payment_key, now):
                return None
            row = tx.board_rows([payment_key])[0]
            tx.add_event(OrderEvent(payment_key, now, "taken back", row.status_id, ""))
            return row

        row = await self._store.write(work)
        if row is not None:
            self._emit(ActionChanged(board_order(row)))
        return row is not None

    async def start_command(self, row: OutboxRow) -> OutboxRow | None:
        """Write down that a command is about to be sent; returns its row as it was before.

        None where it is not owed any more. A crash from here on leaves the attempt "in the air".
        """

        def work(tx: Transaction) -> tuple[OutboxRow | None, BoardRow]:
            before = tx.outbox_row(row.id)
            if before.state != "owed":
                return None, tx.board_rows([row.payment_key])[0]
            tx.start_attempt(row.id, self._now())
            return before, tx.board_rows([row.payment_key])[0]

        before, shown = await self._store.write(work)
        if before is not None:
            self._tell(row, shown)
        return before

    def _tell(self, row: OutboxRow, shown: BoardRow) -> None:
        order = board_order(shown)
        self._emit(AcceptChanged(order) if row.kind == outbox.AnswerKind.ACCEPT else ActionChanged(order))

    async def end_action(
        self, row: OutboxRow, answer: VendorAnswer, *, earlier_unanswered: bool
    ) -> OutboxVerdict:
        """Write down how an attempt of another command ended and return what it means."""

        def work(tx: Transaction) -> tuple[OutboxVerdict, BoardRow]:
            verdict = self._settle_action(tx, row, answer, earlier_unanswered=earlier_unanswered)
            return verdict, tx.board_rows([row.payment_key])[0]

        verdict, shown = await self._store.write(work)
        self._tell(row, shown)
        return verdict

    def _settle_action(
        self, tx: Transaction, row: OutboxRow, answer: VendorAnswer, *, earlier_unanswered: bool
    ) -> OutboxVerdict:
        now = self._now()
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
            tx.settle(row.id, "refused", answer.message, now)
            if verdict is OutboxVerdict.GONE:
                tx.set_gone(key, now)
            # An order that was silent while it was being cancelled rings again if it waits; whoever took it off the board
            # took it for cancelled, or delivered.
            _bring_back(tx, key)
            kind = "gone" if verdict is OutboxVerdict.GONE else f"{action.value} refused"
            tx.add_event(OrderEvent(key, now, kind, order.status_id, answer.message))
        return verdict

    async def end_accept(
        self, row: OutboxRow, answer: VendorAnswer, *, earlier_unanswered: bool
    ) -> OutboxVerdict:
        """Write down how an attempt ended and return what it means."""

        def work(tx: Transaction) -> tuple[OutboxVerdict, BoardRow]:
            verdict = self._settle(tx, row, answer, earlier_unanswered=earlier_unanswered)
            return verdict, tx.board_rows([row.payment_key])[0]

        verdict, shown = await self._store.write(work)
        self._emit(AcceptChanged(board_order(shown)))
        return verdict

    def _settle(
        self, tx: Transaction, row: OutboxRow, answer: VendorAnswer, *, earlier_unanswered: bool
    ) -> OutboxVerdict:
        now = self._now()
        key = row.payment_key
        stored = tx.outbox_row(row.id)
        order = tx.board_rows([key])[0]
        verdict = outbox.judge_accept(
            answer, earlier_unanswered=earlier_unanswered, status_id=order.status_id
        )
        if stored.state != "owed" and verdict is not OutboxVerdict.WITHDRAWN:
            # A poll settled it while this attempt was under way.
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
            # Whoever muted it, or took it off the board, took it for accepted since: it rings again.
            _bring_back(tx, key)
            tx.add_event(OrderEvent(key, now, "accept refused", order.status_id, answer.message))
        return verdict

    async def save_acknowledgements(
        self, results: Sequence[tuple[OutboxRow, VendorAnswer, OutboxVerdict]]
    ) -> None:
        """Write down how acknowledgements ended, all in one transaction.

        Raises:
            CannotSaveError: none was saved.
        """
        now = self._now()

        def work(tx: Transaction) -> list[BoardRow]:
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
            return tx.board_rows(dict.fromkeys(row.payment_key for row, _, _ in results))

        shown = await self._store.write(work)
        for row, answer, _ in results:
            if answer.outcome is OutboxOutcome.OK:
                self._emit(Acknowledged(row.payment_key, row.status_id))
        self._emit(BoardChanged(tuple(board_order(row) for row in shown)))


def _bring_back(tx: Transaction, payment_key: str) -> None:
    """Let an order call for people again: what was pressed has not come true."""
    tx.set_muted([payment_key], None)
    tx.set_removed_from_board(payment_key, None)
