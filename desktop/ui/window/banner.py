"""Shows the most urgent problem with one button. "2 more", or "+2" in a narrow window, opens the list of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.trouble import Trouble, TroubleKind
from desktop.ui.text import plurals, trouble_words
from desktop.ui.text.trouble_words import Remedy
from desktop.ui.widgets import glyphs
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.glyphs import Glyph
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from desktop.ui.widgets.theme import Look

_URGENCY: Final = {kind: rank for rank, kind in enumerate(TroubleKind)}
_ROOMY: Final = 1200
"""Pixels at 100 % from which "2 more" fits beside a sentence without breaking it into two lines."""
_ROOM_FOR_TWO: Final = 900
"""Pixels at 100 % from which two buttons of a problem stand side by side."""
_MILD: Final = frozenset(
    {
        TroubleKind.COOLDOWN,
        TroubleKind.WRONG_CLOCK,
        TroubleKind.DISK_ALMOST_FULL,
        TroubleKind.TIME_UNSURE,
        TroubleKind.REJECTED_PAYLOAD,
        TroubleKind.INTERNAL,
        TroubleKind.NOT_LISTENED,
        TroubleKind.NOTICE,
    }
)


def by_urgency(troubles: Sequence[Trouble]) -> list[Trouble]:
    """Return the problems sorted by urgency, then by age."""
    return sorted(troubles, key=lambda trouble: (_URGENCY[trouble.kind], trouble.since))


def is_mild(trouble: Trouble) -> bool:
    """Whether orders still arrive and ring."""
    return trouble.kind in _MILD


class TroubleRow(QWidget):
    """One problem: symbol, sentence, button."""

    remedy_wanted = Signal(object)
    explain_wanted = Signal(object)
    """A person asks what he can do about it, besides the remedy."""

    def __init__(self, look: Look, *, name: str = "") -> None:
        super().__init__()
        self._look = look
        self._trouble: Trouble | None = None
        self._sentence = Label(look, 16, QFont.Weight.DemiBold)
        self._sentence.setWordWrap(True)
        self._sentence.setObjectName(f"{name}Sentence" if name else "")
        policy = self._sentence.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        self._sentence.setSizePolicy(policy)
        self._button = Button(look, name=f"{name}Button" if name else "")
        self._button.clicked.connect(self._on_pressed)
        self._explain = Button(look, name=f"{name}Explain" if name else "")
        self._explain.clicked.connect(self._on_explain)
        self._explain.hide()
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.addWidget(self._explain)
        self._buttons.addWidget(self._button)
        self.row = QHBoxLayout(self)
        self.row.addWidget(self._sentence, 1)
        self.row.addLayout(self._buttons)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_trouble(self, trouble: Trouble) -> None:
        """Show a problem."""
        self._trouble = trouble
        words = trouble_words.describe(trouble)
        self._sentence.set_text(words.sentence)
        self._button.set_text(words.button, spoken=f"{words.button}: {words.sentence}")
        self._explain.setVisible(trouble.kind is TroubleKind.STORE_LOST)
        self._explain.set_text(trouble_words.button(Remedy.EXPLAIN))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        mild = self._trouble is not None and is_mild(self._trouble)
        look.fill(painter, self.rect(), "waiting_ground" if mild else "late_ground")
        strong = "waiting" if mild else "late"
        look.fill(painter, QRect(0, 0, look.px(6), self.height()), strong)
        side = look.px(20)
        box = self.rect()
        box.setRect(look.px(20), (self.height() - side) // 2, side, side)
        glyphs.draw(painter, Glyph.WARNING, box.toRectF(), look.color(strong))

    def _on_pressed(self) -> None:
        if self._trouble is not None:
            self.remedy_wanted.emit(self._trouble)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put both buttons below each other where the sentence needs the room."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        beside = self.width() >= self._look.px(_ROOM_FOR_TWO)
        self._buttons.setDirection(ways.LeftToRight if beside else ways.TopToBottom)

    def _on_explain(self) -> None:
        if self._trouble is not None:
            self.explain_wanted.emit(self._trouble)

    def _restyle(self) -> None:
        px = self._look.px
        self.row.setContentsMargins(px(52), px(6), px(20), px(6))
        self.row.setSpacing(px(12))
        self._buttons.setSpacing(px(12))
        self.update()


class Banner(QWidget):
    """The most urgent problem, and the number of others."""

    remedy_wanted = Signal(object)
    explain_wanted = Signal(object)
    list_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._look = look
        self.troubles: list[Trouble] = []
        self._others = 0
        """The number of problems besides the one that is shown."""
        self._announced: object = None
        """The problem that was announced last."""
        self._handled: frozenset[TroubleKind] = frozenset()
        self._first = TroubleRow(look, name="banner")
        self._first.remedy_wanted.connect(self.remedy_wanted)
        self._first.explain_wanted.connect(self.explain_wanted)
        self._more = Button(look, name="moreTroubles")
        self._more.clicked.connect(self.list_wanted)
        self._first.row.addWidget(self._more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._first)
        self.hide()

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Show these problems; hide the banner if there are none."""
        self.troubles = by_urgency(troubles)
        self._show()

    def set_handled(self, kinds: frozenset[TroubleKind]) -> None:
        """Do not show problems of these kinds: the open page exists to fix them."""
        self._handled = kinds
        self._show()

    def _show(self) -> None:
        shown = [trouble for trouble in self.troubles if trouble.kind not in self._handled]
        self.setVisible(bool(shown))
        if not shown:
            self._announced = None
            return
        first = shown[0]
        self._first.show_trouble(first)
        if first.identity != self._announced:
            self._announced = first.identity
            announce(self, trouble_words.describe(first).sentence, urgent=not is_mild(first))
        self._show_more(len(shown) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the short form of "2 more" in a narrow window."""
        super().resizeEvent(event)
        self._show_more(self._others)

    def _show_more(self, others: int) -> None:
        self._others = others
        self._more.setVisible(others > 0)
        text = plurals.more_troubles(others)
        self._more.set_text(text if self.width() >= self._look.px(_ROOMY) else f"+{others}", spoken=text)
