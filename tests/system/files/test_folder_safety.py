"""The data folder is closed to other users, and nothing that they put there is followed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop.store.sqlite.store import DATABASE_NAME
from desktop.system.files import folder_safety
from desktop.system.files.languages import in_both
from desktop.system.files.paths import DataFolderError
from desktop.system.settings.options import resolve

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    pytest.skip("needs POSIX permissions", allow_module_level=True)

import grp
import pwd

root = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None,
    reason="needs root and setpriv: acts as another user",
)


def as_nobody(*command: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as another user of the computer."""
    switch = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    return subprocess.run([*switch, *command], capture_output=True, check=False, timeout=20)


def refused(folder: Path) -> str:
    """Return the sentence with which the program refuses the folder."""
    with pytest.raises(DataFolderError) as caught:
        resolve({"data_dir": str(folder)}, {})
    turkish, english = in_both(caught.value.message)
    assert turkish != english
    assert str(folder) in turkish
    return english


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o1777])
def test_a_folder_that_others_can_write_is_closed_and_said(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    folder.chmod(mode)
    assert resolve({"data_dir": str(folder)}, {}).folder_notice == f"folder:{folder}"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert resolve({"data_dir": str(folder)}, {}).folder_notice == ""


def test_a_command_that_only_reads_changes_nothing(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    assert resolve({"data_dir": str(tmp_path)}, {}, reads_only=True).folder_notice == ""
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o777


@pytest.mark.parametrize(
    "name",
    [
        "settings.json",
        DATABASE_NAME,
        f"{DATABASE_NAME}-wal",
        "backups",
        "sounds",
        "tezgah.lock",
        "tezgah.log",
    ],
)
def test_links_in_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    folder, elsewhere = tmp_path / "orders", tmp_path / "elsewhere"
    folder.mkdir()
    (folder / name).symlink_to(elsewhere)
    assert name in refused(folder)
    assert not elsewhere.exists()


def test_links_among_backups_are_refused(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "tezgah-2026-11-30.db").symlink_to(tmp_path / "elsewhere")
    assert "tezgah-2026-11-30.db is a link" in refused(tmp_path)


def test_a_folder_above_that_others_can_write_is_said(tmp_path: Path) -> None:
    above = tmp_path / "shared"
    folder = above / "orders"
    folder.mkdir(parents=True, mode=0o700)
    above.chmod(0o777)
    assert resolve({"data_dir": str(folder)}, {}).folder_notice == f"parent:{above}"
    above.chmod(0o775)  # of this user's own group: it has nobody else
    user = pwd.getpwuid(os.geteuid())
    private = grp.getgrgid(user.pw_gid).gr_name == user.pw_name
    assert bool(resolve({"data_dir": str(folder)}, {}).folder_notice) is not private
    above.chmod(0o1777)  # like /tmp
    assert resolve({"data_dir": str(folder)}, {}).folder_notice == ""


@root
def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    shutil.chown(folder, 65534, 65534)
    assert "belongs to another user" in refused(folder)


@root
def test_what_another_user_put_there_is_refused_and_cannot_be_put_there_again(tmp_path: Path) -> None:
    # pytest's own folders are closed to others.
    for above in [*tmp_path.parents][:3]:
        if above.name.startswith(("pytest", "popen")):
            above.chmod(0o711)
    tmp_path.chmod(0o711)
    folder = tmp_path / "orders"
    folder.mkdir()
    folder.chmod(0o777)
    planted = folder / "settings.json"
    assert as_nobody("touch", str(planted)).returncode == 0
    assert "settings.json belongs to another user" in refused(folder)
    planted.unlink()
    assert folder_safety.secure(folder) == ""
    assert as_nobody("touch", str(planted)).returncode != 0
    assert not planted.exists()
