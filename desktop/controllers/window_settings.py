"""Applies settings to the window: its look, size of the cards, times on buttons, allergy words."""

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


def apply_to_window(window: MainWindow, settings: Settings, changed: set[str]) -> None:
    """Apply the changed settings, by name."""
    if "theme" in changed:
        window.look.set_theme(settings.theme)
    if "text_scale" in changed:
        window.look.set_text_scale(settings.text_scale)
        window.look.fit(window.width(), window.height())
    if changed & {"cards", "preset_times", "timeline", "allergy_words"}:
        show_orders_as_set(window, settings)
    if "full_screen" in changed:
        window.set_full_screen(on=settings.full_screen)
    if "preparing_time" in changed:
        window.board_page.set_preparing_time(settings.preparing_time)
