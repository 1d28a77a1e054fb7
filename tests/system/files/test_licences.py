"""The list of libraries and their licences."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

from desktop.system.files.licences import DIRECT, gather, text

ROOT = Path(__file__).parents[3]


def named(requirement: str) -> str:
    return (
        requirement.split(";", maxsplit=1)[0]
        .split("[", maxsplit=1)[0]
        .split(">", maxsplit=1)[0]
        .split("=", maxsplit=1)[0]
        .split("<", maxsplit=1)[0]
        .strip()
    )


def test_each_direct_dependency_is_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(DIRECT) == {named(requirement) for requirement in project["dependencies"]}


def test_all_libraries_and_no_development_tools_are_listed() -> None:
    listing = gather()
    head = listing.partition("\n\n\n")[0].splitlines()
    listed = dict(line.split(": ", 1) for line in head)
    names = {line.rpartition(" ")[0].lower().replace("_", "-") for line in listed}
    # Dependencies of dependencies too.
    assert {"python", "pyside6-essentials", "shiboken6", "httpcore", "certifi", "anyio", "cffi"} <= names
    assert not names & {"pytest", "mypy", "ruff", "hatchling", "import-linter", "trio"}
    assert all(listed.values())
    assert "see its own page" not in listed.values()
    qt = next(licence for name, licence in listed.items() if name.startswith("PySide6"))
    assert "LGPL-3.0" in qt


def test_licence_files_are_complete() -> None:
    listing = gather(["msgspec"])
    (path,) = (each for each in metadata.files("msgspec") or () if each.name == "LICENSE")
    assert path.read_text("utf-8").strip() in listing
    assert gather(["no-such-thing-anywhere"]).startswith("Python 3.")


def test_the_font_is_listed_with_its_licence() -> None:
    listing = gather()
    assert "Inter 4.1 (as Tezgah Sans): OFL-1.1" in listing.partition("\n\n\n")[0]
    assert "Roboto Condensed 3.8 (as Tezgah Ticket): OFL-1.1" in listing.partition("\n\n\n")[0]
    assert "SIL OPEN FONT LICENSE Version 1.1" in listing


def test_the_text_of_the_build_is_returned(tmp_path: Path) -> None:
    (tmp_path / "licences.txt").write_text("Qt: LGPL-3.0 ğ\n", "utf-8")
    assert text(tmp_path) == "Qt: LGPL-3.0 ğ\n"


def test_without_a_readable_text_the_metadata_is_used(tmp_path: Path) -> None:
    assert "msgspec" in text(tmp_path)
    (tmp_path / "licences.txt").write_bytes(b"\xff\xfe\xff")
    assert "msgspec" in text(tmp_path)
