"""The page that searches the dishes, takes them off sale, puts them back, and counts their portions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop.domain.restaurant.menu import FoodMenu, grouped
from desktop.domain.restaurant.off_sale import OffFor, OffSale
from desktop.domain.text.translation import tr
from desktop.ui.restaurant.dish_list import DishList
from desktop.ui.restaurant.dish_rows import DishModel
from desktop.ui.restaurant.portions_dialog import PortionsDialog
from desktop.ui.text import restaurant_words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pages import Page
from desktop.ui.widgets.theme import TOUCH

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent

    from desktop.domain.restaurant.branch import Branch
    from desktop.domain.restaurant.menu import Dish
    from desktop.domain.restaurant.portions import PortionCount
    from desktop.ui.restaurant.dish_rows import BranchDish, DishRow
    from desktop.ui.widgets.theme import Look


_KEYS: Final = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1, Qt.Key.Key_3: 2}


class DishCommands(Protocol):
    """The commands of the page. All return at once."""

    def take_off_sale(self, dishes: Sequence[Dish], duration: OffFor) -> None:
        """Take a dish off sale in some branches, and show a message."""

    def put_back_on_sale(self, dishes: Sequence[Dish]) -> None:
        """Put a dish back on sale in some branches, and show a message."""

    def set_portions(self, portions: Sequence[tuple[Dish, int | None]], *, only_today: bool) -> None:
        """Count the portions of a dish in some branches from now on, None for no more; show a message."""

    def poll_dishes(self) -> None:
        """Read the dishes from the vendor as soon as its cooldown allows."""

    def now(self) -> datetime:
        """Return the current time, with its zone."""


class DishesPage(Page):
    """Shows the search line, the choice of a duration, and the list."""

    def __init__(self, look: Look, commands: DishCommands) -> None:
        super().__init__(look, "dishes", restaurant_words.dishes_title())
        self._commands = commands
        self._menu = FoodMenu()
        self._off: dict[int, OffSale] = {}
        self._counts: dict[int, PortionCount] = {}
        self._names: dict[str, str] = {}
        self._duration = OffFor.UNTIL_CLOSING
        self._age = Label(look, 14, token="waiting_ink", elides=True)
        self._age.setObjectName("dishesAge")
        self.head.addWidget(self._age, 1)
        self._again = Button(look, name="dishesLook")
        self._again.set_text(tr("Read again"))
        self._again.clicked.connect(self._on_again)
        self.head.addWidget(self._again)
        self.search = QLineEdit()
        self.search.setObjectName("dishSearch")
        self.search.setPlaceholderText(tr("Search a dish or a category"))
        self.search.setAccessibleName(tr("Search a dish or a category"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show)
        self._row = FlowLayout()
        self._row.addWidget(self.search, 1)
        self._choice_label = Label(look, 16, token="muted")
        self._choice_label.set_text(tr("Off sale for:"))
        self._row.addWidget(self._choice_label)
        self.choices: dict[OffFor, Button] = {}
        for place, duration in enumerate(OffFor, 1):
            button = Button(look, name=f"offFor{place}")
            button.setCheckable(True)
            button.set_text(restaurant_words.off_for(duration), hint=f"Ctrl {place}")
            button.clicked.connect(lambda _on=False, duration=duration: self.choose_duration(duration))
            self.choices[duration] = button
            self._row.addWidget(button)
        self.body.addLayout(self._row)
        self.model = DishModel(commands.now)
        self.list = DishList(look, self.model)
        self.list.sale_pressed.connect(self._on_sale_pressed)
        self.list.portions_pressed.connect(self._ask_portions)
        self._nothing = Label(look, 18, token="muted")
        self._nothing.setObjectName("dishesNothing")
        self._nothing.setWordWrap(True)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self.list, 1)
        self.choose_duration(self._duration)
        self.show_menu(FoodMenu(), None, "")
        look.changed.connect(self._restyle)
        self._restyle()

    def enter(self) -> None:
        """Refresh the list and focus the search line."""
        self._commands.poll_dishes()
        self.list.choose(None)
        self.list.scrollToTop()
        self.search.selectAll()
        self.search.setFocus()

    def show_menu(self, menu: FoodMenu, read_at: datetime | None, problem: str) -> None:
        """Show the vendor's list of dishes, the time it was read, and the problem of the last read, "" for none."""
        self._menu = menu
        self._age.set_text(restaurant_words.list_age(read_at, problem, self._commands.now()))
        self._show()

    def show_off_sale(self, dishes: tuple[OffSale, ...]) -> None:
        """Mark the dishes that are off sale."""
        self._off = {dish.food_id: dish for dish in dishes}
        self._show()

    def show_portions(self, counts: tuple[PortionCount, ...]) -> None:
        """Show how many portions are left of the counted dishes."""
        self._counts = {count.food_id: count for count in counts}
        self._show()

    def choose_dish(self, food_id: int) -> None:
        """Make a dish the current row, whatever was searched before."""
        self.search.clear()
        self.list.choose(food_id)
        self.list.setFocus()

    def show_branches(self, branches: tuple[Branch, ...]) -> None:
        """Show the branch of each dish if there are several branches."""
        several = len(branches) > 1
        self._names = {branch.restaurant_id: branch.name for branch in branches} if several else {}
        self._show()

    def choose_duration(self, duration: OffFor) -> None:
        """Choose how long the next dish goes off sale."""
        self._duration = duration
        for choice, button in self.choices.items():
            button.setChecked(choice is duration)

    def press(self, event: QKeyEvent) -> bool:
        """Handle the keys: Down moves from the search to the list, Ctrl and a number choose the duration.

        Enter changes the sale of the only result, and with Ctrl its portions.
        """
        place = _KEYS.get(Qt.Key(event.key()))
        if place is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.choose_duration(list(OffFor)[place])
            return True
        if self.search.hasFocus() and event.key() == Qt.Key.Key_Down:
            self.list.setFocus()
            return True
        if self.search.hasFocus() and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            # Enter takes the only result; with several results it moves to the list.
            index = self.list.currentIndex()
            if index.isValid() and len(grouped(self._found())) == 1 and not event.isAutoRepeat():
                if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                    self._ask_portions(self.model.row(index))
                else:
                    self.list.press_part(index, -1)
            else:
                self.list.setFocus()
            return True
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.search.setFocus()
            return True
        return False

    def _found(self) -> list[Dish]:
        return self._known().find(self.search.text())

    def _known(self) -> FoodMenu:
        """Return the menu with the dishes off sale that it no longer lists, so that they can be put back."""
        listed = {dish.food_id for dish in self._menu.dishes}
        return self._menu.with_dishes(
            (off.food_id, off.name, off.restaurant_id)
            for off in self._off.values()
            if off.food_id not in listed
        )

    def _show(self) -> None:
        chosen = self.list.chosen
        found = self._found()
        self.model.show_dishes(found, self._off, self._counts, self._names)
        self.list.choose(chosen.dishes[0].dish.food_id if chosen is not None and chosen.dishes else None)
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        if not found:
            self._nothing.set_text(
                tr("No dish found. Type less of its name, or part of its category.")
                if self._menu.dishes
                else tr("No dish is known yet. Tezgâh reads Dükkango's list at most twice a minute.")
            )

    def _on_sale_pressed(self, dishes: tuple[BranchDish, ...]) -> None:
        if all(each.is_off for each in dishes):
            self._commands.put_back_on_sale([each.dish for each in dishes])
        else:
            self._commands.take_off_sale([each.dish for each in dishes if not each.is_off], self._duration)

    def _ask_portions(self, row: DishRow) -> None:
        dialog = PortionsDialog(self, self.look, row)
        dialog.portions_chosen.connect(self._on_portions_chosen)
        dialog.finished.connect(lambda _result: self.list.setFocus())
        dialog.open()

    def _on_portions_chosen(self, portions: list[tuple[Dish, int | None]], only_today: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._commands.set_portions(portions, only_today=only_today)

    def _on_again(self) -> None:
        self._commands.poll_dishes()

    def _restyle(self) -> None:
        self.search.setFont(self.look.font(18))
        self.search.setMinimumHeight(self.look.px(TOUCH))
        hint = self.look.metrics(18).horizontalAdvance(self.search.placeholderText())
        self.search.setMinimumWidth(hint + self.look.px(72))
        self._row.setSpacing(self.look.px(8))
