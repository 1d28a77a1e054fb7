"""The key that the running program asks with: read at the start, tried out, kept, changed, taken back and forgotten.

One thing after the other, whatever a keyring waits for. What comes of it is shown by a form, if one is open.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from typing import TYPE_CHECKING, Any, Final, Protocol

from desktop.domain.trouble import ASKED_FOR
from desktop.services import credential_service
from desktop.system.files.log import hide_in_log
from desktop.system.secrets.secret_store import SecretPlace, SecretStoreError
from desktop.system.sentences import SentenceError
from desktop.system.settings.credentials import typed
from desktop.ui.setup.credentials_state import (
    Connected,
    CredentialsCommands,
    CredentialsOutcome,
    Kept,
    said_of_key,
)
from desktop.ui.text import settings_words
from desktop.ui.text.language import is_turkish

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from desktop.services.backend import Backend
    from desktop.system.settings.credentials import Credentials
    from desktop.system.settings.options import Options
    from desktop.system.settings.settings import Settings

_log = logging.getLogger(__name__)

FIRST_WAIT: Final = 3.0
"""Seconds that the start waits for the keyring, which answers within some milliseconds unless it asks its owner."""
READ_AGAIN: Final = 15.0
"""Seconds after which credentials that could not be read are tried again: somebody may have unlocked the keyring."""


class CredentialsForms(Protocol):
    """Where the key is entered and changed."""

    def show_outcome(self, outcome: CredentialsOutcome) -> None:
        """Show what came of the key."""

    def show_keeping(self, restaurants: tuple[str, ...]) -> None:
        """Show that the key works and is being kept."""

    def show_connected(self, connected: Connected) -> None:
        """Show what the program runs with."""

    def take_over(self, connected: Connected, *, elsewhere: bool = False) -> None:
        """Show what the program runs with after something else was changed."""


class CredentialsController:
    """The key, and the asking with it."""

    def __init__(
        self, backend: Backend, settings: Callable[[], Settings], choose: Callable[..., None]
    ) -> None:
        """Take what is needed.

        Args:
            backend: asks with the key.
            settings: returns the settings as they are.
            choose: keeps settings that follow from what people do with the key.
        """
        self._backend = backend
        self._settings = settings
        self._choose = choose
        self.form: CredentialsForms | None = None
        """The form, once there is one."""
        self.kept = Kept.NOT_AT_ALL
        """Where the key is that the program runs with."""
        self._tried: Credentials | None = None
        self._restaurants: tuple[str, ...] = ()
        self._tasks: set[asyncio.Task[None]] = set()
        self._putting: set[asyncio.Task[None]] = set()
        """Keys that are being put where they are to be kept."""
        self._put_late = False
        """Whether a keyring that nobody waits for any more may take a key, or has taken one."""
        self._reading: asyncio.Task[Credentials | None] | None = None
        self._read_for = ""
        """The address that the reading under way is for."""
        self._changing = asyncio.Lock()

    @property
    def connected(self) -> Connected:
        """What the program runs with."""
        return Connected(self.kept, self._names())

    @property
    def state(self) -> str:
        """Where the key is, in words; "" where there is none, or where that is a warning."""
        return "" if self.kept is Kept.FILE else said_of_key(self.kept)

    @property
    def warning(self) -> str:
        """What is to be known of the key as long as it holds."""
        if self.kept is Kept.NOT_AT_ALL:
            return settings_words.no_key()
        return said_of_key(self.kept) if self.kept is Kept.FILE else ""

    def commands(self, ask_forget: Callable[[Callable[[], None]], None]) -> CredentialsCommands:
        """Return what the form may ask for; `ask_forget` asks whether the key is to be forgotten, and then goes on."""
        return CredentialsCommands(
            try_out=lambda token, app, rest: self._spawn(self._try_out(token, app, rest)),
            use=lambda: self._spawn(self._use_tried()),
            keep_in_keyring=lambda: self._spawn(self._keep(SecretPlace.KEYRING)),
            keep_in_file=lambda: self._spawn(self._keep(SecretPlace.FILE)),
            keep_until_quit=lambda: self._spawn(self._keep(SecretPlace.NOWHERE)),
            drop=lambda: self._spawn(self._drop()),
            forget=lambda: ask_forget(lambda: self._spawn(self._forget())),
        )

    async def begin(self) -> None:
        """Connect with what the environment gives or what is kept."""
        options, settings = self._backend.options, self._settings()
        async with self._changing:
            if options.credentials is not None:
                # From the environment, or typed before the window was built anew in another language.
                kept = _KEPT_IN.get(settings.secret_place, Kept.UNTIL_QUIT)
                self.kept = Kept.ENVIRONMENT if "credentials" in options.fixed else kept
                await self._backend.connect()
            elif not settings.secret_place:
                # Where it started without anybody, after a crash or with the computer, somebody has to hear that it asks.
                alone = options.minimised or options.crashed_at is not None
                await self._backend.connect(ASKED_FOR if settings.key_is_asked_for and alone else None)
            else:
                await self._begin_with_what_is_kept(options)

    async def close(self) -> None:
        """Give up what is under way."""
        self._withdraw(self._backend.options)
        # What that asks of the keyring is begun before nobody asks any more.
        await asyncio.sleep(0)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def follow(self) -> None:
        """Ask at the address, and as often, as the settings have it when it is their turn: of many changes the last."""
        async with self._changing:
            await self._follow(self._settings())

    def _names(self) -> tuple[str, ...]:
        """Return the restaurants' names, as the vendor tells them or told them."""
        if self._tried is None and self._restaurants:
            return self._restaurants
        return tuple(branch.name for branch in self._backend.restaurant.branches.known)

    async def _begin_with_what_is_kept(self, options: Options) -> None:
        """Connect with the kept credentials; while they cannot be read say so, and try again."""
        unreadable = await self._read(options)
        await self._backend.connect(unreadable)
        if unreadable is not None:
            self._spawn(self._read_again())

    async def _read(self, options: Options) -> str | None:
        """Take the kept credentials over; returns why they cannot be read, None where that is done."""
        if self._reading is None or self._reading.done() or self._read_for != options.base_url:
            self._read_for = options.base_url
            self._reading = asyncio.ensure_future(credential_service.read(options))
            # A refusal that comes while nobody waits for it is asked about again: it is no crash.
            self._reading.add_done_callback(lambda task: task.cancelled() or task.exception())
        try:
            # A keyring may ask its owner first: meanwhile orders do not arrive, and that has to be heard.
            async with asyncio.timeout(FIRST_WAIT):
                credentials = await asyncio.shield(self._reading)
        except TimeoutError:
            return ""
        except SecretStoreError as error:
            _log.warning("the credentials cannot be read: %s", error)
            return _said(error)
        self._use(options, credentials, _KEPT_IN[options.secret_place])
        return None

    async def _read_again(self) -> None:
        while True:
            await asyncio.sleep(READ_AGAIN)
            async with self._changing:
                if self._backend.options.credentials is not None or not self._settings().secret_place:
                    return
                unreadable = await self._read(self._backend.options)
                if unreadable is None:
                    await self._backend.reconnect(self._backend.options)
                    self._take_over()
                    return

    def _use(self, options: Options, credentials: Credentials | None, kept: Kept) -> None:
        self.kept = Kept.NOT_AT_ALL if credentials is None else kept
        changed = dataclasses.replace(options, credentials=credentials)
        hide_in_log(changed.secrets)
        self._backend.options = changed

    async def _try_out(self, token: str, app: str, rest: str) -> None:
        """Ask the vendor with what was typed; keep it where there is a keyring."""
        async with self._changing:
            try:
                credentials = typed(token, app, rest)
            except SentenceError as error:
                self._show(CredentialsOutcome(works=False, sentence=_said(error)))
                return
            options = self._backend.options
            hide_in_log(dataclasses.replace(options, credentials=credentials).secrets)
            tried = await credential_service.try_credentials(options, credentials)
            sentence = tried.sentence_tr if is_turkish() else tried.sentence_en
            if not tried.works:
                self._show(CredentialsOutcome(works=False, sentence=sentence, detail=tried.detail))
                return
            self._tried, self._restaurants = credentials, tried.restaurants
            if before := self._restaurants_instead_of(tried.restaurants):
                # Nobody is asked with it before somebody has said that it is meant: what it is told is told to no other.
                self._show(CredentialsOutcome(True, sentence, "", tried.restaurants, instead_of=before))
            else:
                await self._keep_somewhere()

    def _restaurants_instead_of(self, opened: tuple[str, ...]) -> tuple[str, ...]:
        """Return whose orders come here until now, where a key opens none of these; else nothing."""
        before = tuple(branch.name for branch in self._backend.restaurant.branches.known)
        same = {" ".join(name.split()) for name in opened} & set(before)
        return () if same else before

    async def _use_tried(self) -> None:
        async with self._changing:
            if self._tried is not None:
                await self._keep_somewhere()

    async def _keep_somewhere(self) -> None:
        """Keep what was tried in the keyring, or ask where where there is none."""
        if await credential_service.has_keyring(self._backend.options):
            await self._keep_now(SecretPlace.KEYRING)
        else:
            self._show(CredentialsOutcome(True, "", "", self._restaurants, asks_where=True))

    async def _keep(self, place: SecretPlace) -> None:
        async with self._changing:
            await self._keep_now(place)

    async def _drop(self) -> None:
        """Forget what was tried: it is neither run with nor kept."""
        async with self._changing:
            self._tried, self._restaurants = None, ()
            self._withdraw(self._backend.options)

    async def _keep_now(self, place: SecretPlace) -> None:
        """Keep what was tried, and run with it."""
        credentials, options = self._tried, self._backend.options
        if credentials is None:
            return
        if place is SecretPlace.KEYRING and self.form is not None:
            self.form.show_keeping(self._restaurants)
        keeping = asyncio.ensure_future(credential_service.keep(options, credentials, place))
        self._putting.add(keeping)
        keeping.add_done_callback(self._putting.discard)
        try:
            async with asyncio.timeout(credential_service.OWNER_WAIT):
                await asyncio.shield(keeping)
        except TimeoutError:
            # Its owner may still answer; whoever waits for orders need not wait for that.
            self._put_late = True
            self._ask_where(credential_service.no_answer())
            self._spawn(self._keep_late(keeping, credentials, place))
        except SecretStoreError as error:
            # A keyring that does not take it is as good as none: people choose.
            self._ask_where(error)
        else:
            await self._run_with(credentials, place)

    def _ask_where(self, error: SecretStoreError) -> None:
        """Let people choose where the key is kept, after a place did not take it."""
        _log.warning("the credentials cannot be kept: %s", error)
        self._show(CredentialsOutcome(True, "", _said(error), self._restaurants, asks_where=True))

    async def _keep_late(
        self, keeping: asyncio.Task[None], credentials: Credentials, place: SecretPlace
    ) -> None:
        """Run with a key that a keyring took at last, unless people have chosen otherwise meanwhile."""
        try:
            await keeping
        except SecretStoreError:
            return
        async with self._changing:
            if self._tried is credentials:
                await self._run_with(credentials, place)

    def _withdraw(self, options: Options) -> None:
        """Let no key be put into the keyring any more that waits for it.

        What it is taking, or took when nobody waited any more, gives way to what is kept there, if anything is: in its
        turn, so that nothing newer does.

        Args:
            options: what is run with, and where that is kept.
        """
        waiting = [putting for putting in self._putting if not putting.done()]
        for putting in waiting:
            putting.cancel()
        if not waiting and not self._put_late:
            return
        self._put_late = False
        if options.secret_place != SecretPlace.KEYRING:
            self._spawn(credential_service.leave(options, SecretPlace.KEYRING))
        elif options.credentials is not None:
            self._spawn(credential_service.put_back(options, options.credentials))

    async def _run_with(self, credentials: Credentials, place: SecretPlace) -> None:
        """Run with a key that is kept."""
        self._tried = None
        before = self._backend.options
        self._choose(secret_place=place.value, key_is_asked_for=place is SecretPlace.NOWHERE)
        options = dataclasses.replace(before, secret_place=place.value)
        self._use(options, credentials, _KEPT_IN.get(place.value, Kept.UNTIL_QUIT))
        if place is SecretPlace.KEYRING:
            self._put_late = False
        self._withdraw(self._backend.options)
        await self._backend.reconnect(self._backend.options)
        self._tell()
        # Last: a keyring may ask its owner first, and orders must not wait for that.
        await credential_service.leave_before(before, place)

    async def _forget(self) -> None:
        """Forget the credentials, and stop asking."""
        async with self._changing:
            options = self._backend.options
            self._choose(secret_place="", key_is_asked_for=False)
            # Nor is a key that a keyring is still being asked about run with.
            self._tried, self._restaurants = None, ()
            # Begun at once, so that it is forgotten by who quits in the next moment too; and not waited for, so that nobody
            # is asked with it any more, whatever a keyring wants to know before.
            forgetting = asyncio.ensure_future(credential_service.forget(options))
            forgetting.add_done_callback(lambda task: task.cancelled() or task.exception())
            self._use(dataclasses.replace(options, secret_place=""), None, Kept.NOT_AT_ALL)
            self._withdraw(self._backend.options)
            await self._backend.reconnect(self._backend.options)
            self._tell()
            try:
                await forgetting
            except SecretStoreError as error:
                self._show(CredentialsOutcome(works=False, sentence=_said(error)))

    async def _follow(self, settings: Settings) -> None:
        """Go by settings.

        Raises:
            OptionError: a setting has a value that cannot be used.
        """
        before = self._backend.options
        options = before.following(settings)
        if options == before:
            return
        if (options.base_url, options.poll_seconds) == (before.base_url, before.poll_seconds):
            self._backend.follow(options)
            return
        unreadable = None
        if options.base_url != before.base_url and self.kept is not Kept.ENVIRONMENT:
            # Credentials are for one address, and are shown to no other.
            self._tried, self._restaurants = None, ()
            self._withdraw(before)
            self._backend.options = dataclasses.replace(options, credentials=None)
            unreadable = await self._read(self._backend.options) if settings.secret_place else None
            options = self._backend.options
        await self._backend.reconnect(options, unreadable)
        self._take_over(elsewhere=options.base_url != before.base_url)
        if unreadable is not None:
            self._spawn(self._read_again())

    def _show(self, outcome: CredentialsOutcome) -> None:
        if self.form is not None:
            self.form.show_outcome(outcome)

    def _tell(self) -> None:
        if self.form is not None:
            self.form.show_connected(self.connected)

    def _take_over(self, *, elsewhere: bool = False) -> None:
        if self.form is not None:
            self.form.take_over(self.connected, elsewhere=elsewhere)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            error = task.exception()
            _log.error("setup failed", exc_info=error)
            self._show(CredentialsOutcome(False, settings_words.unexpected(), type(error).__name__))


_KEPT_IN: Final = {"keyring": Kept.KEYRING, "file": Kept.FILE}


def _said(error: SentenceError) -> str:
    return error.sentence_tr if is_turkish() else error.sentence_en
