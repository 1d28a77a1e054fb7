"""Questions about settings: the PIN, a file to write or read, the reset of all settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.domain.text.translation import tr
from desktop.ui.pressing.guard import unguarded
from desktop.ui.widgets.dialog import question

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.ui.pressing.guard import Guard
    from desktop.ui.widgets.dialog import Dialog
    from desktop.ui.widgets.theme import Look


class Prompts(QObject):
    """Asks one question at a time."""

    def __init__(self, window: QWidget, look: Look, show: Callable[[Dialog], None]) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._open = show
        self.guard: Guard = unguarded

    def ask_pin(
        self,
        what: str,
        matches: Callable[[str], bool],
        wait: Callable[[], float],
        go_on: Callable[[], None],
    ) -> None:
        """Ask for the PIN.

        Args:
            what: the action that the PIN guards, see `pin_dialog.reason`.
            matches: returns whether a PIN is right.
            wait: returns the seconds until the next attempt is allowed.
            go_on: called after the right PIN.
        """
        from desktop.ui.settings.pin_dialog import AskPinDialog, reason

        dialog = AskPinDialog(self._window, self._look, matches, wait, reason(what))
        # Later: `go_on` may open a dialog of its own, and only one is open at a time.
        dialog.accepted.connect(lambda: QTimer.singleShot(0, self, go_on))
        self._open(dialog)

    def choose_pin(self, *, has_one: bool, chosen: Callable[[str], None]) -> None:
        """Ask for a new PIN."""
        from desktop.ui.settings.pin_dialog import ChoosePinDialog

        dialog = ChoosePinDialog(self._window, self._look, has_one=has_one)
        dialog.chosen.connect(chosen)
        self._open(dialog)

    def ask_file(
        self, title: str, name: str, kinds: str, chosen: Callable[[str], None], *, save: bool
    ) -> None:
        """Ask for a file to write or to read.

        Args:
            title: of the dialog, translated.
            name: suggested name of a file to write.
            kinds: patterns such as ``*.json``.
            chosen: called with the path.
            save: whether the file is written, not read.
        """
        from desktop.ui.widgets.file_dialog import ask_file

        ask_file(self._window, title, name, kinds, chosen, save=save)

    def ask_defaults(self, go_on: Callable[[], None]) -> None:
        """Ask whether to reset all settings."""
        dialog = question(
            self._window,
            self._look,
            "defaultsDialog",
            title=tr("All settings back to their defaults?"),
            text=tr(
                "Sounds, times, appearance and all other settings return to their defaults. The key, the PIN, the "
                "language and the orders stay.",
            ),
            yes=tr("Back to the defaults"),
        )
        dialog.accepted.connect(go_on)
        self._open(dialog)

    def ask_restored(self, title: str, text: str, take: Callable[[], None], then: Callable[[], None]) -> None:
        """Ask whether to take settings of a file that matter.

        Args:
            title: the question.
            text: the settings, as they are and as the file has them.
            take: called for yes.
            then: called last, whatever the answer is.
        """
        dialog = question(
            self._window, self._look, "restoredDialog", title=title, text=text, yes=tr("Take it")
        )
        dialog.accepted.connect(take)
        # Later: only one dialog is open at a time, and another one may come.
        dialog.finished.connect(lambda _result: QTimer.singleShot(0, self, then))
        self._open(dialog)

    def ask_forget_key(self, go_on: Callable[[], None]) -> None:
        """Ask whether to remove the credentials: afterwards no orders arrive, and no alarm reports that."""
        dialog = question(
            self._window,
            self._look,
            "forgetKeyDialog",
            title=tr("Forget the key?"),
            text=tr(
                "Until a key is entered again, no orders arrive here, and no alarm rings for that. Saved orders "
                "stay. Answers for Dükkango that are not sent yet wait.",
            ),
            yes=tr("Forget the key"),
        )
        dialog.accepted.connect(go_on)
        self._open(dialog)
