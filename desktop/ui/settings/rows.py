"""One row of the settings page: title, hint, field, and a button that sets the default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.system.settings.setting import Form
from desktop.ui.text import settings_words
from desktop.ui.text.format import one_line
from desktop.ui.text.setting_labels import choices, on_or_off, search_words, value_text
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.fields import Switch
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.number_field import NumberField

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from desktop.system.settings.setting import Section, Setting
    from desktop.ui.widgets.theme import Look


_BESIDE: Final = 820
"""Width, in pixels at 100 %, from which texts and field stand side by side."""


@dataclass(frozen=True, slots=True)
class SettingItem:
    """A setting with its present value."""

    setting: Setting
    value: Any = None
    default: Any = None
    low: float = 0
    fixed: bool = False
    """Whether it cannot be changed now: `state` says why, else the command line or the environment decides it."""
    state: str = ""
    """A description of the present state, in place of the hint."""
    warning: str = ""


class SettingsCommands(Protocol):
    """Commands that the settings page can give. All return at once."""

    def items(self) -> list[SettingItem]:
        """Return all rows of the page with their present values."""

    def set_value(self, name: str, value: Any) -> str:
        """Set a value; returns an error where it is refused, else ""."""

    def run_action(self, name: str) -> None:
        """Run the action with this name."""

    def choose_sound_file(self, name: str) -> None:
        """Ask for a file for this sound."""

    def next_sound(self, name: str) -> None:
        """Choose the next built-in sound for this one."""

    def play_sound(self, name: str) -> None:
        """Play this sound once."""


class SettingRow(QWidget):
    """A setting."""

    def __init__(self, look: Look, item: SettingItem, commands: SettingsCommands) -> None:
        super().__init__()
        self._look = look
        self._commands = commands
        self.item = item
        setting = item.setting
        self.setObjectName(f"row_{setting.name}")
        self._title = Label(look, 17, QFont.Weight.DemiBold)
        self._hint = Label(look, 14, token="muted")
        self._problem = Label(look, 14, token="late_ink")
        for each in (self._title, self._hint, self._problem):
            each.setWordWrap(True)
        self._title.set_text(str(setting.title))
        self._default = Button(look, ButtonKind.QUIET, name=f"default_{setting.name}", size=14)
        self._default.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._default.clicked.connect(lambda _on=False: self._choose(self.item.default))
        self._editor = _editor(look, item, commands)
        self._editor.chosen.connect(self._choose)
        self._said = QVBoxLayout()
        for widget in (self._title, self._hint, self._problem, self._default):
            self._said.addWidget(widget)
        self._said.setAlignment(self._default, Qt.AlignmentFlag.AlignLeft)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.addLayout(self._said, 1)
        self._row.addWidget(self._editor)
        self._words = search_words(setting)
        self._marked = False
        self.show_item(item)
        self.restyle()

    @property
    def section(self) -> Section:
        return self.item.setting.section

    def matches(self, wanted: list[str]) -> bool:
        """Return whether all folded words occur in the row."""
        return all(word in self._words for word in wanted)

    def show_item(self, item: SettingItem) -> None:
        """Show the present value."""
        self.item = item
        hint = item.state or str(settings_words.FIXED if item.fixed else item.setting.hint)
        self._hint.set_text(hint)
        self._hint.setVisible(bool(hint))
        self._problem.set_text(item.warning)
        self._problem.setVisible(bool(item.warning))
        self._editor.show_value(item)
        self._editor.setEnabled(not item.fixed)
        differs = (
            item.setting.form is not Form.ACTION and item.default is not None and item.value != item.default
        )
        self._default.setVisible(differs and not item.fixed)
        if differs:
            default = one_line(value_text(item.setting, item.default), 60)
            self._default.set_text(
                tr("Back to the default: {value}").format(value=default),
                spoken=tr("{setting}: back to {value}").format(setting=item.setting.title, value=default),
            )

    def mark(self, marked: bool) -> None:  # noqa: FBT001 - reads like Qt's setVisible
        """Show, or no longer show, that people were led to this row."""
        if marked is not self._marked:
            self._marked = marked
            self.update()

    def focus_field(self) -> None:
        """Focus the first control of the field."""
        controls = self._editor.findChildren(QWidget)
        wanted = [each for each in controls if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
        chosen = [each for each in wanted if isinstance(each, QAbstractButton) and each.isChecked()]
        for each in (chosen or wanted)[:1]:
            each.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._marked:
            painter = QPainter(self)
            painter.fillRect(self.rect(), self._look.color("selected"))
            painter.fillRect(0, 0, self._look.px(4), self.height(), self._look.color("accept"))

    def restyle(self) -> None:
        """Take measures from the look again."""
        px = self._look.px
        self._row.setContentsMargins(px(12), px(8), px(4), px(8))
        self._row.setSpacing(px(16))
        self._said.setSpacing(px(2))
        self._editor.restyle()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the field below the words where both do not fit side by side."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() >= self._look.px(_BESIDE)
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def _choose(self, value: Any) -> None:
        problem = self._commands.set_value(self.item.setting.name, value)
        # A press has already changed the button. Typed text stays, so that people can correct it.
        form = self.item.setting.form
        if form in {Form.SWITCH, Form.CHOICE} or (problem and form is Form.NUMBER):
            self._editor.show_value(self.item)
        if problem:
            self._problem.set_text(problem)
            self._problem.setVisible(True)
            announce(self, problem, urgent=True)


class Editor(QWidget):
    """The field of a row."""

    chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.row = FlowLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(look.px(8))

    def show_value(self, item: SettingItem) -> None:
        """Show the present value."""
        raise NotImplementedError

    def restyle(self) -> None:
        """Take measures from the look again."""

    def button(self, name: str, text: str, spoken: str = "") -> Button:
        """Add a button."""
        made = Button(self.look, name=name)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.set_text(text, spoken=spoken)
        self.row.addWidget(made)
        return made


class _Switch(Editor):
    def __init__(self, look: Look, item: SettingItem) -> None:
        super().__init__(look)
        self._switch = Switch(
            look,
            f"set_{item.setting.name}",
            str(item.setting.title),
            on=on_or_off(on=True),
            off=on_or_off(on=False),
        )
        self._switch.clicked.connect(lambda on=False: self.chosen.emit(on))
        self.row.addWidget(self._switch)
        self.row.addStretch(1)

    def show_value(self, item: SettingItem) -> None:
        self._switch.setChecked(bool(item.value))


class _Choice(Editor):
    def __init__(self, look: Look, item: SettingItem) -> None:
        super().__init__(look)
        self._buttons = []
        for text, value in choices(item.setting):
            button = self.button(f"set_{item.setting.name}_{value}", text, f"{item.setting.title}: {text}")
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False, value=value: self.chosen.emit(value))
            self._buttons.append((button, value))
        self.row.addStretch(1)

    def show_value(self, item: SettingItem) -> None:
        for button, value in self._buttons:
            button.setChecked(value == item.value)


class _Number(Editor):
    def __init__(self, look: Look, item: SettingItem) -> None:
        super().__init__(look)
        setting = item.setting
        self._field = NumberField(
            look,
            f"set_{setting.name}",
            str(setting.title),
            low=item.low,
            high=setting.high,
            step=setting.step,
            unit=str(setting.unit),
        )
        self._field.changed.connect(self.chosen.emit)
        self.row.addWidget(self._field)

    def show_value(self, item: SettingItem) -> None:
        self._field.set_value(float(item.value))


class _Text(Editor):
    def __init__(self, look: Look, item: SettingItem, width: int) -> None:
        super().__init__(look)
        self._shown = ""
        self._field = QLineEdit()
        self._field.setObjectName(f"set_{item.setting.name}")
        self._field.setAccessibleName(str(item.setting.title))
        clock = item.setting.form is Form.CLOCK
        self._field.setPlaceholderText("––:––" if clock else str(item.setting.empty))
        self._width = width
        self.restyle()
        self._field.editingFinished.connect(self._on_finished)
        self.row.addWidget(self._field)
        self.row.addStretch(1)

    def show_value(self, item: SettingItem) -> None:
        self._shown = str(item.value)
        self._field.setText(self._shown)

    def restyle(self) -> None:
        look = self.look
        self._field.setFont(look.font(17))
        self._field.setMinimumHeight(look.px(44))
        hint = look.metrics(17).horizontalAdvance(self._field.placeholderText())
        self._field.setFixedWidth(max(look.px(self._width), hint + look.px(40)))

    def _on_finished(self) -> None:
        text = self._field.text().strip()
        if text != self._shown:
            self.chosen.emit(text)


class _Sound(Editor):
    def __init__(self, look: Look, item: SettingItem, commands: SettingsCommands) -> None:
        super().__init__(look)
        name, title = item.setting.name, item.setting.title
        self._which = Label(look, 15, token="muted", elides=True)
        self._which.setFixedWidth(look.px(130))
        self.row.addWidget(self._which)
        another = tr("Another")
        self.button(f"another_{name}", another, f"{title}: {another}").clicked.connect(
            lambda _on=False: commands.next_sound(name)
        )
        listen = tr("Listen")
        choose = tr("Choose a file…")
        self.button(f"listen_{name}", listen, f"{title}: {listen}").clicked.connect(
            lambda _on=False: commands.play_sound(name)
        )
        self.button(f"choose_{name}", choose, f"{title}: {choose}").clicked.connect(
            lambda _on=False: commands.choose_sound_file(name)
        )
        self.row.addStretch(1)

    def show_value(self, item: SettingItem) -> None:
        self._which.set_text(one_line(value_text(item.setting, item.value), 60))


class _Action(Editor):
    def __init__(self, look: Look, item: SettingItem, commands: SettingsCommands) -> None:
        super().__init__(look)
        name, text = item.setting.name, str(item.setting.button)
        press = self.button(f"press_{name.removeprefix('@')}", text, f"{item.setting.title}: {text}")
        press.clicked.connect(lambda _on=False: commands.run_action(name))
        self.row.addStretch(1)

    def show_value(self, item: SettingItem) -> None:
        """Show nothing: an action has no value."""


_CLOCK_WIDTH: Final = 110
_TEXT_WIDTH: Final = 360


def _editor(look: Look, item: SettingItem, commands: SettingsCommands) -> Editor:
    form = item.setting.form
    if form is Form.SWITCH:
        return _Switch(look, item)
    if form is Form.CHOICE:
        return _Choice(look, item)
    if form is Form.NUMBER:
        return _Number(look, item)
    if form is Form.SOUND:
        return _Sound(look, item, commands)
    if form is Form.ACTION:
        return _Action(look, item, commands)
    return _Text(look, item, _CLOCK_WIDTH if form is Form.CLOCK else _TEXT_WIDTH)
