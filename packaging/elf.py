"""Reads which shared libraries ELF files link to, with `objdump` of binutils, which PyInstaller needs anyway."""

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
