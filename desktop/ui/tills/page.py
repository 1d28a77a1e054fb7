"""The page of the tills: who shares the database, this till's name, and the database itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.domain.tills import StoreLine
from desktop.ui.settings.rows import SettingRow
from desktop.ui.text import till_words
from desktop.ui.tills.store_form import StoreForm
from desktop.ui.tills.till_row import TillRow
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pages import Page
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QHideEvent, QShowEvent

    from desktop.domain.tills import StoreTrial, Till
    from desktop.ui.tills.commands import TillCommands
    from desktop.ui.widgets.theme import Look

_OWN: Final = ("till_name", "may_poll")
"""Settings of this till that the page shows."""
_TICK: Final = 5_000


class TillsPage(Page):
    """Shows the tills and sets up the shared database."""

    in_view = Signal(bool)
    """The page was opened, or left."""

    def __init__(self, look: Look, commands: TillCommands, steady: Callable[[], float]) -> None:
        super().__init__(look, "tills", str(till_words.TITLE))
        self._commands = commands
        self._steady = steady
        self._line = StoreLine()
        self._tills: tuple[Till, ...] = ()
        self._told_at = steady()
        self._rows: list[TillRow] = []
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._state = Label(look, 17)
        self._state.setObjectName("storeState")
        self._state.setWordWrap(True)
        self._list.addWidget(self._state)
        self._till_list = QVBoxLayout()
        self._list.addLayout(self._till_list)
        self._own_heading = self._heading(tr("This till"))
        self._own = {
            item.setting.name: SettingRow(look, item, commands)
            for item in commands.items()
            if item.setting.name in _OWN
        }
        for row in self._own.values():
            self._list.addWidget(row)
        self._own_heading.setVisible(bool(self._own))
        self._heading(tr("Shared database"))
        self._explained = Label(look, 14, token="muted")
        self._explained.setWordWrap(True)
        self._explained.set_text(
            tr(
                "All tills of a restaurant share one PostgreSQL database: one of them receives the orders for all."
            )
        )
        self._list.addWidget(self._explained)
        self.form = StoreForm(look)
        self.form.try_wanted.connect(commands.try_store)
        self.form.use_wanted.connect(commands.use_store)
        self.form.answered.connect(self._show_form)
        self._list.addWidget(self.form)
        self._list.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(self.focusPolicy())
        self._area.setWidget(inner)
        scroll_by_finger(self._area)
        self.body.addWidget(self._area, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self.refresh_times)
        self._timer.start()
        self.restyle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.in_view.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.in_view.emit(False)

    def enter(self) -> None:
        """Show the present state; nothing that was typed before is left."""
        self.form.clear()
        self.refresh()
        if self._line.engine == "sqlite":
            # Nothing but the address can be of use; with tills the list of them comes first.
            self.form.address.setFocus()
        else:
            self._area.verticalScrollBar().setValue(0)

    def refresh(self, again: str = "") -> None:
        """Show the present settings; the setting `again` also where its value is the same."""
        commands = self._commands
        self.form.show_address(commands.address, fixed=commands.address_is_fixed)
        self.form.show_password(given=commands.password_is_fixed)
        for item in self._commands.items():
            row = self._own.get(item.setting.name)
            if row is not None and (row.item != item or item.setting.name == again):
                row.show_item(item)

    def show_line(self, line: StoreLine) -> None:
        """Show where this till keeps the orders, and whether it can."""
        self._line = line
        self._state.set_text(till_words.in_use(line), "late_ink" if line.is_lost else "ink")
        self.refresh_times()

    def show_tills(self, tills: Sequence[Till]) -> None:
        """Show the tills that share the database."""
        self._tills, self._told_at = tuple(tills), self._steady()
        while len(self._rows) < len(tills):
            row = TillRow(self.look)
            self._rows.append(row)
            self._till_list.addWidget(row)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(tills))
        self.refresh_times()

    def refresh_times(self) -> None:
        """Show how long each till has been silent."""
        passed = self._steady() - self._told_at
        for row, till in zip(self._rows, self._tills, strict=False):
            row.show_till(till, till.seconds_silent + passed, is_lost=self._line.is_lost)

    def show_trial(self, trial: StoreTrial) -> None:
        """Show the answer of a database that was tried."""
        self.form.show_trial(trial)

    def restyle(self) -> None:
        """Take measures from the look again."""
        super().restyle()
        if hasattr(self, "_area"):
            px = self.look.px
            self._list.setContentsMargins(px(16), px(8), px(16), px(8))
            self._list.setSpacing(px(10))
            self._till_list.setSpacing(0)
            for row in self._own.values():
                row.restyle()

    def _show_form(self) -> None:
        # The answer has its place only when the layout has seen it.
        self._list.activate()
        QCoreApplication.sendEvent(self._area, QEvent(QEvent.Type.LayoutRequest))
        self._area.ensureWidgetVisible(self.form.answer)

    def _heading(self, text: str) -> Label:
        heading = Label(self.look, 20, QFont.Weight.Bold)
        heading.set_text(text)
        self._list.addWidget(heading)
        return heading
