"""The signed list of versions: what it says, whether it is to be believed, and whether it still holds. Never imports Qt.

Nothing of it is believed before its signature (Ed25519, over its exact bytes) fits the key that came with the program.
An old list is well signed too: whoever plays one again could hide newer versions for ever. So a list says when it was
signed and how long it holds, one that is older than what was seen before is refused, and one that has lapsed is told.

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
"""In the data folder: when the newest list that was believed here was signed."""

LARGEST_FILE: Final = 512 << 20
"""Bytes; what a list may name at most."""

LARGEST_LIST: Final = 256 << 10

HOLDS_DAYS: Final = 90
"""Days that a list holds where it does not say."""

_CLOCKS_DIFFER: Final = timedelta(days=2)


class UpdateError(Exception):
    """There is no update; `str` is a short technical reason."""

    def __init__(self, problem: UpdateProblem, reason: str = "") -> None:
        super().__init__(reason or problem.value)
        self.problem = problem


class Notes(msgspec.Struct, frozen=True):
    """What is new, in both languages; plain text."""

    tr: Annotated[str, msgspec.Meta(max_length=20_000)]
    en: Annotated[str, msgspec.Meta(max_length=20_000)]


class Package(msgspec.Struct, frozen=True):
    """One file of a version."""

    url: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    """Whole, or from where the list is."""
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    size: Annotated[int, msgspec.Meta(gt=0, le=LARGEST_FILE)]
    """In bytes."""


class Listed(msgspec.Struct, frozen=True):
    """The list as it is signed."""

    version: Annotated[str, msgspec.Meta(pattern=r"^\d{1,6}\.\d{1,6}\.\d{1,6}\Z")]
    released: date
    issued: Annotated[datetime, msgspec.Meta(tz=True)]
    """When it was signed."""
    notes: Notes
    files: dict[str, Package]
    holds_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = HOLDS_DAYS


class Seen(msgspec.Struct, frozen=True):
    """When a list was signed and how long it holds."""

    issued: Annotated[datetime, msgspec.Meta(tz=True)]
    holds_days: Annotated[int, msgspec.Meta(ge=1, le=3650)]

    def has_lapsed(self, now: datetime) -> bool:
        """Whether it holds no more: newer versions may be hidden."""
        return now - self.issued > timedelta(days=self.holds_days)


def seen(path: Path) -> Seen | None:
    """Return what is known of the newest list that was believed; None where there was none, or it cannot be read."""
    with contextlib.suppress(OSError, msgspec.DecodeError, RecursionError):
        return msgspec.json.decode(path.read_bytes(), type=Seen)
    return None


def believe(listed: Listed, path: Path, now: datetime) -> Seen:
    """Let pass what is not older than what was seen before, and note it.

    Args:
        listed: well signed.
        path: where that is kept. Where it cannot be written it is not kept.
        now: a list of long after it is believed and not noted: one that was signed with a wrong clock, or is read with
            one, must not keep all later ones out.

    Raises:
        UpdateError: it is older.
    """
    this, before = Seen(listed.issued, listed.holds_days), seen(path)
    if before is not None and this.issued < before.issued:
        raise UpdateError(UpdateProblem.OLDER, f"of {this.issued:%Y-%m-%d}")
    if this != before and this.issued - now < _CLOCKS_DIFFER:
        with contextlib.suppress(OSError):
            write_atomically(path, [msgspec.json.encode(this)], private=True)
    return this


def read_list(content: bytes, signature: bytes, key: Path) -> Listed:
    """Return what a list says, once its signature fits.

    Args:
        content: the list, exactly as it was signed.
        signature: base64.
        key: the file of the public key, PEM.

    Raises:
        UpdateError: the key cannot be used, the signature does not fit, or what is signed is no list.
    """
    # Seldom wanted, and much to import.
    from cryptography.exceptions import InvalidSignature

    public = public_key(key)
    try:
        public.verify(base64.b64decode(signature.strip(), validate=True), content)
    except (InvalidSignature, ValueError) as error:
        raise UpdateError(UpdateProblem.SIGNATURE) from error
    try:
        return msgspec.json.decode(content, type=Listed)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UpdateError(UpdateProblem.LIST, type(error).__name__) from error


def public_key(key: Path) -> Ed25519PublicKey:
    """Return the key of a file, PEM.

    Raises:
        UpdateError: there is none, or another kind.
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
