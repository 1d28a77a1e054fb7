"""The mark of a demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QWidget

from tests.ui.made import made

if TYPE_CHECKING:
    from tests.ui.conftest import MakeWindow, Speak


def test_a_demo_is_marked_in_the_window_and_its_title(make_window: MakeWindow, speak: Speak) -> None:
    speak("tr")
    window = make_window(made(1), demo=True)
    strip = window.findChild(QWidget, "demoStrip")
    assert strip is not None
    assert strip.isVisible()
    assert strip.mapTo(window, QPoint()) == QPoint(0, 0), "above everything"
    texts = [label.text() for label in strip.findChildren(QLabel)]
    assert texts == ["DEMO", "Siparişler uydurmadır. Dükkango'ya ve müşteriye hiçbir şey gitmez."]
    assert window.windowTitle().startswith("DEMO · Tezgâh (1)")


def test_the_mark_stays_on_every_page(make_window: MakeWindow) -> None:
    window = make_window(demo=True)
    window.show_restaurant("Halaskargazi Şube")
    assert window.windowTitle() == "DEMO · Tezgâh – Halaskargazi Şube"
    strip = window.findChild(QWidget, "demoStrip")
    assert strip is not None
    assert not window.pages.isAncestorOf(strip)


def test_real_orders_have_no_mark(make_window: MakeWindow) -> None:
    window = make_window(made(1))
    assert window.findChild(QWidget, "demoStrip") is None
    assert "DEMO" not in window.windowTitle()
