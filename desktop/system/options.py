"""Option > environment > settings file -> what the program runs with, each value checked.

The rules of the vendor that stand here: polls at least 30 s apart, and no token over an unencrypted line.
"""

from __future__ import annotations

import ipaddress
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from desktop.system import credentials as secrets
from desktop.system.paths import data_dir
from desktop.system.sentences import SentenceError
from desktop.system.settings import SETTINGS_NAME, SettingsFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DEFAULT_BASE_URL: Final = "https://www.xn--dkkango-n2a.com/api/integrations"
DEFAULT_POLL_SECONDS: Final = 30.0
"""The vendor's cooldown of `get-current`, per token."""

_LONGEST_POLL_SECONDS: Final = 3600.0


class OptionError(SentenceError):
    """An option, a variable or a setting has a value that cannot be used."""


@dataclass(frozen=True)
class Options:
    """What the program runs with."""

    data_dir: Path
    base_url: str
    poll_seconds: float
    credentials: secrets.Credentials | None
    lang: str
    """``system``, ``tr`` or ``en``."""

    @property
    def settings_file(self) -> SettingsFile:
        """The settings file of the data folder."""
        return SettingsFile(self.data_dir / SETTINGS_NAME)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown or logged."""
        if isinstance(self.credentials, secrets.AccessToken):
            return (self.credentials.token,)
        if isinstance(self.credentials, secrets.SecretKeys):
            return (self.credentials.app_secret_key, self.credentials.rest_secret_key)
        return ()


def resolve(given: Mapping[str, str | None], environ: Mapping[str, str]) -> Options:
    """Return the options.

    Args:
        given: ``data_dir``, ``base_url``, ``poll_seconds`` and ``lang`` of the command line, None where not given.
        environ: the environment.

    Raises:
        OptionError: a value cannot be used.
        CredentialsError: a secret cannot be one.
        DataFolderError: the data folder cannot be used.
    """
    folder = data_dir(given.get("data_dir"), environ)
    settings, _ = SettingsFile(folder / SETTINGS_NAME).load()
    base_url = checked_base_url(
        given.get("base_url") or environ.get("TEZGAH_BASE_URL") or settings.base_url or DEFAULT_BASE_URL
    )
    poll_seconds = given.get("poll_seconds")
    if poll_seconds is None and settings.poll_seconds is not None:
        poll_seconds = str(settings.poll_seconds)
    return Options(
        data_dir=folder,
        base_url=base_url,
        poll_seconds=DEFAULT_POLL_SECONDS
        if poll_seconds is None
        else checked_poll_seconds(poll_seconds, loopback=is_loopback(base_url)),
        credentials=secrets.from_environment(environ),
        lang=given.get("lang") or settings.language,
    )


def checked_base_url(url: str) -> str:
    """Return an address of the API without a slash at its end.

    Raises:
        OptionError: it is no address, or one that would send the token in the clear.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
        parts = urlsplit("")
    if (
        not host
        or parts.scheme not in {"http", "https"}
        or parts.query
        or parts.fragment
        or parts.username is not None
    ):
        raise OptionError(
            "Adres (--base-url) anlaşılmadı. https:// ile başlayan, kullanıcı adı ve ? içermeyen bir adres verin.",
            "The address (--base-url) was not understood. Give one that begins with https://, without user name or ?.",
        )
    if parts.scheme == "http" and not is_loopback(url):
        raise OptionError(
            f"{host} adresine şifresiz (http://) bağlanılmaz: erişim anahtarı görülebilir. https:// kullanın; http://"
            " yalnızca bu bilgisayar (127.0.0.1) içindir.",
            f"No unencrypted connection (http://) is made to {host}: the access token could be seen. Use https://;"
            " http:// is for this computer (127.0.0.1) only.",
        )
    return url.rstrip("/")


def is_loopback(url: str) -> bool:
    """Return whether an address is on this computer."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def checked_poll_seconds(text: str, *, loopback: bool) -> float:
    """Return the seconds between polls.

    Raises:
        OptionError: no number, or sooner than the vendor allows.
    """
    try:
        seconds = float(text.replace(",", "."))
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds) or not 0 < seconds <= _LONGEST_POLL_SECONDS:
        raise OptionError(
            f"Sorgu aralığı (--poll-seconds) «{text}» olamaz. 30 ile 3600 arası bir saniye değeri verin.",
            f"The poll interval (--poll-seconds) cannot be {text!r}. Give seconds from 30 to 3600.",
        )
    if seconds < DEFAULT_POLL_SECONDS and not loopback:
        raise OptionError(
            f"Sorgu aralığı (--poll-seconds) {text} saniye olamaz: Dükkango 30 saniyeden sık sorulmasına izin vermez."
            " Daha kısası yalnızca bu bilgisayardaki simülatör içindir.",
            f"The poll interval (--poll-seconds) cannot be {text} seconds: Dükkango does not allow asking more often than"
            " every 30 seconds. Less is for a simulator on this computer only.",
        )
    return seconds


def display_base_url(url: str) -> str:
    """Return the host of an address as people know it (``www.dükkango.com``)."""
    host = urlsplit(url).hostname or url
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
