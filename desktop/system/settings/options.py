"""The options of a run: command line before environment before settings file, each value checked.

Two rules of the vendor are enforced here: polls at least 30 s apart, and no token over an unencrypted connection.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from desktop.domain.business_day import BEGINS
from desktop.domain.text.translation import Message
from desktop.system.files import folder_safety
from desktop.system.files.paths import data_dir
from desktop.system.settings import credentials as secrets
from desktop.system.settings import shared_store
from desktop.system.settings.addresses import (
    DEFAULT_BASE_URL,
    display_base_url,
    is_loopback,
    normal_address,
    origin,
)
from desktop.system.settings.settings import day_begins
from desktop.system.settings.settings_file import SETTINGS_NAME, SettingsFile
from desktop.system.settings.shared_store import StorePassword
from desktop.system.user_errors import EXIT_USAGE, UserError

if TYPE_CHECKING:
    # Imported late: a start with the file of this computer does not need it.
    from desktop.domain.store_address import StoreAddress  # noqa: TC004
    from desktop.system.settings.setting import Text
    from desktop.system.settings.settings import Settings

DEFAULT_POLL_SECONDS: Final = 30.0
"""The vendor's cooldown of `get-current`, per token."""

_LONGEST_POLL_SECONDS: Final = 3600.0

# Spaces and control characters (urlsplit ignores them, httpx does not), and the start of a query or a fragment.
_FORBIDDEN: Final = re.compile(r"[\s\x00-\x1f\x7f\\?#]")


class OptionError(UserError):
    """An option, a variable or a setting has a value that cannot be used."""

    code = EXIT_USAGE


class Restored(msgspec.Struct, frozen=True):
    """The result of reading a backup."""

    count: int
    """Number of restored settings."""
    unusable: tuple[str, ...]
    """Names of the other ones."""
    asks_rule: bool
    """Whether the rule that accepts orders is on in the backup and was off here: a person has to confirm it."""
    asked: Mapping[str, Any] = msgspec.field(default_factory=dict)
    """Settings of the backup that a person is still asked about."""


class Options(msgspec.Struct, frozen=True):
    """The options of a run."""

    data_dir: Path
    base_url: str
    poll_seconds: float
    credentials: secrets.Credentials | None
    """Those in use. Credentials of the environment are here only with the address that they are for."""
    lang: str
    """``system``, or one of `languages.languages`."""
    secret_place: str = ""
    """Place of the stored credentials: ``keyring``, ``file``, or "" for none."""
    fixed: frozenset[str] = frozenset()
    """Names of the settings, and ``credentials``, that the command line or the environment decides."""
    throwaway: bool = False
    """Whether the data folder is for this run only: no autostart entry may point to it."""
    minimised: bool = False
    """Whether the window is hidden at the start; orders arrive and ring all the same."""
    update_url: str = ""
    """Address of the signed list of new versions, "" for none. It is not checked here: a wrong one only fails later."""
    of_environment: secrets.Credentials | None = None
    """Credentials of the environment, also while the settings name another address."""
    bound_to: str = ""
    """The origin that they are for: of the address that the same environment or command line names, or the vendor's own."""
    folder_notice: str = ""
    """The sentence that people should read about the data folder, see `folder_safety.secure`."""
    view: str = ""
    """The view that the program was started for, "" for the counter's."""
    crashed_at: datetime | None = None
    """Time of the crash that led to this start, None for a start by a person."""
    restored: Restored | None = None
    """Result of reading a backup that is still to be shown."""
    not_receiving_after: float = 90.0
    """Seconds without an answer of the vendor before the alarm says that no orders arrive."""
    mute_for: float = 600.0
    """Seconds after which a muted order that still waits rings again, 0 for never."""
    begin_margin: float = 600.0
    """Seconds between the end of the preparation of a scheduled order and its promised time."""
    keep_personal_data_days: int = 90
    """Days after which personal data are removed from stored orders, 0 for never."""
    business_day_begins: time = BEGINS
    """Local time at which the restaurant's day begins."""
    store_address: StoreAddress | None = None
    """Address of the shared database, None for the file of this computer."""
    shared_address: StoreAddress | None = None
    """The same, also while this till works alone and therefore uses the file of this computer."""
    alone_since: datetime | None = None
    """Since when this till works alone, None while it does not; see `services.database.alone`."""
    store_password: StorePassword | None = None
    """Its password, None where it is not known (yet), see `services.store_password`."""
    till_name: str = ""
    """The name that people gave this till, "" for the computer's."""
    till_id: str = ""
    """Random, of this installation; "" before the first start with a shared database."""
    may_poll: bool = True
    """Whether this till may ask the vendor for orders, for all tills of the shared database."""

    @property
    def settings_file(self) -> SettingsFile:
        """The settings file of the data folder."""
        return SettingsFile(self.data_dir / SETTINGS_NAME)

    @property
    def store_url(self) -> str:
        """The address of the shared database as text, "" for the file of this computer; it has no password."""
        return "" if self.store_address is None else str(self.store_address)

    @property
    def till(self) -> str:
        """The name of this till; "" where there is one program only."""
        return "" if self.store_address is None else self.till_name or shared_store.computer_name()

    def is_kitchen_alone(self, settings: Settings) -> bool:
        """Whether the program was started for the kitchen screen alone.

        The guide stands in the counter's window: without a key there is nothing to cook, except where another till of a
        shared database receives the orders.
        """
        needs_no_guide = self.throwaway or "credentials" in self.fixed or self.store_address is not None
        return bool(self.view) and (needs_no_guide or settings.setup == "done")

    def following(self, settings: Settings) -> Options:
        """Return the options with other settings; values from the command line and the environment stay.

        Raises:
            OptionError: a setting has a value that cannot be used.
            SharedStoreError: it is the address of the shared database, or the till's name.
        """
        before = address = self.shared_address or self.store_address
        till_name, password = self.till_name, self.store_password
        if "store_url" not in self.fixed and not self.throwaway:
            address = shared_store.find_address(None, None, settings.store_url)
            if address != before and "store_password" not in self.fixed:
                # It is for the other database, and shown to no other.
                password = None
        if "till_name" not in self.fixed:
            till_name = shared_store.find_name(None, None, settings.till_name)
        alone_since = None if address is None else _time_of(settings.alone_since)
        base_url, poll_seconds, lang = self.base_url, self.poll_seconds, self.lang
        if "base_url" not in self.fixed:
            base_url = _base_url(None, None, settings.base_url)
        if "poll_seconds" not in self.fixed:
            poll_seconds = _poll_seconds(None, settings.poll_seconds, loopback=is_loopback(base_url))
        if "language" not in self.fixed:
            lang = settings.language
        credentials, fixed = self.credentials, self.fixed - {"credentials"}
        if self.of_environment is not None and origin(base_url) == self.bound_to:
            credentials, fixed = self.of_environment, fixed | {"credentials"}
        elif "credentials" in self.fixed:
            # A file of settings can name any address: the environment's token is not for it.
            credentials = None
        return replace(
            self,
            base_url=base_url,
            credentials=credentials,
            fixed=fixed,
            poll_seconds=poll_seconds,
            lang=lang,
            update_url=self.update_url if "update_url" in self.fixed else settings.update_url,
            secret_place=settings.secret_place,
            not_receiving_after=float(settings.not_receiving_after),
            mute_for=settings.mute_minutes * 60.0,
            begin_margin=settings.begin_margin_minutes * 60.0,
            keep_personal_data_days=settings.keep_personal_data_days,
            business_day_begins=day_begins(settings),
            store_address=address if alone_since is None else None,
            shared_address=address,
            alone_since=alone_since,
            store_password=password,
            till_name=till_name,
            till_id=settings.till_id,
            may_poll=settings.may_poll,
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts that must never be shown or logged."""
        found = (*secrets.secrets_of(self.credentials), *secrets.secrets_of(self.of_environment))
        if self.store_password is not None:
            found = (*found, self.store_password.text)
        return tuple(dict.fromkeys(found))


def resolve(
    given: Mapping[str, str | None], environ: Mapping[str, str], *, reads_only: bool = False
) -> Options:
    """Return the options.

    Args:
        given: ``data_dir``, ``base_url``, ``poll_seconds``, ``lang``, ``store_url`` and ``till`` of the command line, None
            where not given.
        environ: the environment.
        reads_only: whether a missing data folder is not created.

    Raises:
        OptionError: a value cannot be used.
        CredentialsError: a secret cannot be one.
        SharedStoreError: the shared database or the till's name cannot be used.
        DataFolderError: the data folder cannot be used.
    """
    folder = data_dir(given.get("data_dir"), environ, reads_only=reads_only)
    # Before anything in it is read.
    folder_notice = "" if reads_only else folder_safety.secure(folder)
    # Only a peek: another program may own the folder, and the window reports a broken file.
    settings = SettingsFile(folder / SETTINGS_NAME).peek()
    address = _base_url(given.get("base_url"), environ.get("TEZGAH_BASE_URL"), settings.base_url)
    found = secrets.from_environment(environ)
    named = given.get("base_url") or environ.get("TEZGAH_BASE_URL")
    store_url = shared_store.find_address(given.get("store_url"), environ.get("TEZGAH_STORE_URL"), "")
    store_password = shared_store.find_password(environ.get("TEZGAH_STORE_PASSWORD"))
    till_name = shared_store.find_name(given.get("till"), environ.get("TEZGAH_TILL"), "")
    decided: dict[str, object] = {
        "base_url": named,
        "poll_seconds": given.get("poll_seconds"),
        "language": given.get("lang"),
        "update_url": environ.get("TEZGAH_UPDATE_URL"),
        "store_url": store_url,
        "store_password": store_password,
        "till_name": till_name,
    }
    return Options(
        data_dir=folder,
        base_url=address,
        poll_seconds=_poll_seconds(
            given.get("poll_seconds"), settings.poll_seconds, loopback=is_loopback(address)
        ),
        credentials=None,
        of_environment=found,
        bound_to=origin(address if named else DEFAULT_BASE_URL),
        lang=given.get("lang") or settings.language,
        update_url=environ.get("TEZGAH_UPDATE_URL", ""),
        folder_notice=folder_notice,
        store_address=store_url,
        store_password=store_password,
        till_name=till_name,
        fixed=frozenset(name for name, value in decided.items() if value),
    ).following(settings)


def _time_of(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _base_url(option: str | None, variable: str | None, setting: str) -> str:
    # A wrong address is an error, never replaced with a default: the program would acknowledge orders elsewhere.
    if option:
        return check_base_url(option)
    if variable:
        return check_base_url(variable, given_in="TEZGAH_BASE_URL")
    return check_base_url(setting or DEFAULT_BASE_URL, given_in=f"{SETTINGS_NAME}: base_url")


def _poll_seconds(option: str | None, setting: float | None, *, loopback: bool) -> float:
    if option is not None:
        return check_poll_seconds(option, loopback=loopback)
    if setting is not None:
        return check_poll_seconds(str(setting), loopback=loopback, given_in=f"{SETTINGS_NAME}: poll_seconds")
    return DEFAULT_POLL_SECONDS


def check_base_url(url: str, *, given_in: Text = "--base-url") -> str:
    """Return an address of the API as it is called, without a slash at its end; its host is in punycode.

    Args:
        url: the address.
        given_in: where it was given, for the error.

    Raises:
        OptionError: it is no address, or the connection would not be encrypted.
    """
    url = url.strip()
    try:
        normal = "" if _FORBIDDEN.search(url) else normal_address(url)
    except ValueError:
        normal = ""
    scheme = urlsplit(normal).scheme
    if scheme not in {"http", "https"}:
        raise OptionError(
            Message(
                "The address ({place}) cannot be used. Give one that begins with https://, without user name, space or ?.",
                place=given_in,
            )
        )
    if scheme == "http" and not is_loopback(normal):
        raise OptionError(
            Message(
                "Tezgâh does not connect to {host} without encryption (http://): others could read the access token. Use"
                " https://. http:// is for this computer (127.0.0.1) only.",
                host=display_base_url(normal).removeprefix("http://"),
            )
        )
    return normal.rstrip("/")


def check_poll_seconds(text: str, *, loopback: bool, given_in: Text = "--poll-seconds") -> float:
    """Return the seconds between polls.

    Args:
        text: the seconds.
        loopback: whether the vendor is a simulator on this computer.
        given_in: where they were given, for the error.

    Raises:
        OptionError: it is no number, or less than the vendor allows.
    """
    try:
        seconds = float(text.replace(",", "."))
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds) or not 0 < seconds <= _LONGEST_POLL_SECONDS:
        raise OptionError(
            Message(
                "The poll interval ({place}) cannot be “{seconds}”. Give seconds from 30 to 3600.",
                place=given_in,
                seconds=text,
            )
        )
    if seconds < DEFAULT_POLL_SECONDS and not loopback:
        raise OptionError(
            Message(
                "The poll interval ({place}) cannot be {seconds} seconds: Dükkango allows one poll every 30 seconds. Less is"
                " for a simulator on this computer only.",
                place=given_in,
                seconds=text,
            )
        )
    return seconds
