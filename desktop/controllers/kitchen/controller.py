"""Shows the board's orders on the kitchen screen, and carries out its presses: the `KitchenCommands` of ui."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.domain.alarm import Ring
from desktop.domain.kitchen.chimes import Chime, chimes
from desktop.domain.kitchen.dish_keys import dish_keys
from desktop.domain.kitchen.stations import Kitchens, read_stations
from desktop.domain.kitchen.tickets import is_in_kitchen, standing
from desktop.domain.orders.allergies import split_words
from desktop.domain.orders.kitchen_entries import PASS, WHOLE_KITCHEN, bumps_in_force
from desktop.domain.orders.lifecycle import Column
from desktop.store.errors import StoreError
from desktop.sync.events import (
    BoardReplaced,
    Cause,
    MenuChanged,
    OrdersChanged,
    StoreLineChanged,
    TroublesChanged,
)
from desktop.sync.ticket_facts import knowledge
from desktop.ui.kitchen_screen.recall_dialog import RecallRow
from desktop.ui.kitchen_screen.window import KitchenWindow
from desktop.ui.text import kitchen_words
from desktop.ui.widgets.theme import Look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from desktop.controllers.settings import SettingsController
    from desktop.domain.kitchen.tickets import KitchenTicket
    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.kitchen_entries import KitchenEntry
    from desktop.domain.restaurant.menu import Dish
    from desktop.domain.trouble import Trouble
    from desktop.services.alarm.alarm_service import AlarmService
    from desktop.services.backend import Backend
    from desktop.ui.window.main_window import MainWindow

_log = logging.getLogger(__name__)

_SOUNDS: Final = {
    Chime.NEW: Ring.KITCHEN_NEW,
    Chime.CHANGED: Ring.KITCHEN_CHANGED,
    Chime.CANCELLED: Ring.KITCHEN_CANCELLED,
}


class KitchenController:
    """Follows the board from the first opening on; the window may be closed and opened again."""

    def __init__(
        self,
        counter: MainWindow,
        backend: Backend,
        choices: SettingsController,
        alarm_service: AlarmService,
        *,
        is_main: bool,
    ) -> None:
        """Follow the board.

        Args:
            counter: the counter's window.
            backend: of the program.
            choices: the settings.
            alarm_service: plays the chimes.
            is_main: whether the program was started for this screen.
        """
        self._counter = counter
        self._backend = backend
        self._choices = choices
        self._alarm_service = alarm_service
        self._is_main = is_main
        self.window: KitchenWindow | None = None
        self._orders: dict[str, BoardOrder] = {}
        self._tickets: list[KitchenTicket] = []
        self._bumped: dict[str, KitchenTicket] = {}
        """Tickets as they were when they were bumped: another till may take that back, together with other changes."""
        self._menu: tuple[Dish, ...] = ()
        self._stations = ""
        self._kitchens = Kitchens()
        self._loaded = False
        self._loading: asyncio.Task[None] | None = None
        events = backend.events
        events.subscribe(BoardReplaced, self._on_board_replaced)
        events.subscribe(OrdersChanged, self._on_orders_changed)
        events.subscribe(MenuChanged, self._on_menu_changed)
        events.subscribe(TroublesChanged, self._on_troubles_changed)
        self._line = backend.store.line
        events.subscribe(StoreLineChanged, self._on_line_changed)
        choices.listeners.append(self._on_settings_changed)
        counter.look.changed.connect(self._follow_look)

    # The window

    def open(self) -> None:
        """Open the window, or bring it to the front."""
        if self.window is not None:
            self.window.raise_to_front()
            return
        settings = self._choices.settings
        look = Look(settings.theme, settings.text_scale)
        self.window = window = KitchenWindow(self, look)
        if not window.restore_place(settings.kitchen_place):
            window.take_screen(None if self._is_main else self._counter)
        window.show_troubles(self._counter.banner.troubles)
        window.show_as_of(self._line.lost_since)
        window.raise_to_front()
        if not self._is_main:
            self._choices.save(kitchen_open=True)
        self._show()
        self._load()

    def leave(self) -> None:
        """Close the screen; where the program was started for it, ask whether to quit."""
        if self._is_main:
            self.open_counter()
            self._counter.ask_to_quit()
        elif self.window is not None:
            self._guarded_by_pin(self._close_window)

    def remember_place(self) -> None:
        """Save where the window stands, and whether it fills the screen."""
        if self.window is not None and self.window.place != self._choices.settings.kitchen_place:
            self._choices.save(kitchen_place=self.window.place)

    async def close(self) -> None:
        """Close the window: the program ends, and opens it at the next start."""
        if self._loading is not None:
            self._loading.cancel()
            await asyncio.gather(self._loading, return_exceptions=True)
        self.remember_place()
        if self.window is not None:
            self.window.end()
            self.window = None

    def _close_window(self) -> None:
        self.remember_place()
        if self.window is not None:
            self.window.end()
            self.window = None
        self._choices.save(kitchen_open=False)

    # Commands

    def may_press(self) -> bool:
        """Whether a press can be saved now; where it cannot, say why."""
        if self._line.is_lost and self.window is not None:
            from desktop.ui.text import till_words

            self.window.show_toast(till_words.refused(self._line))
        return not self._line.is_lost

    def bump(self, payment_key: str, dishes: tuple[str, ...], content: str) -> None:
        """Save that dishes are ready."""
        if not self.may_press():
            return
        kitchen = self._backend.engine.kitchen
        by = "pass" if self._station == PASS else "kitchen"
        self._backend.engine.run(kitchen.bump(payment_key, self._station, dishes, content, by))

    def recall(self, payment_key: str, bump_id: int) -> None:
        """Take a bump back."""
        if self.may_press():
            self._backend.engine.run(self._recall(payment_key, bump_id))

    def recall_last(self) -> None:
        """Take the last bump of this station back."""
        if self.may_press():
            self._backend.engine.run(self._recall_last())

    def list_recalls(self) -> None:
        """Show the bumps that can be taken back."""
        if self.may_press():
            self._backend.engine.run(self._list_recalls())

    def choose_station(self, station: str) -> None:
        """Show another station; the next start shows it too."""
        self._choices.save(kitchen_station=station)
        self._tickets = []
        self._bumped = {}
        self._show()

    def open_counter(self) -> None:
        """Bring the counter's window to the front."""
        self._counter.raise_to_front()

    def remedy(self, trouble: Trouble) -> None:
        """Help against a problem in the counter's window."""
        self.open_counter()
        self._counter.dialogs.remedy(trouble)

    def explain(self, trouble: Trouble) -> None:
        """Show in the counter's window what people can do about a problem."""
        self.open_counter()
        self._counter.dialogs.explain(trouble)

    def list_troubles(self) -> None:
        """Show all problems in the counter's window."""
        self.open_counter()
        self._counter.dialogs.list_troubles()

    def set_full_screen(self, on: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Fill the screen, or leave that after the PIN where it guards leaving."""
        window = self.window
        if window is None:
            return
        if on:
            window.set_full_screen(on=True)
        else:
            self._guarded_by_pin(lambda: window.set_full_screen(on=False))

    def now(self) -> datetime:
        """Return the time of day, aware, UTC."""
        return self._backend.clock.now()

    def _guarded_by_pin(self, go_on: Callable[[], None]) -> None:
        settings = self._choices.settings
        if settings.pin and settings.pin_guards_leaving:
            # The question stands in the counter's window.
            self.open_counter()
        self._counter.guard_leaving(go_on)

    async def _recall(self, payment_key: str, bump_id: int) -> None:
        self._say_recalled(done=await self._backend.engine.kitchen.recall(payment_key, bump_id))

    async def _recall_last(self) -> None:
        self._say_recalled(done=await self._backend.engine.kitchen.recall_last(self._station))

    def _say_recalled(self, *, done: bool) -> None:
        if self.window is not None:
            self.window.show_toast(kitchen_words.recalled(done=done))

    async def _list_recalls(self) -> None:
        found = await self._backend.engine.kitchen.recallable(self._station)
        if self.window is not None:
            self.window.show_recalls([_recall_row(bump_id, order) for bump_id, order in found])

    # Events

    def _load(self) -> None:
        if self._loading is None:
            self._loading = asyncio.ensure_future(self._read())
            self._loading.add_done_callback(self._on_read)

    async def _read(self) -> None:
        """Read the board; what an event brought meanwhile is newer."""
        self._menu = (await self._backend.store.read(lambda tx: knowledge(tx, "", with_menu=True))).menu
        self._stations = ""
        for order in await self._backend.engine.kitchen.orders():
            if order.payment_key not in self._orders:
                self._take([order])

    def _on_read(self, task: asyncio.Task[None]) -> None:
        self._loading = None
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, StoreError):
            # The banner shows it; the next event of an order brings that order.
            _log.warning("the kitchen screen cannot read the orders: %s", error)
        elif error is not None:
            self._backend.engine.troubles.task_failed("kitchen", error)
        else:
            self._loaded = True
        self._show()

    def _take(self, orders: Iterable[BoardOrder]) -> None:
        for order in orders:
            if is_in_kitchen(order) or order.waits or order.column is Column.LATER:
                self._orders[order.payment_key] = order
            else:
                self._orders.pop(order.payment_key, None)

    def _on_board_replaced(self, event: BoardReplaced) -> None:
        # Cancelled orders are on no board: they stay until they are bumped.
        here = {order.payment_key for order in event.orders}
        cancelled = {
            key: order
            for key, order in self._orders.items()
            if key not in here and order.column is None and is_in_kitchen(order)
        }
        self._orders = cancelled
        self._take(event.orders)
        self._show(sounds=True)
        self._loaded = True

    def _on_orders_changed(self, event: OrdersChanged) -> None:
        self._take(event.orders)
        self._show(sounds=event.cause is not Cause.KITCHEN)

    def _on_menu_changed(self, event: MenuChanged) -> None:
        self._menu = event.menu.dishes
        self._stations = ""
        if self._choices.settings.kitchen_stations:
            self._show()

    def _on_troubles_changed(self, event: TroublesChanged) -> None:
        if self.window is not None:
            self.window.show_troubles(event.troubles)

    def _on_line_changed(self, event: StoreLineChanged) -> None:
        self._line = event.line
        if self.window is not None:
            self.window.show_as_of(event.line.lost_since)

    def _on_settings_changed(self) -> None:
        self._follow_look()
        self._show()

    def _follow_look(self) -> None:
        settings = self._choices.settings
        if self.window is not None and self.window.look.theme != settings.theme:
            self.window.look.set_theme(settings.theme)
        if self.window is not None and self.window.look.wanted_text_scale != settings.text_scale:
            self.window.look.set_text_scale(settings.text_scale)

    @property
    def _station(self) -> str:
        chosen = self._choices.settings.kitchen_station
        return chosen if chosen in self._kitchens.views else WHOLE_KITCHEN

    def _show(self, *, sounds: bool = False) -> None:
        """Show what stands now; with `sounds`, play what is new in it."""
        settings = self._choices.settings
        if settings.kitchen_stations != self._stations:
            self._stations = settings.kitchen_stations
            self._kitchens = Kitchens(read_stations(self._stations), self._menu)
        if self.window is None:
            return
        margin = timedelta(minutes=settings.begin_margin_minutes)
        before = self._tickets
        self._tickets = standing(self._orders.values(), self._station, self._kitchens, margin)
        self.window.show_stations(self._kitchens.views, self._station)
        self.window.show_tickets(self._tickets, split_words(settings.allergy_words))
        self.window.show_waiting(sum(order.waits for order in self._orders.values()))
        later = [order for order in self._orders.values() if order.column is Column.LATER]
        starts = [at for order in later if (at := order.start_at(margin)) is not None]
        self.window.show_later(len(later), min(starts, default=None))
        before = before + self._take_back({ticket.payment_key: ticket for ticket in before})
        if sounds and self._loaded:
            for chime in chimes(before, self._tickets):
                self._alarm_service.chime(_SOUNDS[chime])

    def _take_back(self, before: dict[str, KitchenTicket]) -> list[KitchenTicket]:
        """Return the tickets that stand again, as they were when they were bumped."""
        standing_now = {ticket.payment_key for ticket in self._tickets}
        known = self._bumped | before
        self._bumped = {
            key: ticket
            for key, ticket in known.items()
            if key not in standing_now and key in self._orders and is_in_kitchen(self._orders[key])
        }
        return [known[key] for key in standing_now - before.keys() & known.keys()]


def _recall_row(bump_id: int, order: BoardOrder) -> RecallRow:
    bump = next(each for each in bumps_in_force(order.kitchen) if each.id == bump_id)
    what = kitchen_words.whole_ticket() if bump.is_whole else _dish_names(bump, order)
    return RecallRow(order.payment_key, bump_id, kitchen_words.recall_row(order, bump.at, what))


def _dish_names(bump: KitchenEntry, order: BoardOrder) -> str:
    named = zip(dish_keys(order.order.lines), order.order.lines, strict=True)
    return kitchen_words.dishes(line for key, line in named if key in bump.dishes)
