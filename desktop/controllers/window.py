"""Connects the main window with engine, alarm, settings and help: events in, commands out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.domain.alarm import Ring
from desktop.domain.orders.lifecycle import Action
from desktop.domain.text.translation import tr
from desktop.domain.text.turkish_sort import turkish_sort_key
from desktop.domain.tills import StoreLine
from desktop.store.rows import from_milliseconds
from desktop.sync.events import (
    BoardReplaced,
    Cause,
    ConnectionChanged,
    OrdersChanged,
    PaymentNamesChanged,
    ReasonsChanged,
    RushChanged,
    SoundChanged,
    StoreLineChanged,
    TroublesChanged,
)
from desktop.ui.text import plurals
from desktop.ui.text.orders import order_words
from desktop.ui.text.orders.payment_words import set_payment_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from desktop.alerts.notifications import Notifier
    from desktop.controllers.help import HelpController
    from desktop.controllers.settings import SettingsController
    from desktop.domain.alarm import Alarm
    from desktop.domain.clock import Clock
    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.trouble import Trouble, TroubleKind
    from desktop.services.alarm.alarm_service import AlarmService
    from desktop.services.backend import Backend
    from desktop.ui.window.main_window import MainWindow

_MOST_NOTIFICATIONS: Final = 3
"""New orders of one poll that get a notification each; more share one."""


class WindowController:
    """Shows the events of the engine, and carries out commands: the `OrderCommands` of ui, the `AlarmListener` of alarm."""

    def __init__(self, clock: Clock, quit_program: Callable[[], None]) -> None:
        self._clock = clock
        self._quit = quit_program
        self._window: MainWindow
        self._as_of: datetime | None = None
        self._backend: Backend
        self._settings: SettingsController
        self._alarm_service: AlarmService
        self._help: HelpController
        self._line = StoreLine()
        self.notifier: Notifier | None = None
        """The desktop's notifications; None until the program has started."""
        self.kitchen_shows_waiting = False
        """Whether people work at the kitchen screen, which says that orders wait: nothing covers its tickets at once."""

    def show_board(
        self, window: MainWindow, orders: tuple[BoardOrder, ...], as_of: datetime | None = None
    ) -> None:
        """Show the stored orders in the window, before there is anything that can change them.

        Args:
            window: the counter's.
            orders: of the board.
            as_of: the time of a board that is shown while the shared database is away, None for the present one.
        """
        self._window, self._as_of = window, as_of
        if as_of is not None:  # from the first picture on: it must not look as if all were well
            window.board_page.show_as_of(as_of)
            window.header.wait_for_store(waits=True)
        window.show_board(orders)
        self._name_restaurant(orders)

    def attach(
        self,
        backend: Backend,
        settings: SettingsController,
        alarm_service: AlarmService,
        help_controller: HelpController,
    ) -> None:
        """Set the parts that the window's commands go to, and show events from now on."""
        self._backend = backend
        self._clock = backend.clock
        self._settings = settings
        self._alarm_service = alarm_service
        self._help = help_controller
        events = backend.events
        events.subscribe(BoardReplaced, self._on_board_replaced)
        events.subscribe(OrdersChanged, self._on_orders_changed)
        events.subscribe(RushChanged, self._on_rush_changed)
        events.subscribe(ReasonsChanged, self._on_reasons_changed)
        events.subscribe(PaymentNamesChanged, lambda event: set_payment_names(event.names))
        events.subscribe(ConnectionChanged, self._on_connection_changed)
        events.subscribe(TroublesChanged, self._on_troubles_changed)
        events.subscribe(SoundChanged, self._on_sound_changed)
        events.subscribe(StoreLineChanged, self._on_line_changed)

    # Commands

    def may_press(self) -> bool:
        """Whether a press can be saved now; where it cannot, say why. A refused press leaves nothing behind."""
        if self._line.is_lost:
            from desktop.ui.text import till_words

            self._window.show_toast(till_words.refused(self._line))
        return not self._line.is_lost

    @property
    def accept(self) -> Callable[[str, int], None]:
        """The engine's own: a press takes no way around."""
        return self._backend.engine.accept if self.may_press() else _ignore

    def act(self, payment_key: str, action: Action) -> None:
        """Send "on the way" or "delivered" for an order; it can be taken back for a moment."""
        if self.may_press():
            self._backend.engine.act(payment_key, action)

    def cancel(self, payment_key: str, reason_id: int) -> None:
        """Cancel an order; it can be taken back for a moment."""
        if self.may_press():
            self._backend.engine.act(payment_key, Action.CANCEL, reason_id)

    def take_back(self, payment_key: str) -> None:
        """Withdraw the action of an order that was not sent yet."""
        if self.may_press():
            self._backend.engine.take_back(payment_key)

    def set_muted(self, muted: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Silence the orders that wait now, or let them ring again; without the database on this till alone."""
        payment_keys = self._alarm_service.silence(muted=muted)
        if self._line.is_lost:
            from desktop.ui.text import till_words

            self._window.show_toast(till_words.silenced_here(muted=muted))
        elif payment_keys:
            self._backend.engine.mute(payment_keys, muted=muted)

    def remove_from_board(self, payment_key: str) -> None:
        """Remove an order from the board."""
        if self.may_press():
            self._backend.engine.remove_from_board(payment_key)

    def seen(self, payment_key: str) -> None:
        """Save that a person has seen the changes of an order."""
        if self.may_press():
            self._backend.engine.seen(payment_key)

    def start_now(self, payment_key: str) -> None:
        """Start a scheduled order now."""
        if self.may_press():
            self._backend.engine.start_now(payment_key)

    def start_rush(self, minutes: int, lasts: int) -> None:
        """Add so many minutes to every preparation time, for so many minutes."""
        if self.may_press():
            self._backend.engine.start_rush(minutes, timedelta(minutes=lasts))

    def set_auto_accept(self, on: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Let the rule of the settings accept orders, or not."""
        # The rule is the same for all tills of a database.
        if self.may_press():
            self._settings.set_auto_accept(on)

    def choose_preparing_time(self, minutes: int) -> None:
        """Save the usual preparation time."""
        self._settings.choose(preparing_time=minutes)

    def poll_now(self) -> None:
        """Poll as soon as allowed."""
        self._backend.engine.poll_now()

    def try_store(self) -> None:
        """Try at once whether the shared database is there again."""
        self._backend.store.retry_now()
        self._window.show_toast(tr("Trying the shared database…"))

    def test_sound(self) -> None:
        """Ring once."""
        self._alarm_service.test()

    def dismiss_trouble(self, trouble: Trouble) -> None:
        """Remove a trouble that a person has read."""
        self._backend.engine.dismiss(trouble)

    def check_up(self) -> None:
        """Check everything that orders need."""
        self._help.check_up()

    def gather_support(self) -> None:
        """Gather a support package."""
        self._help.gather_support()

    def save_support(self, path: str) -> None:
        """Write the support package to this path."""
        self._help.save_support(path)

    def quit(self) -> None:
        """End the program."""
        self._quit()

    def now(self) -> datetime:
        """Return the time of day, aware, UTC."""
        return self._clock.now()

    # The alarm

    def on_escalated(self) -> None:
        """Bring the window to the front, once the program has started, unless the kitchen screen has the keys."""
        if self.notifier is not None and not self._window.calls_beside_the_kitchen():
            self._window.call_for_attention()

    def on_unheard(self) -> None:
        """Bring the window to the front, unless people work in it: an order waits that nobody can hear."""
        window = self._window
        if self.kitchen_shows_waiting and not window.isVisible():
            return
        if self.notifier is not None and not window.is_used():
            window.call_for_attention()

    def on_orders_heard(self, payment_keys: list[str]) -> None:
        """Save that the bell was heard for orders."""
        self._backend.engine.rang(payment_keys)

    def on_alarm_changed(self, alarm: Alarm) -> None:
        """Show whether it rings because no orders arrive."""
        self._window.show_lost_rings(Ring.LOST in alarm.signals)

    def on_sound_trouble(self, kind: TroubleKind, reason: str | None) -> None:
        """Add a trouble of the sound, or remove it."""
        if reason is None:
            self._backend.engine.troubles.end(kind)
        else:
            self._backend.engine.troubles.begin(kind, reason)

    def task_failed(self, name: str, error: BaseException) -> None:
        """Show that a task of the alarm failed."""
        self._backend.engine.troubles.task_failed(name, error)

    # Events

    def _on_board_replaced(self, event: BoardReplaced) -> None:
        self._window.show_board(event.orders)
        self._name_restaurant(event.orders)

    def _on_orders_changed(self, event: OrdersChanged) -> None:
        self._window.update_orders(event.orders)
        if event.cause is Cause.POLL:
            self._name_restaurant(event.orders)
            self._notify(event)
        elif event.cause is Cause.REMINDER:
            self._remind(event)

    def _on_rush_changed(self, event: RushChanged) -> None:
        rush = event.rush
        until = None if rush is None else from_milliseconds(rush.until)
        self._window.show_rush(0 if rush is None else rush.minutes, until)

    def _on_reasons_changed(self, event: ReasonsChanged) -> None:
        self._window.dialogs.orders.cancel_reasons = event.reasons

    def _on_connection_changed(self, event: ConnectionChanged) -> None:
        self._window.show_connection(event.connection)

    def _on_troubles_changed(self, event: TroublesChanged) -> None:
        self._window.show_troubles(event.troubles)

    def _on_sound_changed(self, event: SoundChanged) -> None:
        self._window.show_sound(event.working)

    def _on_line_changed(self, event: StoreLineChanged) -> None:
        self._line = event.line
        # The board of the last run is older than the loss of the line.
        self._as_of = self._as_of if event.line.is_lost else None
        self._window.board_page.show_as_of(self._as_of or event.line.lost_since)
        self._window.header.wait_for_store(waits=event.line.is_lost)

    def _name_restaurant(self, orders: Iterable[BoardOrder]) -> None:
        names = {order.order.restaurant_name for order in orders} - {""}
        if names:
            self._window.show_restaurant(" · ".join(sorted(names, key=turkish_sort_key)))

    def _notify(self, event: OrdersChanged) -> None:
        if self.notifier is None:
            return
        news = [order for order in event.orders if order.payment_key in event.announced]
        if len(news) > _MOST_NOTIFICATIONS:
            self.notifier.notify(plurals.new_orders(len(news)), "", news[0].payment_key)
            return
        for order in news:
            # Number and kind only: anybody may see a notification.
            self.notifier.notify(
                order_words.new_order(order), order_words.shipping(order.order), order.payment_key
            )

    def _remind(self, event: OrdersChanged) -> None:
        for order in event.orders:
            self._window.show_toast(order_words.start_now(order))
            if self.notifier is not None:
                self.notifier.notify(
                    order_words.start_now(order), order_words.shipping(order.order), order.payment_key
                )


def _ignore(_payment_key: str, _minutes: int, /) -> None:
    """Accept nothing: the press was refused."""
