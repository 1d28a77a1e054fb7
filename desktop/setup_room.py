"""Puts the setup guide, the credentials and the running program together.

Reads at the start what is kept, tries out what is pasted, and lets the program run with it at once.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from typing import TYPE_CHECKING, Any, Final

from desktop import connecting
from desktop.system.credentials import typed
from desktop.system.log import also_hide
from desktop.system.secret_store import SecretPlace, SecretStoreError
from desktop.system.sentences import SentenceError
from desktop.ui import settings_words
from desktop.ui.connect_form import ConnectDesk, Connected, Kept, Outcome, said_of_key
from desktop.ui.language import is_turkish
from desktop.ui.pages import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from desktop.service import Service
    from desktop.system.credentials import Credentials
    from desktop.system.options import Options
    from desktop.system.settings import Settings
    from desktop.ui.pages import Page
    from desktop.ui.setup_page import SetupPage
    from desktop.ui.window import MainWindow

_log = logging.getLogger(__name__)

DONE: Final = "done"
"""In place of a step: the guide was gone through."""
FIRST_WAIT: Final = 3.0
"""Seconds that the start waits for the keyring, which answers within some milliseconds unless it asks its owner."""
READ_AGAIN: Final = 15.0
"""Seconds after which credentials that could not be read are tried again: somebody may have unlocked the keyring."""


@dataclasses.dataclass(frozen=True, slots=True)
class SetupHost:
    """What the guide needs of the running program."""

    settings: Callable[[], Settings]
    choose: Callable[..., None]
    """Keep settings that people chose, and go by them."""
    speak: Callable[[str], None]
    """Speak another language from now on: the window is built anew."""
    ring: Callable[[], None]
    guard: Callable[[Callable[[], None]], None]
    """Go on, after the PIN was given where it guards the settings: the guide changes them, and the key."""
    starts: Callable[[], bool | None]
    """Whether the program starts with the computer, None where that cannot be told."""
    set_starts: Callable[[bool], None]


class SetupRoom:
    """The guide of the running program, and its credentials."""

    def __init__(self, window: MainWindow, service: Service, host: SetupHost) -> None:
        """Let the guide be opened."""
        self._window = window
        self._service = service
        self._host = host
        self._page: SetupPage | None = None
        self._tried: Credentials | None = None
        self._restaurants: tuple[str, ...] = ()
        self._kept = Kept.NOT_AT_ALL
        self._tasks: set[asyncio.Task[None]] = set()
        self._reading: asyncio.Task[Credentials | None] | None = None
        self._read_for = ""
        """The address that the reading under way is for."""
        self._changing = asyncio.Lock()
        self._wanted = ""
        self._let_in = False
        window.pages.offer(
            Entry("setup", settings_words.setup_title(), "", self._build, self._gate, in_menu=False)
        )
        window.errands.connect_wanted.connect(lambda: self.open("connect"))

    async def begin(self) -> None:
        """Connect with what the environment gives or what is kept; open the guide where it was not gone through."""
        options, settings = self._service.options, self._host.settings()
        async with self._changing:
            await self._connect(options, settings)
        # Who runs it with an environment of his own needs no guide, and an invented vendor neither.
        # Where the PIN guards it, it is opened by who knows the PIN: the counter is not asked for it every morning.
        guarded = bool(settings.pin) and settings.pin_guards_settings
        own = self._kept is not Kept.ENVIRONMENT and not options.throwaway
        if settings.setup != DONE and own and not guarded:
            self.open(settings.setup)

    async def _connect(self, options: Options, settings: Settings) -> None:
        if options.credentials is not None:
            # From the environment, or typed before the window was built anew in another language.
            kept = _KEPT_IN.get(settings.secret_place, Kept.UNTIL_QUIT)
            self._kept = Kept.ENVIRONMENT if "credentials" in options.fixed else kept
            await self._service.connect()
        elif not settings.secret_place:
            await self._service.connect()
        else:
            await self._begin_with_what_is_kept(options)

    def open(self, step: str, *, let_in: bool = False) -> None:
        """Show the guide at a step; who was `let_in` to the settings is not asked for the PIN again."""
        pages = self._window.pages
        if pages.page is not None and pages.page is self._page:
            self._page.show_step(step)
            return
        self._wanted, self._let_in = step, let_in
        pages.open("setup")
        self._wanted, self._let_in = "", False

    def _gate(self, go_on: Callable[[], None]) -> None:
        """Ask for the PIN where it guards the settings, then go on to the step that is wanted."""
        step = self._wanted

        def enter() -> None:
            go_on()
            if step and self._page is not None:
                self._page.show_step(step)

        if self._let_in:
            enter()
        else:
            self._host.guard(enter)

    @property
    def key_state(self) -> str:
        """Where the key is, in words; "" where there is none, or where that is a warning."""
        return "" if self._kept is Kept.FILE else said_of_key(self._kept)

    @property
    def key_warning(self) -> str:
        """What is to be known of the key as long as it holds."""
        if self._kept is Kept.NOT_AT_ALL:
            return settings_words.no_key()
        return said_of_key(self._kept) if self._kept is Kept.FILE else ""

    async def close(self) -> None:
        """Give up what is under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _build(self) -> Page:
        from desktop.ui.setup_page import SetupPage
        from desktop.ui.setup_steps import SetupDesk

        desk = SetupDesk(
            connect=ConnectDesk(
                try_out=lambda token, app, rest: self._spawn(self._try_out(token, app, rest)),
                keep_in_keyring=lambda: self._spawn(self._keep(SecretPlace.KEYRING)),
                keep_in_file=lambda: self._spawn(self._keep(SecretPlace.FILE)),
                keep_until_quit=lambda: self._spawn(self._keep(SecretPlace.NOWHERE)),
                forget=lambda: self._spawn(self._forget()),
            ),
            choose_language=self._choose_language,
            ring=self._host.ring,
            volume=lambda: self._host.settings().volume_new,
            set_volume=lambda percent: self._host.choose(volume_new=percent),
            usual=lambda: self._host.settings().preparing_time,
            set_usual=lambda minutes: self._host.choose(preparing_time=minutes),
            starts=self._host.starts,
            set_starts=self._host.set_starts,
            reached=lambda step: self._host.choose(setup=step),
        )
        page = self._page = SetupPage(self._window.look, desk)
        page.show_connected(Connected(self._kept, self._names()))
        page.show_step(self._first_step())
        return page

    def _choose_language(self, language: str) -> None:
        self._host.speak(language)
        if "language" in self._service.options.fixed and self._page is not None:
            # The window is not built anew: the guide goes on as it is.
            self._window.say(settings_words.fixed())
            self._page.show_step("connect")

    def _first_step(self) -> str:
        setup = self._host.settings().setup
        return setup if setup != DONE else "language"

    def _names(self) -> tuple[str, ...]:
        """Return the restaurants' names, as the vendor tells them or told them."""
        return self._restaurants or tuple(branch.name for branch in self._service.shop.branches.known)

    # The credentials

    async def _begin_with_what_is_kept(self, options: Options) -> None:
        """Connect with the kept credentials; while they cannot be read say so, and try again."""
        unreadable = await self._read(options)
        await self._service.connect(unreadable)
        if unreadable is not None:
            self._spawn(self._read_again())

    async def _read(self, options: Options) -> str | None:
        """Take the kept credentials over; returns why they cannot be read, None where that is done."""
        if self._reading is None or self._reading.done() or self._read_for != options.base_url:
            self._read_for = options.base_url
            self._reading = asyncio.ensure_future(connecting.read(options))
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
                if self._service.options.credentials is not None or not self._host.settings().secret_place:
                    return
                unreadable = await self._read(self._service.options)
                if unreadable is None:
                    await self._service.reconnect(self._service.options)
                    return

    def _use(self, options: Options, credentials: Credentials | None, kept: Kept) -> None:
        self._kept = Kept.NOT_AT_ALL if credentials is None else kept
        changed = dataclasses.replace(options, credentials=credentials)
        also_hide(changed.secrets)
        self._service.options = changed

    async def _try_out(self, token: str, app: str, rest: str) -> None:
        """Ask the vendor with what was typed; keep it where there is a keyring."""
        async with self._changing:
            try:
                credentials = typed(token, app, rest)
            except SentenceError as error:
                self._show(Outcome(works=False, sentence=_said(error)))
                return
            options = self._service.options
            also_hide(dataclasses.replace(options, credentials=credentials).secrets)
            tried = await connecting.try_credentials(options, credentials)
            sentence = tried.sentence_tr if is_turkish() else tried.sentence_en
            if not tried.works:
                self._show(Outcome(works=False, sentence=sentence, detail=tried.detail))
                return
            self._tried, self._restaurants = credentials, tried.restaurants
            if await connecting.has_keyring(options):
                await self._keep_now(SecretPlace.KEYRING)
            else:
                self._show(Outcome(True, sentence, "", tried.restaurants, asks_where=True))

    async def _keep(self, place: SecretPlace) -> None:
        async with self._changing:
            await self._keep_now(place)

    async def _keep_now(self, place: SecretPlace) -> None:
        """Keep what was tried, and run with it."""
        credentials, options = self._tried, self._service.options
        if credentials is None:
            return
        if place is SecretPlace.KEYRING and self._page is not None:
            self._page.show_keeping(self._restaurants)
        keeping = asyncio.ensure_future(connecting.keep(options, credentials, place))
        try:
            async with asyncio.timeout(connecting.OWNER_WAIT):
                await asyncio.shield(keeping)
        except TimeoutError:
            # Its owner may still answer; whoever waits for orders need not wait for that.
            self._ask_where(connecting.no_answer())
            self._spawn(self._keep_late(keeping, credentials, place))
        except SecretStoreError as error:
            # A keyring that does not take it is as good as none: people choose.
            self._ask_where(error)
        else:
            await self._run_with(credentials, place)

    def _ask_where(self, error: SecretStoreError) -> None:
        """Let people choose where the key is kept, after a place did not take it."""
        _log.warning("the credentials cannot be kept: %s", error)
        self._show(Outcome(True, "", _said(error), self._restaurants, asks_where=True))

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
            elif self._kept is not Kept.KEYRING:
                await connecting.leave(self._service.options, SecretPlace.KEYRING)

    async def _run_with(self, credentials: Credentials, place: SecretPlace) -> None:
        """Run with a key that is kept."""
        self._tried = None
        before = self._service.options
        self._host.choose(secret_place=place.value)
        options = dataclasses.replace(before, secret_place=place.value)
        self._use(options, credentials, _KEPT_IN.get(place.value, Kept.UNTIL_QUIT))
        await self._service.reconnect(self._service.options)
        self._tell()
        # Last: a keyring may ask its owner first, and orders must not wait for that.
        await connecting.leave_before(before, place)

    async def _forget(self) -> None:
        """Forget the credentials, and stop asking."""
        async with self._changing:
            options = self._service.options
            self._host.choose(secret_place="")
            # Nor is a key that a keyring is still being asked about run with.
            self._tried, self._restaurants = None, ()
            # Begun at once, so that it is forgotten by who quits in the next moment too; and not waited for, so that nobody
            # is asked with it any more, whatever a keyring wants to know before.
            forgetting = asyncio.ensure_future(connecting.forget(options))
            forgetting.add_done_callback(lambda task: task.cancelled() or task.exception())
            self._use(dataclasses.replace(options, secret_place=""), None, Kept.NOT_AT_ALL)
            await self._service.reconnect(self._service.options)
            self._tell()
            try:
                await forgetting
            except SecretStoreError as error:
                self._show(Outcome(works=False, sentence=_said(error)))

    async def follow(self) -> None:
        """Ask at the address, and as often, as the settings have it when it is their turn: of many changes the last."""
        async with self._changing:
            await self._follow(self._host.settings())

    async def _follow(self, settings: Settings) -> None:
        """Go by settings.

        Raises:
            OptionError: a setting has a value that cannot be used.
        """
        before = self._service.options
        options = before.following(settings)
        if options == before:
            return
        if (options.base_url, options.poll_seconds) == (before.base_url, before.poll_seconds):
            self._service.follow(options)
            return
        unreadable = None
        if options.base_url != before.base_url and self._kept is not Kept.ENVIRONMENT:
            # Credentials are for one address, and are shown to no other.
            self._tried = None
            self._service.options = dataclasses.replace(options, credentials=None)
            unreadable = await self._read(self._service.options) if settings.secret_place else None
            options = self._service.options
        await self._service.reconnect(options, unreadable)
        self._tell()
        if unreadable is not None:
            self._spawn(self._read_again())

    def _show(self, outcome: Outcome) -> None:
        if self._page is not None:
            self._page.show_outcome(outcome)

    def _tell(self) -> None:
        if self._page is not None:
            self._page.show_connected(Connected(self._kept, self._names()))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            error = task.exception()
            _log.error("setup failed", exc_info=error)
            self._show(Outcome(False, settings_words.unexpected(), type(error).__name__))


_KEPT_IN: Final = {"keyring": Kept.KEYRING, "file": Kept.FILE}


def _said(error: SentenceError) -> str:
    return error.sentence_tr if is_turkish() else error.sentence_en
