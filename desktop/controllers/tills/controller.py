"""The page of the tills: shows the tills and the line to their database, and sets that database up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.domain.text.translation import tr
from desktop.sync.events import StoreLineChanged, TillsChanged
from desktop.sync.tasks import BackgroundTasks
from desktop.system.machine.clock import steady
from desktop.system.user_errors import UserError
from desktop.ui.text import till_words
from desktop.ui.widgets.pages import Entry

if TYPE_CHECKING:
    from desktop.controllers.settings import SettingsController
    from desktop.controllers.tills.ports import StoreSetup
    from desktop.domain.tills import Till
    from desktop.services.backend import Backend
    from desktop.ui.settings.rows import SettingItem
    from desktop.ui.tills.page import TillsPage
    from desktop.ui.widgets.pages import Page
    from desktop.ui.window.main_window import MainWindow


class TillsController:
    """Implements `TillCommands`."""

    def __init__(
        self, window: MainWindow, backend: Backend, settings: SettingsController, setup: StoreSetup
    ) -> None:
        """Offer the page; where tills share the database, the menu has it too."""
        self._window = window
        self._settings = settings
        self._backend = backend
        self._options = backend.options
        self._setup = setup
        self._line = backend.store.line
        self._tills: tuple[Till, ...] = ()
        self._page: TillsPage | None = None
        self._tasks = BackgroundTasks(backend.engine.troubles)
        backend.events.subscribe(TillsChanged, self._on_tills_changed)
        backend.events.subscribe(StoreLineChanged, self._on_line_changed)
        settings.listeners.append(self._refresh)
        shares = self._line.engine == "postgres"
        title = str(till_words.TITLE)
        window.pages.offer(
            Entry("tills", title, "", self._build, gate=settings.guard_settings, in_menu=shares)
        )

    async def close(self) -> None:
        """Stop trying."""
        self._tasks.cancel()

    # Commands

    @property
    def address(self) -> str:
        """The address in force where it is decided for this run, else that of the settings."""
        return self._options.store_url if self.address_is_fixed else self._settings.settings.store_url

    @property
    def address_is_fixed(self) -> bool:
        """Whether the command line or the environment decides the address."""
        return "store_url" in self._options.fixed

    @property
    def password_is_fixed(self) -> bool:
        """Whether the environment gives the password."""
        return "store_password" in self._options.fixed

    def try_store(self, address: str, password: str) -> None:
        """Try a shared database and show the answer."""
        self._tasks.start(self._try(address, password), "try the database")

    def use_store(self, address: str, password: str) -> None:
        """Use a shared database from the next start on, "" for the file of this computer."""
        self._tasks.start(self._use(address, password), "use the database")

    def items(self) -> list[SettingItem]:
        """Return all rows of the settings with their present values."""
        return self._settings.items()

    def set_value(self, name: str, value: Any) -> str:
        """Set a setting; returns an error where it is refused, else ""."""
        return self._settings.set_value(name, value)

    def run_action(self, name: str) -> None:
        self._settings.run_action(name)

    def choose_sound_file(self, name: str) -> None:
        self._settings.choose_sound_file(name)

    def next_sound(self, name: str) -> None:
        self._settings.next_sound(name)

    def play_sound(self, name: str) -> None:
        self._settings.play_sound(name)

    async def _try(self, address: str, password: str) -> None:
        try:
            trial = await self._setup.try_store(address, password)
        except UserError as error:
            self._show_answer(str(error), good=False)
            return
        if self._page is not None:
            self._page.show_trial(trial)

    async def _use(self, address: str, password: str) -> None:
        try:
            if address and password:
                await self._setup.save_password(address, password)
        except UserError as error:
            self._show_answer(str(error), good=False)
            return
        self._settings.choose(store_url=address)
        if address:
            text = tr(
                "From the next start on, this till uses the shared database. Quit Tezgâh and start it again."
            )
        else:
            text = tr(
                "From the next start on, the orders are in a file on this computer. Quit Tezgâh and start it again."
            )
        if self._page is not None:
            self._page.form.clear()
            self._page.refresh()
        self._show_answer(text, good=True)

    def _show_answer(self, text: str, *, good: bool) -> None:
        if self._page is not None:
            self._page.form.show_answer(text, good=good)

    # Events

    def _build(self) -> Page:
        from desktop.ui.tills.page import TillsPage

        page = self._page = TillsPage(self._window.look, self, steady)
        page.in_view.connect(self._on_in_view)
        page.show_line(self._line)
        page.show_tills(self._tills)
        return page

    def _on_in_view(self, in_view: bool) -> None:  # noqa: FBT001 - a signal's slot
        # While people look, the list is read more often.
        if self._backend.sharing is not None:
            self._backend.sharing.tills.look(in_view=in_view)

    def _refresh(self) -> None:
        if self._page is not None:
            self._page.refresh()

    def _on_tills_changed(self, event: TillsChanged) -> None:
        self._tills = event.tills
        if self._page is not None:
            self._page.show_tills(event.tills)

    def _on_line_changed(self, event: StoreLineChanged) -> None:
        self._line = event.line
        if self._page is not None:
            self._page.show_line(event.line)
