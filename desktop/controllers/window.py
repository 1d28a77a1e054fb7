"""Tells the people at the counter what the engine reports: on the board, in the banner, as notifications of the desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.text.turkish_sort import in_turkish
from desktop.store.rows import from_milliseconds
from desktop.sync.events import (
    AcceptChanged,
    ActionChanged,
    BeginNow,
    BoardChanged,
    BoardReplaced,
    ConnectionChanged,
    ReasonsChanged,
    RushChanged,
    Saved,
    TroublesChanged,
)
from desktop.ui.text import order_words, plurals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.alerts.notifications import Notifier
    from desktop.domain.orders.board import BoardOrder
    from desktop.sync.events import Event
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

    def on_event(self, report: Event) -> None:
        """Show what a report tells; what concerns others alone is passed over."""
        window = self._window
        if isinstance(report, BoardReplaced):
            window.show_board(report.orders)
            self._name_restaurant(report.orders)
        elif isinstance(report, (Saved, BoardChanged)):
            window.update_orders(report.orders)
            if isinstance(report, Saved):
                self._name_restaurant(report.orders)
                self._notify(report)
        elif isinstance(report, (AcceptChanged, ActionChanged)):
            window.update_orders((report.order,))
        elif isinstance(report, RushChanged):
            rush = report.rush
            until = None if rush is None else from_milliseconds(rush.until)
            window.show_rush(0 if rush is None else rush.minutes, until)
        elif isinstance(report, BeginNow):
            self._say_begin(report)
        elif isinstance(report, ReasonsChanged):
            window.dialogs.orders.cancel_reasons = report.reasons
        elif isinstance(report, ConnectionChanged):
            window.show_connection(report.connection)
        elif isinstance(report, TroublesChanged):
            window.show_troubles(report.troubles)

    def _name_restaurant(self, orders: Iterable[BoardOrder]) -> None:
        names = {order.order.restaurant_name for order in orders} - {""}
        if names:
            self._window.show_restaurant(" · ".join(sorted(names, key=in_turkish)))

    def _notify(self, saved: Saved) -> None:
        if self.notifier is None:
            return
        news = [order for order in saved.orders if order.payment_key in saved.announced]
        if len(news) > _MOST_NOTIFICATIONS:
            self.notifier.notify(plurals.new_orders(len(news)), "", news[0].payment_key)
            return
        for order in news:
            # Number and kind only: a notification may be seen, or kept, by anybody.
            self.notifier.notify(
                order_words.new_order(order), order_words.shipping(order.order), order.payment_key
            )

    def _say_begin(self, report: BeginNow) -> None:
        for order in report.orders:
            self._window.show_toast(order_words.begin_now(order))
            if self.notifier is not None:
                self.notifier.notify(
                    order_words.begin_now(order), order_words.shipping(order.order), order.payment_key
                )
