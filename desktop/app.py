"""The composition root of the window: builds every part, connects them, and owns the order of start and of quit.

Knows everybody; nobody but `cli` knows it. Decides nothing about orders and draws nothing.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer

from desktop.ui import plain_import  # noqa: F401 # isort: skip - before the modules below

from desktop.controllers.help import HelpController
from desktop.controllers.restaurant import RestaurantController
from desktop.controllers.settings import SettingsController
from desktop.controllers.window import WindowController
from desktop.controllers.window_settings import show_orders_as_set
from desktop.domain.trouble import TroubleKind
from desktop.services.alarm.alarm_service import AlarmService, open_speaker
from desktop.services.backend import Backend
from desktop.store.errors import NewerDatabaseError, StoreError
from desktop.sync.events import FolderTaken, StoreRewritten
from desktop.system.files.crash_log import CrashReporter
from desktop.system.machine.clock import SystemClock, now
from desktop.system.machine.keep_awake import KeepAwake
from desktop.system.machine.signals import end_signals
from desktop.system.user_errors import EXIT_IN_USE, EXIT_OK, EXIT_STORE
from desktop.ui.application import make_application
from desktop.ui.event_loop import WindowLoop
from desktop.ui.text.language import set_language
from desktop.ui.tickets.drawer import WindowTicketDrawer
from desktop.ui.window.fatal_dialogs import show_displaced, show_store_failed
from desktop.ui.window.main_window import MainWindow
from desktop.ui.window.tray import Tray

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.controllers.setup import SetupController
    from desktop.controllers.updates import UpdatesController
    from desktop.services.alarm.alarm_service import OpenSound
    from desktop.services.credential_service import CredentialService
    from desktop.store import Store
    from desktop.system.machine.keep_awake import Awake
    from desktop.system.settings.options import Options
    from desktop.system.settings.settings_file import SettingsFile
    from desktop.ui.second_start import SecondStart

_log = logging.getLogger(__name__)

AGAIN: Final = -1
"""Not ended: the program is to be built anew, with the settings as they are now."""
PLACE_MILLISECONDS: Final = 10_000
"""Between looks whether the window was moved: most counters are switched off, and nobody is told before."""


def run(options: Options, settings_file: SettingsFile, holds: Callable[[], bool]) -> int:
    """Show the window until it is quit; returns the exit code.

    Args:
        options: what to run with.
        settings_file: what people chose.
        holds: whether the data folder is still this program's, see `InstanceLock.holds`; it ends where it is not.
    """
    app = make_application()
    credentials: CredentialService | None = None
    while True:
        set_language(app, options.lang)
        program = Program(options, settings_file, credentials, holds=holds)
        with asyncio.Runner(loop_factory=lambda: WindowLoop(app)) as runner:
            code = runner.run(program.main())
        if code != AGAIN:
            return code
        options, credentials = program.next_options(), program.credentials


class Program:
    """The running program: engine, window, tray and sound, connected."""

    def __init__(
        self,
        options: Options,
        settings_file: SettingsFile,
        credentials: CredentialService | None = None,
        *,
        open_sound: OpenSound = open_speaker,
        awake: Awake | None = None,
        holds: Callable[[], bool] | None = None,
    ) -> None:
        """Build nothing yet; a QApplication must exist.

        Args:
            options: what to run with.
            settings_file: what people chose.
            credentials: of the program before, None for the first one: it runs calls to the keyring in their order.
            open_sound: builds the sound output from the callbacks for its state and for a heard alarm, and the post.
            awake: keeps the machine awake, None for the system's own way.
            holds: whether the data folder is still this program's, None where nobody else may come.
        """
        self._options = options
        self._settings_file = settings_file
        self.credentials = credentials
        self._choices = SettingsController(options, settings_file, self._build_anew)
        self._stop = asyncio.Event()
        self._backend = Backend(options, holds, drawer=WindowTicketDrawer())
        self._displaced = False
        self._window: MainWindow
        self._setup: SetupController | None = None
        self._again = False
        self._updates: UpdatesController | None = None
        self._close_views: tuple[Callable[[], Awaitable[None]], ...] = ()
        self._restaurant_controller: RestaurantController
        self._help: HelpController
        self._tray: Tray
        clock = SystemClock()
        self._controller = WindowController(self._backend, self._choices, clock, self.quit)
        self._alarm_service = AlarmService(
            self._choices.settings,
            mute_for=options.mute_for,
            open_sound=open_sound,
            awake=awake or KeepAwake(),
            clock=clock,
            listener=self._controller,
        )
        # Sound first: the bell stops the instant no order waits, however long painting takes.
        self._alarm_service.subscribe(self._backend.events)
        self._backend.events.subscribe(FolderTaken, self._on_folder_taken)
        self._backend.events.subscribe(StoreRewritten, self._on_store_rewritten)
        self.accept = self._controller.accept
        self._second_start: SecondStart | None = None
        self._crashes = CrashReporter(self._on_crash)

    @property
    def window(self) -> MainWindow:
        """The window, once `main` has built it."""
        return self._window

    @property
    def store(self) -> Store:
        """The store, once it is open."""
        return self._backend.store

    @property
    def setup(self) -> SetupController | None:
        """The setup guide, once there is one."""
        return self._setup

    @property
    def backend(self) -> Backend:
        """Store, engine and vendor."""
        return self._backend

    @property
    def settings_controller(self) -> SettingsController:
        """The settings in force; changes go through it."""
        return self._choices

    @property
    def settings_file(self) -> SettingsFile:
        """The file that holds the settings."""
        return self._settings_file

    @property
    def updates(self) -> UpdatesController | None:
        """The updates, once everything is started."""
        return self._updates

    @property
    def is_stopping(self) -> bool:
        """Whether the program ends soon, or is built again."""
        return self._stop.is_set()

    @property
    def is_rebuilding(self) -> bool:
        """Whether the program is built again with the present settings, instead of ending."""
        return self._again

    @property
    def started(self) -> bool:
        """Whether everything runs: the window is painted, polls and sound have begun."""
        return self._second_start is not None

    def next_options(self) -> Options:
        """Return what the program is to be built anew with, after `AGAIN`: its credentials are not asked for again."""
        before = self._backend.options
        options = replace(
            before.following(self._settings_file.peek()),
            minimised=False,
            crashed_at=None,
            restored=self._choices.restored,
        )
        if options.base_url != before.base_url and "credentials" not in options.fixed:
            # Another address that was never gone over to: they are for the first one, and shown to no other.
            return replace(options, credentials=None)
        return options

    def quit(self) -> None:
        """End the program soon."""
        self._stop.set()

    async def main(self) -> int:
        """Start, run until quit, end."""
        loop = asyncio.get_running_loop()
        self._crashes.install()
        loop.set_exception_handler(self._crashes.on_loop_exception)
        self._end_on_signals(loop)
        opening = asyncio.ensure_future(self._backend.open())
        # Let the store's thread begin before the window is built here.
        await asyncio.sleep(0)
        self._build_window()
        try:
            await opening
            await self._backend.load_board()
        except StoreError as error:
            _log.error("the store cannot be opened: %s", error)
            newer = isinstance(error, NewerDatabaseError)
            await show_store_failed(self._window, str(self._options.data_dir), newer=newer)
            return EXIT_STORE
        # What it shrinks to is the smallest screen it is drawn for, or a smaller one that it is on.
        self._window.resize(self._window.screen().availableSize().boundedTo(QSize(1366, 768)))
        await self._show_window()
        # What is here now stays: later collections need not look through it, and stall the window less.
        gc.collect()
        gc.freeze()
        gc.enable()
        try:
            await self._start_the_rest()
            await self._stop.wait()
            if self._displaced:
                # It goes on ringing for what it shows until somebody has read why it ends.
                await show_displaced(self._window)
        finally:
            await self._close()
        if self._displaced:
            return EXIT_IN_USE
        return AGAIN if self._again else EXIT_OK

    async def _show_window(self) -> None:
        """Show the window and wait until it is painted; or leave it in the tray, to be called by an order."""
        settings = self._choices.settings
        if not self._window.restore_place(settings.window_place):
            # All of the screen: seen from two metres.
            self._window.setWindowState(Qt.WindowState.WindowMaximized)
        self._window.set_full_screen(on=settings.full_screen)
        if self._options.minimised:
            if not self._tray.available:
                self._window.showMinimized()
            return
        painted = asyncio.Event()
        self._window.first_painted.connect(painted.set)
        self._window.show()
        await painted.wait()

    def _build_window(self) -> None:
        settings = self._choices.settings
        self._tray = Tray(self._controller)
        self._window = MainWindow(
            self._controller,
            preparing_time=settings.preparing_time,
            theme=settings.theme,
            text_scale=settings.text_scale,
            tray=self._tray,
            tray_message_shown=settings.told_about_tray,
            demo=self._options.throwaway,
        )
        show_orders_as_set(self._window, settings)
        self._help = HelpController(
            self._window,
            self._backend,
            has_tray=lambda: self._tray.available,
        )
        self._restaurant_controller = RestaurantController(
            self._window, lambda: self._backend.restaurant, now
        )
        self._restaurant_controller.subscribe(self._backend.events)
        self._controller.attach(self._window, self._alarm_service, self._help)
        self._window.tray_message_shown.connect(lambda: self._choices.save(told_about_tray=True))

    async def _start_the_rest(self) -> None:
        """Start what the first picture does not need: vendor, sound, notifications, the door for a second start."""
        from desktop.controllers.setup import SetupController
        from desktop.services.credential_service import CredentialService

        if self.credentials is None:
            self.credentials = CredentialService(self._options.data_dir)
        self._setup = SetupController(self._window, self._backend, self._choices, self.credentials)
        self._choices.start(self._window, self._backend, self._alarm_service)
        self._choices.connect_setup(self._setup)
        await self._setup.start()
        if self._choices.notice is not None:
            self._backend.engine.troubles.begin(TroubleKind.NOTICE, self._choices.notice, dismissible=True)
        if self._options.crashed_at is not None:
            _log.warning("the program crashed and came back")
            came_back = f"crashed:{self._options.crashed_at.isoformat()}"
            self._backend.engine.troubles.begin(TroubleKind.NOTICE, came_back, dismissible=True)
        from desktop.alerts.notifications import TrayNotifier
        from desktop.controllers.history import HistoryController
        from desktop.controllers.overview import OverviewController
        from desktop.controllers.printing.controller import PrintingController
        from desktop.controllers.sales import SalesController
        from desktop.controllers.updates import UpdatesController
        from desktop.ui.second_start import SecondStart

        self._controller.notifier = TrayNotifier(self._tray.icon, on_pressed=self._window.open_order)
        self._alarm_service.start(self._loop.call_soon_threadsafe)
        moved = QTimer(self._window, interval=PLACE_MILLISECONDS)
        moved.timeout.connect(self._remember_place)
        moved.start()
        self._second_start = SecondStart(self._options.data_dir)
        self._second_start.activated.connect(self._window.raise_to_front)
        self._restaurant_controller.offer_pages()
        history = HistoryController(
            self._window,
            self._backend.store,
            now,
            settings=lambda: self._choices.settings,
            branches=lambda: self._backend.restaurant.branches.known,
        )
        sales = SalesController(self._window, self._backend.store, now, lambda: self._choices.settings)
        overview = OverviewController(self._window, self._backend, self._choices)
        overview.start(demo=self._options.throwaway)
        self._updates = UpdatesController(self._window, self._backend, quit_program=self.quit)
        printing = PrintingController(
            self._window,
            self._backend,
            self._choices,
            self._alarm_service,
            notifier=self._controller.notifier,
            now=now,
        )
        printing.start(demo=self._options.throwaway)
        history.ask_for_ticket = printing.ask_for_old_ticket
        views = (overview, history, sales, printing, self._updates)
        self._close_views = tuple(view.close for view in views)

    async def _close(self) -> None:
        """End in order: sound, engine (poller, outbox, HTTP client), store, window."""
        self._alarm_service.stop()
        self._remember_place()
        if self._second_start is not None and self._displaced:
            self._second_start.close_without_removing()
        elif self._second_start is not None:
            self._second_start.close()
        self._window.prepare_to_quit()
        await self._help.close()
        if self._setup is not None:
            await self._setup.close()
        for close in self._close_views:
            await close()
        await self._backend.close()
        self._alarm_service.close()
        self._choices.close()
        self._tray.remove()
        self._window.close()
        self._window.deleteLater()

    def _build_anew(self) -> None:
        """Begin again with the settings as they are now, in another language: all is in the same place as before."""
        self._again = True
        self.quit()

    def _remember_place(self) -> None:
        place = self._window.place
        # Not where it ends before it was ever seen; nor into the file of another program.
        if self.started and not self._displaced and place != self._choices.settings.window_place:
            self._choices.save(window_place=place)

    def _on_folder_taken(self, _event: FolderTaken) -> None:
        self._displaced = True
        self.quit()

    def _on_store_rewritten(self, _event: StoreRewritten) -> None:
        # The settings may be gone too.
        self._choices.save()

    def _on_crash(self, kind: str) -> None:
        def tell() -> None:
            self._backend.engine.troubles.begin(TroubleKind.INTERNAL, kind, dismissible=True)
            self._window.dialogs.show_crash(kind)

        # From whatever thread it happened in.
        self._loop.call_soon_threadsafe(tell)

    def _end_on_signals(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        for number in end_signals():
            # The engine's tick lets Python run each second, so an idle Qt loop notices a signal too.
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(self._end))

    def _end(self) -> None:
        """End for good, also while it is about to be built anew."""
        self._again = False
        self.quit()
