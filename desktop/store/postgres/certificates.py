"""The certificates that this machine trusts, as a file: the driver's own OpenSSL does not find them."""

from __future__ import annotations

import os
import ssl
import tempfile
from pathlib import Path
from typing import Final

_NAME: Final = "trusted-certificates.pem"
_BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, Red Hat
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # Alpine
)
"""Tried where OpenSSL's own path leads nowhere: in the installed program it is the path of the build machine."""


def write_root_file(folder: Path) -> Path | None:
    """Write the machine's certificates into a private file of a folder and return its path; None where it has none."""
    context = ssl.create_default_context()
    for bundle in _BUNDLES:
        if context.get_ca_certs(binary_form=True):
            break
        if Path(bundle).is_file():
            context.load_verify_locations(bundle)
    # Turkish and other letters in names are encoded: PEM is ASCII.
    text = "".join(ssl.DER_cert_to_PEM_cert(each) for each in context.get_ca_certs(binary_form=True))
    if not text:
        return None
    # A computer that only prepares the database has no folder for orders yet.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / _NAME
    if not _has(path, text):
        handle, made = tempfile.mkstemp(prefix=_NAME, dir=folder)  # readable by its owner alone
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
        Path(made).replace(path)
    return path


def _has(path: Path, text: str) -> bool:
    try:
        return path.read_text("ascii") == text
    except (OSError, UnicodeDecodeError):
        return False
