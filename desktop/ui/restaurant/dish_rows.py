"""The rows of the list of dishes: those off sale first, then each category with its dishes; and their model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.domain.restaurant.menu import grouped
from desktop.domain.text.translation import tr
from desktop.ui.text import restaurant_words
from desktop.ui.text.format import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from desktop.domain.restaurant.menu import Dish, DishGroup
    from desktop.domain.restaurant.off_sale import OffSale
    from desktop.domain.restaurant.portions import PortionCount

Index = QModelIndex | QPersistentModelIndex


class BranchDish(NamedTuple):
    """A dish of one branch, with its state there."""

    dish: Dish
    off: OffSale | None = None
    portions: PortionCount | None = None
    branch: str = ""
    """The name of the branch, "" if there is only one."""

    @property
    def is_off(self) -> bool:
        """Whether it is off sale, and not going back."""
        return self.off is not None and self.off.wanted_on is not True


class DishRow(NamedTuple):
    """A heading, or a dish in all branches that have it."""

    heading: str
    dishes: tuple[BranchDish, ...] = ()

    @property
    def name(self) -> str:
        """The dish's name on one line."""
        return one_line(self.dishes[0].dish.name, 120)

    @property
    def has_branches(self) -> bool:
        """Whether there are several branches, so that each is named."""
        return bool(self.dishes and self.dishes[0].branch)

    @property
    def is_off(self) -> bool:
        """Whether it is off sale in all its branches."""
        return all(dish.is_off for dish in self.dishes)

    @property
    def price(self) -> str:
        """Its price, or the range of the branches' prices."""
        return restaurant_words.price([each.dish for each in self.dishes])

    def holds(self, food_id: int) -> bool:
        """Return whether the dish of some branch has this id."""
        return any(each.dish.food_id == food_id for each in self.dishes)


class DishModel(QAbstractListModel):
    """Holds the headings and dishes."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._rows: list[DishRow] = []

    def show_dishes(
        self,
        dishes: Iterable[Dish],
        off: Mapping[int, OffSale],
        counts: Mapping[int, PortionCount],
        branch_names: Mapping[str, str],
    ) -> None:
        """Show these dishes.

        Args:
            dishes: the dishes, sorted by category.
            off: the dishes off sale by their id.
            counts: the counted dishes by their id.
            branch_names: the names of the branches by their id, empty if there is only one.
        """

        def row(group: DishGroup) -> DishRow:
            return DishRow(
                "",
                tuple(
                    BranchDish(
                        dish,
                        off.get(dish.food_id),
                        counts.get(dish.food_id),
                        one_line(branch_names.get(dish.restaurant_id, ""), 40),
                    )
                    for dish in group.dishes
                ),
            )

        groups = [(group.category, row(group)) for group in grouped(dishes, list(branch_names))]
        rows = []
        off_sale = [dish for _, dish in groups if any(each.off is not None for each in dish.dishes)]
        if off_sale:
            rows += [DishRow(tr("Off sale")), *off_sale]
        categories: dict[str, list[DishRow]] = {}
        for category, dish in groups:
            categories.setdefault(category, []).append(dish)
        for category, inside in categories.items():
            rows += [DishRow(one_line(category, 80) or tr("Other")), *inside]
        self._replace(rows)

    def _replace(self, rows: list[DishRow]) -> None:
        if rows == self._rows:
            return
        if [_identity(row) for row in rows] == [_identity(row) for row in self._rows]:
            # Without a reset the list keeps its scroll position, and the finger its target.
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, index: Index) -> DishRow:
        """Return the heading or dish of a row."""
        return self._rows[index.row()]

    def place_of(self, food_id: int | None) -> int:
        """Return the row of a dish in its category. Return the first dish's row if it is missing, -1 if none is."""
        places = [place for place, row in enumerate(self._rows) if row.dishes]
        matching = [place for place in places if food_id is not None and self._rows[place].holds(food_id)]
        return matching[-1] if matching else places[0] if places else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Allow to select dishes, not headings."""
        if not index.isValid() or not self.row(index).dishes:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a row, also for a screen reader."""
        if not index.isValid() or role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            return None
        row = self.row(index)
        if not row.dishes:
            return row.heading
        parts = [row.name, row.price, *(self.spoken(each) for each in row.dishes)]
        return ", ".join(part for part in parts if part)

    def state(self, dish: BranchDish) -> restaurant_words.StateText:
        """Return the sale state of a dish."""
        return restaurant_words.sale_state(dish.off, self._now())

    def spoken(self, dish: BranchDish) -> str:
        """Return the state of a dish in one branch as a sentence."""
        state = self.state(dish).text
        text = f"{dish.branch}: {state}" if dish.branch else state
        return (
            text if dish.portions is None else f"{text}, {restaurant_words.portions_left(dish.portions).text}"
        )


def _identity(row: DishRow) -> tuple[str, tuple[Dish, ...], str]:
    # A name of a branch changes the height of the row.
    return row.heading, tuple(each.dish for each in row.dishes), " ".join(each.branch for each in row.dishes)
