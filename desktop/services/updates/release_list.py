"""The signed list of versions: its format, its signature and its age. Never imports Qt.

The list is trusted only if its Ed25519 signature, over its exact bytes, fits the key that is part of the program.
The signature of an old list fits, too: an attacker could replay one to hide newer versions. So a list names the time
when it was signed and how long it is valid. A list that is older than an accepted one is refused, and an expired list
is reported.

    the list, a JSON text at the address:
        {"version": "1.4.0", "released": "2026-11-22", "issued": "2026-11-22T09:30:00Z", "holds_days": 90,
         "notes": {"tr": "…", "en": "…"},
         "files": {"linux-x86_64-deb": {"url": "tezgah_1.4.0_amd64.deb", "sha256": "…", "size": 51234567}}}
    its signature, base64, at the same address with ".sig" behind it
"""

from __future__ import annotations

import base64
import contextlib
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

import msgspec

from desktop.domain.update_problem import UpdateProblem
from desktop.system.files.atomic_file import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SEEN_NAME: Final = "updates.json"
"""In the data folder: when the newest accepted list was signed."""

LARGEST_FILE: Final = 512 << 20
"""Bytes; the largest file that a list may name."""

LARGEST_LIST: Final = 256 << 10

HOLDS_DAYS: Final = 90
"""Days for which a list is valid if it names none."""

_CLOCKS_DIFFER: Final = timedelta(days=2)


class UpdateError(Exception):
    """No update was found, downloaded or installed; `str` is a short technical reason."""

    def __init__(self, problem: UpdateProblem, reason: str = "") -> None:
        super().__init__(reason or problem.value)
        self.problem = problem


class Notes(msgspec.Struct, frozen=True):
    """Release notes in both languages; plain text."""

    tr: Annotated[str, msgspec.Meta(max_length=20_000)]
    en: Annotated[str, msgspec.Meta(max_length=20_000)]


class Package(msgspec.Struct, frozen=True):
    """One file of a version."""

    url: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    """Absolute, or relative to the address of the list."""
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    size: Annotated[int, msgspec.Meta(gt=0, le=LARGEST_FILE)]
    """In bytes."""


class Listed(msgspec.Struct, frozen=True):
    """The signed list."""

    version: Annotated[str, msgspec.Meta(pattern=r"^\d{1,6}\.\d{1,6}\.\d{1,6}\Z")]
    released: date
    issued: Annotated[datetime, msgspec.Meta(tz=True)]
    """The time when it was signed."""
    notes: Notes
    files: dict[str, Package]
    holds_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = HOLDS_DAYS


class Seen(msgspec.Struct, frozen=True):
    """The time when a list was signed, and how long it is valid."""

    issued: Annotated[datetime, msgspec.Meta(tz=True)]
    holds_days: Annotated[int, msgspec.Meta(ge=1, le=3650)]

    def has_expired(self, now: datetime) -> bool:
        """Whether the list is too old: it may hide newer versions."""
        return now - self.issued > timedelta(days=self.holds_days)


def seen(path: Path) -> Seen | None:
    """Return the time of the newest accepted list; None if there is none, or its file cannot be read."""
    with contextlib.suppress(OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return msgspec.json.decode(path.read_bytes(), type=Seen)
    return None


def accept(listed: Listed, path: Path, now: datetime) -> Seen:
    """Accept a list that is not older than the newest accepted one, and remember its time.

    Args:
        listed: a list whose signature fits.
        path: the file for that time. If it cannot be written, nothing is remembered.
        now: the wall clock. A list from the far future is accepted but not remembered: a list that was signed or read
            with a wrong clock must not block all later ones.

    Raises:
        UpdateError: the list is older than an accepted one.
    """
    this, before = Seen(listed.issued, listed.holds_days), seen(path)
    if before is not None and this.issued < before.issued:
        raise UpdateError(UpdateProblem.OLDER, f"of {this.issued:%Y-%m-%d}")
    if this != before and this.issued - now < _CLOCKS_DIFFER:
        with contextlib.suppress(OSError):
            write_atomically(path, [msgspec.json.encode(this)], private=True)
    return this


def read_list(content: bytes, signature: bytes, key: Path) -> Listed:
    """Return the content of a list if its signature fits.

    Args:
        content: the signed bytes.
        signature: base64.
        key: the file of the public key, PEM.

    Raises:
        UpdateError: the key cannot be used, the signature does not fit, or the content is no list.
    """
    # Imported late: seldom used, and slow to import.
    from cryptography.exceptions import InvalidSignature

    public = public_key(key)
    try:
        public.verify(base64.b64decode(signature.strip(), validate=True), content)
    except (InvalidSignature, ValueError) as error:
        raise UpdateError(UpdateProblem.SIGNATURE) from error
    try:
        return msgspec.json.decode(content, type=Listed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UpdateError(UpdateProblem.LIST, type(error).__name__) from error


def public_key(key: Path) -> Ed25519PublicKey:
    """Return the public key in a PEM file.

    Raises:
        UpdateError: the file has no key, or one of another kind.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        public = load_pem_public_key(key.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise UpdateError(UpdateProblem.KEY, type(error).__name__) from error
    if not isinstance(public, Ed25519PublicKey):
        raise UpdateError(UpdateProblem.KEY, "no Ed25519 key")
    return public
