"""The data folder and the resources."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from desktop.system.files.languages import in_both
from desktop.system.files.paths import DataFolderError, data_dir, resources_dir

if TYPE_CHECKING:
    from pathlib import Path


def test_an_option_beats_the_environment(tmp_path: Path) -> None:
    environ = {"TEZGAH_DATA_DIR": str(tmp_path / "environment")}
    assert data_dir(str(tmp_path / "option"), environ) == tmp_path / "option"
    assert data_dir(None, environ) == tmp_path / "environment"
    assert data_dir("", environ) == tmp_path / "environment"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
def test_the_default_folder_is_the_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_dir(None, {}) == tmp_path / "tezgah"
    assert (tmp_path / "tezgah").is_dir()


def test_the_folder_is_created_with_its_parents_and_is_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = data_dir("a/b ğ/c", {})
    assert folder == tmp_path / "a" / "b ğ" / "c"
    assert folder.is_dir()
    assert data_dir("a/b ğ/c", {}) == folder


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert data_dir("~/orders", {}) == tmp_path / "orders"


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX permissions")
def test_only_this_user_can_read_the_folder(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = data_dir(str(tmp_path / "new"), {})
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_in_place_of_the_folder_is_an_error_in_both_languages(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.write_text("", "utf-8")
    for named in (place, place / "below"):
        with pytest.raises(DataFolderError) as caught:
            data_dir(str(named), {})
        turkish, english = in_both(caught.value.message)
        assert str(named) in turkish
        assert str(named) in english
        assert turkish != english
        assert "--data-dir" in turkish


def test_an_impossible_name_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError):
        data_dir(str(tmp_path / ("x" * 300)), {})
    with pytest.raises(DataFolderError):
        data_dir("~nobody-of-that-name/orders", {})


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="needs POSIX permissions and a user other than root"
)
def test_a_read_only_data_folder_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        for named in (tmp_path, tmp_path / "below"):
            with pytest.raises(DataFolderError):
                data_dir(str(named), {})
    finally:
        tmp_path.chmod(0o700)


def test_the_resources_exist() -> None:
    folder = resources_dir()
    assert folder.is_absolute()
    assert (folder / "sounds").is_dir()
