"""The chip of the header that names the dish with the fewest portions left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from desktop.domain.restaurant.portions import low_counts
from desktop.domain.text.translation import tr
from desktop.ui.text import restaurant_words
from desktop.ui.text.format import one_line
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.glyphs import Glyph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.domain.restaurant.portions import PortionCount
    from desktop.ui.widgets.theme import Look

_LONG: Final = 24
"""Characters of a dish's name."""
_SHORT: Final = 12


class PortionsChip(Button):
    """Hidden while no dish is low."""

    dish_pressed = Signal(object)
    """The dishes page is wanted, at the dish with this id."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, ButtonKind.CHIP, name="portionsChip")
        self._low: list[PortionCount] = []
        self._is_short = False
        self._spoken = ""
        self.clicked.connect(self._on_clicked)
        self.show_counts(())

    def show_counts(
        self, counts: Sequence[PortionCount], branch_names: Mapping[str, str] | None = None
    ) -> None:
        """Show the dish with the fewest portions, and how many others are low.

        Args:
            counts: of all dishes.
            branch_names: the names of the branches by their id, none if there is only one.
        """
        self._low = low_counts(counts)
        self.setVisible(bool(self._low))
        names = branch_names or {}
        each = "; ".join(_spoken(count, names.get(count.restaurant_id, "")) for count in self._low)
        self._spoken = tr("{state}. Press to see the dishes (F6)").format(state=each)
        self._show_text()

    def set_short(self, short: bool) -> None:  # noqa: FBT001 - reads like Qt's setVisible
        """Show the start of the name alone, or all of it; the accessible name is the same."""
        if short is not self._is_short:
            self._is_short = short
            self._show_text()

    def _show_text(self) -> None:
        if not self._low:
            # A button without a text has no name.
            self.set_text(tr("Portions left"))
            return
        left = restaurant_words.portions_left(self._low[0])
        self.set_kind(ButtonKind.ALARM if left.alarming else ButtonKind.CHIP)
        self.set_glyph(Glyph.WARNING, "waiting_ink")
        name = one_line(self._low[0].name, _SHORT if self._is_short else _LONG)
        others = len(self._low) - 1
        more = f"+{others}" if others and not self._is_short else ""
        self.set_text(f"{name} {left.text}", tail=more, spoken=self._spoken)

    def _on_clicked(self) -> None:
        self.dish_pressed.emit(self._low[0].food_id)


def _spoken(count: PortionCount, branch: str) -> str:
    left = restaurant_words.portions_left(count).text
    return " ".join(part for part in (one_line(count.name, 40), one_line(branch, 40), left) if part)
