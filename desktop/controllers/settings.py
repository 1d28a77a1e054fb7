"""The settings of the running program: saved, in force at once, with their page, their PIN and their file.

The program is built again only for another language.
"""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING, Any

import msgspec

from desktop.controllers import settings_files
from desktop.controllers.pin_guard import PinGuard
from desktop.controllers.settings_files import SettingsFiles
from desktop.controllers.window_settings import apply_to_window
from desktop.services.alarm import sound_files
from desktop.services.auto_accept_rule import auto_accept_rule, rule_in_force
from desktop.services.settings.settings_writer import SettingsWriter
from desktop.system.machine.autostart import autostart
from desktop.system.settings.options import DEFAULT_POLL_SECONDS
from desktop.system.user_errors import UserError
from desktop.ui.text import settings_words
from desktop.ui.text.orders import order_words
from desktop.ui.widgets.pages import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.controllers.setup import SetupController
    from desktop.services.alarm.alarm_service import AlarmService
    from desktop.services.backend import Backend
    from desktop.system.settings.options import Options, Restored
    from desktop.system.settings.settings_file import SettingsFile
    from desktop.ui.settings.page import SettingsPage
    from desktop.ui.settings.rows import SettingItem
    from desktop.ui.widgets.pages import Page
    from desktop.ui.window.main_window import MainWindow

_log = logging.getLogger(__name__)


class SettingsController:
    """Saves and applies settings, and runs the commands of their page (`SettingsCommands`)."""

    def __init__(self, options: Options, file: SettingsFile, rebuild: Callable[[], None]) -> None:
        """Load the settings.

        Args:
            options: the options of this run.
            file: the settings file.
            rebuild: builds the program again, in the language of the settings.
        """
        self._options = options
        self._rebuild = rebuild
        self.settings, self.notice = file.load()
        self._writer = SettingsWriter(file)
        self._autostart = None if options.throwaway else autostart(options.data_dir)
        self.pin = PinGuard(self)
        self.restored: Restored | None = None
        """Result of reading a backup, to be shown after the program is built again."""
        self._window: MainWindow
        self._backend: Backend
        self._alarm_service: AlarmService
        self._setup: SetupController | None = None
        self._page: SettingsPage | None = None
        self._wanted_setting = ""
        self._files = SettingsFiles(options.data_dir, self, self._show_toast)
        self.listeners: list[Callable[[], None]] = []
        """Are called after other settings are in force."""

    def start(self, window: MainWindow, backend: Backend, alarm_service: AlarmService) -> None:
        """Apply the settings, and offer their page. Window and engine exist now."""
        self._window, self._backend, self._alarm_service = window, backend, alarm_service
        self._writer.start(backend.engine.troubles)
        window.pages.offer(
            Entry("settings", str(settings_words.TITLE), "Ctrl+,", self._build, gate=self._gate)
        )
        window.dialogs.setting_wanted.connect(self.open_setting)
        self.pin.start(window)
        self.run_in_thread(self._repair_autostart)
        if backend.shared_settings is not None:
            # Before the rule: this till's own copy may be old.
            backend.shared_settings.follow(self)
        self._show_rule()
        self._apply_to_alarm()
        if self._options.restored is not None:
            self._show_restored(self._options.restored)

    def connect_setup(self, setup: SetupController) -> None:
        """Let the settings change the connection and open the guide."""
        self._setup = setup

    def close(self) -> None:
        """Finish writing the settings file."""
        self._files.close()
        self._writer.close()

    def save(self, **noted: Any) -> None:
        """Change notes of the program. The file is written in a thread; nothing else is applied."""
        self.settings = msgspec.structs.replace(self.settings, **noted)
        self._writer.save(self.settings)

    def run_in_thread(self, work: Callable[[], None]) -> None:
        """Run work on files in the thread that also writes the settings."""
        self._writer.run(work)

    def choose(self, **chosen: Any) -> None:
        """Change settings, save them and apply them."""
        changed = self._change(chosen)
        if self._backend.shared_settings is not None:
            self._backend.shared_settings.choose(changed)

    def use_shared(self, values: dict[str, Any]) -> None:
        """Use the values that another till chose for all, and keep them in this till's file."""
        self._change(values)

    def _change(self, chosen: dict[str, Any]) -> set[str]:
        before = self.settings
        self.save(**chosen)
        changed = {name for name in chosen if getattr(before, name) != chosen[name]}
        self._apply(changed)
        self._refresh()
        return changed

    def guard_settings(self, go_on: Callable[[], None]) -> None:
        """Call `go_on`, after the PIN where it protects the settings."""
        self.pin.guard("settings", go_on)

    def ring(self) -> None:
        """Ring once."""
        self._alarm_service.test()

    def set_auto_accept(self, on: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Switch the rule that accepts orders. Everybody may switch it off: a person decides then."""
        if on:
            self.guard_settings(self._switch_auto_accept_on)
        else:
            self.choose(auto_accept=False)

    # Start with the computer

    def starts_with_computer(self) -> bool | None:
        """Return whether the program starts with the computer, None where that is unknown."""
        with contextlib.suppress(OSError):
            return None if self._autostart is None else self._autostart.is_on()
        return None

    def set_starts_with_computer(self, on: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Make the program start with the computer, or not."""
        if self._autostart is None:
            return
        try:
            self._autostart.set_on(on)
        except OSError as error:
            _log.warning("the entry for the start could not be written: %s", error)
            self._window.show_toast(order_words.autostart_failed(error.strerror or type(error).__name__))
        else:
            self._window.show_toast(order_words.autostart_set(on=on))
        self._refresh()

    def _repair_autostart(self) -> None:
        """Write the program's present path into the entry."""
        try:
            if self._autostart is not None:
                self._autostart.repair()
        except OSError as error:
            _log.warning("the entry for the start could not be repaired: %s", error)

    # Apply a choice

    def _apply(self, changed: set[str]) -> None:
        from desktop.system.settings.table import SETTINGS

        apply_to_window(self._window, self.settings, changed)
        if any(
            name.startswith("auto_accept") or name in {"preparing_time", "allergy_words"} for name in changed
        ):
            self._show_rule()
        if changed & {"printers", "print_expires_minutes", "allergy_words"}:
            self._backend.use_printers(self.settings)
        self._apply_to_alarm()
        for listener in self.listeners:
            listener()
        if self._setup is not None and any(
            SETTINGS[name].for_connection for name in changed & SETTINGS.keys()
        ):
            self._setup.credentials.follow_settings()
        if "language" in changed and "language" not in self._options.fixed:
            self._rebuild()

    def _show_rule(self) -> None:
        """Give the rule to the engine, and show it in the window."""
        rule = auto_accept_rule(self.settings)
        self._backend.engine.accept_by_rule(rule_in_force(self.settings))
        self._window.show_auto_accept(on=self.settings.auto_accept, rule=order_words.auto_accept_rule(rule))

    def _apply_to_alarm(self) -> None:
        self._alarm_service.follow(
            self.settings,
            mute_for=self.settings.mute_minutes * 60.0,
            own_sounds=sound_files.files(self.settings, self._options.data_dir),
        )

    # The page

    def _build(self) -> Page:
        # Imported late: the page is seldom opened, and its modules delay the start.
        from desktop.ui.settings.page import SettingsPage

        page = self._page = SettingsPage(self._window.look, self)
        return page

    def open_setting(self, name: str) -> None:
        """Open the page at one setting, after the PIN where it protects the settings."""
        pages = self._window.pages
        if self._page is not None and pages.page is self._page:
            self._page.show_setting(name)
            return
        self._wanted_setting = name
        pages.open("settings")
        self._wanted_setting = ""

    def _gate(self, go_on: Callable[[], None]) -> None:
        """Open the page, after the PIN where it protects the settings, at the wanted setting."""
        wanted = self._wanted_setting

        def enter() -> None:
            go_on()
            if wanted and self._page is not None:
                self._page.show_setting(wanted)

        self.guard_settings(enter)

    def _refresh(self, again: str = "") -> None:
        if self._page is not None:
            self._page.refresh(again)

    def items(self) -> list[SettingItem]:
        """Return all rows of the page with their present values."""
        from desktop.controllers.setting_items import items

        return items(
            self.settings,
            self._backend.options,
            fixed=self._options.fixed,
            starts=self.starts_with_computer(),
            credentials=None if self._setup is None else self._setup.credentials,
            shares=self._backend.store.engine == "postgres",
        )

    def set_value(self, name: str, value: Any) -> str:
        """Set a value; returns an error where it is refused, else ""."""
        from desktop.system.settings.values import check

        if name == "@autostart":
            self.set_starts_with_computer(bool(value))
            return ""
        if name == "poll_seconds" and value == DEFAULT_POLL_SECONDS:
            value = None
        try:
            chosen = check(name, value, self.settings, in_window=True)
        except UserError as error:
            return str(error)
        if name == "auto_accept" and chosen and not self.settings.auto_accept:
            self._ask_about_rule()
            self._refresh(again=name)
        elif self.pin.loses_protection(name, chosen):
            self.pin.guard_protection(lambda: self.choose(**{name: chosen}))
            self._refresh(again=name)
        else:
            self.choose(**{name: chosen})
            if chosen != value:
                # The value in force replaces the typed text.
                self._refresh(again=name)
        return ""

    def run_action(self, name: str) -> None:
        prompts = self._window.dialogs.prompts
        if name in {"@key", "@setup"} and self._setup is not None:
            self._setup.open("connect" if name == "@key" else "language", unlocked=True)
        elif name == "@forget" and self._setup is not None:
            self._setup.credentials.forget()
        elif name in {"@printers", "@tills"}:
            # The PIN was given for this page.
            self._window.pages.open_unlocked(name.removeprefix("@"))
        elif name == "@pin":
            self.pin.change()
        elif name == "@backup":
            title = str(settings_words.CHOOSE_BACKUP)
            self.pin.guard(
                "exports",
                lambda: prompts.ask_file(
                    title, "tezgah-settings.json", "*.json", self.save_backup, save=True
                ),
            )
        elif name == "@restore":
            self.pin.guard_protection(self._ask_for_backup)
        elif name == "@defaults":
            self.pin.guard_protection(lambda: prompts.ask_defaults(self._choose_defaults))

    def _choose_defaults(self) -> None:
        """Set the defaults; the language stays, so that people can still read the page, and so does the database."""
        from desktop.system.settings.table import defaults

        self.choose(**defaults({"language", *self._options.fixed}))

    # Sounds

    def next_sound(self, name: str) -> None:
        """Choose the built-in sound of the next occasion, and play it."""
        self.choose(**{name: sound_files.following(name, getattr(self.settings, name))})
        self.play_sound(name)

    def play_sound(self, name: str) -> None:
        """Play this sound once."""
        self._alarm_service.play(sound_files.SIGNALS[name])

    def choose_sound_file(self, name: str) -> None:
        """Ask for a file for this sound."""
        self._window.dialogs.prompts.ask_file(
            str(settings_words.CHOOSE_SOUND),
            "",
            "*.wav *.mp3 *.flac",
            lambda path: self.import_sound(name, path),
            save=False,
        )

    def import_sound(self, name: str, path: str) -> None:
        """Copy a file as the sound of a setting, and play it."""
        self._files.import_sound(name, path, self._use_sound)

    def _use_sound(self, name: str, target: str) -> None:
        self.save(**{name: target})
        self._apply_to_alarm()
        self.play_sound(name)
        self._refresh()

    # Backups

    def save_backup(self, path: str) -> None:
        """Write the settings to a file, without notes, sounds and secrets."""
        self._files.save_backup(path)

    def _ask_for_backup(self) -> None:
        self._window.dialogs.prompts.ask_file(
            str(settings_words.CHOOSE_RESTORE), "", "*.json", self.restore, save=False
        )

    def restore(self, path: str) -> None:
        """Read settings from a file; unusable ones are left out and named."""
        self._files.restore(path, self._apply_restored)

    def _apply_restored(self, usable: dict[str, Any], unusable: list[str]) -> None:
        restored = settings_files.sort_restored(usable, unusable, self.settings)
        language = usable.get("language", self.settings.language)
        rebuilds = language != self.settings.language and "language" not in self._options.fixed
        # The window that is built again shows the result, in its own language.
        self.restored = restored if rebuilds else None
        self.choose(**usable)
        if not rebuilds:
            self._show_restored(restored)

    def _show_restored(self, restored: Restored) -> None:
        from desktop.ui.text import restore_words

        self._window.show_toast(restore_words.restored(restored.count, restored.unusable))
        ask = self._window.dialogs.prompts.ask_restored
        settings_files.ask_restored(restored, self.settings, ask, self.choose, self._ask_about_rule)

    def _ask_about_rule(self) -> None:
        """Show the rule, and switch it on after a person has read it: it accepts in a person's place."""
        self._window.dialogs.ask_auto_accept(self._switch_auto_accept_on)

    def _switch_auto_accept_on(self) -> None:
        self.choose(auto_accept=True)

    def _show_toast(self, text: str) -> None:
        self._window.show_toast(text)
