"""The filters of the history: a search line and a row of choices. Typing searches after a short pause."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QDate, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.orders.search import Filter
from desktop.domain.sales.period import Period, Span
from desktop.domain.text.translation import tr
from desktop.ui.text import history_words
from desktop.ui.text.format import one_line
from desktop.ui.text.history_words import DayChoice
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.fields import Choice, DayBox
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.theme import TOUCH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop.domain.restaurant.branch import Branch
    from desktop.ui.widgets.theme import Look


REST: Final = 200
"""Milliseconds without a key after which the search starts."""
_LONGEST: Final = 200


class HistoryFilters(QWidget):
    """Shows the search line above the choices."""

    changed = Signal()
    """The property `filter` changed."""

    def __init__(self, look: Look, now: Callable[[], datetime], day_begins: Callable[[], time]) -> None:
        super().__init__()
        self._look = look
        self._now = now
        self._day_begins = day_begins
        self._spellings: dict[str, tuple[str, ...]] = {}
        """All spellings of each payment method."""
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
        self.search.textChanged.connect(self._rest.start)
        self._choices = FlowLayout()
        self.days = self._choice("historyWhen", tr("Days"), history_words.day_choices())
        self.day = DayBox(look)
        self.day.setDate(QDate.currentDate())
        self.day.setObjectName("historyDay")
        self.day.setAccessibleName(tr("Day"))
        self.day.setDisplayFormat("dd.MM.yyyy")
        self.day.dateChanged.connect(self._on_chosen)
        self._choices.addWidget(self.day)
        self.day.hide()
        self.status = self._choice("historyStatus", tr("Status"), history_words.status_choices())
        self.payment = self._choice("historyPayment", tr("Payment"), [(tr("Any payment"), "")])
        self.shipping = self._choice("historyWay", tr("Type"), history_words.type_choices())
        self.branch = self._choice("historyBranch", tr("Restaurant"), [(tr("Any restaurant"), "")])
        self.branch.hide()
        self._choices.addStretch(1)
        self.clear_button = Button(look, name="historyClear")
        self.clear_button.set_text(tr("Clear the search"))
        self.clear_button.clicked.connect(self.clear)
        self._choices.addWidget(self.clear_button)
        self.clear_button.hide()
        self.changed.connect(self._update_clear_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.search)
        layout.addLayout(self._choices)
        self._layout = layout
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def filter(self) -> Filter:
        """The current filter."""
        since, until = self._time_range()
        return Filter(
            text=self.search.text().strip(),
            since=since,
            until=until,
            status_ids=tuple(self.status.currentData() or ()),
            payment_methods=self._spellings.get(self.payment.currentData() or "", ()),
            restaurant_id=self.branch.currentData() or "",
            pickup=self.shipping.currentData(),
        )

    def clear(self) -> None:
        """Reset the search and all choices."""
        for choice in (self.days, self.status, self.payment, self.shipping, self.branch):
            with QSignalBlocker(choice):
                choice.setCurrentIndex(0)
        with QSignalBlocker(self.search):
            self.search.clear()
        self._on_chosen()

    def show_payment_methods(self, methods: Mapping[str, tuple[str, ...]]) -> None:
        """Offer these payment methods, each with all its spellings."""
        self._spellings = dict(methods)
        self._offer(
            self.payment, [(tr("Any payment"), ""), *((one_line(method, 40), method) for method in methods)]
        )

    def show_branches(self, branches: Sequence[Branch]) -> None:
        """Offer these branches; hide the choice if there is only one."""
        named = [(one_line(branch.name, 40), branch.restaurant_id) for branch in branches]
        self._offer(self.branch, [(tr("Any restaurant"), ""), *named])
        self.branch.setVisible(len(branches) > 1)

    def _offer(self, choice: QComboBox, offered: Sequence[tuple[str, Any]]) -> None:
        if [choice.itemData(row) for row in range(choice.count())] == [value for _, value in offered]:
            return
        chosen = choice.currentData()
        with QSignalBlocker(choice):
            choice.clear()
            for text, value in offered:
                choice.addItem(text, value)
            choice.setCurrentIndex(max(0, choice.findData(chosen)))
        if choice.currentData() != chosen:
            self._on_chosen()

    def _choice(self, name: str, spoken: str, offered: Sequence[tuple[str, Any]]) -> QComboBox:
        choice = Choice(self._look)
        choice.setObjectName(name)
        choice.setAccessibleName(spoken)
        for text, value in offered:
            choice.addItem(text, value)
        choice.currentIndexChanged.connect(self._on_chosen)
        self._choices.addWidget(choice)
        return choice

    def _time_range(self) -> tuple[datetime | None, datetime | None]:
        days: DayChoice = self.days.currentData()
        if days is not DayChoice.ONE_DAY:
            return history_words.time_range(days, self._now(), self._day_begins())
        chosen = self.day.date()
        day = date(chosen.year(), chosen.month(), chosen.day())
        period = Period.of(Span.DAY, day, self._day_begins())
        return period.since, period.until

    def _update_clear_button(self) -> None:
        """Show the button only while there is something to clear."""
        is_needed = not self.filter.is_everything
        if self.clear_button.hasFocus() and not is_needed:
            self.search.setFocus()
        self.clear_button.setVisible(is_needed)

    def _on_chosen(self) -> None:
        self.day.setVisible(self.days.currentData() is DayChoice.ONE_DAY)
        self._rest.stop()
        self.changed.emit()

    def _restyle(self) -> None:
        px = self._look.px
        self.search.setFont(self._look.font(18))
        self.search.setMinimumHeight(px(TOUCH))
        for widget in (self.days, self.day, self.status, self.payment, self.shipping, self.branch):
            widget.setFont(self._look.font(15))
            widget.setMinimumHeight(px(TOUCH))
        self._choices.setSpacing(px(8))
        self._layout.setSpacing(px(8))
