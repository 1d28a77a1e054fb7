"""The branches in the place of the board: which are open, and the presses that open and close them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
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
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

    from desktop.domain.restaurant.branch import Branch
    from desktop.ui.widgets.theme import Look


BREAKS: Final = (15, 30, 60)
"""Minutes that a branch can be closed for."""

_ARROWS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


def close_for(minutes: int) -> str:
    """Return the words of a press that closes for a while."""
    return tr("Close {minutes} min").format(minutes=minutes)


@dataclass(frozen=True, slots=True)
class RestaurantCommands:
    """What the page may ask for. All return at once."""

    open: Callable[[str], None]
    """Open the branch with this id."""
    close: Callable[[str, int | None], None]
    """Close the branch with this id for so many minutes; None for until somebody opens it."""
    look: Callable[[], None]
    """Read at the vendor which branches are open."""
    waiting: Callable[[str], int]
    """How many orders of the branch with this id wait for a person."""
    now: Callable[[], datetime]
    """The time of day, aware."""


class BranchPanel(QWidget):
    """One branch: its name, its state, its buttons."""

    def __init__(self, look: Look, restaurant_id: str, press: Callable[[str, int | None], None]) -> None:
        """Build the row.

        Args:
            look: the theme.
            restaurant_id: of the branch.
            press: told ``open``, or ``close`` with its minutes.
        """
        super().__init__()
        self.restaurant_id = restaurant_id
        self._look = look
        self._name = Label(look, 18, QFont.Weight.Bold, elides=True)
        self._state = Label(look, 16)
        self._state.setObjectName("branchState")
        self._problem = Label(look, 14, token="waiting_ink")
        self._problem.setWordWrap(True)
        self.open = self._button("openBranch", tr("Open now"), ButtonKind.PRIMARY)
        self.open.clicked.connect(lambda _on=False: press("open", None))
        self.close_ = self._button("closeBranch", tr("Close"), ButtonKind.PLAIN)
        self.close_.clicked.connect(lambda _on=False: press("close", None))
        self.breaks = [
            self._button(f"closeBranch{minutes}", close_for(minutes), ButtonKind.PLAIN) for minutes in BREAKS
        ]
        for minutes, button in zip(BREAKS, self.breaks, strict=True):
            button.clicked.connect(lambda _on=False, minutes=minutes: press("close", minutes))
        self._said = QVBoxLayout()
        for label in (self._name, self._state, self._problem):
            self._said.addWidget(label)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.addLayout(self._said, 1)
        self._presses = QHBoxLayout()
        for button in self.buttons:
            self._presses.addWidget(button)
        self._row.addLayout(self._presses)
        self.restyle()

    @property
    def buttons(self) -> list[Button]:
        """All buttons, left to right."""
        return [*self.breaks, self.close_, self.open]

    def show_branch(self, branch: Branch, now: datetime) -> None:
        """Show what holds now."""
        state = restaurant_words.branch_state(branch, now)
        self._name.set_text(one_line(branch.name, 80))
        self._state.set_text(state.text, token=state.token)
        self._problem.set_text(one_line(branch.problem, 160))
        self._problem.setVisible(bool(branch.problem))
        is_open = branch.is_open if branch.wanted_open is None else branch.wanted_open
        self.open.setVisible(is_open is not True)
        for button in (*self.breaks, self.close_):
            button.setVisible(is_open is not False or branch.reopen_at is not None)
        said = f"{one_line(branch.name, 80)}: {state.text}"
        self.setAccessibleName(said)
        for button in self.buttons:
            button.setAccessibleName(f"{button.text()} – {one_line(branch.name, 80)}")
        self._arrange()

    def restyle(self) -> None:
        """Take measures from the look again."""
        px = self._look.px
        self._row.setContentsMargins(px(20), px(16), px(20), px(16))
        self._row.setSpacing(px(12))
        self._said.setSpacing(px(4))
        self._presses.setSpacing(px(12))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the words where both do not fit side by side."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        shown = [button.sizeHint().width() for button in self.buttons if not button.isHidden()]
        words = max(self._said.minimumSize().width(), self._look.px(240))
        wanted = sum(shown) + self._look.px(12 * len(shown) + 40) + words
        beside = QBoxLayout.Direction.LeftToRight
        self._row.setDirection(beside if wanted <= self.width() else QBoxLayout.Direction.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """Return a width that any window has: the buttons find their place."""
        return QSize(self._look.px(320), super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the card."""
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


class BranchesPage(Page):
    """A row for each branch."""

    def __init__(self, look: Look, commands: RestaurantCommands) -> None:
        super().__init__(look, "shop", restaurant_words.shop_title())
        self._commands = commands
        self._branches: tuple[Branch, ...] = ()
        self._rows: dict[str, BranchPanel] = {}
        self._again = Button(look, name="shopLook")
        self._again.set_text(tr("Read again"))
        self._again.clicked.connect(lambda _on=False: commands.look())
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
        look.changed.connect(self._restyle_rows)
        self._restyle_rows()
        self.show_branches(())

    def enter(self) -> None:
        """Read anew. No button has the keyboard yet: a stray Enter must not close the restaurant."""
        self._commands.look()
        self.setFocus()

    def show_branches(self, branches: tuple[Branch, ...]) -> None:
        """Show the branches, in the vendor's order."""
        self._branches = branches
        known = {branch.restaurant_id for branch in branches}
        for ident in [ident for ident in self._rows if ident not in known]:
            self._rows.pop(ident).deleteLater()
        for place, branch in enumerate(branches):
            row = self._rows.get(branch.restaurant_id)
            if row is None:
                ident = branch.restaurant_id
                row = BranchPanel(self.look, ident, partial(self._press, ident))
                self._rows[ident] = row
                self._list.insertWidget(place, row)
        now = self._commands.now()
        for branch in branches:
            self._rows[branch.restaurant_id].show_branch(branch, now)
        self._message.set_text(
            tr(
                "A closed restaurant gets no new orders; those under way go on. Closed for some minutes, it opens by "
                "itself, also after a restart.",
            )
            if branches
            else tr("Dükkango has not told yet which restaurants this key reaches.")
        )

    def press(self, event: QKeyEvent) -> bool:
        """Go from button to button by the arrows."""
        step = _ARROWS.get(Qt.Key(event.key()))
        if step is None:
            return False
        if not self._focused():
            self._focus_first()
        elif step > 0:
            self.focusNextChild()
        else:
            self.focusPreviousChild()
        return True

    def _press(self, ident: str, what: str, minutes: int | None) -> None:
        if what == "open":
            self._commands.open(ident)
            return
        waiting = self._commands.waiting(ident)
        if not waiting:
            self._commands.close(ident, minutes)
            return
        name = next(branch.name for branch in self._branches if branch.restaurant_id == ident)
        dialog = question(
            self,
            self.look,
            "closeShopDialog",
            title=tr("Close {branch} now?").format(branch=one_line(name, 60)),
            text=restaurant_words.closing_question(name, waiting),
            yes=tr("Close") if minutes is None else close_for(minutes),
        )
        dialog.accepted.connect(lambda: self._commands.close(ident, minutes))
        dialog.finished.connect(lambda _result: self.setFocus())
        dialog.open()

    def _focused(self) -> bool:
        return any(button.hasFocus() for row in self._rows.values() for button in row.buttons)

    def _focus_first(self) -> None:
        for branch in self._branches:
            for button in self._rows[branch.restaurant_id].buttons:
                if not button.isHidden():
                    button.setFocus()
                    return
        self.setFocus()

    def _restyle_rows(self) -> None:
        self._list.setSpacing(self.look.px(12))
        for row in self._rows.values():
            row.restyle()
