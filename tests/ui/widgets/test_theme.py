from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from desktop.domain.checkup import Level
from desktop.ui.help.checkup_dialog import _SIGNS
from desktop.ui.widgets import theme
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.theme import DARK, LIGHT, Look, Tokens
from tests.ui.views.inks import contrast

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import MakeWindow


@pytest.mark.parametrize(
    ("what", "ink", "ground"),
    [
        pytest.param(what, ink, ground, id=f"{name}: {what}")
        for name, tokens in (("light", LIGHT), ("dark", DARK))
        for what, ink, ground in tokens.pairs_of_text()
    ],
)
def test_text_is_readable(what: str, ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5, what


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_bars_and_borders_of_meaning_are_visible(tokens: Tokens) -> None:
    for mark in (tokens.accept, tokens.waiting, tokens.late, tokens.info):
        for ground in (tokens.card, tokens.ground, tokens.selected):
            assert contrast(mark, ground) >= 3


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_the_frame_of_a_button_is_visible(tokens: Tokens) -> None:
    for ground in (tokens.card, tokens.ground, tokens.raised, tokens.selected, tokens.waiting_ground):
        assert contrast(tokens.outline, ground) >= 3


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_the_edges_of_focused_widgets_are_visible(tokens: Tokens) -> None:
    """The frame of a text field, the line around a list, the ground and words of a chosen row or entry."""
    for ground in (tokens.card, tokens.ground, tokens.raised):
        assert contrast(tokens.accept, ground) >= 3
        assert contrast(tokens.muted, ground) >= 3, "the frame of a text field that has not the keyboard"
    assert contrast(tokens.on_accept, tokens.accept) >= 4.5, "selected text"
    assert contrast(tokens.card, tokens.ink) >= 4.5, "loud buttons and passing sentences"


KINDS = [(kind, chosen) for kind in ButtonKind for chosen in (False, True)]


@pytest.mark.parametrize("theme_name", ["light", "dark"])
@pytest.mark.parametrize(("kind", "chosen"), KINDS, ids=lambda each: getattr(each, "name", each))
def test_the_focus_ring_of_a_button_is_visible(
    theme_name: str, kind: ButtonKind, chosen: bool, qtbot: QtBot, qapp: QApplication
) -> None:
    """Where the ring is painted, at least 3 : 1 against what was there before."""
    look = Look(theme_name)
    button = Button(look, kind)
    button.setCheckable(True)
    button.set_text("Words")
    button.setChecked(chosen)
    other = QPushButton("Other")
    window = QWidget()
    window.setPalette(look.palette())
    layout = QVBoxLayout(window)
    layout.addWidget(button)
    layout.addWidget(other)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    other.setFocus()
    without = button.grab().toImage()
    button.setFocus()
    seen = button.grab().toImage()
    strong = sum(
        contrast(seen.pixelColor(x, y).name(), without.pixelColor(x, y).name()) >= 3
        for y in range(seen.height())
        for x in range(seen.width())
        if seen.pixel(x, y) != without.pixel(x, y)
    )
    assert strong >= 40


def test_signs_go_with_every_colour_of_meaning() -> None:
    """Whoever sees no colours tells good, advice and trouble apart by their shape."""
    assert len({glyph for glyph, _ in _SIGNS.values()}) == len(_SIGNS) == len(Level)


def test_theme_is_chosen_live(qtbot: QtBot) -> None:
    look = Look("light")
    with qtbot.waitSignal(look.changed):
        look.set_theme("dark")
    assert look.tokens is DARK
    assert look.color("ground").name() == DARK.ground.lower()


def test_text_changes_its_colour_with_the_theme(make_window: MakeWindow) -> None:
    # Pixels and tokens alone do not tell: the new style sheet put the old colours back, and the clock was not seen.
    window = make_window()

    def inks() -> set[str]:
        labels = [label for label in window.findChildren(Label) if label.isVisible()]
        return {label.palette().color(QPalette.ColorRole.WindowText).name().upper() for label in labels}

    for name, tokens in (("dark", DARK), ("light", LIGHT), ("dark", DARK)):
        window.look.set_theme(name)

        assert inks() == {tokens.ink.upper(), tokens.muted.upper()}


def test_text_scale_scales_fonts_and_lengths(qapp: object) -> None:
    look = Look("light", 150)
    assert look.px(44) == 66
    assert look.font(28).pixelSize() == 42
    look.set_text_scale(100)
    assert look.font(28).pixelSize() == 28


def test_text_does_not_outgrow_a_small_window(qapp: object) -> None:
    look = Look("light", 200)
    look.fit(1024, 768)
    assert 100 < look.text_scale <= 150
    look.fit(1920, 1080)
    assert look.text_scale == 200
    assert look.wanted_text_scale == 200


def test_figures_are_tabular(qapp: object) -> None:
    tags = [tag.toString() for tag in Look("light").font(28).featureTags()]
    assert tags == ["tnum"]


def test_unknown_theme_follows_the_system(qapp: object) -> None:
    assert Look("purple").theme == "system"
    assert theme.THEMES[0] == "system"
