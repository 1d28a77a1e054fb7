"""Finds in the frozen folder what belongs to the machine that built it: its paths, and modes and links that are unsafe.

A path of the building machine tells who built the program and where. Worse, on another computer somebody may own that
folder, and what the program looks for there is theirs. Paths in files that are just as their makers published them (the
wheels' RECORD says so) are paths of other machines and of no interest here.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import io
import os
import re
import stat
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

SHARED: Final = frozenset({"/", "/usr", "/usr/local", "/nonexistent", "C:\\", ""})
"""Folders that every machine has."""


def own_paths(root: Path) -> list[str]:
    """Return the folders of this machine that nothing shipped may name, the longest first.

    Args:
        root: of the sources.
    """
    python = (sys.base_prefix, sys.prefix, sys.base_exec_prefix)
    found = {str(root), os.path.realpath(root), str(Path.home()), *python, *map(os.path.realpath, python)}
    return sorted(found - SHARED, key=len, reverse=True)


def published_files() -> frozenset[bytes]:
    """Return the SHA-256 of each file of the installed packages, as their makers published it."""
    return frozenset(
        base64.urlsafe_b64decode(file.hash.value + "==")
        for distribution in importlib.metadata.distributions()
        for file in distribution.files or ()
        if file.hash is not None and file.hash.mode == "sha256"
    )


def traces(folder: Path, paths: Sequence[str], published: Collection[bytes] = ()) -> list[str]:
    """Return a line for each file, and each member of an archive, that names one of the paths.

    Args:
        folder: the frozen program.
        paths: see `own_paths`.
        published: SHA-256 of files that may name any path, see `published_files`.
    """
    pattern = _pattern(paths)
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        content = path.read_bytes()
        if hashlib.sha256(content).digest() in published:
            continue
        for name, part in _parts(path, content):
            for match in sorted({match[0] for match in pattern.finditer(part)}):
                text = match.replace(b"\0", b"").decode(errors="replace")
                found.append(f"{path.relative_to(folder)}{name} names {text}")
    return found


def blank(folder: Path, paths: Sequence[str]) -> None:
    """Overwrite the paths in the libraries of a folder: an old search path, the folder Python was compiled for.

    Length and last part stay, because linkers let other texts share the end of a text. What is left is a path below the
    root of the file system, where only root can put something.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        content = path.read_bytes()
        if not content.startswith(b"\x7fELF"):
            continue
        for own in sorted(paths, key=len, reverse=True):
            cut = len(os.fsencode(own[: own.rindex("/") + 1]))
            whole = rb"(?<=\0)%b(?=[/\0])" % re.escape(os.fsencode(own))
            content = re.sub(whole, b"/" * cut + os.fsencode(own)[cut:], content)
        path.write_bytes(content)


def mode_problems(folder: Path) -> list[str]:
    """Return a line for each file that others may write, that runs with another user's rights, or that leads outside."""
    found = []
    for path in (folder, *sorted(folder.rglob("*"))):
        name = path.relative_to(folder)
        if path.is_symlink():
            if not path.resolve().is_relative_to(folder.resolve()):
                found.append(f"{name} is a link to {path.readlink()}, outside of the program")
            continue
        mode = path.stat().st_mode
        if os.name != "nt" and mode & (stat.S_IWOTH | stat.S_IWGRP):
            found.append(f"{name} can be written by others ({stat.filemode(mode)})")
        if mode & (stat.S_ISUID | stat.S_ISGID):
            found.append(f"{name} runs with other rights ({stat.filemode(mode)})")
    return found


def _pattern(paths: Sequence[str]) -> re.Pattern[bytes]:
    # A text in a compiled module follows its length, any byte. Only a path of one folder needs a start.
    every = [(rb"(?<![\w.])" if re.fullmatch(r"/\w+", path) else b"") + _spellings(path) for path in paths]
    # Windows does not tell large and small letters apart.
    flags = re.IGNORECASE if os.name == "nt" else re.NOFLAG
    return re.compile(rb"(?:%b)(?![\w.+~-])" % b"|".join(every), flags)


def _spellings(path: str) -> bytes:
    texts = {path, path.replace("\\", "/"), path.replace("\\", "\\\\")}
    encoded = {text.encode(code) for text in texts for code in ("utf-8", "utf-16-le")}
    return b"(?:%b)" % b"|".join(map(re.escape, sorted(encoded)))


def _parts(path: Path, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file, and what is compressed in it: compiled modules in PyInstaller's archive and in .zip files."""
    yield "", content
    if path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield f"/{name}", archive.read(name)
    elif _PYINSTALLER in content and path.suffix in {"", ".exe"}:
        yield from _modules(path)


_PYINSTALLER: Final = b"MEI\014\013\012\013\016"
"""Mark of the archive at the end of a program that PyInstaller made."""


def _modules(program: Path) -> Iterator[tuple[str, bytes]]:
    # Only the build's environment has it.
    from PyInstaller.archive.readers import ArchiveReadError, CArchiveReader

    try:
        archive = CArchiveReader(str(program))
    except ArchiveReadError:
        return
    for name in archive.toc:
        yield f"/{name}", archive.extract(name)
        if name.endswith((".pyz", ".PYZ")):
            modules = archive.open_embedded_archive(name)
            for module in modules.toc:
                yield f"/{module}", modules.extract(module, raw=True) or b""
