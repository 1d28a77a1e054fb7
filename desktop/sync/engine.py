"""Builds and connects poller, outbox and jobs around the store. Window and terminal drive it.

All methods are called in one event loop. An event is published after the commit, never before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.domain.orders import lifecycle
from desktop.domain.orders.lifecycle import Action
from desktop.domain.trouble import Connection, Link, Trouble, TroubleKind
from desktop.sync.board.order_flags import OrderFlags
from desktop.sync.board.print_planner import PrintPlanner
from desktop.sync.board.publisher import BoardPublisher
from desktop.sync.command_runner import CommandRunner
from desktop.sync.events import ConnectionChanged, EventBus
from desktop.sync.jobs.auto_accept import AutoAccepter
from desktop.sync.jobs.scheduler import JobScheduler
from desktop.sync.jobs.search_index import SearchIndexer
from desktop.sync.jobs.time_watch import TimeWatch
from desktop.sync.jobs.vendor_lists import publish_stored, refresh_lists
from desktop.sync.outbox.records import OutboxRecords
from desktop.sync.outbox.sender import OutboxSender
from desktop.sync.polling.poll_handler import PollHandler
from desktop.sync.polling.poller import OF_A_POLL, Poller
from desktop.sync.polling.reception import ReceptionMonitor
from desktop.sync.polling.sleep_watch import watch
from desktop.sync.polling.vendor_link import VendorLink
from desktop.sync.settings import EngineSettings
from desktop.sync.tasks import BackgroundTasks
from desktop.sync.troubles import TroubleList

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import timedelta

    from desktop.domain.clock import Clock
    from desktop.domain.orders.auto_accept import AutoAccept
    from desktop.store import Store
    from desktop.store.journal import Journal
    from desktop.sync.board.kitchen import KitchenBumps
    from desktop.vendor.api import VendorApi


class Engine:
    """Brings orders from the vendor to the counter, and commands back."""

    def __init__(
        self,
        store: Store,
        *,
        events: EventBus,
        clock: Clock,
        has_route: Callable[[], bool],
        settings: EngineSettings | None = None,
    ) -> None:
        """Build the parts; nothing runs yet.

        Args:
            store: open.
            events: publishes events.
            clock: gives wall time and steady time.
            has_route: whether the machine has any network now.
            settings: of the engine.
        """
        self._settings = settings or EngineSettings()
        store.use_clock(clock.now)
        self._store = store
        self._events = events
        self._clock = clock
        self._has_route = has_route
        self._troubles = TroubleList(events, clock)
        events.report_failures(self._troubles.task_failed)
        self._tasks = BackgroundTasks(self._troubles)
        self._commands = CommandRunner(self._troubles)
        self._link = VendorLink(self._troubles)
        self.publisher = BoardPublisher(store, self._troubles, events)
        """The one place that publishes orders."""
        self._time_watch = TimeWatch(store, self._troubles, clock)
        self.planner = PrintPlanner()
        """Saves print jobs with the changes that cause them; without printers it does nothing."""
        self._flags = OrderFlags(store, self.publisher, self.planner)
        self.records = OutboxRecords(store, self.publisher, self._link, self.planner)
        """The outbox's side of the store."""
        self.auto_accepter = AutoAccepter(store, self.records, self._link, events, clock)
        """The rush hour and the rule that accepts."""
        self.reception = ReceptionMonitor(clock, self._troubles, after=self._settings.not_receiving_after)
        """Since when no orders can arrive."""
        self._poll_handler = PollHandler(
            store,
            self._link,
            publisher=self.publisher,
            planner=self.planner,
            reception=self.reception,
            auto_accepter=self.auto_accepter,
            commands=self._commands,
            troubles=self._troubles,
            events=events,
            time_watch=self._time_watch,
        )
        self._scheduler = JobScheduler(
            store,
            flags=self._flags,
            auto_accepter=self.auto_accepter,
            publisher=self.publisher,
            commands=self._commands,
            settings=self._settings,
            time_watch=self._time_watch,
            clock=clock,
        )
        self._indexer = SearchIndexer(store, events)
        self._kitchen: KitchenBumps | None = None
        self._cooldown = 0.0

    @property
    def settings(self) -> EngineSettings:
        """The present settings."""
        return self._settings

    def use_journal(self, journal: Journal) -> None:
        """Note in a journal what the vendor forgets; only where tills share a database."""
        self._poll_handler.journal = self.records.journal = journal

    @property
    def troubles(self) -> TroubleList:
        """The list of troubles; sound and settings add theirs here too."""
        return self._troubles

    @property
    def kitchen(self) -> KitchenBumps:
        """The bumps of the kitchen; most tills have no kitchen screen and never load them."""
        if self._kitchen is None:
            from desktop.sync.board.kitchen import KitchenBumps

            self._kitchen = KitchenBumps(self._store, self.publisher)
        return self._kitchen

    def use_other_time(self) -> None:
        """Take note that the clock shows another one's time from now on: it was not set."""
        self._time_watch.start_anew()

    async def load_board(self) -> None:
        """Publish the stored board, before the vendor is called.

        Raises:
            CannotSaveError: the store cannot be read.
        """
        await self._time_watch.load()
        await self.publisher.publish_board()
        await publish_stored(self._store, self._events)
        await self.auto_accepter.load()
        await self.publisher.publish_damage(is_shown=False)

    def start(self) -> None:
        """Run the jobs that need no vendor: reminders, mutes and the removal of old orders work without credentials."""
        self._tasks.keep_running("index", self._indexer.run)
        self._tasks.keep_running("tidy", self._scheduler.tidy)
        self._tasks.keep_running("watch", watch, self._clock, self._link, self._scheduler, self._events)

    def connect(
        self,
        api: VendorApi | None,
        *,
        cooldown: float,
        unreadable: str | None = None,
        same_token: bool = False,
        not_before: float = float("-inf"),
    ) -> None:
        """Poll and send from now on; only while disconnected.

        Args:
            api: the vendor, None where there is no token.
            cooldown: seconds between polls.
            unreadable: why the stored credentials cannot be read, None where there are none.
            same_token: whether the connection before used this token: the vendor still counts from its last poll.
            not_before: when the cooldown ends that another till's poll began, on the steady clock.
        """
        self._troubles.end(TroubleKind.NO_CREDENTIALS, TroubleKind.CREDENTIALS_UNREADABLE)
        if api is None:
            if unreadable is None:
                self._troubles.begin(TroubleKind.NO_CREDENTIALS)
                self._events.emit(ConnectionChanged(Connection(Link.OFF)))
            else:
                # The restaurant is expected to receive orders: this rings like a lost connection.
                self._troubles.begin(TroubleKind.CREDENTIALS_UNREADABLE, unreadable)
                self._events.emit(ConnectionChanged(Connection(Link.OFF, silent_since=self._clock.now())))
            return
        self.expect_polls(every=cooldown)
        self.reception.start()
        poller = Poller(
            api,
            self._poll_handler,
            self.reception,
            self._troubles,
            lease=self._store.lease,
            events=self._events,
            clock=self._clock,
            has_route=self._has_route,
            cooldown=cooldown,
            not_before=max(not_before, self._link.cooldown_ends) if same_token else not_before,
        )
        sender = OutboxSender(
            api,
            self.records,
            publisher=self.publisher,
            commands=self._commands,
            troubles=self._troubles,
            contact=poller,
            lease=self._store.lease,
            clock=self._clock,
        )
        self._link.connect(api, poller, sender)
        self._link.keep_running("queued", self._enqueue_stored)
        self._link.keep_running("lists", refresh_lists, api, self._store, self._events)

    async def disconnect(self) -> None:
        """Stop polling and sending, finish what is under way for a moment, close the connections.

        Commands that are given meanwhile are saved, and sent after the next `connect`.
        """
        await self._link.disconnect(self._poll_handler.finish)
        self._troubles.end(*OF_A_POLL, TroubleKind.COOLDOWN, TroubleKind.WRONG_CLOCK)

    def expect_polls(self, *, every: float) -> None:
        """Expect an answer each so many seconds, whichever till polls."""
        self._cooldown = every
        self.reception.expect(self._settings.not_receiving_after, every=every)

    def follow(self, settings: EngineSettings) -> None:
        """Use other settings from now on."""
        self._settings = settings
        self.expect_polls(every=self._cooldown)
        self._scheduler.follow(settings)

    async def stop(self) -> None:
        """Stop polling, finish what is under way for a moment, close the connections. The store stays open.

        What could still be taken back is sent: staff is told nothing else, and the next start may be tomorrow.
        """
        await self._commands.end()
        self._link.send_undoable(self._store.till)
        await self._tasks.close()
        await self.disconnect()

    # What people do

    def run(self, command: Coroutine[Any, Any, object]) -> None:
        """Run a command as the others are run: a failure is reported, and the end waits a moment for it."""
        self._commands.run(command)

    def accept(self, payment_key: str, preparing_time: int) -> None:
        """Accept an order with a preparation time of 1 to 240 minutes; a second accept changes nothing.

        Raises:
            ValueError: the minutes are out of bounds.
        """
        if not lifecycle.MIN_PREPARING_TIME <= preparing_time <= lifecycle.MAX_PREPARING_TIME:
            message = "a preparation time is 1 to 240 minutes"
            raise ValueError(message)
        self._commands.run(self.records.enqueue_accept(payment_key, preparing_time))

    def act(self, payment_key: str, action: Action, reason_id: int | None = None) -> None:
        """Send "on the way", "complete" or "cancel"; an impossible command changes nothing.

        It waits some seconds before it is sent, see `take_back`: the vendor cannot undo it.

        Raises:
            ValueError: accept needs minutes, a cancel needs one of the vendor's reasons (1 to 8, or what it lists).
        """
        if action is Action.ACCEPT or (action is Action.CANCEL) != (reason_id is not None):
            message = "accept has a method of its own, and only a cancel has a reason"
            raise ValueError(message)
        self._commands.run(
            self.records.enqueue_action(payment_key, action, reason_id, self._settings.undo_for)
        )

    def take_back(self, payment_key: str) -> None:
        """Withdraw a command of `act` that was not sent yet."""
        self._commands.run(self.records.take_back(payment_key))

    def accept_by_rule(self, rule: AutoAccept | None) -> None:
        """Let a rule accept orders from now on, those that wait now included; with None people accept."""
        self.auto_accepter.rule = rule
        self._commands.run(self.auto_accepter.accept_waiting())

    def start_rush(self, minutes: int, lasts: timedelta) -> None:
        """Add so many minutes to the preparation times of the rule for a while; 0 ends the rush."""
        self._commands.run(self.auto_accepter.start_rush(minutes, lasts))

    def mute(self, payment_keys: list[str], *, muted: bool) -> None:
        """Silence orders, or let them ring again."""
        self._commands.run(self._flags.mute(payment_keys, muted=muted))

    def rang(self, payment_keys: list[str]) -> None:
        """Save that the bell was heard for orders; only the first time counts."""
        self._commands.run(self._flags.rang(payment_keys))

    def seen(self, payment_key: str) -> None:
        """Save that a person has seen the changes of an order."""
        self._commands.run(self._flags.seen(payment_key))

    def start_now(self, payment_key: str) -> None:
        """Move a scheduled order to those in preparation: a person starts it now."""
        self._commands.run(self._flags.start_now(payment_key))

    def remove_from_board(self, payment_key: str) -> None:
        """Remove an order from the board; it stays in the store."""
        self._commands.run(self._flags.remove_from_board(payment_key))

    def poll_now(self) -> None:
        """Poll and send as soon as allowed: somebody asks, or the network came back."""
        self._link.poll_now()

    def dismiss(self, trouble: Trouble) -> None:
        """Remove a trouble that a person has read; of an unsure time it confirms the time."""
        if trouble.kind is TroubleKind.TIME_UNSURE:
            self._time_watch.confirm()
        self._troubles.dismiss(trouble)

    async def _enqueue_stored(self) -> None:
        await self.records.enqueue_stored()
        await self.publisher.publish_refused()
