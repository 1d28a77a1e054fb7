"""A file that a person names is never one of Tezgâh itself, whatever the name or link."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

import desktop
from desktop.system.files.chosen_file import OwnFileError, refuse_own, write_chosen
from desktop.system.files.paths import resources_dir

ROOT = Path(__file__).resolve().parents[3]
OWN_WRITERS = {
    "desktop/services/alarm/sound_files.py",
    "desktop/services/updates/release_list.py",
    "desktop/system/files/chosen_file.py",
    "desktop/system/files/print_requests.py",
    "desktop/system/machine/autostart.py",
    "desktop/system/secrets/secret_store.py",
    "desktop/system/settings/settings_file.py",
}
"""They write Tezgâh's own files, at places that nobody names."""


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "orders"
    (folder / "sounds").mkdir(parents=True)
    for name in ("settings.json", "tezgah.db", "tezgah.db-wal", "sounds/bell.wav"):
        (folder / name).write_text("ours")
    return folder


@pytest.mark.parametrize(
    "name", ["settings.json", "tezgah.db", "tezgah.db-wal", "sounds/bell.wav", "new.pdf", ""]
)
def test_files_of_the_data_folder_are_refused(data_dir: Path, name: str) -> None:
    target = data_dir / name
    with pytest.raises(OwnFileError):
        write_chosen(target, [b"theirs"], data_dir)
    assert not target.is_file() or target.read_text() == "ours"


def test_other_spellings_are_refused(data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    for name in ("../orders/settings.json", "../elsewhere/../orders/sounds/../settings.json"):
        with pytest.raises(OwnFileError):
            write_chosen(Path(name), [b"theirs"], data_dir)
    monkeypatch.chdir(data_dir)
    with pytest.raises(OwnFileError):
        write_chosen(Path("settings.json"), [b"theirs"], Path("../orders"))
    assert (data_dir / "settings.json").read_text() == "ours"


def test_links_are_refused_in_both_directions(data_dir: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.txt"
    theirs.write_text("theirs")
    links = {
        tmp_path / "a.pdf": data_dir / "settings.json",
        tmp_path / "b.pdf": tmp_path / "a.pdf",
        tmp_path / "folder": data_dir,
        data_dir / "out.pdf": theirs,
    }
    for link, target in links.items():
        link.symlink_to(target)
    for path in (
        tmp_path / "a.pdf",
        tmp_path / "b.pdf",
        tmp_path / "folder" / "settings.json",
        data_dir / "out.pdf",
    ):
        with pytest.raises(OwnFileError):
            refuse_own(path, data_dir)
    # The data folder itself may be behind a link.
    with pytest.raises(OwnFileError):
        refuse_own(data_dir / "settings.json", tmp_path / "folder")


def test_a_second_name_is_refused(data_dir: Path, tmp_path: Path) -> None:
    os.link(data_dir / "sounds" / "bell.wav", tmp_path / "bell.pdf")
    (tmp_path / "mine").touch()
    os.link(tmp_path / "mine", tmp_path / "mine too")
    with pytest.raises(OwnFileError):
        refuse_own(tmp_path / "bell.pdf", data_dir)
    refuse_own(tmp_path / "mine too", data_dir)


def test_the_program_itself_is_refused(data_dir: Path) -> None:
    for path in (
        Path(desktop.__file__),
        resources_dir() / "sounds" / "lost.wav",
        resources_dir() / "new.pdf",
    ):
        with pytest.raises(OwnFileError):
            refuse_own(path, data_dir)


def test_other_files_are_written(data_dir: Path, tmp_path: Path) -> None:
    target = tmp_path / "orders.csv"
    write_chosen(target, [b"1"], data_dir)
    write_chosen(target, [b"2"], data_dir)
    assert target.read_bytes() == b"2"
    refuse_own(Path(os.devnull), data_dir)


def test_whoever_writes_a_chosen_file_asks_first() -> None:
    found = []
    for path in sorted((ROOT / "desktop").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        imported = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        if "write_atomically" in imported and name not in OWN_WRITERS:
            found.append(name)
    assert not found, "write_chosen refuses Tezgâh's own files"
