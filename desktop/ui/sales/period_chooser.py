"""Chooses a day, a week or a month: how long, earlier, later, today. There is nothing after today's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.sales.period import Period, Span
from desktop.domain.text.translation import tr, tr_context
from desktop.ui.text import sales_words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.ui.widgets.theme import Look


class PeriodChooser(QWidget):
    """A row of buttons around the period that is chosen."""

    chosen = Signal(object)
    """A `Period` was chosen; it is shown already."""

    def __init__(self, look: Look, today: Callable[[], date]) -> None:
        """Choose today.

        Args:
            look: the theme.
            today: returns the present day, local.
        """
        super().__init__()
        self._look = look
        self._today = today
        self._spans: dict[Span, Button] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for number, (span, text) in enumerate(sales_words.spans(), 1):
            button = self._button(f"report{span.value.capitalize()}", text, str(number))
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, span=span: self.choose(span))
            self._spans[span] = button
        earlier = self._button("reportEarlier", "‹", "←", tr("Earlier"))
        earlier.clicked.connect(lambda: self.step(-1))
        self._shown = Label(look, 18, QFont.Weight.Bold, elides=True, shrinks_to=13)
        self._shown.setObjectName("reportPeriod")
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._row.addWidget(self._shown, 1)
        self._later = self._button("reportLater", "›", "→", tr_context("report", "Later"))
        self._later.clicked.connect(lambda: self.step(1))
        now = self._button("reportToday", tr("Today"), "Home")
        now.clicked.connect(self.choose_today)
        self._period = Period.of(Span.DAY, today())
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
        """What is chosen."""
        return self._period

    def choose(self, span: Span) -> None:
        """Choose the day, the week or the month that is in view, or today's where today is in view."""
        sees_today = self._period.first <= self._today() <= self._period.last
        self._choose(Period.of(span, self._today() if sees_today else self._period.last))

    def choose_today(self) -> None:
        """Choose the period that today is in."""
        self._choose(Period.of(self._period.span, self._today()))

    def step(self, steps: int) -> None:
        """Choose the period before (-1) or after (1)."""
        wanted = self._period.before() if steps < 0 else self._period.after()
        if wanted.first <= self._today():
            self._choose(wanted)

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
        """Take measures from the look again."""
        self._row.setSpacing(self._look.px(8))
