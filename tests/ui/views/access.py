"""What keeps people out: findings of a view for those who use the keyboard alone, or a screen reader.

Everything is asked of Qt's own accessibility interface, which is what AT-SPI and UI Automation pass on.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDateTimeEdit,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from tests.ui.views.pseudo import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROLES: Final[tuple[tuple[type[QWidget], frozenset[QAccessible.Role]], ...]] = (
    (
        QAbstractButton,
        frozenset({QAccessible.Role.Button, QAccessible.Role.CheckBox, QAccessible.Role.RadioButton}),
    ),
    (QComboBox, frozenset({QAccessible.Role.ComboBox})),
    (QAbstractSpinBox, frozenset({QAccessible.Role.SpinBox})),
    (QLineEdit, frozenset({QAccessible.Role.EditableText})),
    (QPlainTextEdit, frozenset({QAccessible.Role.EditableText})),
    (QAbstractItemView, frozenset({QAccessible.Role.List, QAccessible.Role.Table, QAccessible.Role.Tree})),
    (QMenu, frozenset({QAccessible.Role.PopupMenu})),
)
_NO_ROLES: Final = frozenset({QAccessible.Role.Client, QAccessible.Role.NoRole})
_VISIBLE: Final = bytes(level >= 48 for level in range(256))
_RING: Final = 24
"""Pixels that at least have to look different where the keyboard is."""
_PARTS: Final = 3
"""Day, month, year."""
_TOLERANCE: Final = 8
"""Pixels by which controls of one row may stand higher or lower."""


def findings(view: QWidget) -> list[str]:
    """Return everything that is wrong in a view that is open."""
    QAccessible.setActive(True)
    found = list(_names_and_roles(view))
    if not isinstance(view, QMenu):
        found += _tab_order(view)
    return found


def controls(view: QWidget) -> list[QWidget]:
    """Return the widgets of a view that people act on, by Tab, by a key of their own or by hand."""
    return [
        widget
        for widget in shown(view)
        if widget is not view
        and not _is_inner(widget)
        and (widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(widget, QAbstractButton))
    ]


def in_tab_order(view: QWidget) -> list[QWidget]:
    """Return the widgets that Tab has to reach."""
    return [
        widget
        for widget in controls(view)
        if widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def _is_inner(widget: QWidget) -> bool:
    """Whether a widget is a part of another control: the line of a spin box, the view of a list of choices."""
    if widget.objectName().startswith("qt_"):
        return True
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent, QAbstractSpinBox | QComboBox | QLineEdit | QAbstractItemView):
            return True
        if isinstance(parent, QAbstractScrollArea) and not isinstance(parent, QScrollArea):
            return not isinstance(widget, QAbstractButton)
        parent = parent.parentWidget()
    return False


def _told(widget: QWidget) -> QAccessibleInterface:
    told = QAccessible.queryAccessibleInterface(widget)
    assert told is not None
    return told


def describe(widget: QWidget) -> str:
    name = _told(widget).text(QAccessible.Text.Name)
    return f"{type(widget).__name__} {widget.objectName() or '?'} ({name!r})"


def _names_and_roles(view: QWidget) -> Iterator[str]:
    if isinstance(view, QMenu):
        yield from _entries(view)
        return
    if view.isWindow() and not _told(view).text(QAccessible.Text.Name):
        yield f"{describe(view)}: the window has no name"
    named: Counter[tuple[str, QAccessible.Role]] = Counter()
    for widget in controls(view):
        told = _told(widget)
        named[told.text(QAccessible.Text.Name), told.role()] += 1
        yield from (f"{describe(widget)}: {wrong}" for wrong in _control(widget, told))
        if isinstance(widget, QAbstractItemView):
            yield from _items(widget)
    for (name, role), count in named.items():
        if count > 1 and name:
            yield f"{count} controls of one kind ({role.name}) are called {name!r}"


def _control(widget: QWidget, told: QAccessibleInterface) -> Iterator[str]:
    """Say what is wrong with what is told of one control."""
    role, state = told.role(), told.state()
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    if not told.text(QAccessible.Text.Name).strip():
        yield "no accessible name"
    fitting = [roles for kind, roles in _ROLES if isinstance(widget, kind)]
    if fitting and role not in fitting[0]:
        yield f"its role is {role.name}"
    # Qt knows no role for an area that is scrolled: its name tells.
    if not fitting and not isinstance(widget, QScrollArea) and role in _NO_ROLES:
        yield "can be reached, and its role says nothing"
    if bool(state.disabled) is widget.isEnabled():
        yield "whether it can be used is told wrong"
    if widget.isEnabled() and by_tab and not state.focusable:
        yield "not told that it takes the keyboard"
    if isinstance(widget, QAbstractButton):
        if not by_tab:
            yield "Tab does not reach it"
        if (bool(state.checkable), bool(state.checked)) != (widget.isCheckable(), widget.isChecked()):
            yield "whether it is chosen is told wrong"


def _items(view: QAbstractItemView) -> Iterator[str]:
    """Items are painted: what is told of them is all that there is for who does not see them."""
    # A cell may be empty, its row is not; a table has a corner.
    silent = {QAccessible.Role.Cell, QAccessible.Role.Pane}
    told = _told(view)
    for number in range(told.childCount()):
        item = told.child(number)
        if item.role() not in silent and not item.text(QAccessible.Text.Name).strip():
            yield f"{describe(view)}: item {number} has no name"


def _entries(menu: QMenu) -> Iterator[str]:
    told = _told(menu)
    names = Counter[str]()
    for number, action in enumerate(menu.actions()):
        if action.isSeparator():
            continue
        item = told.child(number)
        name = item.text(QAccessible.Text.Name)
        names[name] += 1
        if not name.strip():
            yield f"{describe(menu)}: entry {number} has no name"
        if bool(item.state().disabled) is action.isEnabled():
            yield f"{describe(menu)}: whether {name!r} can be used is told wrong"
        if action.isCheckable() and bool(item.state().checked) is not action.isChecked():
            yield f"{describe(menu)}: whether {name!r} is chosen is told wrong"
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _entries(inner)
    yield from (f"{count} entries are called {name!r}" for name, count in names.items() if count > 1)


def _tab_order(view: QWidget) -> list[str]:
    """Press Tab until the keyboard is where it began, and tell what it met and missed on its way."""
    expected = in_tab_order(view)
    if not expected:
        return []
    window = view.window()
    window.activateWindow()
    QApplication.processEvents()
    start = expected[0]
    start.setFocus(Qt.FocusReason.TabFocusReason)
    met = [start]
    found: list[str] = []
    seen: QImage | None = _picture(start)
    for _ in range(2 * len(expected) + 4):
        now = _tab(window)
        found += _sight(met[-1], seen, now)
        seen = None if now is None else _picture(now)
        if now is None:
            return [f"{describe(view)}: after {describe(met[-1])} nothing has the keyboard"]
        if now is met[-1] and len(expected) > 1:
            return [f"{describe(now)}: Tab does not leave it"]
        if now is start:
            break
        met.append(now)
    else:
        return [f"{describe(view)}: Tab does not come back to {describe(start)}"]
    counted = Counter(map(id, met))
    found += [f"{describe(each)}: Tab does not reach it" for each in expected if id(each) not in counted]
    found += [f"{describe(each)}: Tab meets it twice" for each in expected if counted[id(each)] > 1]
    # A button may have come meanwhile: the kitchen screen turns its pages once its cards are laid out.
    wanted = {id(each) for each in (*expected, *in_tab_order(view))}
    found += [f"{describe(each)}: Tab meets it unexpectedly" for each in met if id(each) not in wanted]
    return found + _reading_order(met, window) + _back(met)


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def _sight(widget: QWidget, focused: QImage | None, now: QWidget | None) -> list[str]:
    """Tell whether it can be seen that a widget had the keyboard: its picture from then, against the one of now."""
    if focused is None or now is widget:
        return []
    difference = _picture(widget)
    if difference.size() != focused.size():
        return []
    painter = QPainter(difference)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    painter.drawImage(0, 0, focused)
    painter.end()
    gray = difference.convertToFormat(QImage.Format.Format_Grayscale8)
    bits, length = bytes(gray.constBits()), gray.bytesPerLine()
    # Row by row: what a row is filled up with to a multiple of four bytes is undefined.
    rows = (bits[first : first + gray.width()] for first in range(0, gray.height() * length, length))
    changed = sum(row.translate(_VISIBLE).count(1) for row in rows)
    return [] if changed >= _RING else [f"{describe(widget)}: it cannot be seen that it has the keyboard"]


def _tab(window: QWidget) -> QWidget | None:
    """Press Tab until another control has the keyboard; a date has three parts to go through."""
    before = QApplication.focusWidget()
    for _ in range(_PARTS if isinstance(before, QDateTimeEdit) else 1):
        _press(Qt.Key.Key_Tab, before or window)
        if QApplication.focusWidget() is not before:
            break
    return QApplication.focusWidget()


def _press(
    key: Qt.Key, widget: QWidget, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press a key as a hand does that lies on it: the guard against scanners lets those through at once."""
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, modifiers, "\t", autorep=True))
    QApplication.processEvents()


def _reading_order(met: list[QWidget], window: QWidget) -> list[str]:
    """Find steps that go up or left; the first control may stand anywhere, for the ring has no beginning."""
    steps = list(pairwise([*met, met[0]]))
    backwards = [_is_backwards(*_areas(one, other, window)) for one, other in steps]
    wrong = [
        f"{describe(one)} → {describe(other)}: Tab goes back"
        for (one, other), back in zip(steps[:-1], backwards, strict=False)
        if back
    ]
    return wrong[1:] if len(wrong) == 1 and not backwards[-1] else wrong


def _areas(one: QWidget, other: QWidget, window: QWidget) -> tuple[QRect, QRect]:
    """Return where two controls are: each in its scroll area, unless both are in the same one."""
    inner, outer = _scroll_area(one), _scroll_area(other)
    if inner is not outer:
        one, other = inner or one, outer or other
    return QRect(one.mapTo(window, QPoint()), one.size()), QRect(other.mapTo(window, QPoint()), other.size())


def _scroll_area(widget: QWidget) -> QScrollArea | None:
    at = widget.parentWidget()
    while at is not None and not isinstance(at, QScrollArea):
        at = at.parentWidget()
    return at


def _is_backwards(before: QRect, after: QRect) -> bool:
    if before.contains(after) or after.contains(before):
        return False
    same_row = before.top() < after.bottom() - _TOLERANCE and after.top() < before.bottom() - _TOLERANCE
    if same_row:
        return after.center().x() < before.center().x()
    # The next column begins at its top.
    return after.top() < before.top() and after.left() < before.right() - _TOLERANCE


def _back(met: list[QWidget]) -> list[str]:
    """Press Shift and Tab once: it leads to the control before."""
    if len(met) < 2:
        return []
    last = met[-1]
    _press(Qt.Key.Key_Backtab, met[0], Qt.KeyboardModifier.ShiftModifier)
    now = QApplication.focusWidget()
    return [] if now is last else [f"Shift + Tab from {describe(met[0])} does not lead to {describe(last)}"]


def text_of(widget: QWidget) -> str:
    """Return what a screen reader can say of a widget and all labels in it."""
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    told = _told(widget)
    return "\n".join([told.text(QAccessible.Text.Name), told.text(QAccessible.Text.Description), *labels])
