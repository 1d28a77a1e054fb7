"""The composition root of the window: builds every part, connects them, and owns the order of start and of quit.

It starts in two stages. `Program._show_board` reads the stored orders and paints them; `Program._build_the_rest` imports
and builds all else, and connects. Knows everybody; nobody but `cli` knows it. Decides nothing about orders, draws nothing.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from typing import TYPE_CHECKING, Final

from desktop.ui import plain_import  # noqa: F401 # isort: skip - imports PySide; before everything below
from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from desktop.controllers.window import WindowController
from desktop.controllers.window_settings import show_orders_as_set
from desktop.domain.trouble import TroubleKind
from desktop.services.database.first_board import first_board
from desktop.services.database.opener import open_store
from desktop.store.errors import StoreError
from desktop.sync.events import FolderTaken, StoreRewritten
from desktop.system.files.crash_log import CrashReporter
from desktop.system.machine.clock import SystemClock
from desktop.system.machine.signals import end_signals
from desktop.system.user_errors import EXIT_CRASH, EXIT_IN_USE, EXIT_OK, EXIT_STORE
from desktop.ui.application import make_application
from desktop.ui.event_loop import DisplayLostError, WindowLoop
from desktop.ui.text.language import set_language
from desktop.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.controllers.help import HelpController
    from desktop.controllers.kitchen.opener import KitchenOpener
    from desktop.controllers.pages.building import PageControllers
    from desktop.controllers.restaurant import RestaurantController
    from desktop.controllers.settings import SettingsController
    from desktop.controllers.setup import SetupController
    from desktop.services.alarm.alarm_service import AlarmService, OpenSound
    from desktop.services.backend import Backend
    from desktop.services.credential_service import CredentialService
    from desktop.store import Store
    from desktop.system.machine.keep_awake import Awake
    from desktop.system.settings.options import Options
    from desktop.system.settings.settings_file import SettingsFile
    from desktop.ui.second_start import SecondStart
    from desktop.ui.window.tray import Tray

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
        try:
            with asyncio.Runner(loop_factory=lambda: WindowLoop(app)) as runner:
                code = runner.run(program.main())
        except DisplayLostError:
            # All that counts is in the database. The supervisor starts the window again if the display comes back.
            _log.warning("the display is gone")
            return EXIT_CRASH
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
        open_sound: OpenSound | None = None,
        awake: Awake | None = None,
        holds: Callable[[], bool] | None = None,
    ) -> None:
        """Build nothing yet; a QApplication must exist.

        Args:
            options: what to run with.
            settings_file: what people chose.
            credentials: of the program before, None for the first one: it runs calls to the keyring in their order.
            open_sound: builds the sound output from the callbacks for its state and for a heard alarm, and the post;
                None for the loudspeaker.
            awake: keeps the machine awake, None for the system's own way.
            holds: whether the data folder is still this program's, None where nobody else may come.
        """
        self._options = options
        self.settings_file = settings_file
        """The file that holds the settings."""
        self.credentials = credentials
        self._open_sound = open_sound
        self._awake = awake
        self._holds = holds
        self._stop, self._ended = asyncio.Event(), asyncio.Event()
        self._displaced = self._again = False
        self._controller = WindowController(SystemClock(), self.quit)
        self._crashes = CrashReporter(self._on_crash)
        # Stage one
        self.store: Store
        self.window: MainWindow
        # Stage two
        self.backend: Backend
        self._choices: SettingsController
        self._alarm_service: AlarmService
        self._tray: Tray
        self._help: HelpController
        self.kitchen: KitchenOpener
        self._restaurant_controller: RestaurantController
        self.setup: SetupController | None = None
        self._second_start: SecondStart | None = None
        self.pages: PageControllers | None = None
        """None until everything is started."""

    @property
    def accept(self) -> Callable[[str, int], None]:
        """Accepts an order in so many minutes."""
        return self._controller.accept

    @property
    def settings_controller(self) -> SettingsController:
        """The settings in force; changes go through it."""
        return self._choices

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
        before = self.backend.options
        options = replace(
            before.following(self.settings_file.peek()),
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
        try:
            await self._show_board()
            await self._build_the_rest()
        except StoreError as error:
            from desktop.services.database.problems import start_failed
            from desktop.ui.window.fatal_dialogs import show_store_failed

            _log.error("the store cannot be opened: %s", error)
            await show_store_failed(self.window, self._ended, str(start_failed(error, self._options)))
            return EXIT_STORE
        try:
            await self._start_the_rest()
            # What is here now stays: later collections need not look through it, and stall the window less.
            gc.collect()
            gc.freeze()
            gc.enable()
            await self._stop.wait()
            if self._displaced:
                from desktop.ui.window.fatal_dialogs import show_displaced

                # It goes on ringing for what it shows until somebody has read why it ends.
                await show_displaced(self.window, self._ended)
        finally:
            await self._close()
        return EXIT_IN_USE if self._displaced else AGAIN if self._again else EXIT_OK

    async def _show_board(self) -> None:
        """Stage one: show the stored orders, and wait until they are painted. Nothing polls or rings, no press counts.

        Whatever is imported or built here delays the picture (`tests/cli/test_start_imports.py`).

        Raises:
            StoreError: the database cannot be opened or read.
        """
        opening = asyncio.ensure_future(open_store(self._options, self._holds))
        # Let the store's thread begin before the window is built here.
        await asyncio.sleep(0)
        settings = self.settings_file.peek()
        self.window = window = MainWindow(
            self._controller,
            preparing_time=settings.preparing_time,
            theme=settings.theme,
            text_scale=settings.text_scale,
            tray_message_shown=settings.told_about_tray,
            demo=self._options.throwaway,
        )
        show_orders_as_set(window, settings)
        self.store = await opening
        self._controller.show_board(window, *await first_board(self.store, self._options.data_dir))
        window.place_at(settings.window_place, full_screen=settings.full_screen)
        if not self._options.minimised and not self._options.is_kitchen_alone(settings):
            painted = asyncio.Event()
            window.first_painted.connect(painted.set)
            window.show()
            await painted.wait()

    async def _build_the_rest(self) -> None:
        """Stage two: build engine, sound, tray and controllers, and connect them with the window.

        Raises:
            StoreError: the database cannot be read.
        """
        from desktop.controllers.help import HelpController
        from desktop.controllers.kitchen.opener import KitchenOpener
        from desktop.controllers.restaurant import RestaurantController
        from desktop.controllers.settings import SettingsController
        from desktop.services.alarm.alarm_service import AlarmService, open_speaker
        from desktop.services.backend import Backend
        from desktop.system.machine.keep_awake import KeepAwake
        from desktop.ui.tickets.drawer import WindowTicketDrawer
        from desktop.ui.window.icon import app_icon
        from desktop.ui.window.tray import Tray

        window = self.window
        self._choices = SettingsController(self._options, self.settings_file, self._build_anew)
        backend = self.backend = Backend(self._options, self._holds, drawer=WindowTicketDrawer())
        self._alarm_service = AlarmService(
            self._choices.settings,
            mute_for=self._options.mute_for,
            open_sound=self._open_sound or open_speaker,
            awake=self._awake or KeepAwake(),
            clock=backend.clock,
            listener=self._controller,
        )
        self._tray = Tray(self._controller)
        window.use_tray(self._tray)
        QGuiApplication.setWindowIcon(app_icon())
        window.tray_message_shown.connect(lambda: self._choices.save(told_about_tray=True))
        self._help = HelpController(window, backend, has_tray=lambda: self._tray.available)
        present = backend.clock.now
        self._restaurant_controller = RestaurantController(window, lambda: backend.restaurant, present)
        # Sound first: the bell stops the instant no order waits, however long painting takes.
        self._alarm_service.subscribe(backend.events)
        backend.events.subscribe(FolderTaken, self._on_folder_taken)
        backend.events.subscribe(StoreRewritten, self._on_store_rewritten)
        self._restaurant_controller.subscribe(backend.events)
        self.kitchen = KitchenOpener(window, backend, self._choices, self._alarm_service)
        self._controller.kitchen_shows_waiting = self.kitchen.is_main
        self._controller.attach(backend, self._choices, self._alarm_service, self._help)
        await backend.open(self.store)
        await backend.load_board()
        if self.kitchen.is_main:
            self.kitchen.open()
        elif self._options.minimised and not self._tray.available:
            window.showMinimized()
        window.take_presses()

    async def _start_the_rest(self) -> None:
        """Begin to poll and to ring; then build the pages, and open the door for a second start."""
        from desktop.controllers.setup import SetupController
        from desktop.services.credential_service import CredentialService

        if self.credentials is None:
            self.credentials = CredentialService(self._options.data_dir)
        self.setup = SetupController(self.window, self.backend, self._choices, self.credentials)
        self._choices.start(self.window, self.backend, self._alarm_service)
        self._choices.connect_setup(self.setup)
        await self.setup.start()
        troubles = self.backend.engine.troubles
        if self._choices.notice is not None:
            troubles.begin(TroubleKind.NOTICE, self._choices.notice, dismissible=True)
        if (at := self._options.crashed_at) is not None:
            _log.warning("the program crashed and came back")
            troubles.begin(TroubleKind.NOTICE, f"crashed:{at.isoformat()}", dismissible=True)
        from desktop.alerts.notifications import TrayNotifier
        from desktop.controllers.pages.building import build_pages
        from desktop.ui.second_start import SecondStart

        self._controller.notifier = TrayNotifier(self._tray.icon, on_pressed=self.window.open_order)
        self._alarm_service.start(self._loop.call_soon_threadsafe)
        moved = QTimer(self.window, interval=PLACE_MILLISECONDS)
        moved.timeout.connect(self._remember_place)
        moved.start()
        self._second_start = SecondStart(self._options.data_dir)
        self._second_start.activated.connect(self.kitchen.raise_to_front)
        self._restaurant_controller.offer_pages(self._controller.may_press)
        self.pages = build_pages(
            self.window,
            self.backend,
            self._choices,
            self._alarm_service,
            self._controller.notifier,
            demo=self._options.throwaway,
            quit_program=self.quit,
            alone_service=self.backend.alone_service(self._choices.save, self._build_anew),
        )
        self.kitchen.start()

    async def _close(self) -> None:
        """End in order: sound, engine (poller, outbox, HTTP client), store, window."""
        self._alarm_service.stop()
        self._remember_place()
        if self._second_start is not None and self._displaced:
            self._second_start.close_without_removing()
        elif self._second_start is not None:
            self._second_start.close()
        self.window.prepare_to_quit()
        await self._help.close()
        if self.setup is not None:
            await self.setup.close()
        if self.pages is not None:
            await self.pages.close()
        await self.kitchen.close()
        await self.backend.close()
        self._alarm_service.close()
        self._choices.close()
        self._tray.remove()
        self.window.close()
        self.window.deleteLater()

    def _build_anew(self) -> None:
        """Begin again with the settings as they are now, in another language: all is in the same place as before."""
        self._again = True
        self.quit()

    def _remember_place(self) -> None:
        # Not where it ends before it was ever seen; nor into the file of another program.
        if not self.started or self._displaced:
            return
        self.kitchen.remember_place()
        place = self.window.place
        if place != self._choices.settings.window_place:
            self._choices.save(window_place=place)

    def _on_folder_taken(self, _event: FolderTaken) -> None:
        self._displaced = True
        self.quit()

    def _on_store_rewritten(self, _event: StoreRewritten) -> None:
        # The settings may be gone too.
        self._choices.save()

    def _on_crash(self, kind: str) -> None:
        def tell() -> None:
            # Before stage two nothing has the list of troubles.
            if self.setup is not None:
                self.backend.engine.troubles.begin(TroubleKind.INTERNAL, kind, dismissible=True)
            self.window.dialogs.show_crash(kind)

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
        self._ended.set()
        self.quit()
