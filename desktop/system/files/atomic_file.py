"""Files that are there whole or not at all.

What is no file (a pipe, a device) is written to and never replaced: as root `--output /dev/null` would take it from
everybody.
"""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


BYTE_ORDER_MARK: Final = "\ufeff"
"""At the beginning of a text it tells spreadsheets that it is UTF-8."""


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def write_atomically(
    path: Path, parts: Iterable[bytes], *, private: bool = False, contested: bool = False
) -> None:
    """Write a file; where that fails, what was there before is as it was.

    Args:
        path: of the file; its folder exists.
        parts: its content, made while it is written.
        contested: whether another program may be writing the same file just now.
        private: whether nobody but this user may read it, from its first byte on.

    Raises:
        OSError: it could not be written.
    """
    # Through a link, as every other program writes.
    path = Path(os.path.realpath(path))
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            file.writelines(parts)
        return
    # One name as long as nobody else comes: what a killed program left behind is written over then.
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new" if contested else f"{path.name}.new")
    try:
        if private:
            # One that was left behind may be open to all.
            fresh.unlink(missing_ok=True)
        with open(fresh, "wb", opener=_open_private if private else None) as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
