"""Puts the pages about branches and dishes, the header and the shop together. Pages are built when first opened."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.domain.restaurant.menu import FoodMenu
from desktop.domain.restaurant.off_sale import OffFor
from desktop.sync.events import BranchesChanged, MenuChanged, OffSaleChanged
from desktop.ui.text import restaurant_words
from desktop.ui.widgets.pages import Entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.domain.restaurant.branch import Branch
    from desktop.domain.restaurant.menu import Dish
    from desktop.domain.restaurant.off_sale import OffSale
    from desktop.sync.events import Event
    from desktop.sync.restaurant.restaurant import RestaurantSync
    from desktop.ui.restaurant.branches_page import BranchesPage
    from desktop.ui.restaurant.dishes_page import DishesPage
    from desktop.ui.widgets.pages import Page
    from desktop.ui.window.main_window import MainWindow


class RestaurantController:
    """The restaurant of the running program."""

    def __init__(
        self, window: MainWindow, restaurant: Callable[[], RestaurantSync], now: Callable[[], datetime]
    ) -> None:
        """Take what is needed; reports can be shown from now on.

        Args:
            window: where.
            restaurant: returns the shop, once there is one.
            now: the wall clock, aware.
        """
        self._window = window
        self._restaurant = restaurant
        self._now = now
        self._branches: tuple[Branch, ...] = ()
        self._menu = MenuChanged(FoodMenu(), None)
        self._off: tuple[OffSale, ...] = ()
        self._shop_page: BranchesPage | None = None
        self._dishes_page: DishesPage | None = None

    def offer_pages(self) -> None:
        """Let the pages be opened: there is a shop now."""
        window = self._window
        window.pages.offer(Entry("dishes", restaurant_words.dishes_title(), "F6", self._build_dishes))
        window.pages.offer(Entry("shop", restaurant_words.shop_title(), "F11", self._build_shop))
        window.header.shop_pressed.connect(lambda: window.pages.open("shop"))
        window.header.off_sale_pressed.connect(lambda: window.pages.open("dishes"))
        window.dialogs.orders.dish_sold_out.connect(self.take_off)

    def on_event(self, report: Event) -> None:
        """Show what a report says of the restaurant."""
        if isinstance(report, BranchesChanged):
            self._branches = report.branches
            self._window.show_branches(report.branches)
            if self._shop_page is not None:
                self._shop_page.show_branches(report.branches)
            if self._dishes_page is not None:
                self._dishes_page.show_branches(report.branches)
        elif isinstance(report, OffSaleChanged):
            self._off = report.dishes
            self._window.header.show_off_sale(sum(dish.wanted_on is not True for dish in report.dishes))
            if self._dishes_page is not None:
                self._dishes_page.show_off_sale(report.dishes)
        elif isinstance(report, MenuChanged):
            self._menu = report
            self._window.dialogs.orders.menu = report.menu
            if self._dishes_page is not None:
                self._dishes_page.show_menu(report.menu, report.read_at, report.problem)

    def take_off(self, dish: Dish) -> None:
        """Take a dish of an order off sale until closing."""
        self._restaurant().dishes.take_off(dish, OffFor.UNTIL_CLOSING)
        self._window.show_toast(restaurant_words.was_taken_off(dish.name, OffFor.UNTIL_CLOSING))

    def _build_shop(self) -> Page:
        from desktop.ui.restaurant.branches_page import BranchesPage, RestaurantCommands

        branches = self._restaurant().branches
        commands = RestaurantCommands(
            open=lambda ident: branches.set_open(ident, is_open=True),
            close=self._close,
            look=branches.poll_now,
            waiting=self._window.board_page.waiting_at,
            now=self._now,
        )
        page = self._shop_page = BranchesPage(self._window.look, commands)
        page.show_branches(self._branches)
        return page

    def _build_dishes(self) -> Page:
        from desktop.ui.restaurant.dishes_page import DishCommands, DishesPage

        dishes = self._restaurant().dishes
        commands = DishCommands(
            take_off=dishes.take_off,
            put_back=dishes.put_back,
            look=dishes.poll_now,
            show_toast=self._window.show_toast,
            now=self._now,
        )
        page = self._dishes_page = DishesPage(self._window.look, commands)
        page.show_branches(self._branches)
        page.show_off_sale(self._off)
        page.show_menu(self._menu.menu, self._menu.read_at, self._menu.problem)
        return page

    def _close(self, restaurant_id: str, minutes: int | None) -> None:
        lasts = None if minutes is None else timedelta(minutes=minutes)
        self._restaurant().branches.set_open(restaurant_id, is_open=False, lasts=lasts)
