"""The form for the credentials: an access token, or two secret keys. Part of the setup guide.

Its buttons stand in the footer of the guide, where those of the other steps are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.setup.credentials_state import Connected, Stored, describe_place
from desktop.ui.text.format import one_line
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from desktop.ui.setup.credentials_state import CredentialsCommands, CredentialsOutcome
    from desktop.ui.widgets.theme import Look


_LONGEST: Final = 5000
"""Characters of pasted text that are read; no key is longer."""


class CredentialsForm(QWidget):
    """Asks for the credentials."""

    changed = Signal()
    """`is_connected` may have changed."""
    buttons_changed = Signal()
    """Other `buttons` are visible than before."""

    def __init__(self, look: Look, commands: CredentialsCommands) -> None:
        super().__init__()
        self._look = look
        self._commands = commands
        self._connected = Connected(Stored.NOT_AT_ALL)
        self._busy = False
        self._changing = False
        self._asks_for_place = False
        self._failed_to_save = False
        self._asks_to_confirm = False
        self._saving = False
        self._wants_two_keys = False
        self._source: QLineEdit | None = None
        """The field of the key that is being checked, None where it was pasted."""
        self._token = self._field("accessToken", tr("Access token"))
        self._app = self._field("appSecretKey", tr("App secret key"))
        self._rest = self._field("restSecretKey", tr("Restaurant secret key"))
        self._paste = self._button("pasteKey", tr("Paste"), ButtonKind.PRIMARY)
        self._paste.clicked.connect(lambda _on=False: self.paste())
        self._try = self._button("tryKey", tr("Connect"))
        self._try.clicked.connect(self._on_try)
        self._show = self._button("showKey", tr("Show what is typed"), ButtonKind.QUIET)
        self._show.setCheckable(True)
        self._show.toggled.connect(self._on_show)
        self._switch = self._button("switchKeys", "", ButtonKind.QUIET)
        self._switch.clicked.connect(self._on_switch)
        self._state = Label(look, 18, QFont.Weight.DemiBold)
        self._state.setObjectName("connectState")
        self._detail = Label(look, 14, token="muted")
        self._where = Label(look, 16)
        for label in (self._state, self._detail, self._where):
            label.setWordWrap(True)
        self._use = self._button("useKey", tr("Use this key"))
        self._use.clicked.connect(commands.use_checked)
        self._again = self._button("keepInKeyring", tr("Try the keyring again"))
        self._again.clicked.connect(commands.save_in_keyring)
        self._in_file = self._button("keepInFile", tr("Save in a private file"), ButtonKind.PRIMARY)
        self._in_file.clicked.connect(commands.save_in_file)
        self._until_quit = self._button("keepUntilQuit", tr("Do not save it: ask again next time"))
        self._until_quit.clicked.connect(commands.use_until_quit)
        self._other = self._button("otherKey", tr("Enter another key"), ButtonKind.QUIET)
        self._other.clicked.connect(self._on_other)
        self._change = self._button("changeKey", tr("Change the key…"))
        self._change.clicked.connect(self._on_change)
        self.buttons = (
            self._other,
            self._until_quit,
            self._again,
            self._in_file,
            self._use,
            self._change,
            self._try,
            self._paste,
        )
        """The buttons that answer, from left to right; whoever shows the form places them."""
        self._lay_out()
        self._arrange()
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def is_connected(self) -> bool:
        """Whether the program uses credentials, and no question is open."""
        return self.has_credentials and not (self._changing or self._asks_for_place or self._saving)

    @property
    def has_credentials(self) -> bool:
        """Whether the program uses credentials."""
        return self._connected.stored is not Stored.NOT_AT_ALL

    @property
    def restaurants(self) -> str:
        """The names of the restaurants, "" where they are not known."""
        return one_line(", ".join(self._connected.restaurants), 200)

    @property
    def asks_for_key(self) -> bool:
        """Whether it waits for credentials to be pasted or typed."""
        return not (self.is_connected or self._asks_for_place or self._saving)

    @property
    def asks_for_two_keys(self) -> bool:
        """Whether it asks for the two secret keys instead of a token."""
        return self._wants_two_keys

    def enter(self) -> None:
        """Focus the field for the key, or the answer to the open question."""
        if self._asks_for_place:
            where = self._again if self._failed_to_save else self._in_file
            (self._other if self._asks_to_confirm else where).setFocus()
        elif not self.is_connected:
            (self._app if self._wants_two_keys else self._paste).setFocus()

    def leave(self) -> None:
        """Hide typed text; end a change of the key in which nothing was typed."""
        self._show.setChecked(False)
        if self._changing and not (self._is_typed or self._busy or self._asks_for_place):
            self.show_connected(self._connected)

    @property
    def _is_typed(self) -> bool:
        return any(field.text() for field in (self._token, self._app, self._rest))

    def show_connected(self, connected: Connected) -> None:
        """Show which credentials the program uses."""
        self._connected = connected
        self._busy = self._changing = self._asks_for_place = self._saving = False
        self._show.setChecked(False)
        self._empty()
        if connected.stored is not Stored.NOT_AT_ALL:
            self._say_connected()
            if self.isVisible():
                announce(self, f"{self._state.text()}\n{self._detail.text()}".strip())
        else:
            self._state.set_text("")
            self._detail.set_text("")
        self._arrange()
        self.changed.emit()

    def update_connected(self, connected: Connected, *, elsewhere: bool = False) -> None:
        """Show which credentials the program uses after another setting changed; typed text and open questions stay.

        Args:
            connected: the credentials in use.
            elsewhere: whether the address changed: the credentials have to be checked there again.
        """
        if elsewhere and self._asks_for_place:
            self._ask_again()
        if not (self._is_typed or self._busy or self._asks_for_place):
            self.show_connected(connected)
            return
        self._connected, self._changing = connected, True
        self._arrange()
        self.changed.emit()

    def show_outcome(self, outcome: CredentialsOutcome) -> None:
        """Show the result of a check."""
        self._busy = self._saving = False
        self._asks_to_confirm = outcome.works and bool(outcome.instead_of)
        self._asks_for_place = outcome.works and (outcome.asks_where or self._asks_to_confirm)
        self._failed_to_save = self._asks_for_place and bool(outcome.detail)
        names = one_line(", ".join(outcome.restaurants), 200)
        if outcome.works and names:
            self._state.set_text(f"✓ {names}", "accept_ink")
        else:
            self._state.set_text(outcome.sentence, "accept_ink" if outcome.works else "late_ink")
        self._detail.set_text(one_line(outcome.detail, 400), "waiting_ink" if outcome.works else "muted")
        self._where.set_text(self._question(outcome))
        self._arrange()
        text = f"{self._state.text()}\n{self._where.text()}" if self._asks_to_confirm else self._state.text()
        announce(self, text, urgent=not outcome.works)
        if self._asks_for_place:
            self.enter()
        elif not outcome.works:
            self._focus_source()
        self.changed.emit()

    def _question(self, outcome: CredentialsOutcome) -> str:
        """Return the facts that people need for the open question."""
        if self._asks_to_confirm:
            return tr(
                "This key is for another restaurant than the present one: {before}. With it the orders of the "
                "other one come here, and Dükkango refuses what is still to be sent for the present one."
            ).format(before=one_line(", ".join(outcome.instead_of), 200))
        if self._failed_to_save:
            return tr("Only this user can read a private file, but the key in it is not encrypted.")
        return tr(
            "This computer has no encrypted keyring. Only this user can read a private file, but the key in "
            "it is not encrypted."
        )

    def type_key(self, text: str) -> bool:
        """Type a text into the field of the token, unless it is no visible text or the field cannot take it."""
        if not text.strip().isprintable() or not text.strip() or not self._token.isVisible() or self._busy:
            return False
        self._token.setFocus()
        self._token.insert(text)
        return True

    def show_saving(self, restaurants: tuple[str, ...]) -> None:
        """Show that the credentials work and are being saved in the keyring."""
        self._busy, self._saving, self._asks_for_place = True, True, False
        self.setFocus()
        self._state.set_text("✓ " + one_line(", ".join(restaurants), 200), "accept_ink")
        self._detail.set_text(
            tr(
                "The key is being saved in the system's keyring. If a window asks for its password, answer there."
            ),
            "muted",
        )
        self._arrange()
        self.changed.emit()

    def _say_connected(self) -> None:
        if names := self.restaurants:
            text = "✓ " + tr("Connected: {restaurants}").format(restaurants=names)
        else:
            text = "✓ " + tr("There is a key")
        self._state.set_text(text, "accept_ink")
        stored = self._connected.stored
        self._detail.set_text(describe_place(stored), "waiting_ink" if stored is Stored.FILE else "muted")

    def _arrange(self) -> None:
        """Show the widgets that the present state needs."""
        before = [button.isHidden() for button in self.buttons]
        self._show_needed()
        if before != [button.isHidden() for button in self.buttons]:
            self.buttons_changed.emit()

    def _show_needed(self) -> None:
        connected, asks, asked = self.is_connected, self._asks_for_place, self.asks_for_key
        self._token.setVisible(asked and not self._wants_two_keys)
        for field in (self._app, self._rest):
            field.setVisible(asked and self._wants_two_keys)
        self._paste.setVisible(asked and not self._wants_two_keys)
        for button in (self._try, self._show, self._switch):
            button.setVisible(asked)
        # Two keys cannot be pasted in one go, so this becomes the main button.
        self._try.set_kind(ButtonKind.PRIMARY if self._wants_two_keys else ButtonKind.PLAIN)
        self._switch.set_text(
            tr("I have an access token") if self._wants_two_keys else tr("I have two secret keys instead")
        )
        self._where.setVisible(asks)
        self._other.setVisible(asks)
        self._use.setVisible(asks and self._asks_to_confirm)
        for button in (self._in_file, self._until_quit):
            button.setVisible(asks and not self._asks_to_confirm)
        self._again.setVisible(asks and self._failed_to_save)
        own = self._connected.stored is not Stored.ENVIRONMENT
        self._change.setVisible(connected and own)
        self._state.setVisible(bool(self._state.text()))
        self._detail.setVisible(bool(self._detail.text()))
        for widget in (self._token, self._app, self._rest, self._paste, self._try):
            widget.setEnabled(not self._busy)

    def _field(self, name: str, text: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setPlaceholderText(text)
        field.setAccessibleName(text)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setMaxLength(_LONGEST)
        # An input method must not learn it.
        field.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        field.returnPressed.connect(self._on_try)
        return field

    def _restyle(self) -> None:
        """Take measures from the look again."""
        for field in (self._token, self._app, self._rest):
            field.setFont(self._look.font(18))
            field.setMinimumHeight(self._look.px(48))
            hint = self._look.metrics(18).horizontalAdvance(field.placeholderText())
            field.setMinimumWidth(hint + self._look.px(40))

    def _button(self, name: str, text: str, kind: ButtonKind = ButtonKind.PLAIN) -> Button:
        button = Button(self._look, kind, name=name, size=18, least=56, pad=22)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.set_text(text)
        return button

    def _lay_out(self) -> None:
        rows: tuple[tuple[QWidget, ...], ...] = (
            (self._token,),
            (self._app, self._rest),
            (self._show, self._switch),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self._look.px(12))
        for widgets in rows:
            row = FlowLayout()
            row.setSpacing(self._look.px(12))
            for each in widgets:
                row.addWidget(each, 1 if isinstance(each, QLineEdit) else 0)
            if not isinstance(widgets[0], QLineEdit):
                row.addStretch(1)
            layout.addLayout(row)
        for label in (self._state, self._detail, self._where):
            layout.addWidget(label)

    def paste(self) -> None:
        """Check the copied text."""
        if not self._paste.isVisible() or self._busy:
            return
        text = QGuiApplication.clipboard().text()[:_LONGEST]
        if not text.strip():
            self._state.set_text(
                tr("Nothing was copied yet. Copy the token in Dükkango's panel, then press Paste."),
                "waiting_ink",
            )
            self._detail.set_text("")
            self._arrange()
            announce(self, self._state.text())
            return
        self._token.setText(text.strip())
        self._on_try()

    def _on_try(self) -> None:
        if self._busy:
            return
        self._busy = True
        fields = (self._token, self._app, self._rest)
        self._source = next((field for field in fields if field is self.window().focusWidget()), None)
        # Away from the buttons: a second Enter would skip the answer.
        self.setFocus()
        self._state.set_text(tr("Asking Dükkango…"), "muted")
        self._detail.set_text("")
        self._arrange()
        announce(self, self._state.text())
        token = "" if self._wants_two_keys else self._token.text()
        keys = (self._app.text(), self._rest.text()) if self._wants_two_keys else ("", "")
        self._commands.check(token, *keys)

    def _focus_source(self) -> None:
        """Focus the source of a refused key, so that people can correct it."""
        if self._source is None:
            (self._try if self._wants_two_keys else self._paste).setFocus()
        else:
            self._source.setFocus()
            self._source.selectAll()

    def _on_show(self, shown: bool) -> None:  # noqa: FBT001 - a signal's slot
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in (self._token, self._app, self._rest):
            field.setEchoMode(mode)

    def _on_switch(self) -> None:
        self._wants_two_keys = not self._wants_two_keys
        # What was said of a key of the other kind is over.
        self._state.set_text("")
        self._detail.set_text("")
        self._arrange()
        self.changed.emit()
        (self._app if self._wants_two_keys else self._token).setFocus()

    def _on_change(self) -> None:
        self._ask_again()
        self.enter()

    def _on_other(self) -> None:
        self._empty()
        self._commands.drop_checked()
        self._ask_again()
        self.enter()

    def _empty(self) -> None:
        for field in (self._token, self._app, self._rest):
            # Not clear(): Ctrl+Z would bring the key back.
            field.setText("")

    def _ask_again(self) -> None:
        """Ask for a key; typed text stays."""
        self._changing, self._asks_for_place = True, False
        self._state.set_text("")
        self._detail.set_text("")
        self._arrange()
        self.changed.emit()
