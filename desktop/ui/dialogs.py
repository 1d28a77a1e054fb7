"""The few dialogs. All are shown with open(), never with exec(): nothing waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.orders.lifecycle import MAX_PREPARING_TIME, MIN_PREPARING_TIME
from desktop.ui import words
from desktop.ui.banner import TroubleRow
from desktop.ui.button import Button, Kind
from desktop.ui.fields import MinutesBox
from desktop.ui.focus_ring import FocusRing
from desktop.ui.format import one_line
from desktop.ui.label import Label
from desktop.ui.touch import scroll_by_finger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QShowEvent

    from desktop.orders.cancel_reasons import CancelReason
    from desktop.orders.food_menu import Dish
    from desktop.orders.trouble import Trouble
    from desktop.ui.theme import Look

translate = words.translate
_NUMBER_KEYS: Final = 9
_BEHIND: Final = 24
"""Pixels of the window behind that a dialog leaves free."""
_LEAST_BODY: Final = 80
_LINE: Final = 4000
"""Characters after which a line of a very long text is broken, so that laying it out stays quick."""


class ScrollBody(QScrollArea):
    """A layout that can be scrolled where it is higher than its room, by the arrows too."""

    def __init__(self, look: Look, body: QLayout, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = QWidget()
        body.setContentsMargins(0, 0, 0, 0)
        self._content.setLayout(body)
        self.setWidget(self._content)
        self.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        scroll_by_finger(self)
        FocusRing(look, self)

    def sizeHint(self) -> QSize:
        """Return the room in which nothing has to be scrolled."""
        content = self._content
        width = content.sizeHint().width()
        height = content.heightForWidth(width) if content.hasHeightForWidth() else content.sizeHint().height()
        return QSize(width + self.verticalScrollBar().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        """Return the width without which words would be cut, and hardly any height."""
        width = self._content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, min(_LEAST_BODY, self.sizeHint().height()))

    def _on_range_changed(self, _least: int, most: int) -> None:
        # By keyboard one gets to it only where there is anything to scroll.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if most else Qt.FocusPolicy.NoFocus)


class Dialog(QDialog):
    """A heading, a body, buttons at the lower right."""

    def __init__(self, parent: QWidget, look: Look, name: str, title: str) -> None:
        super().__init__(parent)
        self.look = look
        self._behind = parent
        self.was_active = False
        """Whether it had the keyboard when it was closed."""
        self.setObjectName(name)
        self.setWindowTitle(f"Tezgâh – {title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        px = look.px
        self.body = QVBoxLayout()
        self.body.setSpacing(px(12))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(px(12))
        self._buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        layout.setSpacing(px(16))
        heading = Label(look, 20, QFont.Weight.Bold)
        heading.say(title)
        heading.setWordWrap(True)
        layout.addWidget(heading)
        self._area = ScrollBody(look, self.body, title)
        layout.addWidget(self._area, 1)
        layout.addLayout(self._buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """Be as large as the words want, and no larger than the window behind: what is left out is scrolled to."""
        super().showEvent(event)
        self.fit()

    def fit(self) -> None:
        """Take as much room as the words want now, within what the window behind leaves."""
        behind = self._behind.window().size() - QSize(_BEHIND, _BEHIND)
        wanted = self.size() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else self.sizeHint()
        width = min(wanted.width(), behind.width())
        self.resize(width, min(max(wanted.height(), self.heightForWidth(width)), behind.height()))

    def done(self, result: int) -> None:
        """Remember who had the keyboard."""
        self.was_active = self.isActiveWindow()
        super().done(result)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, and an edge for desktops that draw none."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.color("card"))
        painter.setPen(self.look.color("muted"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def add_text(self, text: str, pixels: int = 16, token: str = "ink") -> Label:
        """Add a paragraph to the body."""
        label = Label(self.look, pixels, token=token)
        label.setWordWrap(True)
        label.setMinimumWidth(min(self.look.px(440), 640))
        label.say(text)
        self.body.addWidget(label)
        return label

    def add_button(
        self, name: str, text: str, kind: Kind = Kind.PLAIN, hint: str = "", *, apart: bool = False
    ) -> Button:
        """Add a button at the right, or `apart` from the others at the left."""
        button = Button(self.look, kind, name=name)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.say(text, hint=hint)
        self._buttons.insertWidget(0 if apart else self._buttons.count(), button)
        return button


def question(parent: QWidget, look: Look, name: str, *, title: str, text: str, yes: str) -> Dialog:
    """Return a dialog whose `accepted` means yes; the keyboard is on the way back, and yes has not Accept's green."""
    dialog = Dialog(parent, look, name, title)
    dialog.add_text(text)
    back = dialog.add_button("backButton", translate("dialogs", "Back"), hint="Esc")
    back.clicked.connect(dialog.reject)
    go = dialog.add_button("confirmButton", yes, Kind.LOUD)
    go.clicked.connect(dialog.accept)
    back.setFocus()
    return dialog


def statement(parent: QWidget, look: Look, name: str, title: str, text: str) -> Dialog:
    """Return a dialog that says something."""
    dialog = Dialog(parent, look, name, title)
    dialog.add_text(text).setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    close = dialog.add_button("closeButton", translate("dialogs", "Close"), hint="Esc")
    close.clicked.connect(dialog.accept)
    close.setFocus()
    return dialog


def crash(parent: QWidget, look: Look, kind: str) -> Dialog:
    """Return the dialog that says that something went wrong nobody had thought of; `accepted` means help is wanted."""
    dialog = Dialog(parent, look, "crashDialog", translate("dialogs", "Something unexpected happened"))
    dialog.add_text(
        translate(
            "dialogs",
            "Tezgâh goes on: orders are saved before anything else happens. If something on the screen looks wrong, "
            "quit the program and start it again.\n\nThe support package tells whoever helps you what happened.",
        )
    )
    dialog.add_text(kind, 14, "muted")
    helped = dialog.add_button("supportButton", translate("dialogs", "Support package…"))
    helped.clicked.connect(dialog.accept)
    close = dialog.add_button("closeButton", translate("dialogs", "Close"), hint="Esc")
    close.clicked.connect(dialog.reject)
    close.setFocus()
    return dialog


def full_order(parent: QWidget, look: Look, text: str) -> Dialog:
    """Return a dialog with all of an order's text."""
    dialog = Dialog(parent, look, "fullOrderDialog", translate("dialogs", "The whole order"))
    field = QPlainTextEdit()
    field.setReadOnly(True)
    field.setFont(look.font(18))
    field.setAccessibleName(translate("dialogs", "The whole order"))
    pieces = (
        line[start : start + _LINE] for line in text.split("\n") for start in range(0, len(line) or 1, _LINE)
    )
    field.setPlainText("\n".join(pieces))
    dialog.body.addWidget(field)
    close = dialog.add_button("closeButton", translate("dialogs", "Close"), hint="Esc")
    close.clicked.connect(dialog.accept)
    dialog.resize(min(parent.width() - 80, look.px(820)), parent.height() - 120)
    return dialog


def shortcuts(parent: QWidget, look: Look) -> Dialog:
    """Return a dialog with all keys."""
    dialog = Dialog(parent, look, "shortcutsDialog", translate("dialogs", "Keys"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(look.px(24))
    grid.setVerticalSpacing(look.px(6))
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(1, min(look.px(600), parent.width() // 2))
    for row, (key, meaning) in enumerate(
        (
            ("Enter", translate("dialogs", "Accept the selected order")),
            ("0 … 9", translate("dialogs", "Type another preparation time, then Enter")),
            ("← ↑ ↓ →", translate("dialogs", "Select another order")),
            ("Page ↑ ↓", translate("dialogs", "Scroll the selected order")),
            ("F2", translate("dialogs", "The courier has left with the selected order")),
            ("F3", translate("dialogs", "The selected order was delivered or picked up")),
            ("F4", translate("dialogs", "Cancel the selected order, or take the cancellation back")),
            ("F5", translate("dialogs", "Look for orders now")),
            ("F6", translate("dialogs", "Dishes: take off sale, put back")),
            ("F7", translate("dialogs", "History: search all stored orders")),
            ("F8", translate("dialogs", "Mute the waiting orders, or unmute them")),
            ("F9", translate("dialogs", "Check-up: can orders arrive and be heard?")),
            ("F10", translate("dialogs", "Menu")),
            (
                translate("dialogs", "Space"),
                translate("dialogs", "Mark the selected order, to accept or complete several together"),
            ),
            ("Ctrl + Enter", translate("dialogs", "Accept the marked orders")),
            ("Ctrl + F3", translate("dialogs", "The marked orders were delivered or picked up")),
            ("G", translate("dialogs", "What changed of the selected order was seen")),
            ("T, A, H", translate("dialogs", "Copy the phone, copy the address, show it on the map")),
            ("K", translate("dialogs", "A dish of the selected order is sold out")),
            ("B", translate("dialogs", "One restaurant after the other, where there are several")),
            ("F11", translate("dialogs", "Restaurant: open or close")),
            ("F12", translate("dialogs", "Report of the day, the week or the month")),
            ("Ctrl + ,", translate("dialogs", "Settings")),
            ("Esc", translate("dialogs", "Back; forget the typed time")),
        )
    ):
        name = Label(look, 16, QFont.Weight.Bold)
        name.say(key)
        text = Label(look, 16)
        text.setWordWrap(True)
        text.say(meaning)
        grid.addWidget(name, row, 0)
        grid.addWidget(text, row, 1)
    dialog.body.addLayout(grid)
    close = dialog.add_button("closeButton", translate("dialogs", "Close"), hint="Esc")
    close.clicked.connect(dialog.accept)
    close.setFocus()
    return dialog


class TroublesDialog(Dialog):
    """All that is wrong."""

    remedy_wanted = Signal(object)

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent, look, "troublesDialog", translate("dialogs", "What is wrong"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(look.px(8))
        self._rows.addStretch(1)
        self.body.addLayout(self._rows, 1)
        close = self.add_button("closeButton", translate("dialogs", "Close"), hint="Esc")
        close.clicked.connect(self.accept)
        close.setFocus()
        self.resize(min(parent.width() - 40, look.px(760)), min(parent.height() - 40, look.px(480)))

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Show these; close when there are none left."""
        while self._rows.count() > 1:
            item = self._rows.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.deleteLater()
        for position, trouble in enumerate(troubles):
            row = TroubleRow(self.look)
            row.show_trouble(trouble)
            row.remedy_wanted.connect(self.remedy_wanted)
            self._rows.insertWidget(position, row)
        if not troubles:
            self.accept()


class CancelDialog(Dialog):
    """Why an order is cancelled: a press on a reason, or its number."""

    reason_chosen = Signal(int)

    def __init__(self, parent: QWidget, look: Look, number: str, reasons: Sequence[CancelReason]) -> None:
        title = translate("dialogs", "Cancel {number}?").format(number=number)
        super().__init__(parent, look, "cancelDialog", title)
        self._reasons = list(reasons)
        self.add_text(
            translate(
                "dialogs",
                "Dükkango cancels the order and tells the customer. It is sent after five seconds; until then it can "
                "be taken back. Why?",
            )
        )
        grid = QGridLayout()
        grid.setSpacing(look.px(8))
        for position, reason in enumerate(self._reasons):
            button = Button(look, name=f"cancelReason{reason.id}", least=52)
            hint = str(position + 1) if position < _NUMBER_KEYS else ""
            button.say(one_line(reason.reason, 60), hint=hint)
            button.clicked.connect(lambda _checked=False, chosen=reason.id: self._choose(chosen))
            grid.addWidget(button, position // 2, position % 2)
        self.body.addLayout(grid)
        back = self.add_button("backButton", translate("dialogs", "Back"), Kind.PRIMARY, hint="Esc")
        back.clicked.connect(self.reject)
        back.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let a number choose."""
        position = event.key() - Qt.Key.Key_1
        if 0 <= position < min(len(self._reasons), _NUMBER_KEYS) and not event.isAutoRepeat():
            self._choose(self._reasons[position].id)
            return
        super().keyPressEvent(event)

    def _choose(self, reason_id: int) -> None:
        self.reason_chosen.emit(reason_id)
        self.accept()


class SoldOutDialog(Dialog):
    """Which dish of an order is sold out: a press on it, or its number, takes it off sale until closing."""

    dish_chosen = Signal(object)
    """The `Dish`."""
    list_wanted = Signal()

    def __init__(self, parent: QWidget, look: Look, dishes: Sequence[tuple[str, Dish | None]]) -> None:
        """Build it.

        Args:
            parent: the window.
            look: the theme.
            dishes: names as the order has them, each with the dish of the vendor's list that it means, if one does.
        """
        super().__init__(parent, look, "soldOutDialog", translate("dialogs", "Which dish is sold out?"))
        self._dishes = [dish for _, dish in dishes if dish is not None][:_NUMBER_KEYS]
        self.add_text(
            translate("dialogs", "It is taken off sale until closing. This order is not changed by it.")
            if self._dishes
            else translate(
                "dialogs",
                "None of its dishes is found in Dükkango's list under this name. Look for it there.",
            )
        )
        for place, dish in enumerate(self._dishes, 1):
            button = Button(look, name=f"soldOut{place}", least=52)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.say(one_line(dish.name, 60), hint=str(place))
            button.clicked.connect(lambda _on=False, dish=dish: self._choose(dish))
            self.body.addWidget(button)
        everything = self.add_button("allDishes", translate("dialogs", "All dishes…"), hint="F6")
        everything.clicked.connect(self._open_list)
        back = self.add_button("backButton", translate("dialogs", "Back"), Kind.PRIMARY, hint="Esc")
        back.clicked.connect(self.reject)
        back.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let a number choose, and F6 open the whole list."""
        place = event.key() - Qt.Key.Key_1
        if 0 <= place < len(self._dishes) and not event.isAutoRepeat():
            self._choose(self._dishes[place])
        elif event.key() == Qt.Key.Key_F6:
            self._open_list()
        else:
            super().keyPressEvent(event)

    def _choose(self, dish: Dish) -> None:
        self.dish_chosen.emit(dish)
        self.accept()

    def _open_list(self) -> None:
        self.reject()
        self.list_wanted.emit()


def digit_pad(look: Look, press: Callable[[str], None]) -> QGridLayout:
    """Return buttons for the ten digits and for erasing the last one; `press` is told the digit, or ``⌫``."""
    pad = QGridLayout()
    pad.setSpacing(look.px(8))
    for position, digit in enumerate("123456789⌫0"):
        button = Button(look, size=20, least=52)
        button.say(digit, spoken=translate("dialogs", "Erase") if digit == "⌫" else digit)
        button.clicked.connect(lambda _checked=False, digit=digit: press(digit))
        pad.addWidget(button, position // 3, position % 3)
    return pad


class MinutesDialog(Dialog):
    """Any number of minutes, by keyboard or on the pad."""

    minutes_chosen = Signal(int)

    def __init__(self, parent: QWidget, look: Look, minutes: int, title: str) -> None:
        super().__init__(parent, look, "minutesDialog", title)
        self._fresh = True
        self.field = MinutesBox(look)
        self.field.setObjectName("minutesField")
        self.field.setRange(MIN_PREPARING_TIME, MAX_PREPARING_TIME)
        self.field.setValue(minutes)
        self.field.setSuffix(" " + translate("dialogs", "min"))
        self.field.setFont(look.font(28, QFont.Weight.Bold))
        self.field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.field.setMinimumHeight(look.px(60))
        self.field.setAccessibleName(title)
        self.body.addWidget(self.field)
        self.body.addLayout(digit_pad(look, self._on_pad))
        back = self.add_button("backButton", translate("dialogs", "Back"), hint="Esc")
        back.clicked.connect(self.reject)
        choose = self.add_button("chooseButton", translate("dialogs", "Choose"), Kind.PRIMARY, hint="Enter")
        choose.clicked.connect(self._on_chosen)
        self.field.setFocus()
        self.field.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter choose."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_chosen()
            return
        super().keyPressEvent(event)

    def _on_pad(self, text: str) -> None:
        before = "" if self._fresh else str(self.field.value())
        digits = before[:-1] if text == "⌫" else before + text
        self._fresh = not digits
        number = int(digits or "0")
        self.field.setValue(int(text) if number > MAX_PREPARING_TIME and text != "⌫" else number)

    def _on_chosen(self) -> None:
        self.field.interpretText()
        self.minutes_chosen.emit(self.field.value())
        self.accept()
