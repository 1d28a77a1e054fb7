"""The Turkish and English words: all there, finished, with their placeholders and plurals, and really Turkish."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QLocale

import desktop.ui
import dev

ROOT = Path(desktop.ui.__file__).parents[2]
UI = ROOT / "desktop" / "ui"
TRANSLATIONS = ROOT / "resources" / "translations"
SOURCES = sorted(UI.rglob("*.py"))

SAME: Final = frozenset({"Normal", "{hour}:00: {count}"})
"""What has letters and is the same in both languages."""
FILES = sorted(TRANSLATIONS.glob("*.ts"))
FORMS = {"tr": 1, "en": 2}
"""Plural forms as Qt knows them: a Turkish noun stays as it is after a number."""


@dataclass(frozen=True)
class Message:
    context: str
    source: str
    forms: tuple[str, ...]
    plural: bool
    state: str
    """``unfinished``, ``obsolete``, ``vanished`` or nothing."""


def messages(path: Path) -> list[Message]:
    found = []
    for context in ET.parse(path).getroot().findall("context"):  # noqa: S314 - our own file
        for each in context.findall("message"):
            translation = each.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.findall("numerusform")]
            found.append(
                Message(
                    context.findtext("name", ""),
                    each.findtext("source", ""),
                    tuple(forms or [translation.text or ""]),
                    each.get("numerus") == "yes",
                    translation.get("type", ""),
                )
            )
    return found


TURKISH = messages(TRANSLATIONS / "tezgah_tr.ts")
ENGLISH = messages(TRANSLATIONS / "tezgah_en.ts")


def calls(source: str) -> list[tuple[str, str]]:
    """Return what a module asks to be translated, found by Python's own parser: lupdate overlooks f-strings."""
    tree = ast.parse(source)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            found += [
                (node.name, ast.literal_eval(call.args[0]))
                for call in ast.walk(node)
                if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "tr"
            ]
        if isinstance(node, ast.Call) and len(node.args) > 1 and _is_translate(node.func):
            context, text = node.args[:2]
            found.append((ast.literal_eval(context), ast.literal_eval(text)))
    return found


def _is_translate(function: ast.expr) -> bool:
    return "translate" in {getattr(function, "attr", ""), getattr(function, "id", "")}


def test_the_parser_finds_what_lupdate_overlooks() -> None:
    planted = """f"{translate('detail', 'Hidden')}: {x}"; words.translate("a", "b " "c")"""
    assert set(calls(planted)) == {("detail", "Hidden"), ("a", "b c")}
    assert calls("class Plurals:\n    def x(self): return self.tr('%n x', '', n)") == [("Plurals", "%n x")]


def test_every_text_of_the_sources_is_collected() -> None:
    asked = {each for path in SOURCES for each in calls(path.read_text("utf-8"))}
    assert len(asked) > 400
    collected = {(each.context, each.source) for each in TURKISH}
    assert asked - collected == set(), (
        "lupdate did not find these: run dev.py translations, keep them out of f-strings"
    )
    assert collected - asked == set(), "these are gone from the sources"


_WORDS: Final = re.compile(r"(?<![\w.])[A-ZÇĞİÖŞÜ][a-zçğıöşüâ]{2,}|[a-zçğıöşüâ]{2,} [a-zçğıöşüâ]{2,}")
_NO_WORDS: Final = re.compile(
    r"https?://\S+|MMMM?|Tezgâh|Türkçe|English|\b(Ctrl|End|Enter|Esc|Home|Page|Hoş|Welcome)\b"
)
_OWN: Final = {"Hoş geldiniz · Welcome", "Hangi dil? · Which language?", "İlçe"}
"""What the guide says before anybody chose a language, and what the vendor writes for "district"."""


def hard_coded(source: str) -> list[str]:
    """Return what reads like words for people in a module and is not asked to be translated.

    Opening views finds only what they happen to show; this finds it in states that none of them is in.
    """
    tree = ast.parse(source)
    kept: set[int] = set()
    for node in ast.walk(tree):
        inner: list[ast.AST | None] = []
        if isinstance(node, ast.Call) and (
            _is_translate(node.func) or getattr(node.func, "attr", "") in {"tr", "compile", "sub"}
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
    assert hard_coded("label.say('Off sale')") == ["Off sale"]
    assert hard_coded("f'{number} orders are waiting'") == [" orders are waiting"]
    assert hard_coded("f'{name}Less'; setObjectName('offSale'); translate('a', 'Off sale')") == []
    assert hard_coded('"""What it does."""\nx = {"put away": 1}') == []


@pytest.mark.parametrize(
    "path", [each for each in SOURCES if each.name != "theme.py"], ids=lambda path: path.name
)
def test_no_words_are_hard_coded(path: Path) -> None:
    assert hard_coded(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_is_unfinished_empty_or_obsolete(path: Path) -> None:
    assert [each for each in messages(path) if each.state or not all(map(str.strip, each.forms))] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_plurals_are_complete(path: Path) -> None:
    plurals = [each for each in messages(path) if each.plural]
    language = path.stem.removeprefix("tezgah_")
    assert len(plurals) >= 15
    assert [each for each in plurals if len(each.forms) != FORMS.get(language, len(each.forms))] == []
    assert [each for each in messages(path) if ("%n" in each.source) != each.plural] == []


def test_english_plurals_differ_where_a_word_is_counted() -> None:
    counted = [each for each in ENGLISH if "(s)" in each.source or "(es)" in each.source]
    assert len(counted) >= 8
    assert [each for each in counted if each.forms[0] == each.forms[1]] == []
    assert [each for each in ENGLISH if any("(s)" in form or "(es)" in form for form in each.forms)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_placeholders_lines_and_edges_are_kept(path: Path) -> None:
    for each in messages(path):
        for form in each.forms:
            assert sorted(placeholders(form)) == sorted(placeholders(each.source)), each.source
            assert form.count("\n") == each.source.count("\n"), each.source
            assert form.strip() == form, each.source
            assert form.endswith("…") == each.source.endswith("…"), each.source


def placeholders(text: str) -> list[str]:
    return re.findall(r"\{\w*\}|%n", text)


def test_turkish_is_not_english() -> None:
    same = [
        each.source for each in TURKISH if each.source in each.forms and re.search("[a-z]{2}", each.source)
    ]
    assert [source for source in same if source not in SAME] == []


_STRAIGHT: Final = str.maketrans("çğıöşüÇĞİÖŞÜ", "cgiosuCGIOSU")


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{4,}", QLocale("tr_TR").toLower(re.sub(r"\{\w*\}", " ", text)))


VOCABULARY: Final = frozenset(word for each in TURKISH for form in each.forms for word in words_of(form))
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
    assert {each.source: found for each in TURKISH if (found := straight(" ".join(each.forms)))} == {}


def test_turkish_uses_one_apostrophe() -> None:
    assert [form for each in TURKISH for form in each.forms if "’" in form or "`" in form] == []


def test_capitals_are_not_typed_into_translations() -> None:
    """Headings are put into capitals by the program, by the rules of the language in force."""
    typed = [
        each.source
        for each in TURKISH
        for form in each.forms
        if len(form) > 4 and form.isupper() and not each.source.isupper() and not re.search(r"\{", form)
    ]
    assert typed == []


class _Tools:
    """Runs the tools of PySide6 for `dev.translations`, on a copy."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, program: str, *arguments: str) -> int:
        found = shutil.which(program, path=str(Path(sys.executable).parent)) or shutil.which(program)
        assert found is not None
        return subprocess.run([found, *arguments], check=False, capture_output=True).returncode


def test_the_files_are_what_collecting_makes(tmp_path: Path) -> None:
    shutil.copytree(UI, tmp_path / "desktop" / "ui", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(TRANSLATIONS, tmp_path / "resources" / "translations")
    assert dev.translations(_Tools(tmp_path), []) == 0  # type: ignore[arg-type]
    for path in FILES:
        fresh = tmp_path / "resources" / "translations" / path.name
        assert fresh.read_bytes() == path.read_bytes(), f"{path.name}: run dev.py translations"


def test_a_new_language_begins_with_all_texts(tmp_path: Path) -> None:
    shutil.copytree(UI, tmp_path / "desktop" / "ui", ignore=shutil.ignore_patterns("__pycache__"))
    assert dev.translations(_Tools(tmp_path), ["de"]) == 0  # type: ignore[arg-type]
    begun = messages(tmp_path / "resources" / "translations" / "tezgah_de.ts")
    assert {(each.context, each.source) for each in begun} == {
        (each.context, each.source) for each in TURKISH
    }
    assert {each.state for each in begun} == {"unfinished"}
