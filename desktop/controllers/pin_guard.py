"""The PIN in the running program: when it is asked for, how often it may be tried, and how it is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.system.machine.clock import steady

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.system.secrets.pin import PinAttempts
    from desktop.system.settings.settings_file import CurrentSettings
    from desktop.ui.window.main_window import MainWindow

EXPORTS_SECONDS: Final = 120.0
"""For so long the PIN counts for further exports: a courier leaves with three addresses, and the boss stays near."""


class PinGuard:
    """Asks for the PIN before actions that it protects."""

    def __init__(self, current: CurrentSettings, clock: Callable[[], float] = steady) -> None:
        """Guard with the PIN of the settings; `clock` returns seconds that never go back."""
        self._current = current
        self._clock = clock
        self._window: MainWindow
        self._attempts: PinAttempts | None = None
        self._unlocked = False
        """Whether the PIN was given for the page in view."""
        self._exports_until = 0.0
        """Until then, by the clock, the PIN that was given for one export counts for the next."""

    def start(self, window: MainWindow) -> None:
        """Ask in this window from now on."""
        self._window = window
        window.dialogs.prompts.guard = self.guard
        window.detail.contact.guard = self.guard
        window.pages.page_changed.connect(self._on_page_turned)
        if self._current.settings.pin_wrong:
            # A restart does not shorten the wait: it starts now.
            self._count()

    def guard(self, what: str, go_on: Callable[[], None]) -> None:
        """Call `go_on`, after the PIN where it protects ``settings``, ``cancelling``, ``leaving`` or ``exports``.

        Who gave it for the settings in view, or a moment ago for another export, is not asked again for an export.
        """
        settings = self._current.settings
        is_open = what == "exports" and (self._unlocked or self._clock() < self._exports_until)
        if settings.pin and getattr(settings, f"pin_guards_{what}") and not is_open:
            self._ask(what, go_on)
        else:
            go_on()

    def guard_protection(self, go_on: Callable[[], None]) -> None:
        """Call `go_on`, after the PIN: only people who know it may take protection away.

        A person who gave it on the way to this page is not asked again. Whether the PIN protects the page now proves
        nothing: everybody who is there can switch that on.
        """
        if not self._current.settings.pin or self._unlocked:
            go_on()
        else:
            self._ask("itself", go_on)

    def guard_always(self, what: str, go_on: Callable[[], None]) -> None:
        """Call `go_on`, after the PIN if there is one, whatever it protects: for what nobody does by mistake."""
        if self._current.settings.pin:
            self._ask(what, go_on)
        else:
            go_on()

    def loses_protection(self, name: str, value: object) -> bool:
        """Whether a choice takes protection away."""
        settings = self._current.settings
        if name == "full_screen":
            return settings.full_screen and settings.pin_guards_leaving and not value
        return name.startswith("pin_guards_") and bool(getattr(settings, name)) and not value

    def change(self) -> None:
        """Ask for a new PIN, or for none."""
        self.guard_protection(self._ask_for_new)

    def _ask_for_new(self) -> None:
        has_one = bool(self._current.settings.pin)
        self._window.dialogs.prompts.choose_pin(has_one=has_one, chosen=self.set_pin)

    def set_pin(self, pin: str) -> None:
        """Set the PIN; "" removes it."""
        from desktop.system.secrets.pin import hash_pin
        from desktop.ui.text import settings_words

        self._current.choose(pin=hash_pin(pin) if pin else "", pin_wrong=0)
        self._attempts, self._unlocked, self._exports_until = None, True, 0.0
        self._window.show_toast(str(settings_words.PIN_WAS_SET if pin else settings_words.PIN_WAS_REMOVED))

    def _ask(self, what: str, go_on: Callable[[], None]) -> None:
        def enter() -> None:
            if what == "exports":
                # Before: a browser or a file dialog may take its time.
                self._exports_until = self._clock() + EXPORTS_SECONDS
            go_on()
            # Last: `go_on` may have turned the page.
            self._unlocked = self._unlocked or what in {"settings", "itself"}

        attempts = self._count()
        self._window.dialogs.prompts.ask_pin(what, self._is_right, lambda: attempts.wait, enter)

    def _on_page_turned(self) -> None:
        self._unlocked = False

    def _count(self) -> PinAttempts:
        # Imported late: only a PIN needs hashing.
        from desktop.system.secrets.pin import PinAttempts

        if self._attempts is None:
            self._attempts = PinAttempts(self._current.settings.pin_wrong, self._clock)
        return self._attempts

    def _is_right(self, typed: str) -> bool:
        from desktop.system.secrets.pin import is_pin, matches

        attempts = self._count()
        if attempts.wait or not is_pin(typed):
            # Enter alone was meant for an order: it is no attempt.
            return False
        right = matches(typed, self._current.settings.pin)
        attempts.record(right=right)
        if attempts.wrong != self._current.settings.pin_wrong:
            self._current.save(pin_wrong=attempts.wrong)
        return right
