"""The foot of the detail pane: the state and cancel, the times or what else is possible, and the next step.

Each of the three rows keeps its place and height whatever the order's state is.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop.domain.orders.auto_accept import with_rush
from desktop.domain.orders.board import BoardOrder, CommandState
from desktop.domain.orders.lifecycle import PRESET_PREPARING_TIMES
from desktop.domain.text.translation import tr
from desktop.ui.order.next_steps import NextSteps
from desktop.ui.order.status_actions import StatusActions
from desktop.ui.text.orders import order_words, press_words
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from desktop.ui.widgets.theme import Look


_TIGHT_PRESETS = 3
"""Number of presets if height is scarce; any other time is one press or two digits away."""


class AcceptPanel(QWidget):
    """Shows the commands for the selected order."""

    minutes_chosen = Signal(int)
    other_minutes_wanted = Signal()
    default_time_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._columns = 0
        self._tight = False
        self._usual_minutes = 0
        self._when = ""
        self._show_caption = False
        self._show_usual = False
        """Whether the caption above the times, and the button that stores a time as the usual one, have a purpose."""
        self._caption = Label(look, 14, token="muted", elides=True, shrinks_to=12)
        self._caption.set_text(tr("Preparation time"))
        self._usual = Button(look, ButtonKind.QUIET, name="makeDefaultTime", size=14)
        self._usual.set_text(tr("Preparation time"))
        self._usual.hide()
        self._usual.clicked.connect(self.default_time_wanted)
        self._times = QWidget(self)
        self._presets = {minutes: self._preset(minutes) for minutes in PRESET_PREPARING_TIMES}
        self._grid = QGridLayout()
        self._other = Button(look, name="preparingTimeOther", size=18, pad=8, parent=self._times)
        self._other.setCheckable(True)
        self._other.clicked.connect(self._on_other)
        self.steps = NextSteps(look)
        self.status = StatusActions(look, (self._caption, self._usual))
        self._lay_out()
        look.changed.connect(self._restyle)
        self._restyle()
        self._order_tabs()

    def show_order(
        self,
        order: BoardOrder,
        *,
        minutes: int | None,
        chosen: int | None,
        rush: int,
        typed: str,
        usual: int,
        pending: bool,
        exact: bool = False,
        when: str = "",
        question: str = "",
        held_back: bool = False,
        take_back_in: float = 0.0,
    ) -> None:
        """Show the commands for an order.

        Args:
            order: the selected order.
            minutes: the preparation time; None while the typed number is out of range.
            chosen: the preset that leads to this time.
            rush: minutes that rush hour adds.
            typed: the digits typed so far.
            usual: the stored preparation time.
            pending: whether Accept was pressed and the store has not answered yet.
            exact: whether the time was typed, so that rush hour adds nothing.
            when: the time that a scheduled order is for.
            question: what the next press on Accept confirms, "" for nothing.
            held_back: whether marked orders wait to be accepted instead.
            take_back_in: seconds in which its action can be taken back.
        """
        if usual != self._usual_minutes:
            self._usual_minutes = usual
            self._columns = 0
            self._arrange()
        offered = self._offered()
        acceptable = order.may_accept and not pending
        self._middle.setCurrentWidget(self._times if order.may_accept else self.steps.beside)
        for each, button in self._presets.items():
            button.set_text(str(with_rush(each, rush)), spoken=_spoken(with_rush(each, rush)))
            button.setChecked(each == chosen)
            button.set_marked(each == usual)
            button.setEnabled(acceptable)
        other = chosen is not None and chosen not in offered
        self._other.setChecked(other)
        self._other.setEnabled(acceptable)
        self._other.set_marked(usual not in offered)
        self._other.set_text(str(minutes) if other else "…", spoken=tr("Other preparation time"))
        differs = chosen is not None and chosen != usual and not typed
        caption = order_words.times_caption(rush, typed=exact)
        self._caption.set_text(caption, "waiting_ink" if rush else "muted")
        # The button explains the numbers as well as the caption does.
        self._show_caption = order.may_accept and (bool(rush) or not differs)
        self._show_usual = order.may_accept and differs and not rush
        self._when = when
        self._update_caption()
        if differs:
            self._usual.set_text(tr("Make {minutes} min the usual time").format(minutes=chosen))
        self._show_accept(order, minutes, typed, pending=pending)
        if order.may_accept and not pending and minutes is not None:
            self._show_what_is_in_the_way(order_words.minutes(minutes), question, held_back=held_back)
        refused = order.accept is not None and order.accept.state is CommandState.REFUSED
        removable = refused or order.in_doubt or not (order.waits or order.can_take_back)
        self.steps.show_order(order, pending=pending, removable=removable, take_back_in=take_back_in)
        self.status.show_order(order, pending=pending)

    def set_presets(self, times: Sequence[int]) -> None:
        """Offer these times, in minutes, the shortest first. `show_order` checks the chosen one."""
        if tuple(times) == tuple(self._presets):
            return
        for button in self._presets.values():
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._presets = {minutes: self._preset(minutes) for minutes in times}
        self._columns = 0
        self._arrange()
        self._order_tabs()

    def set_tight(self, tight: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Use less height: no caption, one row of times."""
        if tight is self._tight:
            return
        self._tight = tight
        self.status.set_tight(tight)
        self.steps.show_hints(not tight)
        self._update_caption()
        self._restyle()

    def _order_tabs(self) -> None:
        """Let Tab follow the visual order instead of the order of construction."""
        times = (*self._presets.values(), self._other)
        for before, after in pairwise((self._usual, *self.status.buttons, *times, *self.steps.buttons)):
            self.setTabOrder(before, after)

    def _update_caption(self) -> None:
        """Show the caption or the usual-time button, unless height is scarce: the menu has both too."""
        self._caption.setVisible(self._show_caption and not self._tight)
        self._usual.setVisible(self._show_usual and not self._tight)

    def _offered(self) -> tuple[int, ...]:
        """Return the visible presets: if height is scarce, those around the usual time, so that none moves."""
        times = tuple(self._presets)
        if not self._tight:
            return times
        distances = [abs(minutes - self._usual_minutes) for minutes in times]
        nearest = distances.index(min(distances))
        first = min(max(0, nearest - _TIGHT_PRESETS // 2), len(times) - _TIGHT_PRESETS)
        return times[first : first + _TIGHT_PRESETS]

    def _show_accept(self, order: BoardOrder, minutes: int | None, typed: str, *, pending: bool) -> None:
        accept = self.steps.accept
        accept.setEnabled(order.may_accept and not pending and minutes is not None)
        if pending:
            accept.set_text(order_words.saving())
        elif not order.may_accept:
            accept.set_text(press_words.state(order))
        elif minutes is None:
            accept.set_text(tr("{typed} min: only 1 to 240").format(typed=typed))
        else:
            number = f"{typed}_" if typed else str(minutes)
            text = tr("{accept} · {minutes} min")
            label = text.format(accept=order_words.capitals(order_words.accept_label(None)), minutes=number)
            spoken = tr("Accept, {minutes} minutes (Enter)").format(minutes=minutes)
            if self._when and not typed:
                label = f"{order_words.capitals(order_words.accept_label(None))} · {self._when}"
                spoken = tr("Accept for {time} (Enter)").format(time=self._when)
            accept.set_text(label, hint="Enter", spoken=spoken)

    def _show_what_is_in_the_way(self, minutes: str, question: str, *, held_back: bool) -> None:
        accept = self.steps.accept
        accept.set_kind(ButtonKind.ALARM if question and not held_back else ButtonKind.PRIMARY)
        if held_back:
            accept.setEnabled(False)
            accept.set_text(press_words.marked_below())
        elif question:
            accept.set_text(question, tail=f"· {minutes}", hint="Enter")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._look.fill(painter, self.rect(), "card")
        self._look.fill(painter, QRect(0, 0, self.width(), 1), "edge")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _preset(self, minutes: int) -> Button:
        # With its parent: a widget without one is a window of its own as soon as it is made visible.
        button = _Preset(self._look, name=f"preparingTime{minutes}", size=18, pad=8, parent=self._times)
        button.setCheckable(True)
        button.set_text(str(minutes), spoken=_spoken(minutes))
        button.clicked.connect(lambda: self.minutes_chosen.emit(minutes))
        return button

    def _lay_out(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._times.setLayout(self._grid)
        self._middle = QStackedLayout()
        self._middle.addWidget(self._times)
        self._middle.addWidget(self.steps.beside)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.status)
        self._layout.addLayout(self._middle)
        self._layout.addWidget(self.steps)

    def _arrange(self) -> None:
        """Arrange the presets in as many columns as fit."""
        room = self.width() - 2 * self._look.px(22)
        offered = self._offered()
        for minutes, button in self._presets.items():
            button.setVisible(minutes in offered)
        buttons = [*(self._presets[minutes] for minutes in offered), self._other]
        each = max(button.minimumSizeHint().width() for button in buttons) + self._look.px(8)
        columns = len(buttons) if self._tight or room >= len(buttons) * each else len(buttons) // 2
        if columns == self._columns:
            return
        self._columns = columns
        for position, button in enumerate(buttons):
            self._grid.addWidget(button, position // columns, position % columns)
        for column in range(len(self._presets) + 1):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _restyle(self) -> None:
        px = self._look.px
        self._layout.setContentsMargins(
            px(22), px(4 if self._tight else 8), px(22), px(6 if self._tight else 16)
        )
        self._layout.setSpacing(px(4 if self._tight else 12))
        self._grid.setSpacing(px(8))
        self._usual.setMinimumHeight(px(44))
        self._caption.setMinimumHeight(px(44))
        self._columns = 0
        self._arrange()
        self.update()

    def _on_other(self) -> None:
        self._other.setChecked(self._other.text() != "…")
        self.other_minutes_wanted.emit()


def _spoken(minutes: int) -> str:
    return tr("{minutes} minutes").format(minutes=minutes)


class _Preset(Button):
    """A preset, which stays checked if it is pressed again."""

    def nextCheckState(self) -> None:
        """Check the button, also if it is checked already."""
        self.setChecked(True)
