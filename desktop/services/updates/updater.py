"""Newer versions of the program: a signed list from an address that somebody set. Never imports Qt; blocks.

What of the list is believed is told by `update_list`. The list names size and SHA-256 of each file, and these are checked when a file was downloaded and once more
before it is run. Only what is newer counts. Nothing is downloaded or run but when somebody pressed for it, and nothing
here ever stops orders.
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
    believe,
    public_key,
    read_list,
)
from desktop.system.machine.clock import now

if TYPE_CHECKING:
    from collections.abc import Callable


_LARGEST_SIGNATURE: Final = 1 << 10
_LOOK_SECONDS: Final = 60.0
_SLOWEST: Final = 20_000
"""Bytes a second below which a download is given up."""

_PIECE: Final = 1 << 20
_PACKAGES_PUT_IT: Final = Path("/opt/tezgah")
"""Where .deb and .rpm put the program."""

_USER_AGENT: Final = f"Tezgah/{__version__}"

SUFFIXES: Final = {"setup": ".exe", "deb": ".deb", "rpm": ".rpm", "portable": ".tar.xz"}
"""How a file of a list is called, by the last part of its platform."""


class GivenUp(Exception):  # noqa: N818 - it is what was wanted
    """A download was given up by whoever asked for it."""


class Release(msgspec.Struct, frozen=True):
    """A version that is newer than this one."""

    version: str
    released: date
    notes: Notes
    kind: str
    """What is installed here: ``setup``, ``deb``, ``rpm`` or ``portable``."""
    package: Package | None
    """The file for this computer, its address whole; None where there is none."""


class Looked(msgspec.Struct, frozen=True):
    """What a look found."""

    release: Release | None
    """None where there is nothing newer."""
    issued: datetime
    """When the list was signed."""
    lapsed: bool
    """Whether the list holds no more, so that there may be newer versions than it names."""


def this_platform() -> str:
    """Return what a list calls the file for this computer, ``linux-x86_64-deb`` for example."""
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(machine, machine)
    if sys.platform == "win32":
        return f"windows-{machine}-setup"
    return f"{sys.platform}-{machine}-{_linux_kind()}"


def _linux_kind() -> str:
    if getattr(sys, "frozen", False) and not Path(sys.executable).is_relative_to(_PACKAGES_PUT_IT):
        # Unpacked by somebody: a package would put a second program beside it, and this one would stay old.
        return "portable"
    with contextlib.suppress(OSError):
        release = platform.freedesktop_os_release()
        families = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
        if families & {"debian", "ubuntu"}:
            return "deb"
        if families & {"fedora", "rhel", "suse", "opensuse"}:
            return "rpm"
    return "portable"


def look(
    address: str,
    key: Path,
    seen: Path,
    *,
    current: str = __version__,
    wanted: str = "",
    now: Callable[[], datetime] = now,
) -> Looked:
    """Return whether there is a version to be had that is newer than this one.

    Args:
        address: of the list.
        key: the file of the public key, PEM.
        seen: the file that notes the newest list that was believed, see `update_list.believe`.
        current: the version that runs.
        wanted: the platform to look for, this computer's where "".
        now: the wall clock, aware.

    Raises:
        UpdateError: it cannot be told.
    """
    # Who could believe nothing asks nobody.
    public_key(key)
    content = _fetched(address, LARGEST_LIST)
    listed = read_list(content, _fetched(f"{address}.sig", _LARGEST_SIGNATURE), key)
    moment = now()
    this = believe(listed, seen, moment)
    lapsed = this.has_lapsed(moment)
    if _parts(listed.version) <= _parts(current):
        return Looked(None, this.issued, lapsed)
    wanted = wanted or this_platform()
    package = listed.files.get(wanted)
    if package is not None:
        try:
            package = msgspec.structs.replace(package, url=urljoin(address, package.url))
        except ValueError as error:
            raise UpdateError(UpdateProblem.LIST, "no address of a file") from error
    kind = wanted.rpartition("-")[2]
    release = Release(listed.version, listed.released, listed.notes, kind, package)
    return Looked(release, this.issued, lapsed)


def download(
    release: Release,
    folder: Path,
    *,
    progress: Callable[[int], None] = lambda _: None,
    given_up: Callable[[], bool] = lambda: False,
) -> Path:
    """Download a version's file and check it; returns where it is. One that is there already and fits is taken.

    Args:
        release: with a file for this computer.
        folder: of downloads, made if it was not there; what other versions left in it is taken away.
        progress: told the bytes that are there.
        given_up: asked again and again whether nobody wants it any more.

    Raises:
        UpdateError: it could not be had, or is not what the list names.
        GivenUp: `given_up` said so.
    """
    if release.package is None:
        raise UpdateError(UpdateProblem.LIST, "no file for this computer")
    package = release.package
    # A name of our own: the address may end in anything.
    path = folder / f"tezgah-{release.version}{SUFFIXES.get(release.kind, '.bin')}"
    part = path.with_name(f"{path.name}.part")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        for other in folder.iterdir():
            if other != path:
                other.unlink()
        if path.exists():
            with contextlib.suppress(UpdateError):
                check(path, package)
                return path
        _download(package, part, progress, given_up)
        check(part, package)
        part.replace(path)
    except OSError as error:
        raise UpdateError(UpdateProblem.DISK, error.strerror or type(error).__name__) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return path


def check(path: Path, package: Package) -> None:
    """Let a file pass that is the one of the list, byte for byte; any other is taken away.

    Raises:
        UpdateError: it is another, or it cannot be read.
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


def runs_by_itself(release: Release) -> bool:
    """Whether the file installs the version when it is started; else a person types `command`."""
    return release.kind == "setup"


def command(release: Release, path: Path) -> str:
    """Return what a person types into a terminal to install a downloaded file, "" where it only has to be unpacked."""
    name = shlex.quote(str(path))
    rpm = "zypper" if shutil.which("zypper") else "dnf"
    return {"deb": f"sudo apt install {name}", "rpm": f"sudo {rpm} install {name}"}.get(release.kind, "")


def run(release: Release, path: Path) -> subprocess.Popen[bytes]:
    """Check a downloaded file once more and start it, with no right but this user's; returns the process.

    It replaces the program: whoever calls ends it then.

    Raises:
        UpdateError: it is not the file of the list, or it cannot be started.
    """
    if release.package is None:
        raise UpdateError(UpdateProblem.LIST, "no file for this computer")
    check(path, release.package)
    try:
        # It outlives this program, and nobody reads what it says.
        return subprocess.Popen(
            [str(path)],
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
    _fetch(address, parts.append, largest, _LOOK_SECONDS, lambda: False)
    return b"".join(parts)


def _download(
    package: Package, part: Path, progress: Callable[[int], None], given_up: Callable[[], bool]
) -> None:
    have = 0
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - by its number

        def take(piece: bytes) -> None:
            nonlocal have
            file.write(piece)
            have += len(piece)
            progress(have)

        _fetch(package.url, take, package.size, 60 + package.size / _SLOWEST, given_up)
        file.flush()
        os.fsync(file.fileno())


def _fetch(
    address: str,
    take: Callable[[bytes], None],
    largest: int,
    seconds: float,
    given_up: Callable[[], bool],
) -> None:
    # Brings httpx, which takes as long to import as the window to show.
    from desktop.vendor.download import FetchCancelledError, FetchError, fetch

    try:
        fetch(address, take, largest=largest, seconds=seconds, user_agent=_USER_AGENT, is_cancelled=given_up)
    except FetchCancelledError as error:
        raise GivenUp from error
    except FetchError as error:
        raise UpdateError(error.problem, str(error)) from error
