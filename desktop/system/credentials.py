"""The secrets that open the vendor's API: an access token, or the two keys to fetch one.

Read from the environment. They are never written anywhere and never shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.system.sentences import SentenceError

if TYPE_CHECKING:
    from collections.abc import Mapping

_USABLE: Final = re.compile(r"[\x21-\x7e]{1,4096}")


class CredentialsError(SentenceError):
    """A secret cannot be one: it holds what no HTTP header may."""


@dataclass(frozen=True, repr=False)
class AccessToken:
    """A token given by hand."""

    token: str

    def __repr__(self) -> str:
        return "AccessToken(…)"


@dataclass(frozen=True, repr=False)
class SecretKeys:
    """The keys of the app and of the restaurant, for logging in."""

    app_secret_key: str
    rest_secret_key: str

    def __repr__(self) -> str:
        return "SecretKeys(…)"


Credentials = AccessToken | SecretKeys


def from_environment(environ: Mapping[str, str]) -> Credentials | None:
    """Return the credentials in the environment; a token beats the keys, None where there is nothing whole.

    Raises:
        CredentialsError: a value cannot be a secret, or one of the two keys is missing.
    """
    token = _cleaned(environ, "TEZGAH_ACCESS_TOKEN")
    if token:
        return AccessToken(token)
    app, rest = _cleaned(environ, "TEZGAH_APP_SECRET_KEY"), _cleaned(environ, "TEZGAH_REST_SECRET_KEY")
    if app and rest:
        return SecretKeys(app, rest)
    if app or rest:
        missing = "TEZGAH_REST_SECRET_KEY" if app else "TEZGAH_APP_SECRET_KEY"
        raise CredentialsError(
            f"İki gizli anahtardan biri eksik: {missing}. İkisini de ayarlayın.",
            f"One of the two secret keys is missing: {missing}. Set both.",
        )
    return None


def _cleaned(environ: Mapping[str, str], name: str) -> str:
    """Return a secret without the blanks and quotes that come along when it is pasted."""
    value = environ.get(name, "").strip().strip("\"'“”‘’").strip()
    if value and not _USABLE.fullmatch(value):
        raise CredentialsError(
            f"{name} içinde boşluk, satır sonu ya da harf dışı işaret var. Anahtarı panelden yeniden kopyalayın.",
            f"{name} holds a blank, a line break or a sign no key has. Copy the key from the panel again.",
        )
    return value
