"""What is looked for in the history: a search line and a row of choices. Tells once the hand rests."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QDate, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.orders.search import Filter
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import tr
from desktop.ui.text import history_words
from desktop.ui.text.format import one_line
from desktop.ui.text.history_words import When
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.fields import Choice, DayBox
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.theme import TOUCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from desktop.domain.restaurant.branch import Branch
    from desktop.ui.widgets.theme import Look


REST: Final = 200
"""Milliseconds without a key after which is searched."""
_LONGEST: Final = 200


class HistoryFilters(QWidget):
    """The search line above the choices."""

    changed = Signal()
    """Something else is looked for; see `filter`."""

    def __init__(self, look: Look, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._look = look
        self._now = now
        self.search = QLineEdit()
        self.search.setObjectName("historySearch")
        self.search.setMaxLength(_LONGEST)
        hint = tr("Search by number, name, phone or dish")
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self.search.setClearButtonEnabled(True)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _text: self._rest.start())
        self._choices = FlowLayout()
        self.when = self._choice("historyWhen", tr("Days"), history_words.whens())
        self.day = DayBox(look)
        self.day.setDate(QDate.currentDate())
        self.day.setObjectName("historyDay")
        self.day.setAccessibleName(tr("Day"))
        self.day.setDisplayFormat("dd.MM.yyyy")
        self.day.dateChanged.connect(lambda _day: self._on_chosen())
        self._choices.addWidget(self.day)
        self.day.hide()
        self.status = self._choice("historyStatus", tr("Status"), history_words.statuses())
        self.payment = self._choice("historyPayment", tr("Payment"), [(_every_payment(), "")])
        self.way = self._choice("historyWay", tr("Type"), history_words.ways())
        self.branch = self._choice("historyBranch", tr("Restaurant"), [(_every_branch(), "")])
        self.branch.hide()
        self._choices.addStretch(1)
        self.clear_button = Button(look, name="historyClear")
        self.clear_button.set_text(tr("Clear the search"))
        self.clear_button.clicked.connect(lambda _on=False: self.clear())
        self._choices.addWidget(self.clear_button)
        self.clear_button.hide()
        self.changed.connect(self._offer_to_clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.search)
        layout.addLayout(self._choices)
        self._layout = layout
        look.changed.connect(self._dress)
        self._dress()

    @property
    def filter(self) -> Filter:
        """What is looked for now."""
        since, until = self._time()
        return Filter(
            text=self.search.text().strip(),
            since=since,
            until=until,
            status_ids=tuple(self.status.currentData() or ()),
            payment_method=self.payment.currentData() or "",
            restaurant_id=self.branch.currentData() or "",
            pickup=self.way.currentData(),
        )

    def clear(self) -> None:
        """Look for everything."""
        for choice in (self.when, self.status, self.payment, self.way, self.branch):
            choice.blockSignals(True)
            choice.setCurrentIndex(0)
            choice.blockSignals(False)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._on_chosen()

    def show_payment_methods(self, methods: Iterable[str]) -> None:
        """Offer the ways of payment that there are."""
        self._offer(
            self.payment, [(_every_payment(), ""), *((one_line(method, 40), method) for method in methods)]
        )

    def show_branches(self, branches: Sequence[Branch]) -> None:
        """Offer the branches, where there are several."""
        named = [(one_line(branch.name, 40), branch.restaurant_id) for branch in branches]
        self._offer(self.branch, [(_every_branch(), ""), *named])
        self.branch.setVisible(len(branches) > 1)

    def _offer(self, choice: QComboBox, offered: Sequence[tuple[str, Any]]) -> None:
        if [choice.itemData(row) for row in range(choice.count())] == [value for _, value in offered]:
            return
        chosen = choice.currentData()
        choice.blockSignals(True)
        choice.clear()
        for text, value in offered:
            choice.addItem(text, value)
        choice.setCurrentIndex(max(0, choice.findData(chosen)))
        choice.blockSignals(False)
        if choice.currentData() != chosen:
            self._on_chosen()

    def _choice(self, name: str, spoken: str, offered: Sequence[tuple[str, Any]]) -> QComboBox:
        choice = Choice(self._look)
        choice.setObjectName(name)
        choice.setAccessibleName(spoken)
        for text, value in offered:
            choice.addItem(text, value)
        choice.currentIndexChanged.connect(lambda _row: self._on_chosen())
        self._choices.addWidget(choice)
        return choice

    def _time(self) -> tuple[datetime | None, datetime | None]:
        when: When = self.when.currentData()
        if when is not When.ONE_DAY:
            return history_words.time_of(when, self._now())
        chosen = self.day.date()
        begin = datetime.combine(datetime(chosen.year(), chosen.month(), chosen.day()), time(), ISTANBUL)  # noqa: DTZ001
        return begin, begin + timedelta(days=1)

    def _offer_to_clear(self) -> None:
        """Show the way back to all orders where it leads anywhere."""
        narrowed = not self.filter.is_everything
        if self.clear_button.hasFocus() and not narrowed:
            self.search.setFocus()
        self.clear_button.setVisible(narrowed)

    def _on_chosen(self) -> None:
        self.day.setVisible(self.when.currentData() is When.ONE_DAY)
        self._rest.stop()
        self.changed.emit()

    def _dress(self) -> None:
        px = self._look.px
        self.search.setFont(self._look.font(18))
        self.search.setMinimumHeight(px(TOUCH))
        for widget in (self.when, self.day, self.status, self.payment, self.way, self.branch):
            widget.setFont(self._look.font(15))
            widget.setMinimumHeight(px(TOUCH))
        self._choices.setSpacing(px(8))
        self._layout.setSpacing(px(8))


def _every_payment() -> str:
    return tr("Any payment")


def _every_branch() -> str:
    return tr("Any restaurant")
