"""Puts poller, outbox and store together, and is what the window and the terminal drive.

All methods are called in one event loop. What it tells (`emit`) is always saved before.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from desktop.domain.orders import lifecycle
from desktop.domain.orders.lifecycle import Action
from desktop.domain.trouble import Connection, Link, Trouble, TroubleKind
from desktop.sync.board.board_rows import board_since
from desktop.sync.board.order_flags import OrderFlags
from desktop.sync.board.publisher import BoardPublisher
from desktop.sync.command_runner import CommandRunner
from desktop.sync.events import ConnectionChanged, Event, Resumed
from desktop.sync.jobs import cancel_reasons
from desktop.sync.jobs.auto_accept import AutoAccepter
from desktop.sync.jobs.scheduler import JobScheduler
from desktop.sync.jobs.search_index import index_new_orders
from desktop.sync.outbox.records import OutboxRecords
from desktop.sync.outbox.sender import OutboxSender
from desktop.sync.polling.poll_handler import PollHandler
from desktop.sync.polling.poller import OF_A_POLL, Poller
from desktop.sync.polling.reception import ReceptionMonitor
from desktop.sync.polling.sleep_watch import watch
from desktop.sync.polling.vendor_link import VendorLink
from desktop.sync.settings import EngineSettings
from desktop.sync.supervise import supervise
from desktop.sync.troubles import TroubleList

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from datetime import datetime, timedelta

    from desktop.domain.orders.auto_accept import AutoAccept
    from desktop.store import Store
    from desktop.vendor.api import VendorApi

_log = logging.getLogger(__name__)


class Engine:
    """Orders from the vendor to the counter and back."""

    def __init__(
        self,
        store: Store,
        *,
        emit: Callable[[Event], None],
        now: Callable[[], datetime],
        steady: Callable[[], float],
        has_route: Callable[[], bool],
        rules: EngineSettings | None = None,
    ) -> None:
        """Take what is needed.

        Args:
            store: open.
            emit: is called with each report; must return at once and not raise.
            now: the wall clock, aware.
            steady: seconds that count sleep.
            has_route: whether the machine has any network now.
            rules: what people chose.
        """
        self._rules = rules or EngineSettings()
        self._store = store
        self._emit = emit
        self._now = now
        self._steady = steady
        self._has_route = has_route
        self._troubles = TroubleList(emit, now)
        self._records = OutboxRecords(store, emit, now)
        self._publisher = BoardPublisher(store, self._troubles, emit, now)
        self._flags = OrderFlags(store, now)
        self._auto_accepter = AutoAccepter(store, self._records, emit, now)
        self._line: VendorLink | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._presses = CommandRunner(self._cannot_save, self._on_task_failed)
        self._stopping = False
        self._reception = ReceptionMonitor(
            now, steady, after=self._rules.not_receiving_after, hopeless=self._is_hopeless
        )
        self._poll_handler = PollHandler(
            store,
            self._publisher,
            self._reception,
            self._troubles,
            emit=emit,
            now=now,
            line=lambda: self._line,
            on_cannot_save=self._cannot_save,
            on_saved=self._saved_again,
            on_told=self._on_told,
        )
        self._cooldown = 0.0
        self._cooldown_ends = float("-inf")
        self._was_silent = False
        self._scheduler = JobScheduler(
            store,
            self._flags,
            self._auto_accepter,
            self._publisher,
            begin=self._act,
            emit=emit,
            now=now,
            steady=steady,
            rules=self._rules,
        )

    @property
    def troubles(self) -> TroubleList:
        """The list of troubles; others (sound, settings) put theirs here too."""
        return self._troubles

    async def load_board(self) -> None:
        """Tell the board as it is stored, before anything is asked of the vendor.

        Raises:
            CannotSaveError: the store cannot be read.
        """
        await self._publisher.publish_board()
        await cancel_reasons.publish_stored(self._store, self._emit)
        await self._auto_accepter.load()
        await self._publisher.publish_damage(is_shown=False)

    def start(self) -> None:
        """Begin what needs no vendor: without a key, too, orders are begun in time, ring again, and are forgotten."""
        for name, work in (
            ("index", lambda: index_new_orders(self._store)),
            ("tidy", self._scheduler.tidy),
            ("watch", lambda: watch(self._steady, on_look=self._look, on_resumed=self._on_resumed)),
        ):
            self._spawn(supervise(name, work, self._on_task_failed))

    def connect(
        self,
        api: VendorApi | None,
        *,
        cooldown: float,
        unreadable: str | None = None,
        same_token: bool = False,
    ) -> None:
        """Begin to poll and to send; only while disconnected.

        Args:
            api: the vendor, None where there is no token.
            cooldown: seconds between polls.
            unreadable: why the token that is kept cannot be read, None where there is none.
            same_token: whether it is the one of the line before: the vendor still counts from the last poll then.
        """
        self._troubles.end(TroubleKind.NO_CREDENTIALS, TroubleKind.CREDENTIALS_UNREADABLE)
        if api is None:
            if unreadable is None:
                self._troubles.begin(TroubleKind.NO_CREDENTIALS)
                self._emit(ConnectionChanged(Connection(Link.OFF)))
            else:
                # The restaurant is counted on to receive: this has to be heard, as a lost connection is.
                self._troubles.begin(TroubleKind.CREDENTIALS_UNREADABLE, unreadable)
                self._emit(ConnectionChanged(Connection(Link.OFF, silent_since=self._now())))
            return
        self._cooldown = cooldown
        self._reception.expect(self._rules.not_receiving_after, every=cooldown)
        self._reception.begin()
        sender = OutboxSender(
            api,
            self._records,
            on_contact=self._on_contact,
            on_cannot_save=self._cannot_save,
            on_saved=self._saved_again,
            on_refused=lambda: self._act(self._publisher.publish_refused),
            on_failed=self._on_task_failed,
            now=self._now,
        )
        poller = Poller(
            api,
            cooldown=cooldown,
            take=self._poll_handler.take,
            emit=self._emit,
            troubles=self._troubles,
            now=self._now,
            steady=self._steady,
            has_route=self._has_route,
            silent_since=lambda: self._reception.silent_since,
            not_before=self._cooldown_ends if same_token else float("-inf"),
        )
        line = self._line = VendorLink(api, poller, sender, self._on_task_failed)
        for name, work in (
            ("outbox", sender.run),
            ("owed", self._load_queued),
            ("poller", poller.run),
            ("reasons", lambda: cancel_reasons.refresh_reasons(api, self._store, self._emit, self._now)),
        ):
            line.run(name, work)

    async def disconnect(self) -> None:
        """Stop polling and sending, finish what is under way for a moment, close the connections.

        What is pressed meanwhile is saved, and sent after the next `connect`.
        """
        line = self._line
        if line is not None:
            await line.end_tasks()
            await self._poll_handler.finish()
            # Not before: until all has ended, something may still be handed over to be sent.
            if self._line is line:
                self._cooldown_ends = line.cooldown_ends
                self._line = None
                await line.close()
        self._troubles.end(*OF_A_POLL, TroubleKind.COOLDOWN, TroubleKind.WRONG_CLOCK)

    def follow(self, rules: EngineSettings) -> None:
        """Go by other rules from now on."""
        self._rules = rules
        self._reception.expect(rules.not_receiving_after, every=self._cooldown)
        self._scheduler.follow(rules)

    async def stop(self) -> None:
        """Stop polling, finish what is under way for a moment, close the connections. The store stays open."""
        if self._stopping:
            return
        self._stopping = True
        await self._presses.end()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.disconnect()

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

    def act(self, payment_key: str, action: Action, reason_id: int | None = None) -> None:
        """Ask for "on the way", "complete" or "cancel"; what is not possible for the order changes nothing.

        A cancel waits some seconds before it is sent, see `undo_cancel`.

        Raises:
            ValueError: accept needs minutes, a cancel needs one of the vendor's reasons (1 to 8, or what it lists).
        """
        if action is Action.ACCEPT or (action is Action.CANCEL) != (reason_id is not None):
            message = "this action is asked for otherwise"
            raise ValueError(message)
        undo = self._rules.undo_for if action is Action.CANCEL else 0.0
        self._act(lambda: self._enqueue_action(payment_key, action, reason_id, undo))

    def undo_cancel(self, payment_key: str) -> None:
        """Take a cancel back that was not sent yet."""
        self._act(lambda: self._records.undo_cancel(payment_key))

    def accept_by_rule(self, rule: AutoAccept | None) -> None:
        """Let a rule accept orders from now on, those that wait now included; None leaves all to people."""
        self._auto_accepter.rule = rule
        self._act(self._follow_rule)

    def start_rush(self, minutes: int, lasts: timedelta) -> None:
        """Add so many minutes to the preparation times that the rule promises; 0 ends the rush. It is told to all."""
        self._act(lambda: self._auto_accepter.start_rush(minutes, lasts))

    def mute(self, payment_keys: list[str], *, muted: bool) -> None:
        """Silence orders, or let them ring again."""
        self._act(lambda: self._publisher.publish_flags(self._flags.mute(payment_keys, muted=muted)))

    def rang(self, payment_keys: list[str]) -> None:
        """Write down that the bell was heard for orders; only the first time counts."""
        self._act(lambda: self._publisher.publish_flags(self._flags.rang(payment_keys)))

    def seen(self, payment_key: str) -> None:
        """Note that a person has seen what changed of an order."""
        self._act(lambda: self._publisher.publish_flags(self._flags.seen(payment_key)))

    def remove_from_board(self, payment_key: str) -> None:
        """Take an order off the board; it stays in the store."""
        self._act(lambda: self._publisher.publish_flags(self._flags.remove_from_board(payment_key)))

    def poll_now(self) -> None:
        """Poll and send as soon as allowed: somebody asks, or the network came back."""
        if self._line is not None:
            self._line.poll_now()

    def dismiss(self, trouble: Trouble) -> None:
        """Forget a trouble that a person has read."""
        self._troubles.dismiss(trouble)

    # Inside

    async def _accept(self, payment_key: str, preparing_time: int) -> None:
        queued = await self._records.enqueue_accept(payment_key, preparing_time)
        if self._line is not None and queued is not None:
            self._line.enqueue([queued])

    async def _enqueue_action(
        self, payment_key: str, action: Action, reason_id: int | None, undo: float
    ) -> None:
        queued = await self._records.enqueue_action(payment_key, action, reason_id, undo)
        if self._line is not None and queued is not None:
            self._line.enqueue([queued])

    async def _follow_rule(self) -> None:
        # What cannot be told to the vendor is left to people, who hear it: they may know another way.
        queued = await self._auto_accepter.accept_by_rule(
            board_since(self._now()), may=lambda: self._line is not None and self._line.answered
        )
        if self._line is not None and queued:
            self._line.enqueue(queued)

    def _on_told(self) -> None:
        if self._auto_accepter.rule is not None:
            # Also what waited before: while the vendor does not answer, nothing is accepted.
            self._act(self._follow_rule)

    # Once a second

    def _look(self) -> None:
        silent = self._reception.silent_since is not None
        if silent is not self._was_silent and self._line is not None:
            self._was_silent = silent
            self._line.publish_connection()
        if self._scheduler.look():
            self._act(self._follow_rule)

    def _on_resumed(self, seconds: float) -> None:
        _log.info("resumed", extra={"seconds": round(seconds)})
        if self._line is not None:
            self._line.resume()
        self._emit(Resumed(seconds))

    def _is_hopeless(self) -> bool:
        return self._troubles.holds(TroubleKind.TOKEN_REFUSED) or self._troubles.holds(
            TroubleKind.CANNOT_SAVE
        )

    async def _load_queued(self) -> None:
        queued, in_doubt = await self._store.read(lambda tx: (tx.queued(), tx.in_doubt()))
        if self._line is not None:
            self._line.enqueue(queued, in_doubt)
        await self._publisher.publish_refused()

    def _on_contact(self) -> None:
        if self._line is not None:
            self._line.on_contact()

    def _cannot_save(self, reason: str) -> None:
        _log.error("cannot save", extra={"reason": reason})
        self._troubles.begin(TroubleKind.CANNOT_SAVE, reason)

    def _saved_again(self) -> None:
        self._troubles.end(TroubleKind.CANNOT_SAVE, TroubleKind.INTERNAL)

    def _on_task_failed(self, name: str, error: BaseException) -> None:
        self._troubles.begin(TroubleKind.INTERNAL, f"{name}: {type(error).__name__}")

    def _act(self, action: Callable[[], Awaitable[object]]) -> None:
        self._presses.begin(action)

    def _spawn(self, run: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(run)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
