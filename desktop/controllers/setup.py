"""Puts the setup guide and the running program together: where it begins, what it changes, and who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.controllers.credentials import CredentialsController
from desktop.ui.setup.credentials_state import Kept
from desktop.ui.text import settings_words
from desktop.ui.widgets.pages import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.backend import Backend
    from desktop.system.settings.settings import Settings
    from desktop.ui.setup.page import SetupPage
    from desktop.ui.widgets.pages import Page
    from desktop.ui.window.main_window import MainWindow

DONE: Final = "done"
"""In place of a step: the guide was gone through."""


@dataclass(frozen=True, slots=True)
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


class SetupController:
    """The guide of the running program, and its credentials."""

    def __init__(self, window: MainWindow, backend: Backend, host: SetupHost) -> None:
        """Let the guide be opened."""
        self._window = window
        self._backend = backend
        self._host = host
        self._page: SetupPage | None = None
        self.key = CredentialsController(backend, host.settings, host.choose)
        self._wanted = ""
        self._let_in = False
        self._once_more = False
        """Whether the guide in view was gone through before."""
        window.pages.page_changed.connect(self._on_turned)
        window.pages.offer(
            Entry("setup", settings_words.setup_title(), "", self._build, self._gate, in_menu=False)
        )
        window.dialogs.connect_wanted.connect(lambda: self.open("connect"))

    async def begin(self) -> None:
        """Connect with what the environment gives or what is kept; open the guide where it was not gone through."""
        await self.key.begin()
        settings = self._host.settings()
        # Who runs it with an environment of his own needs no guide, and an invented vendor neither.
        # Where the PIN guards it, it is opened by who knows the PIN: the counter is not asked for it every morning.
        guarded = bool(settings.pin) and settings.pin_guards_settings
        own = self.key.kept is not Kept.ENVIRONMENT and not self._backend.options.throwaway
        if guarded or not own:
            return
        if settings.key_is_asked_for and self.key.kept is Kept.NOT_AT_ALL:
            self.open("connect")
        elif settings.setup != DONE:
            self.open(settings.setup)

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
            self._once_more = self._host.settings().setup == DONE
            go_on()
            if step and self._page is not None:
                self._page.show_step(step)

        if self._let_in:
            enter()
        else:
            self._host.guard(enter)

    def _on_turned(self) -> None:
        """Leave it at that where the guide was gone through before: it does not stand before the board each morning."""
        page = self._window.pages.page
        if self._once_more and (page is None or page is not self._page):
            self._once_more = False
            if self._host.settings().setup != DONE:
                self._host.choose(setup=DONE)

    def _build(self) -> Page:
        from desktop.ui.setup.page import SetupPage
        from desktop.ui.setup.steps import SetupCommands

        commands = SetupCommands(
            connect=self.key.commands(self._window.dialogs.prompts.ask_forget_key),
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
        page = self._page = SetupPage(self._window.look, commands)
        self.key.form = page
        page.show_connected(self.key.connected)
        page.show_step(self._first_step())
        return page

    def _choose_language(self, language: str) -> None:
        self._host.speak(language)
        if "language" in self._backend.options.fixed and self._page is not None:
            # The window is not built anew: the guide goes on as it is.
            self._window.show_toast(settings_words.fixed())
            self._page.show_step("connect")

    def _first_step(self) -> str:
        setup = self._host.settings().setup
        return setup if setup != DONE else "language"
