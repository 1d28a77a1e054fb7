from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.ui import theme
from desktop.ui.theme import DARK, LIGHT, Look, Tokens

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def luminance(color: str) -> float:
    def linear(part: int) -> float:
        value = part / 255
        return value / 12.92 if value <= 0.03928 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(color[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


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


def test_theme_is_chosen_live(qtbot: QtBot) -> None:
    look = Look("light")
    with qtbot.waitSignal(look.changed):
        look.set_theme("dark")
    assert look.tokens is DARK
    assert look.color("ground").name() == DARK.ground.lower()


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
