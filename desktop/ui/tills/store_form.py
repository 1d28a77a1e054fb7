"""The address and the password of a shared database: tried first, then used from the next start on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import settings_words, till_words
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from desktop.domain.tills import StoreTrial
    from desktop.ui.widgets.theme import Look


class StoreForm(QWidget):
    """Only an address that was just tried, and works, can be used."""

    try_wanted = Signal(str, str)
    """Address and password are to be tried."""
    answered = Signal()
    """The answer to a press is there to be read."""
    use_wanted = Signal(str, str)
    """This address and password are to be used from the next start on; an empty address means the own file."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._saved = ""
        self._is_trying = False
        self._works: tuple[str, str] | None = None
        """The address and password that were tried and work."""
        self.address = self._field(
            "storeAddress",
            tr("Address of the shared database"),
            tr("such as postgresql://till_1@KASA-1:5432/tezgah"),
        )
        self.password = self._field("storePassword", tr("Password of this till"), "")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.attempt = Button(look, ButtonKind.PRIMARY, name="tryStore")
        self.use = Button(look, ButtonKind.LOUD, name="useStore")
        self.own_file = Button(look, ButtonKind.QUIET, name="useOwnFile")
        self.answer = Label(look, 16, QFont.Weight.DemiBold)
        self.answer.setObjectName("storeAnswer")
        self.answer.setWordWrap(True)
        self.attempt.set_text(tr("Try"))
        self.use.set_text(tr("Use from the next start"))
        self.own_file.set_text(tr("Keep the orders in a file on this computer instead"))
        self.attempt.clicked.connect(lambda _on=False: self._try())
        self.use.clicked.connect(lambda _on=False: self._use())
        self.own_file.clicked.connect(lambda _on=False: self.use_wanted.emit("", ""))
        for field in (self.address, self.password):
            field.textEdited.connect(lambda _text: self._forget())
            field.returnPressed.connect(self._try)
        self._lay_out()
        look.changed.connect(self._restyle)
        self._restyle()

    def show_address(self, address: str, *, fixed: bool) -> None:
        """Show the address of the settings; `fixed` where the command line or the environment decides it."""
        self._saved = address
        if not self.address.isModified():
            self.address.setText(address)
        for each in (self.address, self.password, self.attempt, self.own_file):
            each.setEnabled(not fixed)
        if fixed:
            self.answer.set_text(str(settings_words.FIXED), "muted")
            self.answer.show()
        self.own_file.setVisible(bool(address))
        self.use.setVisible(self._works is not None and not fixed)

    def show_password(self, *, given: bool) -> None:
        """Show where the password comes from while none is typed; `given`: from the environment."""
        saved = tr("saved on this computer") if self._saved else ""
        self.password.setPlaceholderText("TEZGAH_STORE_PASSWORD" if given else saved)

    def show_trial(self, trial: StoreTrial) -> None:
        """Show the answer to an attempt."""
        self._is_trying = False
        self.attempt.setEnabled(True)
        works = trial.problem is None
        self._works = (self.address.text().strip(), self.password.text()) if works else None
        # What is in use already needs no press.
        self.use.setVisible(works and self._works != (self._saved, ""))
        if not self.use.isHidden():
            self.use.setFocus()
        self._show_answer(
            till_words.trial(trial, from_file=not self._saved), "accept_ink" if works else "late_ink"
        )

    def show_answer(self, text: str, *, good: bool) -> None:
        """Show what became of a press."""
        self._is_trying = False
        self.attempt.setEnabled(True)
        self._works = None
        self.use.hide()
        self._show_answer(text, "accept_ink" if good else "late_ink")

    def clear(self) -> None:
        """Forget what was typed and tried: a password does not stay on the screen."""
        self.password.clear()
        self.address.setModified(False)
        self._forget()

    def _try(self) -> None:
        address = self.address.text().strip()
        if self._is_trying:
            return
        if not address:
            self._show_answer(
                tr("Enter the address first. The person who set up the database has it."), "late_ink"
            )
            self.address.setFocus()
            return
        self._is_trying = True
        self.attempt.setEnabled(False)
        self._works = None
        self.use.hide()
        self._show_answer(tr("Trying…"), "muted")
        self.try_wanted.emit(address, self.password.text())

    def _use(self) -> None:
        if self._works is not None:
            self.use_wanted.emit(*self._works)

    def _forget(self) -> None:
        self._works = None
        self.use.hide()
        self._show_answer("", "muted")

    def _show_answer(self, text: str, token: str) -> None:
        self.answer.set_text(text, token)
        self.answer.setVisible(bool(text))
        if text:
            self.answered.emit()
            announce(self, text, urgent=token == "late_ink")

    def _field(self, name: str, title: str, example: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setAccessibleName(title)
        field.setPlaceholderText(example)
        field.setMaxLength(2000)
        return field

    def _lay_out(self) -> None:
        self._rows = QVBoxLayout(self)
        self._captions: list[Label] = []
        for field in (self.address, self.password):
            caption = Label(self._look, 16)
            caption.set_text(field.accessibleName())
            self._captions.append(caption)
            self._rows.addWidget(caption)
            self._rows.addWidget(field)
        self._buttons = FlowLayout()
        for button in (self.attempt, self.use, self.own_file):
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        self._rows.addLayout(self._buttons)
        self._rows.addWidget(self.answer)
        self.answer.hide()
        self.use.hide()
        self.own_file.hide()

    def _restyle(self) -> None:
        look = self._look
        for field in (self.address, self.password):
            field.setFont(look.font(17))
            field.setMinimumHeight(look.px(44))
            field.setMaximumWidth(look.px(640))
        self._rows.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(4))
        self._rows.setSpacing(look.px(6))
        self._buttons.setSpacing(look.px(12))
