"""Files that a person names as the target of an export, a report, a package, a copy of the settings.

Tezgâh's own files are refused: a report over `settings.json` or the database would cost the restaurant its evening.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import desktop
from desktop.domain.text.translation import tr
from desktop.system.files.atomic_file import write_atomically
from desktop.system.files.paths import resources_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class OwnFileError(PermissionError):
    """The target is a file of Tezgâh itself, or lies in one of its folders."""


def write_chosen(
    path: Path, parts: Iterable[bytes], data_dir: Path, *, private: bool = False, concurrent: bool = False
) -> None:
    """Write a file that a person named; see `write_atomically`.

    Args:
        path: of the file.
        parts: its content; may be a generator.
        data_dir: the data folder, in which nothing is written by a person's choice.
        private: whether only this user may read it.
        concurrent: whether another program may write the same file at this moment.

    Raises:
        OwnFileError: it is a file of Tezgâh itself.
        OSError: it could not be written.
    """
    refuse_own(path, data_dir)
    write_atomically(path, parts, private=private, concurrent=concurrent)


def refuse_own(path: Path, data_dir: Path) -> None:
    """Refuse a target that is a file of Tezgâh itself, by whatever name, link or spelling.

    Raises:
        OwnFileError: it is one.
    """
    own = {
        identity for folder in (data_dir, *_program_folders()) if (identity := _identity(folder)) is not None
    }
    # Both: the link may be in the folder, and so may the file that it leads to.
    named, real = Path(os.path.abspath(path)), Path(os.path.realpath(path))  # noqa: PTH100 - keeps the last link
    for target in (Path(os.path.realpath(named.parent)) / named.name, real):
        # Identities, not names: these find another case, a mount and a short name of Windows as well.
        if any(_identity(folder) in own for folder in (target, *target.parents)):
            raise _refused(path)
    if _is_second_name(real, data_dir):
        raise _refused(path)


def _refused(path: Path) -> OwnFileError:
    return OwnFileError(errno.EPERM, tr("it belongs to Tezgâh itself"), str(path))


def _program_folders() -> Iterator[Path]:
    if getattr(sys, "frozen", False):
        yield Path(sys.executable).parent
    yield Path(desktop.__file__).parent
    yield resources_dir()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _is_second_name(path: Path, data_dir: Path) -> bool:
    """Return whether a file is a hard link to one in the data folder."""
    try:
        found = path.stat()
    except OSError:
        return False
    if found.st_nlink == 1:
        return False
    wanted = found.st_dev, found.st_ino
    return any(
        _identity(Path(folder, name)) == wanted for folder, _, names in os.walk(data_dir) for name in names
    )
