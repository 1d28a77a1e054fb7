"""The oldest versions of Python, OpenSSL and SQLite that other people may get: they are part of what is shipped.

A plain build on somebody's machine warns, `dev.py build --release` refuses. Look the newest versions up before each
release, and raise the numbers here.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import ssl
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Version = tuple[int, ...]


class Floor(NamedTuple):
    """The oldest version of a line that may be shipped."""

    name: str
    line: Version
    """First numbers of the versions that it is for, () for all."""
    least: Version
    since: str
    """The day on which it was looked up."""
    why: str


FLOORS: Final = (
    Floor("Python", (3, 11), (3, 11, 16), "2026-11-30", "newest of its line"),
    Floor("Python", (3, 12), (3, 12, 14), "2026-11-30", "newest of its line"),
    Floor("Python", (3, 13), (3, 13, 16), "2026-11-30", "newest of its line"),
    Floor(
        "OpenSSL", (3, 0), (3, 0, 22), "2026-11-30", "newest of its line, of 2026-08-25; the line has ended"
    ),
    Floor("OpenSSL", (3, 4), (3, 4, 7), "2026-11-30", "newest of its line that is known, of 2026-08-25"),
    Floor("OpenSSL", (3, 5), (3, 5, 9), "2026-11-30", "newest of its line, of 2026-09-29"),
    Floor("OpenSSL", (3, 6), (3, 6, 5), "2026-11-30", "newest of its line, of 2026-09-29"),
    # Later flaws of FTS5 (CVE-2026-11822, CVE-2026-119374) need a crafted database: who can write this program's own
    # database can do all that its user can.
    Floor(
        "SQLite", (), (3, 50, 4), "2026-11-30", "CVE-2025-6965 and CVE-2025-7709; python.org's builds have it"
    ),
)
MODULES: Final = {"OpenSSL": "_ssl", "SQLite": "_sqlite3"}
LIBRARIES: Final = {"OpenSSL": r"libssl\.so", "SQLite": r"libsqlite3\.so", "Python": r"libpython3[.\d]+so"}


def versions() -> dict[str, Version]:
    """Return the versions that this Python would ship."""
    return {
        "Python": sys.version_info[:3],
        # The tuple of `ssl` has no patch number where OpenSSL expects it.
        "OpenSSL": tuple(int(part) for part in re.findall(r"\d+", ssl.OPENSSL_VERSION.split()[1])[:3]),
        "SQLite": sqlite3.sqlite_version_info,
    }


def problems(
    found: Mapping[str, Version], newest_of_distribution: Callable[[str], bool | None] = lambda _name: None
) -> list[str]:
    """Return a line for each part that is too old, or of a line that is not in the table.

    Args:
        found: the versions, see `versions`.
        newest_of_distribution: whether a part belongs to the distribution and is the newest that it has; None if it
            is not the distribution's. Distributions mend without changing the number.
    """
    lines = []
    for name, version in found.items():
        newest = newest_of_distribution(name)
        if newest:
            continue
        text = ".".join(map(str, version))
        if newest is False:
            lines.append(f"{name} {text}: this machine's distribution has a newer package. Upgrade it.")
            continue
        floor = next(
            (one for one in FLOORS if one.name == name and version[: len(one.line)] == one.line), None
        )
        if floor is None:
            lines.append(f"{name} {text} is of a line that packaging/floors.py does not know.")
        elif version < floor.least:
            least = ".".join(map(str, floor.least))
            lines.append(f"{name} {text} is older than {least} ({floor.why}; looked up {floor.since}).")
    return lines


def newest_of_distribution(name: str) -> bool | None:
    """Return whether a part is a Debian package that has no newer version, None if it is no Debian package.

    The package lists are as new as the last `apt-get update`.
    """
    path = _library(name)
    if path is None or not shutil.which("dpkg-query") or not shutil.which("apt-cache"):
        return None
    owner = _answer(["dpkg-query", "--search", str(path)]) or _answer(
        ["dpkg-query", "--search", _merged(path)]
    )
    if not owner:
        return None
    shown = _answer(["apt-cache", "policy", owner.partition(": ")[0].partition(",")[0]])
    return is_newest(shown)


def is_newest(policy: str) -> bool | None:
    """Parse the output of `apt-cache policy`: whether the installed version is the candidate; None without both."""
    installed = re.search(r"^ +Installed: (\S+)$", policy, re.MULTILINE)
    candidate = re.search(r"^ +Candidate: (\S+)$", policy, re.MULTILINE)
    return None if installed is None or candidate is None else installed[1] == candidate[1]


def _merged(path: Path) -> str:
    # Packages name /lib/… what lies in /usr/lib/….
    return str(path).removeprefix("/usr")


def _library(name: str) -> Path | None:
    """Return the shared library of a part, None if it is part of another file or this is not Linux."""
    if not sys.platform.startswith("linux"):
        return None
    for module in (MODULES.get(name), name.lower()):
        if module is not None and module in sys.builtin_module_names:
            return Path(os.path.realpath(sys.executable))
    maps = Path("/proc/self/maps").read_text("utf-8")  # both modules are imported above
    match = re.search(rf"(/\S*{LIBRARIES[name]}\S*)$", maps, re.MULTILINE)
    if match is not None:
        return Path(os.path.realpath(match[1]))
    return Path(os.path.realpath(sys.executable)) if name == "Python" else None


def _answer(command: Sequence[str]) -> str:
    answer = subprocess.run(
        command, capture_output=True, text=True, check=False, env=dict(os.environ, LC_ALL="C")
    )
    return answer.stdout if answer.returncode == 0 else ""


def check(*, release: bool) -> bool:
    """Print what is too old on this machine; returns whether the build may go on.

    Args:
        release: whether other people get it.
    """
    found = problems(versions(), newest_of_distribution)
    for line in found:
        print(f"{'✗' if release else '⚠'} {line}")
    if found and not release:
        print("⚠ only for this machine: `--release` refuses these versions")
    return not (found and release)
