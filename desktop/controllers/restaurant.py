"""Connects the pages about branches and dishes, and the header, with the engine. Pages are built when first opened."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.domain.restaurant.menu import FoodMenu
from desktop.domain.restaurant.off_sale import OffFor
from desktop.sync.events import BranchesChanged, MenuChanged, OffSaleChanged, PortionsChanged
from desktop.ui.board.notices import BREAK_MINUTES
from desktop.ui.text import plurals, restaurant_words
from desktop.ui.widgets.pages import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, time

    from desktop.domain.restaurant.branch import Branch
    from desktop.domain.restaurant.menu import Dish
    from desktop.domain.restaurant.off_sale import OffSale
    from desktop.domain.restaurant.portions import PortionCount
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
        self.may_press: Callable[[], bool] = lambda: True
        self._branches: tuple[Branch, ...] = ()
        self._menu = MenuChanged(FoodMenu(), None)
        self._off: tuple[OffSale, ...] | None = None
        """None until the stored ones are read: what was sold out before is no news."""
        self._counts: tuple[PortionCount, ...] = ()
        self._branches_page: BranchesPage | None = None
        self._dishes_page: DishesPage | None = None

    def offer_pages(self, may_press: Callable[[], bool]) -> None:
        """Offer the pages in the window; call it after the store is open.

        Args:
            may_press: returns whether a press can be saved now; where it cannot, it tells the person why.
        """
        self.may_press = may_press
        window = self._window
        window.pages.offer(Entry("dishes", restaurant_words.dishes_title(), "F6", self._build_dishes_page))
        window.pages.offer(Entry("shop", restaurant_words.branches_title(), "F11", self._build_branches_page))
        window.header.shop_pressed.connect(lambda: window.pages.open("shop"))
        window.header.off_sale_pressed.connect(lambda: window.pages.open("dishes"))
        window.header.portions.dish_pressed.connect(self._open_dish)
        window.dialogs.orders.dish_sold_out.connect(self._on_dish_sold_out)
        window.board_page.notices.break_wanted.connect(self._ask_for_break)

    def subscribe(self, events: EventBus) -> None:
        events.subscribe(BranchesChanged, self._on_branches_changed)
        events.subscribe(OffSaleChanged, self._on_off_sale_changed)
        events.subscribe(PortionsChanged, self._on_portions_changed)
        events.subscribe(MenuChanged, self._on_menu_changed)

    def _on_branches_changed(self, event: BranchesChanged) -> None:
        self._branches = event.branches
        self._window.show_branches(event.branches)
        self._show_low()
        if self._branches_page is not None:
            self._branches_page.show_branches(event.branches)
        if self._dishes_page is not None:
            self._dishes_page.show_branches(event.branches)

    def _on_off_sale_changed(self, event: OffSaleChanged) -> None:
        self._announce_sold_out(event.dishes)
        self._off = event.dishes
        self._show_low()
        self._window.header.show_off_sale(sum(dish.wanted_on is not True for dish in event.dishes))
        if self._dishes_page is not None:
            self._dishes_page.show_off_sale(event.dishes)

    def _announce_sold_out(self, dishes: tuple[OffSale, ...]) -> None:
        """Say which dishes an order just sold out; nobody pressed anything."""
        if self._off is None:
            return
        known = {dish.food_id for dish in self._off if dish.by_count and dish.wanted_on is not True}
        names = [
            self._name(dish.name, dish.restaurant_id)
            for dish in dishes
            if dish.by_count and dish.wanted_on is not True and dish.food_id not in known
        ]
        if names:
            self._window.show_toast(restaurant_words.was_sold_out(", ".join(names)))

    def _on_portions_changed(self, event: PortionsChanged) -> None:
        self._counts = event.counts
        self._show_low()
        if self._dishes_page is not None:
            self._dishes_page.show_portions(event.counts)

    def _show_low(self) -> None:
        """Show low counts in the header; of a dish off sale only that too many were sold."""
        off = {dish.food_id for dish in self._off or () if dish.wanted_on is not True}
        counts = [count for count in self._counts if count.food_id not in off or count.left < 0]
        self._window.header.show_portions(counts, self._branch_names)

    @property
    def _branch_names(self) -> dict[str, str]:
        """The names of the branches by their id; empty if there is only one."""
        several = len(self._branches) > 1
        return {branch.restaurant_id: branch.name for branch in self._branches} if several else {}

    def _name(self, name: str, restaurant_id: str) -> str:
        return restaurant_words.dish_name(name, self._branch_names.get(restaurant_id, ""))

    def _name_of(self, dishes: Sequence[Dish]) -> str:
        if len(dishes) == 1:
            return self._name(dishes[0].name, dishes[0].restaurant_id)
        return restaurant_words.dish_name(dishes[0].name, plurals.branches(len(dishes)))

    def _open_dish(self, food_id: int) -> None:
        if self._window.pages.page is None or self._window.pages.page is not self._dishes_page:
            self._window.pages.open("dishes")
        if self._dishes_page is not None:
            self._dishes_page.choose_dish(food_id)

    def _on_menu_changed(self, event: MenuChanged) -> None:
        self._menu = event
        self._window.dialogs.orders.menu = event.menu
        if self._dishes_page is not None:
            self._dishes_page.show_menu(event.menu, event.read_at, event.problem)

    def open_branch(self, restaurant_id: str) -> None:
        if self.may_press():
            self._restaurant().branches.set_open(restaurant_id, is_open=True)

    def close_branch(self, restaurant_id: str, minutes: int | None) -> None:
        """Close a branch for a number of minutes; None means until somebody opens it."""
        if not self.may_press():
            return
        lasts = None if minutes is None else timedelta(minutes=minutes)
        self._restaurant().branches.set_open(restaurant_id, is_open=False, lasts=lasts)

    def poll_branches(self) -> None:
        """Read the state of all branches from the vendor."""
        self._restaurant().branches.poll_now()

    def waiting_at(self, restaurant_id: str) -> int:
        """Return the number of orders of a branch that wait for a person."""
        return self._window.board_page.waiting_at(restaurant_id)

    def take_off_sale(self, dishes: Sequence[Dish], duration: OffFor) -> None:
        """Take a dish off sale in some branches, and show a message."""
        if not self.may_press():
            return
        for dish in dishes:
            self._restaurant().dishes.take_off(dish, duration)
        self._window.show_toast(restaurant_words.was_taken_off(self._name_of(dishes), duration))

    def put_back_on_sale(self, dishes: Sequence[Dish]) -> None:
        """Put a dish back on sale in some branches, and show a message."""
        if not self.may_press():
            return
        sold_out = {count.food_id for count in self._counts if count.is_sold_out}
        uncounted = any(dish.food_id in sold_out for dish in dishes)
        for dish in dishes:
            self._restaurant().dishes.put_back(dish.food_id)
        self._window.show_toast(restaurant_words.was_put_back(self._name_of(dishes), uncounted=uncounted))

    def set_portions(self, portions: Sequence[tuple[Dish, int | None]], *, only_today: bool) -> None:
        """Count the portions of a dish in some branches from now on, None for no more; show a message."""
        if not self.may_press():
            return
        for dish, number in portions:
            self._restaurant().dishes.set_portions(dish, number, today_only=only_today)
        numbers = [number for _, number in portions]
        name = self._name_of([dish for dish, _ in portions])
        self._window.show_toast(restaurant_words.portions_were_set(name, numbers))

    def day_begins(self) -> time:
        """Return the local begin of a business day."""
        return self._restaurant().dishes.day_begins

    def poll_dishes(self) -> None:
        """Read the dishes from the vendor as soon as its cooldown allows."""
        self._restaurant().dishes.poll_now()

    def _on_dish_sold_out(self, dish: Dish) -> None:
        self.take_off_sale([dish], OffFor.UNTIL_CLOSING)

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
        page.show_off_sale(self._off or ())
        page.show_portions(self._counts)
        page.show_menu(self._menu.menu, self._menu.read_at, self._menu.problem)
        return page
