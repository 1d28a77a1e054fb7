"""The secrets that open the vendor's API: an access token, or the two keys to fetch one.

As they are typed, pasted or found in the environment. Where they are kept is told in `secret_store`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.system.sentences import SentenceError

if TYPE_CHECKING:
    from collections.abc import Mapping

_USABLE: Final = re.compile(r"[\x21-\x7e]{1,4096}")
_QUOTES: Final = "\"'`´“”„‟‘’‚‛«»‹›"
_BEFORE: Final = re.compile(
    r"(?:(?:access[-_ ]?token|app[-_ ]?secret[-_ ]?key|rest[-_ ]?secret[-_ ]?key|authorization)[\s\"']*[:=]|bearer\s)",
    re.IGNORECASE,
)
"""What a header, a line of a file or an example has before the key itself."""


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


def secrets_of(credentials: Credentials | None) -> tuple[str, ...]:
    """Return what of credentials must never be shown or logged."""
    if isinstance(credentials, AccessToken):
        return (credentials.token,)
    if isinstance(credentials, SecretKeys):
        return (credentials.app_secret_key, credentials.rest_secret_key)
    return ()


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


def typed(token: str, app: str = "", rest: str = "") -> Credentials:
    """Return the credentials that a person typed or pasted; a token beats the keys.

    Raises:
        CredentialsError: nothing was typed, one of the two keys is missing, or what was typed can be no key.
    """
    token = cleaned(token, "Erişim anahtarı", "The access token")
    if token:
        return AccessToken(token)
    app = cleaned(app, "Uygulama gizli anahtarı", "The app secret key")
    rest = cleaned(rest, "Restoran gizli anahtarı", "The restaurant secret key")
    if app and rest:
        return SecretKeys(app, rest)
    if app:
        raise CredentialsError(
            "Restoran gizli anahtarı eksik. İki anahtar birlikte gerekir; ikisi de Dükkango panelindedir.",
            "The restaurant secret key is missing. Both keys are needed; both are in Dükkango's panel.",
        )
    if rest:
        raise CredentialsError(
            "Uygulama gizli anahtarı eksik. İki anahtar birlikte gerekir; ikisi de Dükkango panelindedir.",
            "The app secret key is missing. Both keys are needed; both are in Dükkango's panel.",
        )
    raise CredentialsError(
        "Henüz bir anahtar yok. Dükkango panelinden kopyalayıp yapıştırın.",
        "There is no key yet. Copy it from Dükkango's panel and paste it.",
    )


def cleaned(text: str, turkish: str, english: str) -> str:
    """Return a secret without what comes along when it is pasted; "" where nothing is left.

    That is blanks, quotes and the name of the header around it, and signs that nobody sees wherever they are.

    Args:
        text: as pasted.
        turkish: what it is, for the sentence that refuses it.
        english: the same in English.

    Raises:
        CredentialsError: what is left can be no secret.
    """
    value = _bare("".join(sign for sign in text if unicodedata.category(sign) != "Cf"))
    while (before := _BEFORE.match(value)) is not None:
        value = _bare(value[before.end() :])
    if value and not _USABLE.fullmatch(value):
        raise CredentialsError(
            f"{turkish} içinde boşluk, satır sonu ya da anahtarlarda olmayan bir işaret (ı, ş, – gibi) var. Anahtarı elle"
            " yazmayın, panelden yeniden kopyalayın.",
            f"{english} holds a blank, a line break or a sign that no key has (such as ı, ş, –). Do not type the key: copy it"
            " from the panel again.",
        )
    return value


def _bare(text: str) -> str:
    """Return a text without blanks and quotes at its ends, however they alternate."""
    while (less := text.strip().strip(_QUOTES)) != text:
        text = less
    return text


def _cleaned(environ: Mapping[str, str], name: str) -> str:
    return cleaned(environ.get(name, ""), name, name)
