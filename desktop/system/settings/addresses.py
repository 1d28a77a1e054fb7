"""Addresses of servers: compared as they are called, and shown so that they cannot mislead.

A name such as `www.dükkаngo.com` with a Cyrillic а looks like the vendor's. So every host but the vendor's own is shown in
punycode, the letters that the network uses, and is turned into them with the library that the HTTP client has too.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

DEFAULT_BASE_URL: Final = "https://www.xn--dkkango-n2a.com/api/integrations"

_VENDOR: Final = "xn--dkkango-n2a.com"
_VENDOR_AS_KNOWN: Final = "dükkango.com"
_PORTS: Final = {"http": 80, "https": 443}
_NAME: Final = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?", re.ASCII)
_BRACKETS: Final = re.compile(r"\[[0-9A-Fa-f:.]+\](:[0-9]*)?", re.ASCII)
_LONGEST_NAME: Final = 254
"""Bytes of a host's name with the dot at its end."""
_UNUSABLE: Final = "?"


def normal_address(url: str) -> str:
    """Return an address as it is called: scheme and host in lower case, the host in punycode, a usual port left out.

    Raises:
        ValueError: it has no host, a host that cannot be one, a wrong port, or a user name.
    """
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise ValueError("a user name in an address")
    if "[" in parts.netloc and not _BRACKETS.fullmatch(parts.netloc):
        raise ValueError("something beside an address in brackets")
    return urlunsplit((parts.scheme, _place(url, _ascii_host(parts.hostname or "")), *parts[2:]))


def origin(url: str) -> str:
    """Return scheme, host and port of an address, the same for all its spellings; of an unusable one itself."""
    try:
        parts = urlsplit(normal_address(url))
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc}"


def display_base_url(url: str) -> str:
    """Return the host of an address as people know it: ``www.dükkango.com``; every other one in punycode.

    A port that is not the usual one is shown too, and so is ``http://`` where others could read along.
    """
    try:
        parts = urlsplit(url)
        host = _ascii_host(parts.hostname or "")
        known = _VENDOR_AS_KNOWN.join(host.rsplit(_VENDOR, 1)) if _is_vendors(host) else host
        shown = _place(url, known)
    except ValueError:
        return _UNUSABLE
    return shown if parts.scheme != "http" or is_loopback(url) else f"http://{shown}"


def whole_address(url: str) -> str:
    """Return a whole address for a field or a terminal: with its host in punycode, and with no letter that misleads."""
    try:
        return normal_address(url) if url else ""
    except ValueError:
        return url.encode("ascii", "backslashreplace").decode()


def is_vendors(url: str) -> bool:
    """Return whether an address is the vendor's own."""
    try:
        return _is_vendors(_ascii_host(urlsplit(url).hostname or ""))
    except ValueError:
        return False


def is_loopback(url: str) -> bool:
    """Return whether an address is on this computer."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_vendors(host: str) -> bool:
    return host == _VENDOR or host.endswith(f".{_VENDOR}")


def _place(url: str, host: str) -> str:
    """Return host and port as an address has them."""
    parts = urlsplit(url)
    shown = f"[{host}]" if ":" in host else host
    port = parts.port
    return shown if port is None or port == _PORTS.get(parts.scheme) else f"{shown}:{port}"


def _ascii_host(host: str) -> str:
    if ":" in host:
        return ipaddress.IPv6Address(host).compressed
    if not host.isascii():
        # Imported late: its tables are needed for few addresses, and the start waits for this module.
        import idna

        # An error of it is a UnicodeError, which is a ValueError. Names that it allows and Python's own codec changes, as
        # ß to ss, would be called at one place and shown as another.
        host = idna.encode(host).decode()
    if not _NAME.fullmatch(host) or len(host) > _LONGEST_NAME:
        raise ValueError("no name of a host")
    return host
