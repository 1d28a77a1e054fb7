"""Credentials of the vendor's API: an access token, or the two secret keys that fetch one.

They are typed, pasted or found in the environment; `secret_store` stores them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.text.translation import Message
from desktop.system.user_errors import EXIT_USAGE, UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.system.settings.setting import Text

_USABLE: Final = re.compile(r"[\x21-\x7e]{1,4096}")
_QUOTES: Final = "\"'`´“”„‟‘’‚‛«»‹›"
_BEFORE: Final = re.compile(
    r"(?:(?:access[-_ ]?token|app[-_ ]?secret[-_ ]?key|rest[-_ ]?secret[-_ ]?key|authorization)[\s\"']*[:=]|bearer\s)",
    re.IGNORECASE,
)
"""Text that headers, files and examples have before the secret itself."""


class CredentialsError(UserError):
    """Credentials are incomplete, or contain characters that no HTTP header may have."""

    code = EXIT_USAGE


class AccessToken(msgspec.Struct, frozen=True):
    """An access token."""

    token: str

    def __repr__(self) -> str:
        return "AccessToken(…)"


class SecretKeys(msgspec.Struct, frozen=True):
    """The secret keys of the app and of the restaurant, for the login."""

    app_secret_key: str
    rest_secret_key: str

    def __repr__(self) -> str:
        return "SecretKeys(…)"


Credentials = AccessToken | SecretKeys


def secrets_of(credentials: Credentials | None) -> tuple[str, ...]:
    """Return the texts that must never be shown or logged."""
    if isinstance(credentials, AccessToken):
        return (credentials.token,)
    if isinstance(credentials, SecretKeys):
        return (credentials.app_secret_key, credentials.rest_secret_key)
    return ()


def from_environment(environ: Mapping[str, str]) -> Credentials | None:
    """Return the credentials in the environment, None where there are none; a token wins over the keys.

    Raises:
        CredentialsError: a value cannot be a secret, or one of the two keys is missing.
    """
    token = _variable(environ, "TEZGAH_ACCESS_TOKEN")
    if token:
        return AccessToken(token)
    app, rest = _variable(environ, "TEZGAH_APP_SECRET_KEY"), _variable(environ, "TEZGAH_REST_SECRET_KEY")
    if app and rest:
        return SecretKeys(app, rest)
    if app or rest:
        missing = "TEZGAH_REST_SECRET_KEY" if app else "TEZGAH_APP_SECRET_KEY"
        raise CredentialsError(
            Message("One of the two secret keys is missing: {name}. Set both.", name=missing)
        )
    return None


def from_input(token: str, app: str = "", rest: str = "") -> Credentials:
    """Return the credentials that a person typed or pasted; a token wins over the keys.

    Raises:
        CredentialsError: nothing was typed, one of the two keys is missing, or a value cannot be a secret.
    """
    token = clean(token, Message("The access token"))
    if token:
        return AccessToken(token)
    app = clean(app, Message("The app secret key"))
    rest = clean(rest, Message("The restaurant secret key"))
    if app and rest:
        return SecretKeys(app, rest)
    if app:
        raise CredentialsError(
            Message("The restaurant secret key is missing. Copy both keys from Dükkango's panel.")
        )
    if rest:
        raise CredentialsError(
            Message("The app secret key is missing. Copy both keys from Dükkango's panel.")
        )
    raise CredentialsError(Message("There is no key yet. Copy it from Dükkango's panel and paste it."))


def clean(text: str, name: Text) -> str:
    """Return a pasted secret without spaces, quotes and header names around it, and without invisible characters.

    Args:
        text: as pasted.
        name: of the secret, for the error.

    Raises:
        CredentialsError: the rest cannot be a secret.
    """
    value = _stripped("".join(sign for sign in text if unicodedata.category(sign) != "Cf"))
    while (before := _BEFORE.match(value)) is not None:
        value = _stripped(value[before.end() :])
    if value and not _USABLE.fullmatch(value):
        raise CredentialsError(
            Message(
                "{name} contains a space, a line break or a character that no key has (such as ı, ş, –). Do not type the"
                " key: copy it from the panel again.",
                name=name,
            )
        )
    return value


def _stripped(text: str) -> str:
    """Return a text without spaces and quotes at its ends, however they alternate."""
    while (less := text.strip().strip(_QUOTES)) != text:
        text = less
    return text


def _variable(environ: Mapping[str, str], name: str) -> str:
    return clean(environ.get(name, ""), name)
