"""Atomic writing of files: a file has its old content or the new one, never a part.

A pipe or a device is written to and never replaced: as root, `--output /dev/null` would remove it for everybody.
In a folder that several people can write to, another user's link or pipe would lead the text to a file of that
user's choice: it is refused.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from typing import TYPE_CHECKING, Final

from desktop.domain.text.translation import tr

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

BYTE_ORDER_MARK: Final = "\ufeff"
"""At the start of a text it tells spreadsheets that the text is UTF-8."""

_MOST_LINKS: Final = 40
_NEW_FILE: Final = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)


def write_atomically(
    path: Path, parts: Iterable[bytes], *, private: bool = False, concurrent: bool = False
) -> None:
    """Write a file; a failure leaves the old content.

    Args:
        path: of the file; its folder exists.
        parts: its content; may be a generator.
        private: whether only this user may read it.
        concurrent: whether another program may write the same file at this moment.

    Raises:
        OSError: it could not be written, or is a link or pipe of another user.
    """
    path = _follow_trusted_links(path)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            file.writelines(parts)
        return
    # A fixed name: the next write replaces a file that a killed program has left behind.
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new" if concurrent else f"{path.name}.new")
    try:
        fresh.unlink(missing_ok=True)
    except PermissionError:
        # Another user put a file there, in a folder where only its owner can remove it.
        fresh = path.with_name(f"{path.name}.{os.urandom(8).hex()}.new")
    made = os.open(fresh, _NEW_FILE, 0o600 if private else 0o666)
    try:
        with open(made, "wb") as file:  # noqa: PTH123 - by its number
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def _follow_trusted_links(path: Path) -> Path:
    """Return the file that a path leads to; links of this user and of the system are followed."""
    for _ in range(_MOST_LINKS):
        try:
            found = path.lstat()
        except FileNotFoundError:
            return path
        is_regular = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
        if not is_regular and not _is_trusted(found.st_uid):
            raise PermissionError(errno.EPERM, tr("the name is a link or pipe of another user"), str(path))
        if not stat.S_ISLNK(found.st_mode):
            return path
        target = path.readlink()
        if str(target).startswith(("pipe:", "socket:")):
            # The link of an open pipe in /proc names no file; only opening the link leads to it.
            return path
        path = path.parent / target
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def _is_trusted(owner: int) -> bool:
    return sys.platform == "win32" or owner in (os.geteuid(), 0)
