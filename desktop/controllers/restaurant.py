"""Connects the pages about branches and dishes, and the header, with the engine. Pages are built when first opened."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.domain.restaurant.menu import FoodMenu
from desktop.domain.restaurant.off_sale import OffFor
from desktop.sync.events import BranchesChanged, MenuChanged, OffSaleChanged
from desktop.ui.board.notices import BREAK_MINUTES
from desktop.ui.text import restaurant_words
from desktop.ui.widgets.pages import Entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.domain.restaurant.branch import Branch
    from desktop.domain.restaurant.menu import Dish
    from desktop.domain.restaurant.off_sale import OffSale
    from desktop.sync.events import EventBus
    from desktop.sync.restaurant.restaurant import RestaurantSync
    from desktop.ui.restaurant.branches_page import BranchesPage
    from desktop.ui.restaurant.dishes_page import DishesPage
    from desktop.ui.widgets.pages import Page
    from desktop.ui.window.main_window import MainWindow


class RestaurantController:
    """Implements the commands of both pages, and shows the events of the restaurant."""

    def __init__(
        self, window: MainWindow, restaurant: Callable[[], RestaurantSync], now: Callable[[], datetime]
    ) -> None:
        """Build the controller, which can show events from now on.

        Args:
            window: the main window.
            restaurant: returns the restaurant of the engine; called after the store is open.
            now: returns the current time, with its zone.
        """
        self._window = window
        self._restaurant = restaurant
        self.now = now
        self._branches: tuple[Branch, ...] = ()
        self._menu = MenuChanged(FoodMenu(), None)
        self._off: tuple[OffSale, ...] = ()
        self._branches_page: BranchesPage | None = None
        self._dishes_page: DishesPage | None = None

    def offer_pages(self) -> None:
        """Offer the pages in the window; call it after the store is open."""
        window = self._window
        window.pages.offer(Entry("dishes", restaurant_words.dishes_title(), "F6", self._build_dishes_page))
        window.pages.offer(Entry("shop", restaurant_words.branches_title(), "F11", self._build_branches_page))
        window.header.shop_pressed.connect(lambda: window.pages.open("shop"))
        window.header.off_sale_pressed.connect(lambda: window.pages.open("dishes"))
        window.dialogs.orders.dish_sold_out.connect(self._on_dish_sold_out)
        window.board_page.notices.break_wanted.connect(self._ask_for_break)

    def subscribe(self, events: EventBus) -> None:
        events.subscribe(BranchesChanged, self._on_branches_changed)
        events.subscribe(OffSaleChanged, self._on_off_sale_changed)
        events.subscribe(MenuChanged, self._on_menu_changed)

    def _on_branches_changed(self, event: BranchesChanged) -> None:
        self._branches = event.branches
        self._window.show_branches(event.branches)
        if self._branches_page is not None:
            self._branches_page.show_branches(event.branches)
        if self._dishes_page is not None:
            self._dishes_page.show_branches(event.branches)

    def _on_off_sale_changed(self, event: OffSaleChanged) -> None:
        self._off = event.dishes
        self._window.header.show_off_sale(sum(dish.wanted_on is not True for dish in event.dishes))
        if self._dishes_page is not None:
            self._dishes_page.show_off_sale(event.dishes)

    def _on_menu_changed(self, event: MenuChanged) -> None:
        self._menu = event
        self._window.dialogs.orders.menu = event.menu
        if self._dishes_page is not None:
            self._dishes_page.show_menu(event.menu, event.read_at, event.problem)

    def open_branch(self, restaurant_id: str) -> None:
        self._restaurant().branches.set_open(restaurant_id, is_open=True)

    def close_branch(self, restaurant_id: str, minutes: int | None) -> None:
        """Close a branch for a number of minutes; None means until somebody opens it."""
        lasts = None if minutes is None else timedelta(minutes=minutes)
        self._restaurant().branches.set_open(restaurant_id, is_open=False, lasts=lasts)

    def poll_branches(self) -> None:
        """Read the state of all branches from the vendor."""
        self._restaurant().branches.poll_now()

    def waiting_at(self, restaurant_id: str) -> int:
        """Return the number of orders of a branch that wait for a person."""
        return self._window.board_page.waiting_at(restaurant_id)

    def take_off_sale(self, dish: Dish, duration: OffFor) -> None:
        """Take a dish off sale, and show a message."""
        self._restaurant().dishes.take_off(dish, duration)
        self._window.show_toast(restaurant_words.was_taken_off(dish.name, duration))

    def put_back_on_sale(self, dish: Dish) -> None:
        """Put a dish back on sale, and show a message."""
        self._restaurant().dishes.put_back(dish.food_id)
        self._window.show_toast(restaurant_words.was_put_back(dish.name))

    def poll_dishes(self) -> None:
        """Read the dishes from the vendor as soon as its cooldown allows."""
        self._restaurant().dishes.poll_now()

    def _on_dish_sold_out(self, dish: Dish) -> None:
        self.take_off_sale(dish, OffFor.UNTIL_CLOSING)

    def _ask_for_break(self, restaurant_id: str) -> None:
        """Ask whether to close a branch for a short time: its waiting orders still need an answer."""
        from desktop.ui.restaurant.branches_page import ask_to_close

        window, waiting = self._window, self.waiting_at(restaurant_id)
        name = next((each.name for each in self._branches if each.restaurant_id == restaurant_id), "")
        dialog = ask_to_close(window, window.look, name, waiting, BREAK_MINUTES)
        dialog.accepted.connect(lambda: self.close_branch(restaurant_id, BREAK_MINUTES))
        self._window.dialogs.open(dialog)

    def _build_branches_page(self) -> Page:
        from desktop.ui.restaurant.branches_page import BranchesPage

        page = self._branches_page = BranchesPage(self._window.look, self)
        page.show_branches(self._branches)
        return page

    def _build_dishes_page(self) -> Page:
        from desktop.ui.restaurant.dishes_page import DishesPage

        page = self._dishes_page = DishesPage(self._window.look, self)
        page.show_branches(self._branches)
        page.show_off_sale(self._off)
        page.show_menu(self._menu.menu, self._menu.read_at, self._menu.problem)
        return page
