"""Lists the libraries inside the wheel of psycopg-binary, the driver of PostgreSQL. The wheel has no texts for them."""

from __future__ import annotations

import ctypes
import json
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Final

from licences import HERE, Part, UnknownLibraryError

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = "psycopg_binary.libs"
_PACKAGE: Final = "psycopg-binary"


@dataclass(frozen=True)
class DriverLibrary:
    """One library, and how its version is found."""

    pattern: str
    """Regular expression of its files' names, on Linux and on Windows."""
    name: str
    licence: str
    address: str
    text: str
    """A file in `texts`."""
    said: bytes = b""
    """Regular expression of the version inside the file; else the wheel's own list of parts has it."""
    listed_as: str = ""
    """Its name in that list."""
    cpe: str = ""


LIBRARIES: Final = (
    DriverLibrary(
        r"libpq\b", "libpq", "PostgreSQL", "https://www.postgresql.org", "PostgreSQL", cpe="postgresql:postgresql"
    ),
    DriverLibrary(
        r"lib(ssl|crypto)\b", "OpenSSL", "Apache-2.0", "https://www.openssl.org", "Apache-2.0",
        rb"OpenSSL (\d+\.\d+\.\d+) \d+ \w+ \d{4}", cpe="openssl:openssl",
    ),
    DriverLibrary(
        r"lib(gssapi_krb5|k5crypto|krb5|krb5support)\b|libcom_err[^.]*\.so\.3", "MIT Kerberos", "MIT",
        "https://web.mit.edu/kerberos/", "krb5", rb"KRB5_BRAND: krb5-([\d.]+)", cpe="mit:kerberos_5",
    ),
    DriverLibrary(
        r"lib(ldap|lber)\b", "OpenLDAP", "OLDAP-2.8", "https://www.openldap.org", "OpenLDAP", cpe="openldap:openldap"
    ),
    DriverLibrary(
        r"libsasl2\b", "Cyrus SASL", "BSD-4-Clause", "https://www.cyrusimap.org/sasl/", "Cyrus-SASL",
        listed_as="cyrus-sasl-lib", cpe="cyrusimap:cyrus-sasl",
    ),
    DriverLibrary(
        r"libkeyutils\b", "keyutils", "LGPL-2.0-or-later",
        "https://git.kernel.org/pub/scm/linux/kernel/git/dhowells/keyutils.git", "LGPL-2.1", listed_as="keyutils-libs",
    ),
    DriverLibrary(
        r"libcom_err\b", "libcom_err (e2fsprogs)", "MIT", "https://e2fsprogs.sourceforge.net", "libcom_err",
        listed_as="libcom_err",
    ),
    DriverLibrary(
        r"libcrypt\b", "libxcrypt", "LGPL-2.1-or-later", "https://github.com/besser82/libxcrypt", "LGPL-2.1"
    ),
)  # fmt: skip
_MICROSOFT: Final = re.compile(r"(msvcp|vcruntime|concrt)", re.IGNORECASE)
"""Part of Python on Windows too; its licence covers them."""


def driver_parts(folder: Path) -> Iterator[Part]:
    """Return the parts in the driver's folder.

    Args:
        folder: the frozen program, or the folder of installed packages.

    Raises:
        UnknownLibraryError: one of them is not in `LIBRARIES`.
    """
    files: dict[DriverLibrary, list[Path]] = {}
    for path in sorted(path for each in folder.rglob(FOLDER) for path in each.iterdir()):
        if _MICROSOFT.match(path.name) or path.name.startswith("."):
            continue
        known = next((one for one in LIBRARIES if re.match(one.pattern, path.name)), None)
        if known is None:
            raise UnknownLibraryError(
                f"{path.name} of psycopg-binary would be shipped: add its licence to packaging/driver_licences.py"
            )
        files.setdefault(known, []).append(path)
    for library, paths in files.items():
        text = (HERE / "texts" / f"{library.text}.txt").read_text("utf-8")
        name = f"{library.name} (in psycopg)"
        yield Part(name, _version(library, paths), library.licence, library.address, (text,), cpe=library.cpe)


def _version(library: DriverLibrary, paths: list[Path]) -> str:
    if library.name == "libpq":
        from psycopg import pq

        major, minor = divmod(pq.version(), 10000)
        return f"{major}.{minor}"
    if library.name == "OpenLDAP":
        return _version_of_openldap(next(path for path in paths if path.name.startswith("libldap")))
    if library.said:
        found = (re.search(library.said, path.read_bytes()) for path in paths)
        return next((match[1].decode() for match in found if match), "")
    return _listed().get(library.listed_as, "")


def _version_of_openldap(library: Path) -> str:
    class Info(ctypes.Structure):
        _fields_ = (
            ("kind", ctypes.c_int),
            ("api", ctypes.c_int),
            ("protocol", ctypes.c_int),
            ("extensions", ctypes.c_void_p),
            ("vendor", ctypes.c_char_p),
            ("version", ctypes.c_int),
        )

    info = Info(kind=1)
    ctypes.CDLL(str(library)).ldap_get_option(None, 0, ctypes.byref(info))
    return f"{info.version // 10000}.{info.version // 100 % 100}.{info.version % 100}"


def _listed() -> dict[str, str]:
    """Return the versions in the wheel's own list of parts."""
    try:
        files = distribution(_PACKAGE).files or ()
    except PackageNotFoundError:
        return {}
    found: dict[str, str] = {}
    for file in files:
        if file.name.endswith(".cdx.json"):
            listed = json.loads(Path(str(file.locate())).read_text("utf-8"))
            found |= {part["name"]: part["version"] for part in listed["components"]}
    return found
