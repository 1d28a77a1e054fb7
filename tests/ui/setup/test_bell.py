"""The bell shows that a sound plays, and stands still for people who want that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from desktop.ui.setup import bell as bell_module
from desktop.ui.setup.bell import Bell
from desktop.ui.widgets.theme import Look

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot


def picture(bell: Bell) -> QImage:
    return bell.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def made(qtbot: QtBot, *, moves: bool) -> Bell:
    bell = Bell(Look("light"))
    bell.moves = moves
    qtbot.addWidget(bell)
    bell.show()
    qtbot.waitExposed(bell)
    return bell


def test_it_moves_while_the_sound_plays(qtbot: QtBot) -> None:
    bell = made(qtbot, moves=True)
    still = picture(bell)
    bell.ring()
    seen: list[QImage] = []

    def moved() -> bool:
        seen.append(picture(bell))
        return len({bytes(each.constBits()) for each in seen}) > 3

    qtbot.waitUntil(moved)
    qtbot.waitUntil(lambda: not bell.rings)
    assert picture(bell) == still


def test_without_motion_only_the_waves_show_the_sound(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell_module, "_LASTS", 300)
    bell = made(qtbot, moves=False)
    still = picture(bell)
    bell.ring()
    ringing = picture(bell)
    assert ringing != still
    seen: list[bool] = []

    def over() -> bool:
        if bell.rings:
            seen.append(picture(bell) == ringing)
        return not bell.rings

    qtbot.waitUntil(over)
    assert seen
    assert all(seen)


def test_a_silent_bell_does_not_ring(qtbot: QtBot) -> None:
    bell = made(qtbot, moves=True)
    bell.ring()
    bell.set_silent(True)
    assert not bell.rings
    bell.ring()
    assert not bell.rings
    crossed = picture(bell)
    bell.set_silent(False)
    assert picture(bell) != crossed
