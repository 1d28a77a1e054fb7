"""Asking for a file: in the window's language, from where people keep theirs, with a name that fits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from desktop.ui.widgets.file_dialog import ask_file

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Speak


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def opened(parent: QWidget, *, save: bool, chosen: list[str]) -> QFileDialog:
    ask_file(parent, "Bir dosya", "rapor.pdf", "*.pdf", chosen.append, save=save)
    dialog = parent.findChildren(QFileDialog, "fileChooser")[-1]
    assert isinstance(dialog, QFileDialog)
    return dialog


def test_its_labels_are_turkish(parent: QWidget, speak: Speak) -> None:
    speak("tr")
    dialog = opened(parent, save=True, chosen=[])
    labels = {label.text().replace("&", "") for label in dialog.findChildren(QLabel)}
    assert labels == {"Klasör:", "Dosya adı:", "Dosya türü:"}


def test_the_dialog_starts_in_documents_or_home(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DOCUMENTS_DIR", raising=False)
    assert Path(opened(parent, save=False, chosen=[]).directory().path()) == tmp_path
    (tmp_path / "Documents").mkdir()
    assert Path(opened(parent, save=False, chosen=[]).directory().path()) == tmp_path / "Documents"


def test_the_chosen_path_is_reported_with_its_suffix(parent: QWidget, tmp_path: Path) -> None:
    chosen: list[str] = []
    dialog = opened(parent, save=True, chosen=chosen)
    assert [Path(each).name for each in dialog.selectedFiles()] == ["rapor.pdf"]
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("ocak")
    dialog.accept()
    assert chosen == [str(tmp_path / "ocak.pdf")]
