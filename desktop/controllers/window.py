"""Tells the people at the counter what the engine reports: on the board, in the banner, as notifications of the desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.text.turkish_sort import in_turkish
from desktop.store.rows import from_milliseconds
from desktop.sync.events import (
    BoardReplaced,
    Cause,
    ConnectionChanged,
    OrdersChanged,
    ReasonsChanged,
    RushChanged,
    TroublesChanged,
)
from desktop.ui.text import order_words
from desktop.ui.text.plurals import plurals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.alerts.notifications import Notifier
    from desktop.domain.orders.board import BoardOrder
    from desktop.sync.events import EventBus
    from desktop.ui.window.main_window import MainWindow

_MOST_NOTIFICATIONS: Final = 3
"""New orders of one poll that get a notification of their own; more share one."""


class Telling:
    """Hands reports on to the window and to the desktop."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window; nothing is shown by the desktop until there is a `notifier`."""
        self._window = window
        self.notifier: Notifier | None = None
        """The desktop's notifications."""

    def subscribe(self, events: EventBus) -> None:
        """Show each event from now on."""
        events.subscribe(BoardReplaced, self._on_board_replaced)
        events.subscribe(OrdersChanged, self._on_orders_changed)
        events.subscribe(RushChanged, self._on_rush_changed)
        events.subscribe(ReasonsChanged, self._on_reasons_changed)
        events.subscribe(ConnectionChanged, self._on_connection_changed)
        events.subscribe(TroublesChanged, self._on_troubles_changed)

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

    def _name_restaurant(self, orders: Iterable[BoardOrder]) -> None:
        names = {order.order.restaurant_name for order in orders} - {""}
        if names:
            self._window.show_restaurant(" · ".join(sorted(names, key=in_turkish)))

    def _notify(self, event: OrdersChanged) -> None:
        if self.notifier is None:
            return
        news = [order for order in event.orders if order.payment_key in event.announced]
        if len(news) > _MOST_NOTIFICATIONS:
            self.notifier.notify(plurals().new_orders(len(news)), "", news[0].payment_key)
            return
        for order in news:
            # Number and kind only: a notification may be seen, or kept, by anybody.
            self.notifier.notify(
                order_words.new_order(order), order_words.shipping(order.order), order.payment_key
            )

    def _remind(self, event: OrdersChanged) -> None:
        for order in event.orders:
            self._window.say(order_words.begin_now(order))
            if self.notifier is not None:
                self.notifier.notify(
                    order_words.begin_now(order), order_words.shipping(order.order), order.payment_key
                )
