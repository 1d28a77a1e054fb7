"""Reads which shared libraries ELF files link to, and where they search for them.

Reads with `objdump` of binutils, which PyInstaller needs anyway; writes with `patchelf`.
"""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


_T = TypeVar("_T")


class Linked(NamedTuple):
    """Libraries and C library versions that a file needs."""

    libraries: list[str]
    """Names of shared libraries."""
    glibc: list[tuple[int, ...]]
    """Versions of the C library whose functions the file calls, ascending."""


def linked(shown: str) -> Linked:
    """Parse the output of `objdump -p`."""
    libraries = re.findall(r"^\s+NEEDED\s+(\S+)$", shown, re.MULTILINE)
    versions = re.findall(r"\bGLIBC_(\d+(?:\.\d+)+)$", shown, re.MULTILINE)
    return Linked(libraries, sorted({tuple(map(int, version.split("."))) for version in versions}))


def read(path: Path) -> Linked:
    """Return what a file links to.

    Raises:
        subprocess.CalledProcessError: the file is no ELF file.
    """
    return linked(subprocess.run(["objdump", "-p", path], check=True, capture_output=True, text=True).stdout)


def needed_libraries(path: Path) -> list[str]:
    """Return the names of the shared libraries that a file links to."""
    return read(path).libraries


def search_path(shown: str) -> list[str]:
    """Parse the output of `objdump -p`: folders in which the file searches for libraries."""
    found = re.findall(r"^\s+(?:RUNPATH|RPATH)\s+(\S+)$", shown, re.MULTILINE)
    return [folder for entry in found for folder in entry.split(":") if folder]


def absolute_search_paths(folder: Path) -> dict[Path, list[str]]:
    """Return the files that search in a fixed folder, with these folders.

    On another computer somebody else may own that folder: the program would run that person's code.
    """
    found = {}
    for path in sorted(folder.rglob("*")):
        if is_elf(path):
            shown = subprocess.run(["objdump", "-p", path], check=True, capture_output=True, text=True).stdout
            fixed = [each for each in search_path(shown) if not each.startswith("$ORIGIN")]
            if fixed:
                found[path] = fixed
    return found


def remove_absolute_search_paths(patchelf: str, folder: Path) -> None:
    """Remove the fixed folders from each file, and keep those relative to the file."""
    for path, fixed in absolute_search_paths(folder).items():
        shown = subprocess.run(["objdump", "-p", path], check=True, capture_output=True, text=True).stdout
        kept = ":".join(each for each in search_path(shown) if each not in fixed)
        subprocess.run(
            [patchelf, "--set-rpath", kept, path] if kept else [patchelf, "--remove-rpath", path], check=True
        )


def is_elf(path: Path) -> bool:
    """Return whether a path is an ELF file and no link."""
    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def outside(folder: Path) -> Linked:
    """Return what the files of a folder link to outside of it: libraries, and versions of the C library."""
    files = [path for path in sorted(folder.rglob("*")) if is_elf(path)]
    inside = {path.name for path in folder.rglob("*")}
    all_of_them = [read(path) for path in files]
    libraries = _union(one.libraries for one in all_of_them)
    return Linked(sorted(libraries - inside), sorted(_union(one.glibc for one in all_of_them)))


def _union(parts: Iterable[Iterable[_T]]) -> set[_T]:
    return {item for part in parts for item in part}
