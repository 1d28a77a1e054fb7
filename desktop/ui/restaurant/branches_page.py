"""The page with the state of each branch, and the buttons that open and close it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import restaurant_words
from desktop.ui.text.format import one_line
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.dialog import question
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pages import Page
from desktop.ui.widgets.theme import RADIUS
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

    from desktop.domain.restaurant.branch import Branch
    from desktop.ui.widgets.dialog import Dialog
    from desktop.ui.widgets.theme import Look


BREAKS: Final = (15, 30, 60)
"""Minutes of the breaks that have a button."""

_ARROWS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


def close_for(minutes: int) -> str:
    """Return the text of the button that closes a branch for some minutes."""
    return tr("Close {minutes} min").format(minutes=minutes)


def ask_to_close(parent: QWidget, look: Look, name: str, waiting: int, minutes: int | None) -> Dialog:
    """Return the question before a branch with waiting orders is closed for so many minutes, or until it is opened."""
    return question(
        parent,
        look,
        "closeShopDialog",
        title=tr("Close {branch} now?").format(branch=one_line(name, 60)),
        text=restaurant_words.closing_question(name, waiting),
        yes=tr("Close") if minutes is None else close_for(minutes),
    )


class RestaurantCommands(Protocol):
    """The commands of the page. All return at once."""

    def open_branch(self, restaurant_id: str) -> None:
        """Open a branch."""

    def close_branch(self, restaurant_id: str, minutes: int | None) -> None:
        """Close a branch for a number of minutes; None means until somebody opens it."""

    def poll_branches(self) -> None:
        """Read the state of all branches from the vendor."""

    def waiting_at(self, restaurant_id: str) -> int:
        """Return the number of orders of a branch that wait for a person."""

    def now(self) -> datetime:
        """Return the current time, with its zone."""


class BranchPanel(QWidget):
    """Shows one branch: its name, its state, its buttons."""

    open_wanted = Signal(str)
    close_wanted = Signal(str, object)
    """The branch is to be closed for this number of minutes; None means until somebody opens it."""

    def __init__(self, look: Look, restaurant_id: str) -> None:
        super().__init__()
        self.restaurant_id = restaurant_id
        self._look = look
        self._name = Label(look, 18, QFont.Weight.Bold, elides=True)
        self._state = Label(look, 16)
        self._state.setObjectName("branchState")
        self._problem = Label(look, 14, token="waiting_ink")
        self._problem.setWordWrap(True)
        self.open_button = self._button("openBranch", tr("Open now"), ButtonKind.PRIMARY)
        self.open_button.clicked.connect(self._on_open)
        self.close_button = self._button("closeBranch", tr("Close"), ButtonKind.PLAIN)
        self.close_button.clicked.connect(self._on_close)
        self.breaks = [
            self._button(f"closeBranch{minutes}", close_for(minutes), ButtonKind.PLAIN) for minutes in BREAKS
        ]
        for minutes, button in zip(BREAKS, self.breaks, strict=True):
            button.clicked.connect(lambda _on=False, minutes=minutes: self._on_close_for(minutes))
        self._labels = QVBoxLayout()
        for label in (self._name, self._state, self._problem):
            self._labels.addWidget(label)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.addLayout(self._labels, 1)
        self._button_row = QHBoxLayout()
        for button in self.buttons:
            self._button_row.addWidget(button)
        self._row.addLayout(self._button_row)
        self.restyle()

    @property
    def buttons(self) -> list[Button]:
        """All buttons, left to right."""
        return [*self.breaks, self.close_button, self.open_button]

    def show_branch(self, branch: Branch, now: datetime) -> None:
        """Show the state of the branch."""
        name = one_line(branch.name, 80)
        state = restaurant_words.branch_state(branch, now)
        self._name.set_text(name)
        self._state.set_text(state.text, token=state.token)
        self._problem.set_text(one_line(branch.problem, 160))
        self._problem.setVisible(bool(branch.problem))
        is_open = branch.is_open if branch.wanted_open is None else branch.wanted_open
        self.open_button.setVisible(is_open is not True)
        for button in (*self.breaks, self.close_button):
            button.setVisible(is_open is not False or branch.reopen_at is not None)
        self.setAccessibleName(f"{name}: {state.text}")
        for button in self.buttons:
            button.setAccessibleName(f"{button.text()} – {name}")
        self._arrange()

    def restyle(self) -> None:
        """Apply the measures of the theme."""
        px = self._look.px
        self._row.setContentsMargins(px(20), px(16), px(20), px(16))
        self._row.setSpacing(px(12))
        self._labels.setSpacing(px(4))
        self._button_row.setSpacing(px(12))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the buttons below the labels if they do not fit beside them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        shown = [button.sizeHint().width() for button in self.buttons if not button.isHidden()]
        labels = max(self._labels.minimumSize().width(), self._look.px(240))
        needed = sum(shown) + self._look.px(12 * len(shown) + 40) + labels
        beside = QBoxLayout.Direction.LeftToRight
        self._row.setDirection(beside if needed <= self.width() else QBoxLayout.Direction.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """Return a width that fits any window: the buttons move below the labels."""
        return QSize(self._look.px(320), super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._look.color("edge"))
        painter.setBrush(self._look.color("card"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), RADIUS, RADIUS)

    def _button(self, name: str, text: str, kind: ButtonKind) -> Button:
        button = Button(self._look, kind, name=name)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.set_text(text)
        return button

    def _on_open(self) -> None:
        self.open_wanted.emit(self.restaurant_id)

    def _on_close(self) -> None:
        self.close_wanted.emit(self.restaurant_id, None)

    def _on_close_for(self, minutes: int) -> None:
        self.close_wanted.emit(self.restaurant_id, minutes)


class BranchesPage(Page):
    """Shows a panel for each branch."""

    def __init__(self, look: Look, commands: RestaurantCommands) -> None:
        super().__init__(look, "shop", restaurant_words.branches_title())
        self._commands = commands
        self._branches: tuple[Branch, ...] = ()
        self._panels: dict[str, BranchPanel] = {}
        self._again = Button(look, name="shopLook")
        self._again.set_text(tr("Read again"))
        self._again.clicked.connect(self._on_again)
        self.head.addWidget(self._again)
        self._message = Label(look, 16, token="muted")
        self._message.setObjectName("shopMessage")
        self._message.setWordWrap(True)
        self.body.addWidget(self._message)
        content = QWidget()
        self._list = QVBoxLayout(content)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setObjectName("shopArea")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        area.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        scroll_by_finger(area)
        self.body.addWidget(area, 1)
        look.changed.connect(self._restyle)
        self._restyle()
        self.show_branches(())

    def enter(self) -> None:
        """Refresh the states. No button gets the focus: an accidental Enter must not close the restaurant."""
        self._commands.poll_branches()
        self.setFocus()

    def show_branches(self, branches: tuple[Branch, ...]) -> None:
        """Show the branches, in the vendor's order."""
        self._branches = branches
        known = {branch.restaurant_id for branch in branches}
        for restaurant_id in self._panels.keys() - known:
            self._panels.pop(restaurant_id).deleteLater()
        now = self._commands.now()
        for position, branch in enumerate(branches):
            panel = self._panels.get(branch.restaurant_id)
            if panel is None:
                panel = self._panels[branch.restaurant_id] = BranchPanel(self.look, branch.restaurant_id)
                panel.open_wanted.connect(self._commands.open_branch)
                panel.close_wanted.connect(self._on_close_wanted)
                self._list.insertWidget(position, panel)
            panel.show_branch(branch, now)
        self._message.set_text(
            tr(
                "A closed restaurant gets no new orders; current orders continue. After a timed break it opens by "
                "itself, also after a restart.",
            )
            if branches
            else tr("Dükkango has not reported the restaurants of this key yet.")
        )

    def press(self, event: QKeyEvent) -> bool:
        """Move the focus from button to button by the arrows."""
        step = _ARROWS.get(Qt.Key(event.key()))
        if step is None:
            return False
        if not self._has_focused_button():
            self._focus_first()
        elif step > 0:
            self.focusNextChild()
        else:
            self.focusPreviousChild()
        return True

    def _on_again(self) -> None:
        self._commands.poll_branches()

    def _on_close_wanted(self, restaurant_id: str, minutes: int | None) -> None:
        waiting = self._commands.waiting_at(restaurant_id)
        if not waiting:
            self._commands.close_branch(restaurant_id, minutes)
            return
        name = next(branch.name for branch in self._branches if branch.restaurant_id == restaurant_id)
        dialog = ask_to_close(self, self.look, name, waiting, minutes)
        dialog.accepted.connect(partial(self._commands.close_branch, restaurant_id, minutes))
        dialog.finished.connect(lambda _result: self.setFocus())
        dialog.open()

    def _has_focused_button(self) -> bool:
        return any(button.hasFocus() for panel in self._panels.values() for button in panel.buttons)

    def _focus_first(self) -> None:
        for branch in self._branches:
            for button in self._panels[branch.restaurant_id].buttons:
                if not button.isHidden():
                    button.setFocus()
                    return
        self.setFocus()

    def _restyle(self) -> None:
        self._list.setSpacing(self.look.px(12))
        for panel in self._panels.values():
            panel.restyle()
