"""Buttons that choose a day, a week or a month. No period after today can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.business_day import business_day
from desktop.domain.sales.period import Period, Span
from desktop.domain.text.translation import tr, tr_context
from desktop.ui.text import sales_words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime, time

    from desktop.ui.widgets.theme import Look


class PeriodChooser(QWidget):
    """A row of buttons around the chosen period."""

    chosen = Signal(object)
    """A `Period` was chosen."""

    def __init__(self, look: Look, now: Callable[[], datetime], day_begins: Callable[[], time]) -> None:
        """Choose today.

        Args:
            look: the theme.
            now: returns the time, aware.
            day_begins: returns the local time at which the business day begins.
        """
        super().__init__()
        self._look = look
        self._now = now
        self._day_begins = day_begins
        self._spans: dict[Span, Button] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for number, (span, text) in enumerate(sales_words.spans(), 1):
            button = self._button(f"report{span.value.capitalize()}", text, str(number))
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, span=span: self.choose(span))
            self._spans[span] = button
        earlier = self._button("reportEarlier", "‹", "←", tr("Earlier"))
        earlier.clicked.connect(self.step_back)
        self._shown = Label(look, 18, QFont.Weight.Bold, elides=True, shrinks_to=13)
        self._shown.setObjectName("reportPeriod")
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._row.addWidget(self._shown, 1)
        self._later = self._button("reportLater", "›", "→", tr_context("report", "Later"))
        self._later.clicked.connect(self.step_on)
        today = self._button("reportToday", tr("Today"), "Home")
        today.clicked.connect(self.choose_today)
        self._period = Period.at(Span.DAY, now(), day_begins())
        self._show()
        look.changed.connect(self.restyle)
        self.restyle()

    def _button(self, name: str, text: str, hint: str, spoken: str = "") -> Button:
        button = Button(self._look, name=name)
        button.set_text(text, hint=hint, spoken=spoken)
        self._row.addWidget(button)
        return button

    @property
    def period(self) -> Period:
        """The chosen period, in days that begin as they do now."""
        return Period.of(self._period.span, self._period.first, self._day_begins())

    def _today(self) -> date:
        return business_day(self._now(), self._day_begins())

    def choose(self, span: Span) -> None:
        """Choose a period of another length: around today if today is in view, else around the last day in view."""
        has_today = self._period.first <= self._today() <= self._period.last
        self._choose(Period.of(span, self._today() if has_today else self._period.last, self._day_begins()))

    def choose_today(self) -> None:
        """Choose the period that contains today."""
        self._choose(Period.at(self._period.span, self._now(), self._day_begins()))

    def step_back(self) -> None:
        """Choose the period before."""
        self._choose(self.period.before())

    def step_on(self) -> None:
        """Choose the period after, unless it starts after today."""
        following = self.period.after()
        if following.first <= self._today():
            self._choose(following)

    def _choose(self, period: Period) -> None:
        self._period = period
        self._show()
        self.chosen.emit(period)

    def _show(self) -> None:
        self._shown.set_text(sales_words.period(self._period))
        for span, button in self._spans.items():
            button.setChecked(span is self._period.span)
        self._later.setEnabled(self._period.after().first <= self._today())

    def restyle(self) -> None:
        """Apply the measures of the theme."""
        self._row.setSpacing(self._look.px(8))
