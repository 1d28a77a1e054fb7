"""The catalogue: every text of the sources is in it, translated whole, and none is hard-coded."""

from __future__ import annotations

import ast
import os
import re
import shutil
from pathlib import Path
from typing import Final

import polib
import pytest
from PySide6.QtCore import QLocale

import catalogues
import desktop.ui

ROOT = Path(desktop.ui.__file__).parents[2]
UI = ROOT / "desktop" / "ui"
SOURCES = sorted(UI.rglob("*.py"))
TRANSLATED: Final = frozenset(catalogues.KEYWORDS)

SAME: Final = frozenset({"Normal", "Excel…", "{millimetres} mm"})
"""Texts with letters that are the same in both languages."""
FILES = sorted((ROOT / catalogues.FOLDER).glob("*.po"))
FORMS = {"tr": 1}
"""Plural forms: a Turkish noun stays as it is after a number."""
TURKISH = polib.pofile(str(ROOT / catalogues.FOLDER / "tr.po"))


def forms(entry: polib.POEntry) -> list[str]:
    """Return all translations of an entry: one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_text_of_the_sources_is_in_the_catalogue() -> None:
    wanted = set(catalogues.texts(ROOT))
    assert len(wanted) > 400
    assert wanted == {(entry.msgctxt, entry.msgid) for entry in TURKISH}, "run dev.py translations"


def test_texts_are_literals() -> None:
    """Babel cannot collect a text that is computed."""
    computed = []
    for path in sorted((ROOT / "desktop").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(call, "func", None)
            if isinstance(call, ast.Call) and isinstance(name, ast.Name) and name.id in TRANSLATED:
                texts = call.args[: 2 if name.id in {"tr_plural", "tr_context"} else 1]
                if not all(isinstance(text, ast.Constant) for text in texts):
                    computed.append(f"{path.name}:{call.lineno}")
    assert computed == []


def test_texts_are_outside_f_strings() -> None:
    """Babel finds no text inside an f-string before Python 3.12."""
    hidden = [
        f"{path.name}:{call.lineno}"
        for path in sorted((ROOT / "desktop").rglob("*.py"))
        for string in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in TRANSLATED
    ]
    assert hidden == []


_WORDS: Final = re.compile(r"(?<![\w.])[A-ZÇĞİÖŞÜ][a-zçğıöşüâ]{2,}|[a-zçğıöşüâ]{2,} [a-zçğıöşüâ]{2,}")
_NO_WORDS: Final = re.compile(
    r"https?://\S+|MMMM?|Tezgâh|Tezgah (?:Sans|Ticket)|Fusion|Türkçe|English|\b(Ctrl|End|Enter|Esc|Home|Page|Hoş|Welcome)\b"
)
_OWN: Final = {"Hoş geldiniz · Welcome", "Hangi dil? · Which language?", "İlçe"} | {
    "Bina ",
    "Apt. ",
    "Blok ",
    "Kat ",
    "Daire ",
}
"""What the guide says before anybody chose a language, and the words of an address, which couriers read in Turkish."""


def hard_coded(source: str) -> list[str]:
    """Return what reads like words for people in a module and is not asked to be translated.

    Opening views finds only what they happen to show; this finds it in states that none of them is in.
    """
    tree = ast.parse(source)
    kept: set[int] = set()
    for node in ast.walk(tree):
        inner: list[ast.AST | None] = []
        if isinstance(node, ast.Call) and (
            getattr(node.func, "attr", getattr(node.func, "id", ""))
            in TRANSLATED | {"compile", "sub", "warning"}
        ):
            inner = [*node.args]
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inner = [node.value]  # what documents
        elif isinstance(node, ast.Dict):
            inner = [*node.keys]  # names of events
        elif isinstance(node, ast.JoinedStr):
            # ``f"{name}Less"`` names a widget.
            pairs = zip(node.values, node.values[1:], strict=False)
            inner = [
                after
                for before, after in pairs
                if isinstance(before, ast.FormattedValue)
                and isinstance(after, ast.Constant)
                and " " not in str(after.value)
            ]
        elif isinstance(node, ast.AnnAssign):
            inner = [node.annotation]
        elif isinstance(node, ast.arg | ast.FunctionDef):
            inner = [node.annotation if isinstance(node, ast.arg) else node.returns]
        kept |= {id(each) for root in inner if root is not None for each in ast.walk(root)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in kept
        and node.value not in _OWN
        and _WORDS.search(_NO_WORDS.sub("", node.value))
    ]


def test_it_finds_words_that_are_not_translated() -> None:
    assert hard_coded("label.set_text('Off sale')") == ["Off sale"]
    assert hard_coded("f'{number} orders are waiting'") == [" orders are waiting"]
    assert hard_coded("f'{name}Less'; setObjectName('offSale'); tr('Off sale')") == []
    assert hard_coded('"""What it does."""\nx = {"put away": 1}') == []


def test_no_words_are_hard_coded() -> None:
    sources = [path for path in SOURCES if path.name != "theme.py"]  # the style sheet reads like words
    assert len(sources) > 50
    found = {path.name: hard_coded(path.read_text("utf-8")) for path in sources}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_text_is_translated(path: Path) -> None:
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue if entry.fuzzy or not all(map(str.strip, forms(entry)))] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_plurals_are_complete(path: Path) -> None:
    plurals = [entry for entry in polib.pofile(str(path)) if entry.msgid_plural]
    assert len(plurals) >= 15
    assert [
        each.msgid for each in plurals if len(forms(each)) != FORMS.get(path.stem, len(forms(each)))
    ] == []
    assert [each.msgid for each in plurals if "{n}" not in each.msgid] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_placeholders_lines_and_edges_are_kept(path: Path) -> None:
    for each in polib.pofile(str(path)):
        for form in forms(each):
            assert sorted(placeholders(form)) == sorted(placeholders(each.msgid)), each.msgid
            assert form.count("\n") == each.msgid.count("\n"), each.msgid
            assert form.strip() == form, each.msgid
            assert form.endswith("…") == each.msgid.endswith("…"), each.msgid


def placeholders(text: str) -> list[str]:
    return re.findall(r"\{[\w:.,]*\}", text)


def test_turkish_is_not_english() -> None:
    same = [
        each.msgid
        for each in TURKISH
        if each.msgid in forms(each) and re.search("[a-z]{2}", re.sub(r"\{\w*\}", "", each.msgid))
    ]
    assert [text for text in same if text not in SAME] == []


_STRAIGHT: Final = str.maketrans("çğıöşüÇĞİÖŞÜ", "cgiosuCGIOSU")


def words_of(text: str) -> list[str]:
    """Return the words; no names of values, variables of the environment and users of a database."""
    return re.findall(r"[^\W\d_]{4,}", QLocale("tr_TR").toLower(re.sub(r"\{\w*\}|\w*_\w*", " ", text)))


VOCABULARY: Final = frozenset(word for each in TURKISH for form in forms(each) for word in words_of(form))
WITHOUT_LETTERS: Final = {
    word.translate(_STRAIGHT) for word in VOCABULARY if word.translate(_STRAIGHT) != word
}


def straight(text: str) -> list[str]:
    """Return the words of a text that are written with ı, ş, ğ, ç, ö or ü elsewhere in the program."""
    return [word for word in words_of(text) if word in WITHOUT_LETTERS]


def test_it_knows_words_without_their_letters() -> None:
    assert straight("Siparis yok, musteri bekliyor; {siparis}") == ["siparis", "musteri"]
    assert straight("Sipariş yok, müşteri bekliyor") == []


def test_turkish_letters_are_not_left_out() -> None:
    assert {each.msgid: found for each in TURKISH if (found := straight(" ".join(forms(each))))} == {}


def test_turkish_uses_one_apostrophe() -> None:
    assert [form for each in TURKISH for form in forms(each) if "’" in form or "`" in form] == []


def test_capitals_are_not_typed_into_translations() -> None:
    """Headings are put into capitals by the program, by the rules of the language in force."""
    typed = [
        each.msgid
        for each in TURKISH
        for form in forms(each)
        if len(form) > 4 and form.isupper() and not each.msgid.isupper() and not re.search(r"\{", form)
    ]
    assert typed == []


def test_the_files_are_what_collecting_makes(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "desktop", tmp_path / "desktop", ignore=ignored)
    shutil.copytree(ROOT / catalogues.FOLDER, tmp_path / catalogues.FOLDER)
    catalogues.collect(tmp_path, ["de"])
    for path in FILES:
        fresh = tmp_path / catalogues.FOLDER / path.name
        assert fresh.read_bytes() == path.read_bytes(), f"{path.name}: run dev.py translations"
    begun = polib.pofile(str(tmp_path / catalogues.FOLDER / "de.po"))
    assert {(entry.msgctxt, entry.msgid) for entry in begun} == {
        (entry.msgctxt, entry.msgid) for entry in TURKISH
    }
    assert not any("".join(forms(entry)) for entry in begun)


def test_compiling_replaces_what_a_program_has_open(tmp_path: Path) -> None:
    folder = tmp_path / catalogues.FOLDER
    folder.mkdir(parents=True)
    shutil.copy(FILES[0], folder)
    compiled = folder / f"{FILES[0].stem}.mo"
    compiled.write_bytes(b"old")
    os.utime(compiled, (0, 0))
    with compiled.open("rb") as held:
        catalogues.compile_catalogues(tmp_path)
        assert held.read() == b"old"
    assert compiled.stat().st_size > len(b"old")
    assert sorted(path.name for path in folder.iterdir()) == sorted([FILES[0].name, compiled.name])
