"""The dialog about a newer version: release notes, download, installation. Orders continue meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QProgressBar, QWidget

from desktop.domain.text.translation import tr
from desktop.domain.update_problem import UpdateProblem
from desktop.ui.open_outside import open_folder
from desktop.ui.text import plurals
from desktop.ui.text.format import one_line, plain
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.dialog import Dialog, question

if TYPE_CHECKING:
    from desktop.ui.widgets.theme import Look


_MEGABYTE: Final = 1_000_000
_LONGEST_NOTES: Final = 20_000


class NewVersion(NamedTuple):
    """A newer version, as people see it."""

    version: str
    released: str
    """The day, as text in the window's language."""
    notes: str
    size: int
    """Bytes of the file; 0 if there is none for this computer."""


def problem_text(problem: UpdateProblem) -> str:
    """Return a problem and its remedy in one or two sentences."""
    return {
        UpdateProblem.ADDRESS: tr(
            "The address for updates is wrong: it has to begin with https://. Check it in the settings.",
        ),
        UpdateProblem.UNREACHABLE: tr(
            "The address for updates cannot be reached. Check the internet connection."
        ),
        UpdateProblem.UNTRUSTED: tr(
            "The connection to the address for updates is not safe. Check the date and time of this computer.",
        ),
        UpdateProblem.UNANSWERED: tr("The address for updates did not answer in time. Try again later."),
        UpdateProblem.REFUSED: tr("There is nothing at the address for updates. Check it in the settings."),
        UpdateProblem.TOO_LONG: tr(
            "The file is larger than announced: the download was stopped and removed. Nothing was installed."
        ),
        UpdateProblem.KEY: tr(
            "This Tezgâh has no key to check updates, so it installs none. Ask the person who installed it.",
        ),
        UpdateProblem.SIGNATURE: tr(
            "The makers of Tezgâh did not sign the list at the address for updates. It is not used.",
        ),
        UpdateProblem.LIST: tr("This version of Tezgâh cannot read the list at the address for updates."),
        UpdateProblem.OLDER: tr(
            "The list at the address for updates is older than an earlier one, so it is not used. Try again "
            "later. If this stays, ask the person who installed Tezgâh.",
        ),
        UpdateProblem.TAMPERED: tr(
            "The downloaded file is not the right one and was removed. Nothing was installed."
        ),
        UpdateProblem.DISK: tr("The file cannot be saved or read. Free some disk space and try again."),
        UpdateProblem.CANNOT_RUN: tr("The installer could not be started. Download it again."),
    }[problem]


def ask_to_install(waiting: int, parent: QWidget, look: Look) -> Dialog:
    """Return a dialog that asks whether to install while orders wait; `accepted` means yes."""
    text = tr(
        "Tezgâh closes to install the new version: nothing arrives or rings until it is open again.",
    )
    return question(
        parent,
        look,
        "installDialog",
        title=tr("Install while orders wait?"),
        text=f"{plurals.waiting(waiting)}.\n{text}",
        yes=tr("Install"),
    )


class UpdateDialog(Dialog):
    """Shows the state of an update, and the button for the next step."""

    check_wanted = Signal()
    download_wanted = Signal()
    stop_wanted = Signal()
    install_wanted = Signal()

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent, look, "updateDialog", tr("New version"))
        self._size = 0
        self._folder = ""
        self._text = self.add_text("", 18)
        self._text.setObjectName("updateSaid")
        self.notes = QPlainTextEdit()
        self.notes.setObjectName("updateNotes")
        self.notes.setReadOnly(True)
        # Tab leaves the field.
        self.notes.setTabChangesFocus(True)
        self.notes.setFont(look.font(16))
        self.notes.setAccessibleName(tr("What is new"))
        self.body.addWidget(self.notes, 1)
        self.bar = QProgressBar()
        self.bar.setObjectName("updateProgress")
        self.bar.setRange(0, 1000)
        # The sentence above shows the numbers, readable on any background.
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the download"))
        self.body.addWidget(self.bar)
        self.command = QLineEdit()
        self.command.setObjectName("updateCommand")
        self.command.setReadOnly(True)
        self.command.setFont(look.font(16))
        self.command.setAccessibleName(tr("Command for the terminal"))
        self._copy = Button(look, name="copyCommandButton")
        self._copy.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._copy.set_text(tr("Copy"))
        self._copy.clicked.connect(self._on_copied)
        row = QHBoxLayout()
        row.setSpacing(look.px(12))
        row.addWidget(self.command, 1)
        row.addWidget(self._copy)
        self.body.addLayout(row)
        # A sentence alone stays below the heading instead of in the middle.
        self.body.addStretch()
        self._close = self.add_button("closeButton", tr("Close"), hint="Esc")
        self._close.clicked.connect(self.reject)
        self._check = self.add_button("lookButton", tr("Check now"))
        self._check.clicked.connect(self.check_wanted)
        self._stop = self.add_button("stopButton", tr("Stop"))
        self._stop.clicked.connect(self.stop_wanted)
        self._download = self.add_button("downloadButton", tr("Download"), ButtonKind.PRIMARY)
        self._download.clicked.connect(self.download_wanted)
        self._install = self.add_button("installButton", tr("Install"), ButtonKind.PRIMARY)
        self._install.clicked.connect(self.install_wanted)
        self._open = self.add_button("folderButton", tr("Open folder"), ButtonKind.PRIMARY)
        self._open.clicked.connect(self._open_folder)
        self.resize(min(parent.width() - 40, look.px(760)), min(parent.height() - 40, look.px(520)))
        self.show_checking()

    @property
    def text(self) -> str:
        """The text that is shown."""
        return self._text.text()

    def show_checking(self) -> None:
        """Show that a check is running."""
        self._show(tr("Checking for a new version…"), "muted")

    def show_none(self, version: str) -> None:
        """Show that this version is the newest."""
        text = tr("Version {version} is the newest one.").format(version=version)
        self._show(text, "accept_ink", look=True)

    def show_expired(self, day: str) -> None:
        """Show that the list names no newer version, but has expired.

        Args:
            day: the day on which the list was signed, in the window's language.
        """
        text = tr(
            "The list of versions has not been renewed since {day}: newer versions may exist. Check the date of "
            "this computer, or ask the person who installed Tezgâh.",
        ).format(day=day)
        self._show(text, "late_ink", look=True)

    def show_version(self, new: NewVersion) -> None:
        """Show a newer version and its release notes."""
        self._size = new.size
        self.notes.setPlainText(plain(new.notes, _LONGEST_NOTES))
        message = tr("Version {version} of {day} is available.").format(version=new.version, day=new.released)
        if new.size:
            text = tr("The download has {size} MB. Orders arrive and ring meanwhile.")
            message = f"{message}\n{text.format(size=max(1, round(new.size / _MEGABYTE)))}"
        else:
            text = tr("There is no file for this computer: ask the person who installed Tezgâh.")
            message = f"{message}\n{text}"
        self._show(message, notes=True, download=bool(new.size), look=not new.size)

    def show_progress(self, have: int) -> None:
        """Show the number of downloaded bytes."""
        message = tr("Downloading: {have} of {size} MB").format(
            have=round(have / _MEGABYTE), size=max(1, round(self._size / _MEGABYTE))
        )
        self._show(message, notes=True, stop=True)
        self.bar.setValue(min(1000, have * 1000 // max(1, self._size)))

    def show_ready(self, folder: str, command: str | None) -> None:
        """Show that the file is downloaded and checked.

        Args:
            folder: the folder of the file.
            command: the terminal command that installs it, "" for an archive to unpack, None for an installer.
        """
        self._folder = folder
        if command is None:
            message = tr(
                "Downloaded and checked. Tezgâh closes for a moment to install it: choose a time without orders.",
            )
        elif command:
            message = tr(
                "Downloaded and checked. Copy this command into a terminal, or ask the person who installed Tezgâh. "
                "Then quit Tezgâh and start it again.",
            )
        else:
            message = tr(
                "Downloaded and checked. Unpack it in place of the old version, then start Tezgâh again.",
            )
        self.command.setText(command or "")
        self._copy.set_text(tr("Copy"))
        self.command.setCursorPosition(0)
        self._show(message, "accept_ink", notes=True, install=command is None, folder=command is not None)
        for part in (self.command, self._copy):
            part.setVisible(bool(command))

    def _on_copied(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())
        self._copy.set_text("✓ " + tr("Copied"))

    def show_failed(self, problem: UpdateProblem, *, downloading: bool) -> None:
        """Show why it failed, and offer to try again."""
        self._show(
            problem_text(problem), "late_ink", notes=downloading, download=downloading, look=not downloading
        )

    def _show(
        self,
        message: str,
        token: str = "ink",
        *,
        notes: bool = False,
        look: bool = False,
        download: bool = False,
        stop: bool = False,
        install: bool = False,
        folder: bool = False,
    ) -> None:
        places = (
            self.notes,
            self.command,
            self._copy,
            self._check,
            self._download,
            self._stop,
            self._install,
            self._open,
        )
        had_keyboard = [place for place in (self._close, *places) if place.hasFocus()]
        self._text.set_text(one_line(message, 600) if "\n" not in message else message, token)
        self.notes.setVisible(notes)
        if not (stop and self.bar.isVisible()):  # a screen reader must not read out every percent
            announce(self, message, urgent=token == "late_ink")
        self.bar.setVisible(stop)
        for part in (self.command, self._copy):
            part.hide()
        buttons = (
            (self._check, look),
            (self._download, download),
            (self._stop, stop),
            (self._install, install),
            (self._open, folder),
        )
        for button, shown in buttons:
            button.setVisible(shown)
        # If the focused button disappears, "Close" gets the focus, never a button that starts something.
        if not any(place.isVisibleTo(self) for place in had_keyboard):
            self._close.setFocus()

    def _open_folder(self) -> None:
        open_folder(self._folder)
