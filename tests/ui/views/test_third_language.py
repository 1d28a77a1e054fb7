"""A third language is one file: it is put beside the others, and nothing else is touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import catalogues
import desktop

ROOT = Path(desktop.__file__).parents[1]
GERMAN = r"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "New"
msgstr "Neu"

msgid "Preparing"
msgstr "In Arbeit"

msgid "usage:"
msgstr "Aufruf:"

msgid "“{day}” is not a day. Example: --since 2026-11-01"
msgstr "“{day}” ist kein Tag. Beispiel: --since 2026-11-01"

msgid "{n} item"
msgid_plural "{n} items"
msgstr[0] "{n} Stück"
msgstr[1] "{n} Stücke"
"""
OPENED = """
import json
from PySide6.QtCore import QDate, QLocale
from PySide6.QtWidgets import QApplication
from desktop.system.files.languages import languages
from desktop.ui.text import plurals
from desktop.ui.widgets.label import Label
from desktop.ui.text.language import names, own_name, set_language
from desktop.ui.window.main_window import MainWindow
from datetime import UTC, datetime

app = QApplication([])
spoken = set_language(app, "de")

class Commands:
    def now(self):
        return datetime.now(UTC)

    def __getattr__(self, name):
        return lambda *_: None

window = MainWindow(Commands())
window.show()
app.processEvents()
print(json.dumps({
    "offered": languages(),
    "names": names(),
    "spoken": spoken,
    "own name": own_name(),
    "labels": [label.text() for label in window.findChildren(Label) if label.isVisible()],
    "month": QLocale().toString(QDate(2026, 5, 3), "MMMM"),
    "plurals": [plurals.items(1), plurals.items(3)],
    "plurals in English": [plurals.found(1), plurals.found(3)],
}))
window.prepare_to_quit()
window.close()
"""


@pytest.fixture(scope="module", params=["compiled", "source"])
def program(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as it is installed, with one file more."""
    folder = tmp_path_factory.mktemp("program")
    shutil.copytree(ROOT / "desktop", folder / "desktop", ignore=shutil.ignore_patterns("__pycache__"))
    translations = folder / "resources" / "translations"
    shutil.copytree(ROOT / "resources" / "translations", translations)
    (translations / "de.po").write_text(GERMAN, "utf-8")
    if request.param == "compiled":
        catalogues.compile_catalogues(folder)
        (translations / "de.po").unlink()
    return folder


def run(program: Path, *arguments: str, code: int = 0) -> str:
    """Run Python on the program; returns standard output and standard error."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("TEZGAH_")}
    environ["PYTHONPATH"] = str(program)
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environ,
        cwd=program,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == code, done.stdout
    return done.stdout


def test_the_window_opens_in_a_third_language(program: Path) -> None:
    said = json.loads(run(program, "-c", OPENED))
    assert said["offered"] == ["tr", "en", "de"]
    assert said["names"] == {"tr": "Türkçe", "en": "English", "de": "Deutsch"}
    assert (said["spoken"], said["own name"]) == ("de", "Deutsch")
    assert {"NEU", "IN ARBEIT"} <= set(said["labels"])
    assert said["month"] == "Mai"
    assert said["plurals"] == ["1 Stück", "3 Stücke"]
    # What is not translated yet is English, not empty.
    assert "ON THE WAY" in said["labels"]
    assert said["plurals in English"] == ["1 order", "3 orders"]


def test_settings_and_command_line_accept_a_third_language(program: Path, tmp_path: Path) -> None:
    tezgah = ("-m", "desktop", "settings")
    assert "[de, en, system, tr]" in run(program, *tezgah, "list", "--data-dir", str(tmp_path))
    run(program, *tezgah, "set", "language", "de", "--data-dir", str(tmp_path))
    assert run(program, *tezgah, "get", "language", "--data-dir", str(tmp_path)).strip() == "de"
    assert "{tr,en,de}" in run(program, "-m", "desktop", "--help")


def test_the_terminal_speaks_it(program: Path, tmp_path: Path) -> None:
    german = ("-m", "desktop", "export", "--lang", "de", "--data-dir", str(tmp_path))
    assert run(program, *german, "--help").startswith("Aufruf: ")
    error = run(program, *german, "--format", "csv", "--since", "gestern", code=2)
    assert error == "tezgah: “gestern” ist kein Tag. Beispiel: --since 2026-11-01\n"


def test_a_file_that_is_no_language_is_not_offered(tmp_path: Path) -> None:
    from desktop.system.files.languages import languages

    for name in (".mo", "x.mo", "DE.mo", "qtbase_de.qm", "pt_BR.mo", "notes.po", "tezgah_de.ts"):
        (tmp_path / name).touch()
    assert languages(tmp_path) == ("tr", "en", "pt_BR")
    assert languages(tmp_path / "missing") == ("tr", "en")
