"""The dishes in the place of the board: found by typing, taken off sale and put back by one press."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop.domain.restaurant.menu import FoodMenu
from desktop.domain.restaurant.off_sale import OffFor, OffSale
from desktop.domain.text.translation import tr
from desktop.ui.restaurant.dish_list import DishList, DishModel, DishRow
from desktop.ui.text import restaurant_words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pages import Page
from desktop.ui.widgets.theme import TOUCH

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent

    from desktop.domain.restaurant.branch import Branch
    from desktop.domain.restaurant.menu import Dish
    from desktop.ui.widgets.theme import Look


_KEYS: Final = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1, Qt.Key.Key_3: 2}


@dataclass(frozen=True, slots=True)
class DishCommands:
    """What the page may ask for. All return at once."""

    take_off: Callable[[Dish, OffFor], None]
    """Take a dish off sale."""
    put_back: Callable[[int], None]
    """Put the dish with this id back on sale."""
    look: Callable[[], None]
    """Ask for the dishes anew, as soon as the vendor's cooldown allows."""
    show_toast: Callable[[str], None]
    """Show a sentence for some seconds."""
    now: Callable[[], datetime]
    """The time of day, aware."""


class DishesPage(Page):
    """A search line, the choice of how long, the list."""

    def __init__(self, look: Look, commands: DishCommands) -> None:
        super().__init__(look, "dishes", restaurant_words.dishes_title())
        self._commands = commands
        self._menu = FoodMenu()
        self._off: dict[int, OffSale] = {}
        self._names: dict[str, str] = {}
        self._lasts = OffFor.UNTIL_CLOSING
        self._age = Label(look, 14, token="waiting_ink", elides=True)
        self._age.setObjectName("dishesAge")
        self.head.addWidget(self._age, 1)
        self._again = Button(look, name="dishesLook")
        self._again.set_text(tr("Read again"))
        self._again.clicked.connect(lambda _on=False: commands.look())
        self.head.addWidget(self._again)
        self.search = QLineEdit()
        self.search.setObjectName("dishSearch")
        self.search.setPlaceholderText(tr("Search a dish or a category"))
        self.search.setAccessibleName(tr("Search a dish or a category"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._show())
        self._row = FlowLayout()
        self._row.addWidget(self.search, 1)
        self._choice_label = Label(look, 16, token="muted")
        self._choice_label.set_text(tr("Off sale for:"))
        self._row.addWidget(self._choice_label)
        self.choices: dict[OffFor, Button] = {}
        for place, lasts in enumerate(OffFor, 1):
            button = Button(look, name=f"offFor{place}")
            button.setCheckable(True)
            button.set_text(restaurant_words.off_for(lasts), hint=f"Ctrl {place}")
            button.clicked.connect(lambda _on=False, lasts=lasts: self.choose_lasting(lasts))
            self.choices[lasts] = button
            self._row.addWidget(button)
        self.body.addLayout(self._row)
        self.model = DishModel(commands.now)
        self.list = DishList(look, self.model)
        self.list.pressed_dish.connect(self._on_pressed)
        self._nothing = Label(look, 18, token="muted")
        self._nothing.setObjectName("dishesNothing")
        self._nothing.setWordWrap(True)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self.list, 1)
        self.choose_lasting(self._lasts)
        self.show_menu(FoodMenu(), None, "")
        look.changed.connect(self._dress)
        self._dress()

    def enter(self) -> None:
        """Ask for a fresh list, and take the keyboard for searching."""
        self._commands.look()
        self.list.choose(None)
        self.list.scrollToTop()
        self.search.selectAll()
        self.search.setFocus()

    def look_for(self, text: str) -> None:
        """Search for a text."""
        self.search.setText(text)

    def show_menu(self, menu: FoodMenu, read_at: datetime | None, problem: str) -> None:
        """Show the dishes as the vendor lists them."""
        self._menu = menu
        self._age.set_text(restaurant_words.list_age(read_at, problem, self._commands.now()))
        self._show()

    def show_off_sale(self, dishes: tuple[OffSale, ...]) -> None:
        """Show what is off sale."""
        self._off = {dish.food_id: dish for dish in dishes}
        self._show()

    def show_branches(self, branches: tuple[Branch, ...]) -> None:
        """Take the names of the branches, shown where there are several."""
        several = len(branches) > 1
        self._names = {branch.restaurant_id: branch.name for branch in branches} if several else {}
        self._show()

    def choose_lasting(self, lasts: OffFor) -> None:
        """Choose for how long the next press takes a dish off sale."""
        self._lasts = lasts
        for choice, button in self.choices.items():
            button.setChecked(choice is lasts)

    def press(self, event: QKeyEvent) -> bool:
        """Let Down lead from the search into the list, and Ctrl with a number choose how long."""
        place = _KEYS.get(Qt.Key(event.key()))
        if place is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.choose_lasting(list(OffFor)[place])
            return True
        if self.search.hasFocus() and event.key() == Qt.Key.Key_Down:
            self.list.setFocus()
            return True
        if self.search.hasFocus() and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            # One dish is left by what was typed: that one is meant. Of several a person chooses.
            if self.model.rowCount() and len(self._found()) == 1 and not event.isAutoRepeat():
                chosen = self.list.chosen
                if chosen is not None:
                    self._on_pressed(chosen)
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
        """Return the menu, and with it what is off sale but not in the list any more: it is to be put back."""
        listed = {dish.food_id for dish in self._menu.dishes}
        return self._menu.with_dishes(
            (off.food_id, off.name, off.restaurant_id)
            for off in self._off.values()
            if off.food_id not in listed
        )

    def _show(self) -> None:
        chosen = self.list.chosen
        found = self._found()
        self.model.show_dishes(found, self._off, self._names)
        self.list.choose(chosen.dish.food_id if chosen is not None and chosen.dish is not None else None)
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        if not found:
            self._nothing.set_text(
                tr("No dish is found. Type less of its name, or part of its category.")
                if self._menu.dishes
                else tr("No dish is known yet. Dükkango's list is asked for twice a minute at most.")
            )

    def _on_pressed(self, row: DishRow) -> None:
        dish = row.dish
        if dish is None:
            return
        if row.off is not None and row.off.wanted_on is not True:
            self._commands.put_back(dish.food_id)
            self._commands.show_toast(restaurant_words.was_put_back(dish.name))
        else:
            self._commands.take_off(dish, self._lasts)
            self._commands.show_toast(restaurant_words.was_taken_off(dish.name, self._lasts))

    def _dress(self) -> None:
        self.search.setFont(self.look.font(18))
        self.search.setMinimumHeight(self.look.px(TOUCH))
        hint = self.look.metrics(18).horizontalAdvance(self.search.placeholderText())
        self.search.setMinimumWidth(hint + self.look.px(72))
        self._row.setSpacing(self.look.px(8))
