"""Atomic writing of files: a file has its old content or the new one, never a part.

A pipe or a device is written to and never replaced: as root, `--output /dev/null` would remove it for everybody.
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
"""At the start of a text it tells spreadsheets that the text is UTF-8."""


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


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
        OSError: it could not be written.
    """
    # Follow links, as other programs do.
    path = Path(os.path.realpath(path))
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            file.writelines(parts)
        return
    # A fixed name: the next write replaces a file that a killed program has left behind.
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new" if concurrent else f"{path.name}.new")
    try:
        if private:
            # A left-over file may be readable by others.
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
