"""The PIN before what it guards: when it is asked for, how often it may be tried, and who chooses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.system.machine.clock import steady
from desktop.ui.text import settings_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.system.secrets.pin import PinAttempts
    from desktop.system.settings.settings import Settings
    from desktop.ui.window.main_window import MainWindow


class PinGuard:
    """Lets through who knows the PIN."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        choose: Callable[..., None],
        keep: Callable[..., None],
        *,
        clock: Callable[[], float] = steady,
    ) -> None:
        """Take what is needed.

        Args:
            settings: returns the settings as they are.
            choose: keeps settings that people chose, and goes by them.
            keep: keeps what is noted beside them.
            clock: returns seconds that never go back.
        """
        self._settings = settings
        self._choose = choose
        self._keep = keep
        self._clock = clock
        self._window: MainWindow
        self._tries: PinAttempts | None = None
        self._given = False
        """Whether the PIN was given for the page in view."""

    def begin(self, window: MainWindow) -> None:
        """Ask in this window."""
        self._window = window
        window.dialogs.prompts.guard = self.guard
        window.pages.page_changed.connect(self._on_turned)
        if self._settings().pin_wrong:
            # Who begins anew does not wait less: it counts from now on.
            self._count()

    def guard(self, what: str, go_on: Callable[[], None]) -> None:
        """Call `go_on`, after the PIN was given where it guards ``settings``, ``cancelling`` or ``leaving``."""
        settings = self._settings()
        if not settings.pin or not getattr(settings, f"pin_guards_{what}"):
            go_on()
            return
        self._ask(what, go_on)

    def guard_itself(self, go_on: Callable[[], None]) -> None:
        """Call `go_on`, after the PIN was given: what it guards is not to be unguarded by who does not know it.

        Who gave it on the way in is not asked again. Whether it guards the way in now does not tell that: anybody who is in
        may switch that on.
        """
        if not self._settings().pin or self._given:
            go_on()
            return
        self._ask("itself", go_on)

    def unguards(self, name: str, value: object) -> bool:
        """Whether a choice takes something from what the PIN guards."""
        settings = self._settings()
        if name == "full_screen":
            return settings.full_screen and settings.pin_guards_leaving and not value
        return name.startswith("pin_guards_") and bool(getattr(settings, name)) and not value

    def change(self) -> None:
        """Let another PIN be chosen, or none any more."""
        has_one = bool(self._settings().pin)
        prompts = self._window.dialogs.prompts
        self.guard_itself(lambda: prompts.choose_pin(has_one=has_one, chosen=self.choose))

    def choose(self, pin: str) -> None:
        """Let a PIN hold from now on; "" for none."""
        from desktop.system.secrets.pin import hidden

        self._choose(pin=hidden(pin) if pin else "", pin_wrong=0)
        self._tries, self._given = None, True
        self._window.show_toast(settings_words.pin_was_set(there_is=bool(pin)))

    def _ask(self, what: str, go_on: Callable[[], None]) -> None:
        def enter() -> None:
            go_on()
            # Last: it is the page that is in view now.
            self._given = what in {"settings", "itself"}

        tries = self._count()
        self._window.dialogs.prompts.ask_pin(what, self._is_right, lambda: tries.wait, enter)

    def _on_turned(self) -> None:
        self._given = False

    def _count(self) -> PinAttempts:
        # Hashing is imported by whoever has a PIN alone.
        from desktop.system.secrets.pin import PinAttempts

        if self._tries is None:
            self._tries = PinAttempts(self._settings().pin_wrong, self._clock)
        return self._tries

    def _is_right(self, typed: str) -> bool:
        from desktop.system.secrets.pin import is_pin, matches

        tries = self._count()
        if tries.wait or not is_pin(typed):
            # Enter alone, meant for an order, is no try.
            return False
        right = matches(typed, self._settings().pin)
        tries.note(right=right)
        if tries.wrong != self._settings().pin_wrong:
            self._keep(pin_wrong=tries.wrong)
        return right
