"""Shows orders in the window as the settings say: size of the cards, times on buttons, allergy words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.orders.allergies import split_words
from desktop.system.settings.settings import preset_times

if TYPE_CHECKING:
    from desktop.system.settings.settings import Settings
    from desktop.ui.window.main_window import MainWindow


def show_orders_as_set(window: MainWindow, settings: Settings) -> None:
    """Apply the settings that change how orders look and what their buttons offer."""
    window.set_cards(settings.cards)
    window.board_page.set_preset_times(preset_times(settings))
    window.board_page.show_timeline(on=settings.timeline)
    window.board_page.set_allergy_words(split_words(settings.allergy_words))
