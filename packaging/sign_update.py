"""Writes and signs the list of a version, which running programs read for updates.

    sign_update.py new-key PRIVATE.pem PUBLIC.pem          once; keep the private one out of the repository
    sign_update.py sign DIST --notes-tr FILE --notes-en FILE [--version X.Y.Z] [--released YYYY-MM-DD] [--base-url URL]
                   [--holds-days 90]
    sign_update.py renew DIST [--holds-days 90]            signs the same list again before it expires; the installers
                                                           are not needed
    sign_update.py check DIST                              checks it with the shipped key, as programs do

Programs refuse a list that is older than one they have seen. When a list has expired, they report that newer versions
may exist.

The private key is read from the file that TEZGAH_UPDATE_KEY names. DIST holds the installers; `tezgah-update.json`,
`tezgah-update.json.sig`, `SHA256SUMS` and `SHA256SUMS.sig` are written there. Publish all of them in one folder on the
web. Programs check the first pair, people the second:

    openssl pkeyutl -verify -rawin -pubin -inkey update-key.pub -in SHA256SUMS -sigfile SHA256SUMS.sig
    sha256sum --check --ignore-missing SHA256SUMS
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from desktop import __version__  # noqa: E402 - needs ROOT on the path
from desktop.services.updates.release_list import (  # noqa: E402
    HOLDS_DAYS,
    LARGEST_LIST,
    Listed,
    UpdateError,
    public_key,
    read_list,
)
from desktop.services.updates.updater import SUFFIXES  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

LIST = "tezgah-update.json"
SUMS = "SHA256SUMS"
KEY = "TEZGAH_UPDATE_KEY"
SHIPPED_KEY = ROOT / "resources" / "update-key.pub"

_ARM = re.compile(r"arm64|aarch64", re.IGNORECASE)


def new_key(private: Path, public: Path) -> None:
    """Create a pair of keys; neither file may exist.

    Raises:
        FileExistsError: a file exists: an overwritten key cannot be restored.
    """
    key = Ed25519PrivateKey.generate()
    if public.exists():
        raise FileExistsError(public)
    with open(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - by its number
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def platform_of(path: Path) -> str | None:
    """Return the platform of an installer by its file name, None for other files."""
    kind = next((kind for kind, suffix in SUFFIXES.items() if path.name.endswith(suffix)), None)
    if kind is None:
        return None
    machine = "arm64" if _ARM.search(path.name) else "x86_64"
    return f"{'windows' if kind == 'setup' else 'linux'}-{machine}-{kind}"


def make_list(
    dist: Path,
    *,
    version: str,
    released: date,
    issued: datetime,
    notes: dict[str, str],
    base_url: str = "",
    holds_days: int = HOLDS_DAYS,
) -> bytes:
    """Return the list of the installers in a folder.

    Args:
        dist: the folder; each file name has the version in it.
        version: X.Y.Z.
        released: the day.
        issued: time of the signature, aware.
        notes: release notes by language, ``tr`` and ``en``.
        base_url: folder of the files, "" for the folder of the list.
        holds_days: days until the list expires.

    Raises:
        ValueError: there is no installer, there are two for one platform, one has another version, or programs
            could not read the list.
    """
    if base_url and not base_url.endswith("/"):
        base_url += "/"
    files: dict[str, dict[str, object]] = {}
    for path in sorted(dist.iterdir()):
        name = platform_of(path)
        if name is None:
            continue
        if not re.search(rf"(?<![\d.]){re.escape(version)}(?![\d.]*\d)", path.name):
            raise ValueError(f"{path.name} does not have version {version}")
        if name in files:
            raise ValueError(f"two files are for {name}: {path.name} is the second")
        content = path.read_bytes()
        files[name] = {
            "url": base_url + quote(path.name),
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
        }
    if not files:
        raise ValueError(f"no installer in {dist}")
    whole = {
        "version": version,
        "released": released.isoformat(),
        **_times(issued, holds_days),
        "notes": notes,
        "files": files,
    }
    return _written(whole)


def renewed(content: bytes, *, issued: datetime, holds_days: int = HOLDS_DAYS) -> bytes:
    """Return a list with a new time of signature.

    Args:
        content: the list.
        issued: time of the signature, aware.
        holds_days: days until it expires.

    Raises:
        ValueError: the content is no list, or was signed later.
    """
    whole = json.loads(content)
    if not isinstance(whole, dict):
        raise ValueError("this is no list")  # noqa: TRY004 - checks content, not a type
    before = whole.get("issued")
    if isinstance(before, str) and datetime.fromisoformat(before) > issued:
        raise ValueError(f"it was signed at {before}: is this computer's clock right?")
    return _written(whole | _times(issued, holds_days))


def _times(issued: datetime, holds_days: int) -> dict[str, object]:
    return {"issued": issued.isoformat(timespec="seconds"), "holds_days": holds_days}


def _written(whole: dict[str, object]) -> bytes:
    content = json.dumps(whole, ensure_ascii=False, indent=2).encode() + b"\n"
    try:
        msgspec.json.decode(content, type=Listed)
    except msgspec.DecodeError as error:
        raise ValueError(f"no program could read this list: {error}") from error
    if len(content) > LARGEST_LIST:
        raise ValueError("no program would read a list that is so long")
    return content


def make_sums(dist: Path) -> bytes:
    """Return the SHA-256 of each file to publish, in the format of `sha256sum --check`.

    Raises:
        ValueError: a file differs from the sums that its build has written.
    """
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(dist.iterdir())
        if path.is_file() and path.name not in {LIST, SUMS} and path.suffix != ".sig"
    }
    if (dist / SUMS).exists():
        for line in (dist / SUMS).read_text("utf-8").splitlines():
            digest, _, name = line.partition("  ")
            if found.get(name, digest) != digest:
                raise ValueError(f"{name} is not the file whose sum is in {SUMS}")
    return "".join(f"{digest}  {name}\n" for name, digest in found.items()).encode()


def sign(content: bytes, private: Path) -> bytes:
    """Return the signature of a list, in base64.

    Raises:
        ValueError: the file holds no Ed25519 key.
        OSError: the file cannot be read.
    """
    return base64.b64encode(_private_key(private).sign(content)) + b"\n"


def _private_key(file: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(file.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{file.name} holds no Ed25519 key")  # noqa: TRY004 - checks content, not a type
    return key


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    pair = commands.add_parser("new-key")
    pair.add_argument("private", type=Path)
    pair.add_argument("public", type=Path)
    signing = commands.add_parser("sign")
    signing.add_argument("dist", type=Path)
    signing.add_argument("--notes-tr", type=Path, required=True)
    signing.add_argument("--notes-en", type=Path, required=True)
    signing.add_argument("--version", default=__version__)
    signing.add_argument("--released", type=date.fromisoformat, default=datetime.now(UTC).date())
    signing.add_argument("--base-url", default="")
    signing.add_argument("--holds-days", type=int, default=HOLDS_DAYS)
    renewing = commands.add_parser("renew")
    renewing.add_argument("dist", type=Path)
    renewing.add_argument("--holds-days", type=int, default=HOLDS_DAYS)
    checking = commands.add_parser("check")
    checking.add_argument("dist", type=Path)
    checking.add_argument("--key", type=Path, default=SHIPPED_KEY)
    given = parser.parse_args(arguments)
    try:
        if given.command == "new-key":
            new_key(given.private, given.public)
        elif given.command == "sign":
            _sign(given)
        elif given.command == "renew":
            _renew(given.dist, given.holds_days)
        else:
            _check(given.dist, given.key)
    except (OSError, ValueError, UpdateError) as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    return 0


def _sign(given: argparse.Namespace) -> None:
    private = _private()
    notes = {"tr": given.notes_tr.read_text("utf-8").strip(), "en": given.notes_en.read_text("utf-8").strip()}
    content = make_list(
        given.dist,
        version=given.version,
        released=given.released,
        issued=datetime.now(UTC),
        notes=notes,
        base_url=given.base_url,
        holds_days=given.holds_days,
    )
    sums = make_sums(given.dist)
    _put(given.dist, content, private)
    (given.dist / SUMS).write_bytes(sums)
    # The bare signature, as openssl reads it.
    (given.dist / f"{SUMS}.sig").write_bytes(_private_key(private).sign(sums))
    print(f"✓ {given.dist / SUMS}")


def _renew(dist: Path, holds_days: int) -> None:
    private = _private()
    content = (dist / LIST).read_bytes()
    # An Ed25519 signature is always the same. Only a list that this key signed before is signed again unread.
    if sign(content, private).strip() != (dist / f"{LIST}.sig").read_bytes().strip():
        raise ValueError(f"{LIST} was not signed with this key")
    _put(dist, renewed(content, issued=datetime.now(UTC), holds_days=holds_days), private)


def _private() -> Path:
    if not os.environ.get(KEY):
        raise ValueError(f"{KEY} names no file of a private key")
    return Path(os.environ[KEY])


def _put(dist: Path, content: bytes, private: Path) -> None:
    signature = sign(content, private)
    (dist / LIST).write_bytes(content)
    (dist / f"{LIST}.sig").write_bytes(signature)
    print(f"✓ {dist / LIST}")


def _check(dist: Path, key: Path) -> None:
    content = (dist / LIST).read_bytes()
    listed = read_list(content, (dist / f"{LIST}.sig").read_bytes(), key)
    for name, package in listed.files.items():
        path = dist / unquote(package.url.rpartition("/")[2])
        found = path.read_bytes()
        if len(found) != package.size or hashlib.sha256(found).hexdigest() != package.sha256:
            raise ValueError(f"{path.name} is not the file that the list names")
        print(f"✓ {name}: {path.name}")
    sums = (dist / SUMS).read_bytes()
    try:
        public_key(key).verify((dist / f"{SUMS}.sig").read_bytes(), sums)
    except InvalidSignature as error:
        raise ValueError(f"{SUMS} was not signed with this key") from error
    if sums != make_sums(dist):
        raise ValueError(f"{SUMS} does not name the files that are here")
    print(f"✓ {SUMS}")


if __name__ == "__main__":
    sys.exit(main())
