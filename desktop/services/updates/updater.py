"""Finds, downloads and installs newer versions of the program, from a signed list. Blocks; never imports Qt.

`release_list` decides whether the list is trusted. The list names size and SHA-256 of each file; both are checked after
the download and again before the file is run. Downloads and installations start only when a person asks for them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import shlex
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

import msgspec

from desktop import __version__
from desktop.domain.update_problem import UpdateProblem
from desktop.services.updates.release_list import (
    LARGEST_LIST,
    Notes,
    Package,
    UpdateError,
    accept,
    public_key,
    read_list,
)
from desktop.system.machine.child_environment import child_environ
from desktop.system.machine.clock import now

if TYPE_CHECKING:
    from collections.abc import Callable


_LARGEST_SIGNATURE: Final = 1 << 10
_LIST_SECONDS: Final = 60.0
_SLOWEST: Final = 20_000
"""Bytes per second; a download that is slower on average is stopped."""

_PIECE: Final = 1 << 20
_PACKAGE_FOLDER: Final = Path("/opt/tezgah")
"""The folder where .deb and .rpm packages install the program."""

_USER_AGENT: Final = f"Tezgah/{__version__}"

SUFFIXES: Final = {"setup": ".exe", "deb": ".deb", "rpm": ".rpm", "portable": ".tar.xz"}
"""File suffixes, by the last part of the platform."""


_INSTALL_A_COPY: Final = (
    'set -e; umask 022; d=$(mktemp -d /var/tmp/tezgah.XXXXXX); trap "rm -rf $d" EXIT; chmod 755 "$d"; f="$d/{copy}";'
    ' head -c "$2" "$1" > "$f"; echo "$3  $f" | sha256sum --check; {manager} install "$f"'
)
"""A script for root. Its arguments: file, size in bytes, SHA-256. No more than the size is read, whatever lies there."""


class DownloadStopped(Exception):  # noqa: N818 - no error: a person asked for it
    """A person stopped the download."""


class Release(msgspec.Struct, frozen=True):
    """A version that is newer than the running one."""

    version: str
    released: date
    notes: Notes
    kind: str
    """How the program is installed here: ``setup``, ``deb``, ``rpm`` or ``portable``."""
    package: Package | None
    """The file for this computer, with its absolute address; None for none."""


class CheckResult(msgspec.Struct, frozen=True):
    """The result of a check for newer versions."""

    release: Release | None
    """None if no version is newer."""
    issued: datetime
    """The time when the list was signed."""
    expired: bool
    """Whether the list is too old: versions that it does not name may exist."""


def this_platform() -> str:
    """Return the key of this computer's file in the list, for example ``linux-x86_64-deb``."""
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(machine, machine)
    if sys.platform == "win32":
        return f"windows-{machine}-setup"
    return f"{sys.platform}-{machine}-{_linux_kind()}"


def _linux_kind() -> str:
    if getattr(sys, "frozen", False) and not Path(sys.executable).is_relative_to(_PACKAGE_FOLDER):
        # Unpacked from an archive: a package would install a second program and leave this one old.
        return "portable"
    with contextlib.suppress(OSError):
        release = platform.freedesktop_os_release()
        families = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
        if families & {"debian", "ubuntu"}:
            return "deb"
        if families & {"fedora", "rhel", "suse", "opensuse"}:
            return "rpm"
    return "portable"


def check(
    address: str,
    key: Path,
    seen: Path,
    *,
    current: str = __version__,
    wanted: str = "",
    now: Callable[[], datetime] = now,
) -> CheckResult:
    """Read the signed list and return whether it names a newer version.

    Args:
        address: of the list.
        key: the file of the public key, PEM.
        seen: the file that remembers the newest accepted list, see `release_list.accept`.
        current: the running version.
        wanted: the platform to look for, "" for this computer's.
        now: the wall clock, aware.

    Raises:
        UpdateError: the list cannot be read or is not trusted.
    """
    # Without a usable key no list can be trusted: nothing is requested.
    public_key(key)
    content = _fetched(address, LARGEST_LIST)
    listed = read_list(content, _fetched(f"{address}.sig", _LARGEST_SIGNATURE), key)
    moment = now()
    this = accept(listed, seen, moment)
    expired = this.has_expired(moment)
    if _parts(listed.version) <= _parts(current):
        return CheckResult(None, this.issued, expired)
    wanted = wanted or this_platform()
    package = listed.files.get(wanted)
    if package is not None:
        try:
            package = msgspec.structs.replace(package, url=urljoin(address, package.url))
        except ValueError as error:
            raise UpdateError(UpdateProblem.LIST, "no address of a file") from error
    kind = wanted.rpartition("-")[2]
    release = Release(listed.version, listed.released, listed.notes, kind, package)
    return CheckResult(release, this.issued, expired)


def download(
    release: Release,
    folder: Path,
    *,
    on_progress: Callable[[int], None],
    is_stopped: Callable[[], bool],
) -> Path:
    """Download and check a version's file; returns its path. A file that is complete already is not downloaded again.

    Args:
        release: a version with a file for this computer.
        folder: of downloads; it is created if needed, and files of other versions are removed from it.
        on_progress: called with the number of bytes so far.
        is_stopped: called again and again; True stops the download.

    Raises:
        UpdateError: the download failed, or the file is not the one that the list names.
        DownloadStopped: `is_stopped` returned True.
    """
    if release.package is None:
        raise UpdateError(UpdateProblem.LIST, "no file for this computer")
    package = release.package
    # Not the name of the address: that may be anything.
    path = folder / f"tezgah-{release.version}{SUFFIXES.get(release.kind, '.bin')}"
    part = path.with_name(f"{path.name}.part")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        for other in folder.iterdir():
            if other != path:
                other.unlink()
        if path.exists():
            with contextlib.suppress(UpdateError):
                verify(path, package)
                return path
        _download(package, part, on_progress, is_stopped)
        verify(part, package)
        part.replace(path)
    except OSError as error:
        raise UpdateError(UpdateProblem.DISK, error.strerror or type(error).__name__) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return path


def verify(path: Path, package: Package) -> None:
    """Compare size and SHA-256 of a file with the list; a file that differs is removed.

    Raises:
        UpdateError: the file differs, or cannot be read.
    """
    whole = hashlib.sha256()
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            while size == package.size and (piece := file.read(_PIECE)):
                whole.update(piece)
    except OSError as error:
        raise UpdateError(UpdateProblem.DISK, error.strerror or type(error).__name__) from error
    if size != package.size or whole.hexdigest() != package.sha256:
        with contextlib.suppress(OSError):
            path.unlink()
        raise UpdateError(UpdateProblem.TAMPERED)


def installs_itself(release: Release) -> bool:
    """Whether the file is an installer; for other files a person types `command`."""
    return release.kind == "setup"


def command(release: Release, path: Path) -> str:
    """Return the terminal command that installs a downloaded file, "" for an archive to unpack.

    The file lies in the account of the counter, which can change it until the last moment. So root copies it to a place
    of its own, compares that copy with the signed list, and installs the copy.
    """
    manager = {"deb": "apt", "rpm": "zypper" if shutil.which("zypper") else "dnf"}.get(release.kind)
    if manager is None or release.package is None:
        return ""
    copy = f"tezgah-{release.version}{SUFFIXES[release.kind]}"
    script = _INSTALL_A_COPY.format(copy=copy, manager=manager)
    # The list's own patterns allow nothing in version and sum that a shell would read.
    return shlex.join(
        ["sudo", "sh", "-c", script, "sh", str(path), str(release.package.size), release.package.sha256]
    )


def install(release: Release, path: Path) -> subprocess.Popen[bytes]:
    """Check a downloaded installer again and start it with this user's rights; returns its process.

    The installer replaces the program, so the caller ends the program then.

    Raises:
        UpdateError: the file is not the one of the list, or cannot be started.
    """
    if release.package is None:
        raise UpdateError(UpdateProblem.LIST, "no file for this computer")
    verify(path, release.package)
    try:
        # The installer outlives this program; its output has no reader.
        return subprocess.Popen(
            [str(path)],
            env=child_environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise UpdateError(UpdateProblem.CANNOT_RUN, error.strerror or type(error).__name__) from error


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _fetched(address: str, largest: int) -> bytes:
    parts: list[bytes] = []
    _fetch(address, parts.append, largest, _LIST_SECONDS, lambda: False)
    return b"".join(parts)


def _download(
    package: Package, part: Path, on_progress: Callable[[int], None], is_stopped: Callable[[], bool]
) -> None:
    have = 0
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - by its number

        def take(piece: bytes) -> None:
            nonlocal have
            file.write(piece)
            have += len(piece)
            on_progress(have)

        _fetch(package.url, take, package.size, 60 + package.size / _SLOWEST, is_stopped)
        file.flush()
        os.fsync(file.fileno())


def _fetch(
    address: str,
    take: Callable[[bytes], None],
    largest: int,
    seconds: float,
    is_stopped: Callable[[], bool],
) -> None:
    # Imported late: httpx takes as long to import as the window takes to open.
    from desktop.vendor.download import FetchCancelledError, FetchError, fetch

    try:
        fetch(
            address, take, largest=largest, seconds=seconds, user_agent=_USER_AGENT, is_cancelled=is_stopped
        )
    except FetchCancelledError as error:
        raise DownloadStopped from error
    except FetchError as error:
        raise UpdateError(error.problem, str(error)) from error
