"""Makes sure that no other user of the computer can change the data folder, or lead the program out of it.

Everything in the folder is trusted later: the database, settings with the vendor's address, sounds. On Windows the profile
folder keeps other users out; that was not tried.
"""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING, Final

from desktop.domain.text.translation import Message
from desktop.system.files.paths import DataFolderError, folder_error

if TYPE_CHECKING:
    from pathlib import Path

_WRITABLE_BY_OTHERS: Final = 0o022
_INNER_FOLDERS: Final = ("backups", "sounds")

MENDED: Final = "folder"
PARENT_IS_OPEN: Final = "parent"


def secure(folder: Path) -> str:
    """Close the data folder to other users; return what people should know.

    Returns:
        "" where nothing is to be said. ``folder:`` and the path where others could change the folder until now.
        ``parent:`` and the path of a folder above it that others can change: they can put another one in its place.

    Raises:
        DataFolderError: the folder, or something in it, belongs to another user, is a link, or cannot be closed.
    """
    if sys.platform == "win32":
        return ""
    try:
        found = folder.lstat()
        if found.st_uid != os.geteuid():
            raise DataFolderError(
                Message(
                    "The folder for orders belongs to another user: {folder}. Choose another folder with --data-dir.",
                    folder=folder,
                )
            )
        was_open = bool(found.st_mode & _WRITABLE_BY_OTHERS)
        if was_open:
            folder.chmod(stat.S_IMODE(found.st_mode) & 0o700)
            if folder.stat().st_mode & _WRITABLE_BY_OTHERS:  # a disk without permissions, such as FAT
                return f"{PARENT_IS_OPEN}:{folder}"
        for inside in (folder, *(folder / name for name in _INNER_FOLDERS)):
            _check_content(folder, inside)
    except OSError as error:
        raise folder_error(folder, error.strerror or type(error).__name__) from error
    if was_open:
        return f"{MENDED}:{folder}"
    unsafe = open_parent(folder)
    return "" if unsafe is None else f"{PARENT_IS_OPEN}:{unsafe}"


def open_parent(folder: Path) -> Path | None:
    """Return the nearest folder above in which other users can rename this one, None where there is none.

    Raises:
        OSError: a folder above cannot be looked at.
    """
    if sys.platform == "win32":
        return None
    for parent in folder.parents:
        found = parent.stat()
        if found.st_uid not in (0, os.geteuid()):
            return parent
        # In a sticky folder, such as /tmp, others cannot rename what is ours.
        if _others_can_write(found) and not found.st_mode & stat.S_ISVTX:
            return parent
    return None


def _others_can_write(found: os.stat_result) -> bool:
    if sys.platform == "win32" or found.st_mode & stat.S_IWOTH:
        return sys.platform != "win32"
    return bool(found.st_mode & stat.S_IWGRP) and not _is_private_group(found.st_gid)


def _is_private_group(gid: int) -> bool:
    """Return whether a group has only this user: many systems give each user one, and let it write."""
    if sys.platform == "win32":
        return False
    import grp
    import pwd

    try:
        user, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(gid)
    except KeyError:
        return False
    return user.pw_gid == gid and group.gr_name == user.pw_name and {*group.gr_mem} <= {user.pw_name}


def _check_content(folder: Path, inside: Path) -> None:
    """Refuse links, and files of others: they were put there while the folder was open."""
    try:
        entries = list(os.scandir(inside))
    except FileNotFoundError:
        return
    for entry in entries:
        if sys.platform == "win32":
            return
        if entry.is_symlink():
            raise DataFolderError(
                Message(
                    "In the folder for orders, {name} is a link: {folder}. Links there are not followed, because another user"
                    " may have put them there. Move it away and start again.",
                    name=entry.name,
                    folder=folder,
                )
            )
        if entry.stat(follow_symlinks=False).st_uid not in (0, os.geteuid()):
            raise DataFolderError(
                Message(
                    "In the folder for orders, {name} belongs to another user: {folder}. Move it away and start again.",
                    name=entry.name,
                    folder=folder,
                )
            )
