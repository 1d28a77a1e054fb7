"""What people chose, kept and in force at once: the settings of the running program, their page, their PIN, their file.

Takes each choice over while the program runs; what must be built anew for it (another language) is asked of the program.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.controllers.pin_guard import PinGuard
from desktop.controllers.settings_files import SettingsFiles
from desktop.domain.trouble import Trouble, TroubleKind
from desktop.services.alarm import sound_files
from desktop.services.backend import auto_accept_rule
from desktop.system.machine.autostart import autostart
from desktop.system.machine.clock import now
from desktop.system.sentences import SentenceError
from desktop.system.settings.options import DEFAULT_POLL_SECONDS, Restored
from desktop.system.settings.settings import preset_times
from desktop.ui.text import order_words, settings_words
from desktop.ui.text.language import is_turkish
from desktop.ui.widgets.pages import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.controllers.setup import SetupController
    from desktop.services.alarm.alarm_service import AlarmService
    from desktop.services.backend import Backend
    from desktop.system.settings.options import Options
    from desktop.system.settings.settings import Settings, SettingsFile
    from desktop.ui.settings.page import SettingsPage
    from desktop.ui.settings.rows import SettingItem
    from desktop.ui.widgets.pages import Page
    from desktop.ui.window.main_window import MainWindow

_log = logging.getLogger(__name__)

_OF_THE_CONNECTION: Final = frozenset(
    {
        "update_url",
        "base_url",
        "poll_seconds",
        "not_receiving_after",
        "mute_minutes",
        "begin_margin_minutes",
        "keep_personal_data_days",
    }
)


class SettingsController:
    """The settings of the running program."""

    def __init__(self, options: Options, file: SettingsFile, speak: Callable[[], None]) -> None:
        """Load the settings.

        Args:
            options: what the program runs with.
            file: where the settings are kept.
            speak: builds everything anew, in the language of the settings.
        """
        self._options = options
        self._file = file
        self._speak = speak
        self.settings, self.notice = file.load()
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="settings")
        self._autostart = None if options.throwaway else autostart(options.data_dir)
        self.pin = PinGuard(lambda: self.settings, self.choose, self.keep)
        self.restored: Restored | None = None
        """What was taken over from a file, where that is said once all is built anew."""
        self._window: MainWindow
        self._backend: Backend
        self._alarm_service: AlarmService
        self._setup: SetupController | None = None
        self._page: SettingsPage | None = None
        self._files = SettingsFiles(options.data_dir, lambda: self.settings, self._say)
        self._following: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._unsaved: Trouble | None = None

    def begin(self, window: MainWindow, backend: Backend, alarm_service: AlarmService) -> None:
        """Let the settings be in force, and their page be opened: the window and the engine are there."""
        self._window, self._backend, self._alarm_service = window, backend, alarm_service
        self._loop = asyncio.get_running_loop()
        window.pages.offer(
            Entry(
                "settings",
                settings_words.title(),
                "Ctrl+,",
                self._build,
                gate=lambda go_on: self.pin.guard("settings", go_on),
            )
        )
        self.pin.begin(window)
        self.beside(self._mend_start)
        self._show_rule()
        self._station_follows()
        if self._options.restored is not None:
            self._say_restored(self._options.restored)

    def use(self, setup: SetupController) -> None:
        """Let address and pace be changed, and the guide be opened from the settings."""
        self._setup = setup

    def close(self) -> None:
        """Write what is not written yet."""
        for task in self._following:
            task.cancel()
        self._files.close()
        self._disk.shutdown(wait=True)

    def keep(self, **chosen: Any) -> None:
        """Keep what is noted; nothing else follows from it. The file is written away from this thread."""
        self.settings = msgspec.structs.replace(self.settings, **chosen)
        self._disk.submit(self._save, self.settings)

    def beside(self, work: Callable[[], None]) -> None:
        """Do something that reads files away from this thread."""
        self._disk.submit(work)

    def choose(self, **chosen: Any) -> None:
        """Keep what people chose, and go by it."""
        before = self.settings
        self.keep(**chosen)
        changed = {name for name in chosen if getattr(before, name) != chosen[name]}
        self._follow(changed)
        if self._page is not None:
            self._page.refresh()

    # Whether the program starts with the computer

    def starts(self) -> bool | None:
        """Return whether the program starts with the computer, None where that cannot be told."""
        with contextlib.suppress(OSError):
            return None if self._autostart is None else self._autostart.is_on()
        return None

    def set_auto_accept(self, on: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Let the rule accept orders, which is a setting; or let it rest, which anybody may: a person decides then."""
        if on:
            self.pin.guard("settings", lambda: self.choose(auto_accept=True))
        else:
            self.choose(auto_accept=False)

    def set_starts(self, on: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Let the program start with the computer, or not."""
        if self._autostart is None:
            return
        try:
            self._autostart.set_on(on)
        except OSError as error:
            _log.warning("the entry for the start could not be written: %s", error)
            self._window.say(order_words.autostart_failed(error.strerror or type(error).__name__))
        else:
            self._window.say(order_words.autostart_set(on=on))
        if self._page is not None:
            self._page.refresh()

    def _mend_start(self) -> None:
        """Let the computer find the program where it is now."""
        try:
            if self._autostart is not None:
                self._autostart.repair()
        except OSError as error:
            _log.warning("the entry for the start could not be mended: %s", error)

    # What follows from a choice

    def _follow(self, changed: set[str]) -> None:
        window, settings = self._window, self.settings
        if "theme" in changed:
            window.look.set_theme(settings.theme)
        if "text_scale" in changed:
            window.look.set_text_scale(settings.text_scale)
            window.look.fit(window.width(), window.height())
        if "cards" in changed:
            window.set_cards(settings.cards)
        if "full_screen" in changed:
            window.set_full_screen(on=settings.full_screen)
        if "preset_times" in changed:
            window.board_page.set_preset_times(preset_times(settings))
        if "preparing_time" in changed:
            window.board_page.set_preparing_time(settings.preparing_time)
        if any(name.startswith("auto_accept") or name == "preparing_time" for name in changed):
            self._show_rule()
        self._station_follows()
        if changed & _OF_THE_CONNECTION and self._setup is not None:
            task = asyncio.ensure_future(self._setup.key.follow())
            self._following.add(task)
            task.add_done_callback(self._following.discard)
        if "language" in changed and "language" not in self._options.fixed:
            self._speak()

    def _speaks_anew(self, language: str) -> bool:
        """Whether all is built anew for a language."""
        return language != self.settings.language and "language" not in self._options.fixed

    def _show_rule(self) -> None:
        """Hand the rule of the settings to the engine, and say it in the window."""
        rule = auto_accept_rule(self.settings)
        self._backend.engine.accept_by_rule(rule if self.settings.auto_accept else None)
        self._window.show_auto_accept(on=self.settings.auto_accept, rule=order_words.auto_accept_rule(rule))

    def _station_follows(self) -> None:
        self._alarm_service.follow(
            self.settings,
            mute_for=self.settings.mute_minutes * 60.0,
            own_sounds=sound_files.files(self.settings, self._options.data_dir),
        )

    def take_next_sound(self, name: str) -> None:
        """Take the built-in sound of another occasion, the next one each time, and let it be heard."""
        self.choose(**{name: sound_files.following(name, getattr(self.settings, name))})
        self._play(name)

    def _play(self, name: str) -> None:
        self._alarm_service.play(sound_files.SIGNALS[name])

    # The page

    def _build(self) -> Page:
        # Seldom wanted, and much to import.
        from desktop.ui.settings.page import SettingsPage
        from desktop.ui.settings.rows import SettingsCommands

        commands = SettingsCommands(
            items=self.items,
            set=self.set,
            press=self._press,
            choose_sound=self._ask_for_sound,
            next_sound=self.take_next_sound,
            listen=self._play,
        )
        page = self._page = SettingsPage(self._window.look, commands)
        return page

    def items(self) -> list[SettingItem]:
        """Return all settings as they are now."""
        from desktop.controllers.setting_items import items

        return items(
            self.settings,
            self._backend.options,
            fixed=self._options.fixed,
            starts=self.starts(),
            key=None if self._setup is None else self._setup.key,
        )

    def set(self, name: str, value: Any) -> str:
        """Take the value of a setting over; returns a sentence where it cannot be one, else ""."""
        from desktop.system.settings.values import checked

        if name == "@autostart":
            self.set_starts(bool(value))
            return ""
        if name == "poll_seconds" and value == DEFAULT_POLL_SECONDS:
            value = None
        try:
            chosen = checked(name, value, self.settings)
        except SentenceError as error:
            return settings_words.refused(name, error.sentence_tr if is_turkish() else error.sentence_en)
        if name == "auto_accept" and chosen and not self.settings.auto_accept:
            self._ask_rule()
            if self._page is not None:
                self._page.refresh(again=name)
            return ""
        if self.pin.unguards(name, chosen):
            self.pin.guard_itself(lambda: self.choose(**{name: chosen}))
            if self._page is not None:
                self._page.refresh(again=name)
            return ""
        self.choose(**{name: chosen})
        if chosen != value and self._page is not None:
            # As it holds, and not as it was typed.
            self._page.refresh(again=name)
        return ""

    def _press(self, name: str) -> None:
        dialogs = self._window.dialogs
        if name in {"@key", "@setup"} and self._setup is not None:
            self._setup.open("connect" if name == "@key" else "language", let_in=True)
        elif name == "@pin":
            self.pin.change()
        elif name == "@backup":
            dialogs.prompts.ask_file(
                settings_words.choose_backup(), "tezgah-settings.json", "*.json", self.save_backup, save=True
            )
        elif name == "@restore":
            self.pin.guard_itself(
                lambda: dialogs.prompts.ask_file(
                    settings_words.choose_restore(), "", "*.json", self.restore, save=False
                )
            )
        elif name == "@defaults":
            self.pin.guard_itself(
                lambda: dialogs.prompts.ask_defaults(lambda: self.choose(**self._defaults()))
            )

    def _defaults(self) -> dict[str, Any]:
        """Return the defaults of all that people choose, but for what would lock them out or surprise them."""
        from desktop.system.settings.values import default_of, names

        return {name: default_of(name) for name in names() if name not in {"language", *self._options.fixed}}

    # Own sounds

    def _ask_for_sound(self, name: str) -> None:
        self._window.dialogs.prompts.ask_file(
            settings_words.choose_sound(),
            "",
            "*.wav *.mp3 *.flac *.ogg",
            lambda path: self.take_sound(name, path),
            save=False,
        )

    def take_sound(self, name: str, path: str) -> None:
        """Take a file over as the sound of a setting, and let it be heard."""
        self._files.take_sound(name, path, self._use_sound)

    def _use_sound(self, name: str, target: str) -> None:
        self.keep(**{name: target})
        self._station_follows()
        self._play(name)
        if self._page is not None:
            self._page.refresh()

    # The settings' file, and backups of it

    def save_backup(self, path: str) -> None:
        """Write the settings to a file, without what belongs to this computer or opens something."""
        self._files.save_backup(path)

    def restore(self, path: str) -> None:
        """Take settings over from a file; what in it cannot be used is left out and said."""
        self._files.restore(path, self._take_over)

    def _take_over(self, taken: dict[str, Any], wrong: list[str]) -> None:
        restored = Restored(
            len(taken),
            tuple(wrong),
            asks_rule=taken.get("auto_accept", False) and not self.settings.auto_accept,
        )
        if restored.asks_rule:
            del taken["auto_accept"]
        anew = self._speaks_anew(taken.get("language", self.settings.language))
        # Else in that language, in the window that is built for it: this one's sentences go with it.
        self.restored = restored if anew else None
        self.choose(**taken)
        if not anew:
            self._say_restored(restored)

    def _say_restored(self, restored: Restored) -> None:
        self._window.say(settings_words.restored(restored.taken, restored.wrong))
        if restored.asks_rule:
            self._ask_rule()

    def _ask_rule(self) -> None:
        """Show the rule, and let it accept once somebody has read it: it promises in a person's place."""
        self._window.dialogs.ask_auto_accept(lambda: self.choose(auto_accept=True))

    def _save(self, settings: Settings) -> None:
        """Write the settings, on the thread for that; whether they could be is said."""
        reason = ""
        try:
            self._file.save(settings)
        except OSError as error:
            _log.exception("the settings could not be saved")
            reason = error.strerror or type(error).__name__
        self._in_loop(self._say_unsaved, reason)

    def _say(self, sentence: str) -> None:
        self._window.say(sentence)

    def _in_loop(self, tell: Callable[..., None], *what: Any) -> None:
        """Tell something from the other thread, as long as somebody is there."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(tell, *what)

    def _say_unsaved(self, reason: str) -> None:
        """Say that choices hold only until the end, as long as that is so; "" that they are saved."""
        troubles, said = self._backend.engine.troubles, self._unsaved
        detail = f"unsaved:{reason}"
        if said is not None and (not reason or said.detail != detail):
            troubles.dismiss(said)
            self._unsaved = None
        if reason and self._unsaved is None:
            self._unsaved = Trouble(TroubleKind.NOTICE, now(), detail, dismissible=True)
            troubles.begin(TroubleKind.NOTICE, detail, dismissible=True)
