"""Addresses of shared databases, such as ``postgresql://till_1@kasa-1/tezgah``.

An address never holds a password: settings, logs and reports show addresses.
"""

from __future__ import annotations

import enum
import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from desktop.domain.text.translation import Message

DEFAULT_PORT: Final = 5432
DEFAULT_SCHEMA: Final = "tezgah"

_SCHEMES: Final = ("postgresql://", "postgres://")
_HOST: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_.])?")
_AUTHORITY: Final = re.compile(r"(?:\[(?P<six>[^\]]*)\]|(?P<host>[^:\[\]]*))(?::(?P<port>.*))?")
_SCHEMA: Final = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,39}")
"""Short: names of channels begin with it, and PostgreSQL cuts names after 63 bytes."""
_PARAMETERS: Final = ("schema", "sslmode", "sslrootcert", "hostaddr")
_MOST_BYTES_OF_A_NAME: Final = 63
_HIGHEST_PORT: Final = 65535
_SHOWN: Final = 80


class StoreAddressError(ValueError):
    """A text is no address of a shared database."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class Encryption(enum.StrEnum):
    """How the line is protected, by PostgreSQL's names of `sslmode`."""

    VERIFY_FULL = "verify-full"
    """The server shows a certificate that this machine trusts, for the host's name."""
    REQUIRE = "require"
    """Encrypted, but nobody checks with which server."""


def is_local(host: str) -> bool:
    """Return whether a host, or the folder of a Unix socket, is on this computer."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.startswith("/") or host.lower() == "localhost"


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """A schema in a database of PostgreSQL, and the role that uses it."""

    user: str
    host: str
    """A name, an address, or the folder of a Unix socket."""
    database: str
    port: int = DEFAULT_PORT
    schema: str = DEFAULT_SCHEMA
    encryption: Encryption | None = None
    """None: `VERIFY_FULL`, except on this computer."""
    root_file: str = ""
    """Path of the certificates to trust, "" for those of this machine."""
    host_address: str = ""
    """The host's address where its name, which the certificate has, cannot be looked up."""

    @property
    def is_socket(self) -> bool:
        return self.host.startswith("/")

    @property
    def is_local(self) -> bool:
        """Whether the server runs on this computer."""
        return is_local(self.host_address or self.host)

    @property
    def place(self) -> str:
        """The server as people know it."""
        return self.host

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else quote(self.host, safe="")
        port = "" if self.port == DEFAULT_PORT else f":{self.port}"
        given = {
            "schema": "" if self.schema == DEFAULT_SCHEMA else self.schema,
            "sslmode": self.encryption or "",
            "sslrootcert": self.root_file,
            "hostaddr": self.host_address,
        }
        query = "&".join(f"{name}={quote(value, safe='/')}" for name, value in given.items() if value)
        path = f"{quote(self.user, safe='')}@{host}{port}/{quote(self.database, safe='')}"
        return f"postgresql://{path}" + (f"?{query}" if query else "")


def is_store_address(text: str) -> bool:
    """Return whether a text is meant as an address of PostgreSQL."""
    return text.strip().lower().startswith(_SCHEMES)


def parse_store_address(text: str) -> StoreAddress:
    """Return the address.

    Raises:
        StoreAddressError: it is none; the message says how one looks, and never quotes a password.
    """
    text = text.strip()
    scheme = next((each for each in _SCHEMES if text.lower().startswith(each)), None)
    if scheme is None or not text.isprintable():
        raise _no_address()
    rest, _, query = text[len(scheme) :].partition("?")
    authority, _, path = rest.partition("/")
    credentials, at, place = authority.rpartition("@")
    if ":" in credentials or "@" in path:
        raise _password_inside()
    if "#" in text:
        raise _no_address()
    host, port = _place(place)
    parameters = _parameters(query)
    return StoreAddress(
        user=_name(credentials) if at else _missing_user(),
        host=host,
        database=_name(path),
        port=port,
        schema=_schema(parameters.get("schema", DEFAULT_SCHEMA)),
        encryption=_encryption(parameters.get("sslmode")),
        root_file=parameters.get("sslrootcert", ""),
        host_address=_host_address(parameters.get("hostaddr", "")),
    )


def _no_address() -> StoreAddressError:
    return StoreAddressError(
        Message(
            "This is no address of a shared database. It looks like postgresql://USER@SERVER/DATABASE, for example"
            " postgresql://till_1@kasa-1/tezgah."
        )
    )


def _password_inside() -> StoreAddressError:
    return StoreAddressError(
        Message(
            "The address contains a password, which others could read there. Remove it from the address: Tezgâh asks for"
            " it and keeps it in the keyring, or takes it from TEZGAH_STORE_PASSWORD."
        )
    )


def _missing_user() -> str:
    raise StoreAddressError(
        Message(
            "The address lacks the user. Write it before the server, for example"
            " postgresql://till_1@kasa-1/tezgah."
        )
    )


def _place(text: str) -> tuple[str, int]:
    found = _AUTHORITY.fullmatch(text)
    if found is None:
        raise _no_address()
    six, host, port = found["six"], unquote(found["host"] or ""), found["port"]
    if six is not None:
        try:
            host = str(ipaddress.IPv6Address(six))
        except ValueError:
            raise _no_host(six) from None
    elif not (host.startswith("/") and "," not in host and host.isprintable()) and not _HOST.fullmatch(host):
        raise _no_host(host)
    return host, _port(port)


def _no_host(text: str) -> StoreAddressError:
    return StoreAddressError(
        Message(
            "“{typed}” is no server. Write the name or the number of the database's computer, for example kasa-1 or"
            " 192.168.1.10.",
            typed=text[:_SHOWN],
        )
    )


def _port(text: str | None) -> int:
    if text is None:
        return DEFAULT_PORT
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) <= _HIGHEST_PORT):  # noqa: PLR2004
        raise StoreAddressError(
            Message("“{port}” is no port: it is a number from 1 to 65535, usually 5432.", port=text[:20])
        )
    return int(text)


def _name(text: str) -> str:
    name = unquote(text)
    if not name or "/" in text or not name.isprintable() or len(name.encode()) > _MOST_BYTES_OF_A_NAME:
        raise _no_address()
    return name


def _parameters(query: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in query.split("&") if query else ():
        name, _, value = part.partition("=")
        if name == "password":
            raise _password_inside()
        if name not in _PARAMETERS or name in found:
            raise StoreAddressError(
                Message(
                    "The address has the unknown or repeated part “{name}”. After the question mark only these may stand,"
                    " once each: {known}.",
                    name=unquote(name)[:_SHOWN],
                    known=", ".join(_PARAMETERS),
                )
            )
        found[name] = unquote(value)
        if not found[name] or not found[name].isprintable():
            raise StoreAddressError(
                Message("“{name}” in the address has no usable value. Write one, or remove it.", name=name)
            )
    return found


def _schema(text: str) -> str:
    if not _SCHEMA.fullmatch(text):
        raise StoreAddressError(
            Message(
                "“{typed}” is no schema for Tezgâh: it is a name of small letters a–z, digits and underscores, at most 40,"
                " and does not begin with a digit or pg_.",
                typed=text[:_SHOWN],
            )
        )
    return text


def _encryption(text: str | None) -> Encryption | None:
    try:
        return None if text is None else Encryption(text)
    except ValueError:
        raise StoreAddressError(
            Message(
                "“{typed}” is no sslmode for Tezgâh. Leave it out, or write sslmode=require where the server has no"
                " certificate of its own name: the line is encrypted then, but nobody checks with which server.",
                typed=(text or "")[:_SHOWN],
            )
        ) from None


def _host_address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text)) if text else ""
    except ValueError:
        raise StoreAddressError(
            Message("“{typed}” is no hostaddr: it is a number such as 192.168.1.10.", typed=text[:_SHOWN])
        ) from None
