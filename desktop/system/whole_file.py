"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


BYTE_ORDER_MARK: Final = "\ufeff"
"""At the beginning of a text it tells spreadsheets that it is UTF-8."""


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def write_whole(path: Path, parts: Iterable[bytes], *, private: bool = False) -> None:
    """Write a file; where that fails, what was there before is as it was.

    Args:
        path: of the file; its folder exists.
        parts: its content, made while it is written.
        private: whether nobody but this user may read it, from its first byte on.

    Raises:
        OSError: it could not be written.
    """
    fresh = path.with_name(f"{path.name}.new")
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
