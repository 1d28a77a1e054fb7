"""The data folder of this user and the program's resources."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import desktop
from desktop.domain.text.translation import Message
from desktop.system.user_errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping


class DataFolderError(UserError):
    """The data folder cannot be created, read or written."""


def default_data_dir() -> Path:
    """Return the data folder that this system suggests."""
    # Imported late: the supervisor needs only `resources_dir`.
    import platformdirs

    return Path(platformdirs.user_data_dir("tezgah", appauthor=False))


def data_dir(option: str | None, environ: Mapping[str, str], *, reads_only: bool = False) -> Path:
    """Return the data folder; a missing one is created, readable by this user only.

    Args:
        option: of the command line; beats the environment.
        environ: its TEZGAH_DATA_DIR beats the system's default.
        reads_only: whether nothing is created. A folder that the option names must exist then: a missing one was mistyped.

    Raises:
        DataFolderError: the folder cannot be created, read or written.
    """
    named = option or environ.get("TEZGAH_DATA_DIR")
    folder = Path(named) if named else default_data_dir()
    try:
        folder = folder.expanduser()
    except RuntimeError as error:
        raise folder_error(folder, "no such home folder") from error
    try:
        if not reads_only:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = folder.resolve()
        exists = folder.exists()
    except OSError as error:
        raise folder_error(folder, error.strerror or type(error).__name__) from error
    if reads_only and not exists:
        if option:
            raise _not_there(folder)
        return folder
    if not folder.is_dir():
        raise folder_error(folder, "not a folder")
    if reads_only and not os.access(folder, os.R_OK | os.X_OK):
        raise folder_error(folder, "not readable")
    if not reads_only and not os.access(folder, os.W_OK | os.X_OK):
        raise folder_error(folder, "not writable")
    return folder


def _not_there(folder: Path) -> DataFolderError:
    return DataFolderError(
        Message("There is no such folder: {folder}. Check --data-dir. Nothing was created.", folder=folder)
    )


def folder_error(folder: Path, reason: str) -> DataFolderError:
    """Return the error for a data folder that cannot be used.

    Args:
        folder: the data folder.
        reason: in a few words, as the system says it.
    """
    return DataFolderError(
        Message(
            "The folder for orders cannot be used: {folder} ({reason}). Fix its permissions, or choose another folder"
            " with --data-dir.",
            folder=folder,
            reason=reason,
        )
    )


def sounds_dir(data_dir: Path) -> Path:
    """Return the folder of imported sounds; it may not exist."""
    return data_dir / "sounds"


def resources_dir() -> Path:
    """Return the folder of sounds, icons and translations.

    It is beside the package in a source tree, inside the package in a wheel, and where PyInstaller unpacks.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    package = Path(desktop.__file__).parent
    places = [Path(frozen) / "resources"] if frozen else []
    places += [package / "resources", package.parent / "resources"]
    return next((place for place in places if place.is_dir()), places[-1])
