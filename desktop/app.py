"""The composition root of the window: builds every part, connects them, and owns the order of start and of quit.

Knows everybody; nobody but `cli` knows it. Decides nothing about orders and draws nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

import qasync  # isort: skip - looks for the Qt binding that is imported already

from desktop import __version__
from desktop.alarm_station import AlarmStation, Callers, open_bell
from desktop.crash import CrashReporter
from desktop.orders.alphabet import in_turkish
from desktop.orders.lifecycle import Action
from desktop.orders.trouble import TroubleKind
from desktop.service import Service, auto_accept_rule
from desktop.shop_room import ShopRoom
from desktop.store.database import NewerDatabaseError, StoreError
from desktop.store.rows import from_milliseconds
from desktop.sync.reports import (
    AcceptChanged,
    ActionChanged,
    BeginNow,
    BoardChanged,
    BoardReplaced,
    ConnectionChanged,
    ReasonsChanged,
    RushChanged,
    Saved,
    TroublesChanged,
)
from desktop.system.autostart import autostart
from desktop.system.awake import KeepAwake
from desktop.system.clock import now
from desktop.system.paths import resources_dir
from desktop.ui import trouble_words, words
from desktop.ui.counts import counts
from desktop.ui.desk import Desk
from desktop.ui.icon import app_icon
from desktop.ui.language import install_translators, is_turkish
from desktop.ui.qt_messages import log_qt_messages
from desktop.ui.theme import stand_still
from desktop.ui.tray import Tray
from desktop.ui.window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.alarm_station import OpenSound
    from desktop.alerts.notifications import Notifier
    from desktop.checkup import Finding
    from desktop.help_desk import HelpDesk
    from desktop.history_room import HistoryRoom
    from desktop.orders.board import BoardOrder
    from desktop.orders.trouble import Trouble
    from desktop.report_room import ReportRoom
    from desktop.store import Store
    from desktop.sync.reports import Report
    from desktop.system.awake import Awake
    from desktop.system.options import Options
    from desktop.system.settings import Settings, SettingsFile
    from desktop.ui.summons import Summons

_log = logging.getLogger(__name__)

EXIT_OK: Final = 0
EXIT_STORE: Final = 4
"""The database cannot be opened."""

_MOST_NOTIFICATIONS: Final = 3
"""New orders of one poll that get a notification of their own; more share one."""


def run(options: Options, settings_file: SettingsFile) -> int:
    """Show the window until it is quit; returns the exit code."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Tezgâh")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("tezgah")
    # The same on each desktop: the window's look is its own.
    app.setStyle("Fusion")
    app.setWindowIcon(app_icon())
    stand_still(app)
    # The last window's end must not end the loop under the engine's feet.
    app.setQuitOnLastWindowClosed(False)
    log_qt_messages()
    install_translators(app, options.lang, resources_dir() / "translations")
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        return runner.run(Program(options, settings_file).main())


class Program:
    """The running program: engine, window, tray and sound, connected."""

    def __init__(
        self,
        options: Options,
        settings_file: SettingsFile,
        *,
        open_sound: OpenSound = open_bell,
        awake: Awake | None = None,
    ) -> None:
        """Take what is needed; the QApplication is there already.

        Args:
            options: what to run with.
            settings_file: what people chose.
            open_sound: builds the sound output from what it tells its state to, what it tells that it was heard, and
                what runs a callable in the loop.
            awake: keeps the machine awake, None for the system's own way.
        """
        self._options = options
        self._settings_file = settings_file
        self._settings, self._settings_notice = settings_file.load()
        self._stop = asyncio.Event()
        self._service = Service(options, self._on_report)
        self._window: MainWindow
        self._help: HelpDesk | None = None
        self._history: HistoryRoom | None = None
        self._report: ReportRoom | None = None
        self._shop_room: ShopRoom
        self._tray: Tray
        self._station = AlarmStation(
            self._settings,
            mute_for=options.mute_for,
            open_sound=open_sound,
            awake=awake or KeepAwake(),
            callers=Callers(
                escalated=self._on_escalated,
                heard=self._on_orders_heard,
                lost_rings=self._on_lost_rings,
                sound=self._on_sound,
                trouble=self._on_machine_trouble,
            ),
        )
        self._notifier: Notifier | None = None
        self._summons: Summons | None = None
        self._autostart = None if options.throwaway else autostart(options.data_dir)
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="settings")
        self._crashes = CrashReporter(self._on_crash)

    @property
    def window(self) -> MainWindow:
        """The window, once `main` has built it."""
        return self._window

    @property
    def store(self) -> Store:
        """The store, once it is open."""
        return self._service.store

    @property
    def started(self) -> bool:
        """Whether everything runs: the window is painted, polls and sound have begun."""
        return self._summons is not None

    def quit(self) -> None:
        """End the program soon."""
        self._stop.set()

    async def main(self) -> int:
        """Start, run until quit, end."""
        loop = asyncio.get_running_loop()
        self._crashes.install()
        loop.set_exception_handler(self._crashes.on_loop_exception)
        self._end_on_signals(loop)
        opening = asyncio.ensure_future(self._service.open())
        # Let the store's thread begin before the window is built here.
        await asyncio.sleep(0)
        self._build_window()
        try:
            await opening
            await self._service.load_board()
        except StoreError as error:
            await self._say_store_failed(error)
            return EXIT_STORE
        # What it shrinks to is the smallest screen it is drawn for.
        self._window.resize(1366, 768)
        await self._show_window()
        # What is here now stays: later collections need not look through it, and stall the window less.
        gc.collect()
        gc.freeze()
        gc.enable()
        try:
            await self._start_the_rest()
            await self._stop.wait()
        finally:
            await self._close()
        return EXIT_OK

    async def _show_window(self) -> None:
        """Show the window and wait until it is painted; or leave it in the tray, to be called by an order."""
        if not self._window.go_back_to(self._settings.window_place):
            # All of the screen: seen from two metres.
            self._window.setWindowState(Qt.WindowState.WindowMaximized)
        if self._options.minimised:
            if not self._tray.available:
                self._window.showMinimized()
            return
        painted = asyncio.Event()
        self._window.first_painted.connect(painted.set)
        self._window.show()
        await painted.wait()

    def _build_window(self) -> None:
        desk = Desk(
            accept=self.accept,
            act=self._act,
            cancel=self._cancel,
            take_back=self._take_back,
            set_muted=self._set_muted,
            put_away=self._put_away,
            seen=self._seen,
            begin_rush=self._begin_rush,
            set_auto_accept=self._set_auto_accept,
            set_autostart=self._set_autostart,
            choose_preparing_time=self._choose_preparing_time,
            look_now=self._look_now,
            test_sound=self._station.test,
            dismiss_trouble=self._dismiss_trouble,
            check_up=self._check_up,
            gather_support=self._gather_support,
            save_support=self._save_support,
            leave=lambda: None,
            quit=self.quit,
            now=now,
        )
        self._tray = Tray(desk)
        self._window = MainWindow(
            desk,
            preparing_time=self._settings.preparing_time,
            theme=self._settings.theme,
            text_scale=self._settings.text_scale,
            tray=self._tray,
            tray_told=self._settings.told_about_tray,
        )
        self._shop_room = ShopRoom(self._window, lambda: self._service.shop, now)
        self._window.tray_told.connect(lambda: self._choose(told_about_tray=True))
        self._window.theme_chosen.connect(lambda theme: self._choose(theme=theme))
        self._window.text_scale_chosen.connect(lambda percent: self._choose(text_scale=percent))

    async def _start_the_rest(self) -> None:
        """Start what the first picture does not need: vendor, sound, notifications, the door for a second start."""
        await self._service.connect()
        self._follow_settings()
        if self._settings_notice is not None:
            self._service.engine.troubles.begin(TroubleKind.NOTICE, self._settings_notice, dismissible=True)
        from desktop.alerts.notifications import TrayNotifier
        from desktop.history_room import HistoryRoom
        from desktop.report_room import ReportRoom
        from desktop.ui.summons import Summons

        self._notifier = TrayNotifier(self._tray.icon, on_pressed=self._window.open_order)
        self._station.start(self._loop.call_soon_threadsafe)
        self._summons = Summons(self._options.data_dir)
        self._summons.summoned.connect(self._window.raise_to_front)
        self._shop_room.offer_pages()
        self._show_autostart()
        self._history = HistoryRoom(
            self._window,
            lambda: self._service.store,
            now,
            keep_days=self._options.keep_personal_data_days,
            branches=lambda: self._service.shop.branches.known,
        )
        self._report = ReportRoom(self._window, lambda: self._service.store, now)

    async def _close(self) -> None:
        """End in order: sound, engine (poller, outbox, HTTP client), store, window."""
        self._station.hush()
        self._remember_place()
        if self._summons is not None:
            self._summons.close()
        self._window.prepare_to_quit()
        if self._help is not None:
            await self._help.close()
        if self._history is not None:
            await self._history.close()
        if self._report is not None:
            await self._report.close()
        await self._service.close()
        self._station.close()
        self._disk.shutdown(wait=True)
        self._tray.remove()
        self._window.close()
        self._window.deleteLater()

    # Reports of the engine

    def _on_report(self, report: Report) -> None:
        # Sound first: whatever painting takes, the bell stops the instant nothing waits.
        self._station.on_report(report)
        self._shop_room.on_report(report)
        if isinstance(report, BoardReplaced):
            self._window.show_board(report.orders)
            self._name_restaurant(report.orders)
        elif isinstance(report, (Saved, BoardChanged)):
            self._window.update_orders(report.orders)
            if isinstance(report, Saved):
                self._name_restaurant(report.orders)
                self._notify(report)
        elif isinstance(report, (AcceptChanged, ActionChanged)):
            self._window.update_orders((report.order,))
        elif isinstance(report, RushChanged):
            rush = report.rush
            until = None if rush is None else from_milliseconds(rush.until)
            self._window.show_rush(0 if rush is None else rush.minutes, until)
        elif isinstance(report, BeginNow):
            self._say_begin(report)
        elif isinstance(report, ReasonsChanged):
            self._window.errands.cancel_reasons = report.reasons
        elif isinstance(report, ConnectionChanged):
            self._window.show_connection(report.connection)
        elif isinstance(report, TroublesChanged):
            self._window.show_troubles(report.troubles)

    def _name_restaurant(self, orders: Iterable[BoardOrder]) -> None:
        names = {order.order.restaurant_name for order in orders} - {""}
        if names:
            self._window.show_restaurant(" · ".join(sorted(names, key=in_turkish)))

    def _notify(self, saved: Saved) -> None:
        if self._notifier is None:
            return
        news = [order for order in saved.orders if order.payment_key in saved.announced]
        if len(news) > _MOST_NOTIFICATIONS:
            self._notifier.notify(counts().new_orders(len(news)), "", news[0].payment_key)
            return
        for order in news:
            # Number and kind only: a notification may be seen, or kept, by anybody.
            self._notifier.notify(words.new_order(order), words.shipping(order.order), order.payment_key)

    def _say_begin(self, report: BeginNow) -> None:
        for order in report.orders:
            self._window.say(words.begin_now(order))
            if self._notifier is not None:
                self._notifier.notify(words.begin_now(order), words.shipping(order.order), order.payment_key)

    # What people press. The window is there before the engine is: until then a press has nothing to act on.

    def accept(self, payment_key: str, minutes: int) -> None:
        """Accept an order, as a press in the window does."""
        self._service.engine.accept(payment_key, minutes)

    def _act(self, payment_key: str, action: Action) -> None:
        self._service.engine.act(payment_key, action)

    def _cancel(self, payment_key: str, reason_id: int) -> None:
        self._service.engine.act(payment_key, Action.CANCEL, reason_id)

    def _take_back(self, payment_key: str) -> None:
        self._service.engine.take_back(payment_key)

    def _put_away(self, payment_key: str) -> None:
        self._service.engine.put_away(payment_key)

    def _seen(self, payment_key: str) -> None:
        self._service.engine.seen(payment_key)

    def _begin_rush(self, minutes: int, lasts: int) -> None:
        self._service.engine.begin_rush(minutes, timedelta(minutes=lasts))

    def _set_auto_accept(self, on: bool) -> None:  # noqa: FBT001 - a signal's slot
        self._choose(auto_accept=on)
        self._follow_settings()

    def _set_autostart(self, on: bool) -> None:  # noqa: FBT001 - a signal's slot
        entry = self._autostart
        if entry is None:
            return
        try:
            entry.set_on(on)
        except OSError as error:
            _log.warning("the entry for the start could not be written: %s", error)
            self._window.say(words.autostart_failed(error.strerror or type(error).__name__))
        else:
            self._window.say(words.autostart_set(on=on))
        self._show_autostart()

    def _show_autostart(self) -> None:
        on = None
        with contextlib.suppress(OSError):
            on = None if self._autostart is None else self._autostart.is_on()
        self._window.errands.autostart = on

    def _follow_settings(self) -> None:
        """Hand the rule of the settings to the engine, and say it in the window."""
        rule = auto_accept_rule(self._settings)
        self._service.engine.accept_by_rule(rule if self._settings.auto_accept else None)
        self._window.show_auto_accept(on=self._settings.auto_accept, rule=words.auto_accept_rule(rule))

    def _look_now(self) -> None:
        self._service.engine.look_now()

    def _dismiss_trouble(self, trouble: Trouble) -> None:
        self._service.engine.dismiss(trouble)

    def _check_up(self) -> None:
        from desktop.ui.checkup import tray_row

        self._window.errands.show_check(tray_row(self._tray.available))
        self._help_desk().check_up()

    def _gather_support(self) -> None:
        self._help_desk().gather_support()

    def _save_support(self, path: str) -> None:
        self._help_desk().save_support(path)

    def _help_desk(self) -> HelpDesk:
        # Seldom wanted, and much to import.
        from desktop.help_desk import HelpDesk

        if self._help is None:
            errands = self._window.errands
            self._help = HelpDesk(
                self._service,
                on_found=self._show_finding,
                on_checked=errands.end_checkup,
                on_gathered=errands.show_support,
                on_saved=errands.tell_support_saved,
            )
        return self._help

    def _show_finding(self, finding: Finding) -> None:
        from desktop.ui.checkup import CheckRow, Health

        text = finding.turkish if is_turkish() else finding.english
        self._window.errands.show_check(CheckRow(Health(finding.level.value), text, finding.detail))

    def _set_muted(self, muted: bool) -> None:  # noqa: FBT001 - a signal's slot
        keys = self._station.silence(muted=muted)
        if keys:
            self._service.engine.mute(keys, muted=muted)

    def _choose_preparing_time(self, minutes: int) -> None:
        self._window.set_preparing_time(minutes)
        self._choose(preparing_time=minutes)
        self._follow_settings()

    def _remember_place(self) -> None:
        place = self._window.place
        # Not where it ends before it was ever seen.
        if self.started and place != self._settings.window_place:
            self._choose(window_place=place)

    def _choose(self, **chosen: Any) -> None:
        """Keep what people chose; the file is written away from this thread."""
        self._settings = msgspec.structs.replace(self._settings, **chosen)
        self._disk.submit(self._save, self._settings)

    def _save(self, settings: Settings) -> None:
        try:
            self._settings_file.save(settings)
        except OSError:
            _log.exception("the settings could not be saved")

    # The machine

    def _on_orders_heard(self, payment_keys: list[str]) -> None:
        self._service.engine.rang(payment_keys)

    def _on_escalated(self) -> None:
        if self.started:
            self._window.summon()

    def _on_lost_rings(self, rings: bool) -> None:  # noqa: FBT001 - a state, not a switch
        self._window.show_lost_rings(rings)

    def _on_sound(self, working: bool | None) -> None:  # noqa: FBT001 - a state, not a switch
        self._window.show_sound(working)

    def _on_machine_trouble(self, kind: TroubleKind, reason: str | None) -> None:
        if reason is None:
            self._service.engine.troubles.end(kind)
        else:
            self._service.engine.troubles.begin(kind, reason)

    def _on_crash(self, kind: str) -> None:
        def tell() -> None:
            self._service.engine.troubles.begin(TroubleKind.INTERNAL, kind, dismissible=True)
            self._window.errands.show_crash(kind)

        # From whatever thread it happened in.
        self._loop.call_soon_threadsafe(tell)

    def _end_on_signals(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        for number in (signal.SIGINT, signal.SIGTERM):
            # The poller's tick lets Python run each second, so an idle Qt loop notices a signal too.
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(self._stop.set))

    async def _say_store_failed(self, error: StoreError) -> None:
        _log.error("the store cannot be opened: %s", error)
        newer = isinstance(error, NewerDatabaseError)
        text = trouble_words.store_failed(str(self._options.data_dir), newer=newer)
        box = QMessageBox(QMessageBox.Icon.Critical, "Tezgâh", text)
        box.setTextFormat(Qt.TextFormat.PlainText)
        closed = asyncio.Event()
        box.finished.connect(closed.set)
        # open() and not exec(): a nested loop would stop all tasks.
        box.open()
        await closed.wait()
