"""What shared files of Linux link to, read by binutils' `objdump`, which PyInstaller needs anyway."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


_T = TypeVar("_T")


class Linked(NamedTuple):
    """What one file asks of the loader."""

    libraries: list[str]
    """Names of shared libraries."""
    glibc: list[tuple[int, ...]]
    """Versions of the C library whose functions it calls."""


def linked(shown: str) -> Linked:
    """Read what `objdump -p` said of a file."""
    libraries = re.findall(r"^\s+NEEDED\s+(\S+)$", shown, re.MULTILINE)
    versions = re.findall(r"\bGLIBC_(\d+(?:\.\d+)+)$", shown, re.MULTILINE)
    return Linked(libraries, sorted({tuple(map(int, version.split("."))) for version in versions}))


def read(path: Path) -> Linked:
    """Return what a file asks of the loader.

    Raises:
        subprocess.CalledProcessError: it is no such file.
    """
    return linked(subprocess.run(["objdump", "-p", path], check=True, capture_output=True, text=True).stdout)


def needed_libraries(path: Path) -> list[str]:
    """Return names of the shared libraries that a file links to."""
    return read(path).libraries


def is_elf(path: Path) -> bool:
    """Tell whether a file is a program or shared library of Linux."""
    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def outside(folder: Path) -> Linked:
    """Return what all files of a folder ask of the system: libraries that are not in it, the newest glibc."""
    files = [path for path in sorted(folder.rglob("*")) if is_elf(path)]
    inside = {path.name for path in folder.rglob("*")}
    all_of_them = [read(path) for path in files]
    libraries = _union(one.libraries for one in all_of_them)
    return Linked(sorted(libraries - inside), sorted(_union(one.glibc for one in all_of_them)))


def _union(parts: Iterable[Iterable[_T]]) -> set[_T]:
    return {item for part in parts for item in part}
