"""What is wrong, in one sentence with one button; more of it behind "2 more", a plain "+2" in a narrow window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.trouble import Trouble, TroubleKind
from desktop.ui.text import plurals, trouble_words
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
"""Pixels at 100 % from which words beside the sentence do not break it into two lines."""
_MILD: Final = frozenset(
    {
        TroubleKind.COOLDOWN,
        TroubleKind.WRONG_CLOCK,
        TroubleKind.REJECTED_PAYLOAD,
        TroubleKind.INTERNAL,
        TroubleKind.NOT_LISTENED,
        TroubleKind.NOTICE,
    }
)


def by_urgency(troubles: Sequence[Trouble]) -> list[Trouble]:
    """Return the troubles, the most urgent first, among equals the oldest."""
    return sorted(troubles, key=lambda trouble: (_URGENCY[trouble.kind], trouble.since))


def is_mild(trouble: Trouble) -> bool:
    """Whether orders arrive and ring in spite of it."""
    return trouble.kind in _MILD


class TroubleRow(QWidget):
    """One trouble: sign, sentence, button."""

    remedy_wanted = Signal(object)

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
        self.row = QHBoxLayout(self)
        self.row.addWidget(self._sentence, 1)
        self.row.addWidget(self._button)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_trouble(self, trouble: Trouble) -> None:
        """Show a trouble."""
        self._trouble = trouble
        said = trouble_words.describe(trouble)
        self._sentence.set_text(said.sentence)
        self._button.set_text(said.button, spoken=f"{said.button}: {said.sentence}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground in the colour of its urgency, and its sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        mild = self._trouble is not None and is_mild(self._trouble)
        painter.fillRect(self.rect(), look.color("waiting_ground" if mild else "late_ground"))
        strong = look.color("waiting" if mild else "late")
        painter.fillRect(0, 0, look.px(6), self.height(), strong)
        side = look.px(20)
        box = self.rect()
        box.setRect(look.px(20), (self.height() - side) // 2, side, side)
        glyphs.draw(painter, Glyph.WARNING, box.toRectF(), strong)

    def _on_pressed(self) -> None:
        if self._trouble is not None:
            self.remedy_wanted.emit(self._trouble)

    def _restyle(self) -> None:
        px = self._look.px
        self.row.setContentsMargins(px(52), px(6), px(20), px(6))
        self.row.setSpacing(px(12))
        self.update()


class Banner(QWidget):
    """The most urgent trouble, and how many more there are."""

    remedy_wanted = Signal(object)
    list_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._look = look
        self.troubles: list[Trouble] = []
        self._others = 0
        """How many troubles there are besides the one that is shown."""
        self._told: object = None
        """The trouble that a screen reader was told of last."""
        self._answered: frozenset[TroubleKind] = frozenset()
        self._first = TroubleRow(look, name="banner")
        self._first.remedy_wanted.connect(self.remedy_wanted)
        self._more = Button(look, name="moreTroubles")
        self._more.clicked.connect(self.list_wanted)
        self._first.row.addWidget(self._more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._first)
        self.hide()

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Show what is wrong now; nothing wrong, nothing shown."""
        self.troubles = by_urgency(troubles)
        self._show()

    def set_handled(self, answered: frozenset[TroubleKind]) -> None:
        """Be silent about what the page in view is there to mend."""
        self._answered = answered
        self._show()

    def _show(self) -> None:
        shown = [trouble for trouble in self.troubles if trouble.kind not in self._answered]
        self.setVisible(bool(shown))
        if not shown:
            self._told = None
            return
        first = shown[0]
        self._first.show_trouble(first)
        if first.identity != self._told:
            self._told = first.identity
            announce(self, trouble_words.describe(first).sentence, urgent=not is_mild(first))
        self._count_more(len(shown) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say it in words where there is room for them."""
        super().resizeEvent(event)
        self._count_more(self._others)

    def _count_more(self, others: int) -> None:
        self._others = others
        self._more.setVisible(others > 0)
        said = plurals.more_troubles(others)
        self._more.set_text(said if self.width() >= self._look.px(_ROOMY) else f"+{others}", spoken=said)
