"""The setup guide in the running program: when it opens, and at which step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from desktop.controllers.credentials import CredentialsController
from desktop.sync.events import SoundChanged
from desktop.sync.tasks import BackgroundTasks
from desktop.system.machine.background import run_in_thread
from desktop.ui.setup.credentials_state import Stored
from desktop.ui.text import settings_words
from desktop.ui.widgets.pages import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.backend import Backend
    from desktop.services.credential_service import CredentialService
    from desktop.ui.setup.page import SetupPage
    from desktop.ui.setup.step import SetupCommands
    from desktop.ui.widgets.pages import Page
    from desktop.ui.window.main_window import MainWindow

    class SetupHost(SetupCommands, Protocol):
        """The part of the running program that the guide uses."""

        def guard_settings(self, go_on: Callable[[], None]) -> None:
            """Call `go_on`, after the PIN where it protects the settings: the guide changes them too."""


DONE: Final = "done"
"""In place of a step: the guide was completed."""
_OLD_NAMES: Final = {"start": "ready"}
"""Steps of earlier versions -> the step that has their question now."""


class SetupController:
    """Opens the guide, and owns the credentials."""

    def __init__(
        self, window: MainWindow, backend: Backend, host: SetupHost, service: CredentialService
    ) -> None:
        self._window = window
        self._backend = backend
        self._host = host
        self._page: SetupPage | None = None
        self.credentials = CredentialsController(backend, host, service, window.dialogs)
        self._wanted_step = ""
        self._unlocked = False
        self._is_repeated = False
        """Whether the visible guide was completed before."""
        self._sound = SoundChanged(working=None)
        self._tasks = BackgroundTasks(backend.engine.troubles)
        backend.events.subscribe(SoundChanged, self._on_sound_changed)
        window.pages.page_changed.connect(self._on_page_turned)
        window.pages.offer(
            Entry("setup", str(settings_words.SETUP_TITLE), "", self._build, self._gate, in_menu=False)
        )
        window.dialogs.connect_wanted.connect(self.open)

    async def start(self) -> None:
        """Connect with the credentials of the environment or the stored ones; open the guide where it is not completed."""
        await self.credentials.start()
        settings = self._host.settings
        # An environment of its own needs no guide, nor does the simulated vendor. Where the PIN protects the settings, the
        # guide does not open by itself: nobody has to give the PIN every morning.
        is_protected = bool(settings.pin) and settings.pin_guards_settings
        options = self._backend.options
        needs_guide = (
            self.credentials.stored is not Stored.ENVIRONMENT
            and not options.throwaway
            and not options.is_kitchen_alone(settings)
        )
        if is_protected or not needs_guide:
            return
        if settings.key_is_asked_for and self.credentials.stored is Stored.NOT_AT_ALL:
            self.open()
        elif settings.setup != DONE:
            self.open(self._first_step())

    async def close(self) -> None:
        """Cancel everything that runs."""
        self._tasks.cancel()
        await self.credentials.close()

    def open(self, step: str = "connect", *, unlocked: bool = False) -> None:
        """Show a step of the guide; `unlocked` where the PIN was given already."""
        pages = self._window.pages
        if pages.page is not None and pages.page is self._page:
            self._page.show_step(step)
            return
        self._wanted_step, self._unlocked = step, unlocked
        pages.open("setup")
        self._wanted_step, self._unlocked = "", False

    def _gate(self, go_on: Callable[[], None]) -> None:
        """Ask for the PIN where it protects the settings, then show the wanted step."""
        step = self._wanted_step

        def enter() -> None:
            self._is_repeated = self._host.settings.setup == DONE
            go_on()
            if self._page is not None:
                self._page.set_repeated(self._is_repeated)
                if step:
                    self._page.show_step(step)

        if self._unlocked:
            enter()
        else:
            self._host.guard_settings(enter)

    def _on_page_turned(self) -> None:
        """Keep a repeated guide completed when people leave it early: it must not open each morning."""
        page = self._window.pages.page
        self._window.header.set_up(page is not None and page is self._page)
        if self._is_repeated and (page is None or page is not self._page):
            self._is_repeated = False
            if self._host.settings.setup != DONE:
                self._host.choose(setup=DONE)

    def _build(self) -> Page:
        from desktop.ui.setup.page import SetupPage

        page = self._page = SetupPage(self._window.look, self._host, self.credentials)
        page.language_chosen.connect(self._choose_language)
        self.credentials.form = page.credentials_form
        page.credentials_form.show_connected(self.credentials.connected)
        page.show_step(self._first_step())
        self._on_sound_changed(self._sound)
        self._tasks.start(self._read_motion(page), "motion")
        return page

    async def _read_motion(self, page: SetupPage) -> None:
        """Let the bell move unless the person asked the system for less motion."""
        from desktop.system.machine.motion import wants_less_motion

        page.set_moving(not await run_in_thread(wants_less_motion, "motion"))

    def _on_sound_changed(self, event: SoundChanged) -> None:
        self._sound = event
        if self._page is None:
            return
        # Imported with the page.
        from desktop.ui.setup.sound_step import SoundFault

        fault = SoundFault.NO_OUTPUT if event.working is False else SoundFault.MUTED if event.muted else None
        self._page.show_fault(fault)

    def _choose_language(self, language: str) -> None:
        self._host.choose(language=language)
        if "language" in self._backend.options.fixed and self._page is not None:
            # The window stays as it is, so the guide continues here.
            self._window.show_toast(str(settings_words.FIXED))
            self._page.show_step("connect")

    def _first_step(self) -> str:
        setup = self._host.settings.setup
        return _OLD_NAMES.get(setup, setup) if setup != DONE else "language"
