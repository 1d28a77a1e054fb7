"""The program's own font."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetrics, QRawFont
from PySide6.QtWidgets import QMenu

from desktop.ui.text import fonts
from desktop.ui.text.fonts import FAMILY, load_fonts
from desktop.ui.widgets.theme import Look

if TYPE_CHECKING:
    import pytest
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "resources" / "fonts"
WEIGHTS = (QFont.Weight.Normal, QFont.Weight.DemiBold, QFont.Weight.Bold)
SYMBOLS = "₺€·–—“”‘’…×−→←↑↓✓✗⚠●⌫"


def test_every_text_of_the_window_is_in_the_programs_font(qapp: QApplication, qtbot: QtBot) -> None:
    assert QFontInfo(qapp.font()).family() == FAMILY
    menu = QMenu()
    qtbot.addWidget(menu)
    assert QFontInfo(menu.font()).family() == FAMILY
    look = Look("light")
    for weight in WEIGHTS:
        assert QFontInfo(look.font(18, weight)).family() == FAMILY
    # Half bold is drawn with the bold file, not with a smeared regular one.
    half, bold, normal = (
        look.metrics(18, weight).horizontalAdvance("Hazırlanıyor")
        for weight in (WEIGHTS[1], WEIGHTS[2], WEIGHTS[0])
    )
    assert half == bold > normal


def test_it_has_the_letters_of_turkish_and_the_symbols_of_the_window() -> None:
    words = (ROOT / "resources" / "translations" / "tr.po").read_text("utf-8")
    letters = {letter for letter in words + SYMBOLS if letter.isprintable()}
    for path in FOLDER.glob("*.ttf"):
        font = QRawFont(str(path), 20)
        assert [letter for letter in sorted(letters) if not font.supportsCharacter(ord(letter))] == []


def test_figures_have_one_width_without_a_font_feature() -> None:
    for path in FOLDER.glob("*.ttf"):
        font = QRawFont(str(path), 20)
        advances = font.advancesForGlyphIndexes(font.glyphIndexesForString("0123456789"))
        assert len({round(each.x(), 3) for each in advances}) == 1


def test_letters_that_it_lacks_come_from_the_system(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    assert metrics.inFontUcs4(ord("Ğ"))
    # The family of the system is behind ours.
    assert qapp.font().families()[0] == FAMILY
    assert len(qapp.font().families()) > 1


def test_loading_twice_changes_nothing(qapp: QApplication) -> None:
    before = qapp.font().families()
    load_fonts(qapp)
    assert qapp.font().families() == before


def test_a_missing_file_leaves_the_systems_font(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "resources_dir", lambda: tmp_path)
    load_fonts(qapp)
    assert QFontDatabase.families()


def test_the_files_are_small_and_have_their_licence() -> None:
    files = sorted(path.name for path in FOLDER.iterdir() if path.is_file())
    assert files == [
        "OFL-RobotoCondensed.txt",
        "OFL.txt",
        "TezgahSans-Bold.ttf",
        "TezgahSans-Regular.ttf",
        "make_font.py",
    ]
    tickets = sorted(path.name for path in (FOLDER / "ticket").iterdir())
    assert tickets == ["TezgahTicket-Bold.ttf", "TezgahTicket-Regular.ttf"]
    assert sum(path.stat().st_size for path in FOLDER.glob("*.ttf")) < 400_000
    assert "Inter Project Authors" in (FOLDER / "OFL.txt").read_text("utf-8")
