"""Working alone while the shared database is dead: the red strip, and the questions before it and before the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import till_words
from desktop.ui.widgets import glyphs
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog, question
from desktop.ui.widgets.glyphs import Glyph
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent

    from desktop.domain.tills import StoreLine
    from desktop.ui.widgets.theme import Look


class AloneStrip(QWidget):
    """Stands above everything while this till works alone: nobody may forget it."""

    back_wanted = Signal()
    """The till is to go back to the shared database."""

    def __init__(self, look: Look, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.setObjectName("aloneStrip")
        self._look = look
        self._now = now
        self._sentence = Label(look, 16, QFont.Weight.Bold, token="on_late")
        self._sentence.setObjectName("aloneSentence")
        self._sentence.setWordWrap(True)
        self._back = Button(look, name="sharedAgainButton")
        self._back.set_text(tr("Back to the shared database…"))
        self._back.clicked.connect(lambda _on=False: self.back_wanted.emit())
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._sentence, 1)
        self._row.addWidget(self._back)
        self.hide()
        look.changed.connect(self._restyle)
        self._restyle()

    def show_alone(self, since: datetime | None) -> None:
        """Show since when this till works alone; None hides the strip."""
        if since is not None:
            self._sentence.set_text(till_words.alone(since, self._now()))
            if self.isHidden():
                announce(self, self._sentence.text(), urgent=True)
        self.setVisible(since is not None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, side = self._look, self._look.px(20)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look.fill(painter, self.rect(), "late")
        box = self.rect()
        box.setRect(look.px(20), (self.height() - side) // 2, side, side)
        glyphs.draw(painter, Glyph.WARNING, box.toRectF(), look.color("on_late"))

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(52), px(6), px(20), px(6))
        self._row.setSpacing(px(12))
        self.update()


def alone_question(parent: QWidget, look: Look, line: StoreLine) -> Dialog:
    """Return the question before this till works alone; `accepted` means yes."""
    return question(
        parent,
        look,
        "aloneDialog",
        title=tr("Work alone on this till?"),
        text=till_words.ask_alone(line),
        yes=tr("Work alone"),
    )


def back_question(parent: QWidget, look: Look) -> Dialog:
    """Return the question before the orders of this till go into the shared database; `accepted` means yes."""
    return question(
        parent,
        look,
        "sharedAgainDialog",
        title=tr("Back to the shared database?"),
        text=till_words.ask_back(),
        yes=tr("Use the shared database"),
    )


def help_dialog(
    parent: QWidget, look: Look, detail: str, work_alone: Callable[[], None] | None = None
) -> Dialog:
    """Return what people can do while the shared database is away, with a button for `work_alone` if it is given."""
    dialog = Dialog(parent, look, "storeHelpDialog", tr("What to do?"))
    dialog.add_text(till_words.help_when_lost(detail))
    if work_alone is not None:
        # Later: it opens a dialog of its own, and only one is open at a time.
        dialog.accepted.connect(lambda: QTimer.singleShot(0, parent, work_alone))
        alone = dialog.add_button("workAloneButton", f"{till_words.ALONE}…", apart=True)
        alone.clicked.connect(dialog.accept)
    close = dialog.add_button("closeButton", tr("Close"), hint="Esc")
    close.clicked.connect(dialog.reject)
    close.setFocus()
    return dialog
