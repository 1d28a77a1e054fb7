"""The chip of the header that names the dish with the fewest portions left."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


class PortionsChip(Button):
    """Hidden while no dish is low."""

    dish_pressed = Signal(object)
    """The dishes page is wanted, at the dish with this id."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, ButtonKind.CHIP, name="portionsChip")
        self._food_id: int | None = None
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
        low = low_counts(counts)
        self.setVisible(bool(low))
        self._food_id = low[0].food_id if low else None
        if not low:
            # A button without a text has no name.
            self.set_text(tr("Portions left"))
            return
        left = restaurant_words.portions_left(low[0])
        self.set_kind(ButtonKind.ALARM if left.alarming else ButtonKind.CHIP)
        self.set_glyph(Glyph.WARNING, "waiting_ink")
        text = f"{one_line(low[0].name, 24)} {left.text}"
        more = f"+{len(low) - 1}" if len(low) > 1 else ""
        names = branch_names or {}
        each = "; ".join(
            " ".join(
                part
                for part in (
                    one_line(count.name, 40),
                    one_line(names.get(count.restaurant_id, ""), 40),
                    restaurant_words.portions_left(count).text,
                )
                if part
            )
            for count in low
        )
        self.set_text(text, tail=more, spoken=tr("{state}. Press to see the dishes (F6)").format(state=each))

    def _on_clicked(self) -> None:
        self.dish_pressed.emit(self._food_id)
