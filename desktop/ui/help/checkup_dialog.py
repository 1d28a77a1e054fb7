"""The dialog of the check-up: one row for each finding, and a button for the support package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.checkup import Level
from desktop.domain.text.translation import tr
from desktop.ui.text import trouble_words
from desktop.ui.text.trouble_words import Remedy
from desktop.ui.widgets import glyphs
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog, ScrollBody
from desktop.ui.widgets.glyphs import Glyph
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop.ui.widgets.theme import Look


class CheckRow(NamedTuple):
    """One finding, in the window's language."""

    level: Level
    text: str
    detail: str = ""
    remedy: Remedy | None = None
    """What a button beside it does, None for no button."""


_REMEDIES: Final = {"token": Remedy.CONNECT, "sound": Remedy.TEST_SOUND, "volume": Remedy.TEST_SOUND}
"""Names of findings -> what can be done about them here."""
_SIGNS: Final = {
    Level.OK: (Glyph.CHECK, "accept_ink"),
    Level.ADVICE: (Glyph.CLOCK, "waiting_ink"),
    Level.TROUBLE: (Glyph.WARNING, "late_ink"),
}
_WORST: Final = (Level.TROUBLE, Level.ADVICE, Level.OK)


def finding_row(name: str, level: Level, text: str, detail: str) -> CheckRow:
    """Return a finding; a problem that can be solved here gets a button."""
    return CheckRow(level, text, detail, _REMEDIES.get(name) if level is Level.TROUBLE else None)


def tray_row(available: bool) -> CheckRow:  # noqa: FBT001 - the only argument
    """Return the finding about the tray and notifications."""
    if available:
        return CheckRow(Level.OK, tr("This desktop has a tray for the icon and for notifications"))
    return CheckRow(
        Level.ADVICE,
        tr("This desktop has no tray: only window and sound report orders, and closing the window quits"),
    )


class CheckupDialog(Dialog):
    """Shows findings as they arrive, and a result at the end."""

    again_wanted = Signal()
    support_wanted = Signal()
    remedy_wanted = Signal(object)

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent, look, "checkupDialog", tr("Check-up"))
        self.rows: list[CheckRow] = []
        self._shown: list[_Row] = []
        self._summary = self.add_text("", 18)
        self._summary.setObjectName("checkupSummary")
        self._list = QVBoxLayout()
        self._list.setSpacing(look.px(4))
        self._list.addStretch(1)
        self.body.addWidget(ScrollBody(look, self._list, tr("Findings")), 1)
        package = self.add_button("supportButton", tr("Support package…"))
        package.clicked.connect(self.support_wanted)
        self._again = self.add_button("againButton", tr("Check again"))
        self._again.clicked.connect(self.again_wanted)
        close = self.add_button("closeButton", tr("Close"), hint="Esc")
        close.clicked.connect(self.accept)
        close.setFocus()
        self.resize(min(parent.width() - 40, look.px(860)), min(parent.height() - 40, look.px(640)))
        self.start()

    def start(self) -> None:
        """Remove all findings: the check-up starts again."""
        self.rows, self._shown = [], []
        while self._list.count() > 1:
            item = self._list.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.deleteLater()
        self._again.setEnabled(False)
        self._summary.set_text(tr("Checking…"), "muted")

    def add_row(self, row: CheckRow) -> None:
        """Show one more finding."""
        self.rows.append(row)
        shown = _Row(self.look, row)
        shown.remedy_wanted.connect(self.remedy_wanted)
        self._shown.append(shown)
        self._list.insertWidget(self._list.count() - 1, self._shown[-1])

    def end(self) -> None:
        """Show the result, and sort the findings by level."""
        self._again.setEnabled(True)
        self._sort_by_level()
        worst = {row.level for row in self.rows}
        if Level.TROUBLE in worst:
            text, token = tr("Something keeps orders from arriving or ringing:"), "late_ink"
        elif Level.ADVICE in worst:
            text = tr("Orders can arrive; read the advice:")
            token = "waiting_ink"
        else:
            text, token = tr("Everything works: orders can arrive and be heard."), "accept_ink"
        self._summary.set_text(text, token)
        found = [f"{_word(row.level)}: {row.text}" for row in self.rows if row.level is not Level.OK]
        announce(self, "\n".join([text, *found]), urgent=Level.TROUBLE in worst)

    def _sort_by_level(self) -> None:
        """Put problems at the top; findings of one level keep their order."""
        self.rows.sort(key=lambda row: _WORST.index(row.level))
        self._shown.sort(key=lambda shown: _WORST.index(shown.level))
        for place, shown in enumerate(self._shown):
            self._list.insertWidget(place, shown)


def _word(level: Level) -> str:
    return {
        Level.OK: tr("Good"),
        Level.ADVICE: tr("Advice"),
        Level.TROUBLE: tr("Problem"),
    }[level]


class _Row(QWidget):
    """Symbol, word and sentence: the colour is never the only sign. A button where something can be done here."""

    remedy_wanted = Signal(object)

    def __init__(self, look: Look, row: CheckRow) -> None:
        super().__init__()
        self._look = look
        self.level = row.level
        word = _word(row.level)
        heading = Label(look, 14, QFont.Weight.Bold, _SIGNS[row.level][1])
        heading.set_text(word)
        heading.setFixedWidth(look.px(90))
        text = Label(look, 16)
        text.setWordWrap(True)
        text.set_text(row.text)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(text)
        if row.detail and row.level is not Level.OK:
            detail = Label(look, 13, token="muted")
            detail.setWordWrap(True)
            detail.set_text(row.detail)
            texts.addWidget(detail)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.px(32), look.px(6), look.px(8), look.px(6))
        layout.addWidget(heading)
        layout.addLayout(texts, 1)
        remedy = row.remedy
        if remedy is not None:
            button = Button(look, name=f"checkup_{remedy.name.lower()}")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            what = trouble_words.button(remedy)
            button.set_text(what, spoken=f"{row.text}: {what}")
            button.clicked.connect(lambda _on=False: self.remedy_wanted.emit(remedy))
            layout.addWidget(button)
        self.setAccessibleName(f"{word}: {row.text}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        glyph, token = _SIGNS[self.level]
        side = self._look.px(18)
        box = self.rect()
        box.setRect(self._look.px(4), (self.height() - side) // 2, side, side)
        glyphs.draw(painter, glyph, box.toRectF(), self._look.color(token))
