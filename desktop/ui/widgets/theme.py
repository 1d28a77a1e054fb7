"""The theme: colours for light and dark, fonts, sizes, and the style sheet of Qt's own widgets.

Widgets take colours and sizes from a `Look` and repaint when it changes; no other module names a colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPalette, qGray

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QApplication

THEMES: Final = ("system", "light", "dark")
RADIUS: Final = 8
_LEAST_WIDTH: Final = 680
_LEAST_HEIGHT: Final = 500
"""Pixels at 100 % that the window needs; they limit the text size in a small window."""
TOUCH: Final = 44
"""Minimum height and width of everything that can be pressed, in pixels at 100 %."""
_CELL_FRAME: Final = 3
"""Pixels that Qt leaves free around the cells of a table, but not around its headings."""


def disable_animations(application: QApplication) -> None:
    """Switch Qt's animations off: menus open at once, and motion makes some people sick."""
    for effect in Qt.UIEffect:
        application.setEffectEnabled(effect, False)


class Style(NamedTuple):
    """Size (pixels at 100 %), weight and colour of text."""

    pixels: int
    weight: QFont.Weight
    token: str


class Tokens(msgspec.Struct, frozen=True):
    """The colours of one theme, as ``#rrggbb``. Names with `_ink` are for text, the others for areas and lines."""

    ground: str
    card: str
    raised: str
    """The background under the pointer."""
    selected: str
    edge: str
    """Borders and lines that only divide."""
    outline: str
    """The frame of a button: it shows where to press."""
    ink: str
    muted: str
    accept: str
    accept_hover: str
    accept_pressed: str
    accept_ink: str
    on_accept: str
    waiting: str
    waiting_ink: str
    waiting_ground: str
    late: str
    late_ink: str
    late_ground: str
    on_late: str
    info: str

    def pairs_of_text(self) -> Iterator[tuple[str, str, str]]:
        """Yield (name, text colour, background) for every pair that the window uses."""
        for ground in ("ground", "card", "raised", "selected"):
            for ink in ("ink", "muted", "accept_ink", "waiting_ink", "late_ink", "info"):
                yield f"{ink} on {ground}", getattr(self, ink), getattr(self, ground)
        for fill in ("accept", "accept_hover", "accept_pressed"):
            yield f"on_accept on {fill}", self.on_accept, getattr(self, fill)
        yield "on_late on late", self.on_late, self.late
        for ground, ink in (("waiting_ground", "waiting_ink"), ("late_ground", "late_ink")):
            yield f"ink on {ground}", self.ink, getattr(self, ground)
            yield f"{ink} on {ground}", getattr(self, ink), getattr(self, ground)


# Muted, amber and green are a little darker as text colours: their contrast is 4.5:1 on every background.
LIGHT: Final = Tokens(
    ground="#F6F5F2",
    card="#FFFFFF",
    raised="#F1F0EC",
    selected="#E8F2EC",
    edge="#E2E0DB",
    outline="#87847E",
    ink="#1B1D1F",
    muted="#63686E",
    accept="#1B7F4B",
    accept_hover="#187244",
    accept_pressed="#14613A",
    accept_ink="#17733F",
    on_accept="#FFFFFF",
    waiting="#B26A00",
    waiting_ink="#8F5400",
    waiting_ground="#FCF3E3",
    late="#B3261E",
    late_ink="#B3261E",
    late_ground="#FCECEA",
    on_late="#FFFFFF",
    info="#1F5FA8",
)
DARK: Final = Tokens(
    ground="#16181B",
    card="#202428",
    raised="#2A2F34",
    selected="#1E2D25",
    edge="#31363B",
    outline="#7C838A",
    ink="#ECEDEE",
    muted="#9AA1A8",
    accept="#39A76C",
    accept_hover="#43B577",
    accept_pressed="#2F9660",
    accept_ink="#4DBE82",
    on_accept="#08130C",
    waiting="#F0A93B",
    waiting_ink="#F0A93B",
    waiting_ground="#2F2718",
    late="#FF7A70",
    late_ink="#FF7A70",
    late_ground="#341F1E",
    on_late="#1E0705",
    info="#78AEF0",
)


CARD_SIZES: Final = {"compact": 92, "normal": 100, "large": 120}
"""Text size of the cards in percent of the window's; the button of a compact card is still 44 px high."""


class Look(QObject):
    """The current theme and text size; follows the system's colour scheme if the theme is "system"."""

    changed = Signal()

    def __init__(self, theme: str = "system", text_scale: int = 100) -> None:
        super().__init__()
        self._theme = theme if theme in THEMES else "system"
        self._wanted_scale = min(200, max(100, text_scale))
        self._scale = self._wanted_scale
        self._fonts: dict[tuple[int, int], QFont] = {}
        self._metrics: dict[tuple[int, int], QFontMetrics] = {}
        self._colors: dict[str, QColor] = {}
        self.tokens = LIGHT
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_changed)
        self._choose_tokens()

    @property
    def theme(self) -> str:
        """The chosen theme: "system", "light" or "dark"."""
        return self._theme

    @property
    def text_scale(self) -> int:
        """The current text size in percent."""
        return self._scale

    @property
    def wanted_text_scale(self) -> int:
        """The chosen text size in percent; a small window may limit the current one."""
        return self._wanted_scale

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are used."""
        return self.tokens is DARK

    def set_theme(self, theme: str) -> None:
        """Choose "system", "light" or "dark"."""
        self._theme = theme if theme in THEMES else "system"
        self._choose_tokens()
        self.changed.emit()

    def set_text_scale(self, percent: int) -> None:
        """Choose the text size, 100 to 200 percent."""
        self._wanted_scale = min(200, max(100, percent))
        self._rescale(self._wanted_scale)
        self.changed.emit()

    def fit(self, width: int, height: int) -> None:
        """Limit the text size to a window of this size in pixels."""
        room = min(width / _LEAST_WIDTH, height / _LEAST_HEIGHT) * 100
        scale = max(100, min(self._wanted_scale, int(room)))
        if scale != self._scale:
            self._rescale(scale)
            self.changed.emit()

    def px(self, pixels: float) -> int:
        """Scale a length at 100 % to the current text size."""
        return round(pixels * self._scale / 100)

    def color(self, token: str) -> QColor:
        """Return the colour with this token's name."""
        color = self._colors.get(token)
        if color is None:
            color = self._colors[token] = QColor(getattr(self.tokens, token))
        return color

    def fill(self, painter: QPainter, area: QRect, token: str) -> None:
        """Fill an area with a colour. `QPainter.fillRect` would make PySide build a class with 182 gradients."""
        painter.setBackground(self.color(token))
        painter.eraseRect(area)

    def font(self, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """Return the system's font in this size at 100 %, with digits of equal width."""
        key = (pixels, weight.value)
        font = self._fonts.get(key)
        if font is None:
            font = QFont(QGuiApplication.font())
            font.setPixelSize(self.px(pixels))
            font.setWeight(weight)
            font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[key] = font
        return font

    def metrics(self, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFontMetrics:
        """Return the font metrics of `font` with the same arguments."""
        key = (pixels, weight.value)
        metrics = self._metrics.get(key)
        if metrics is None:
            metrics = self._metrics[key] = QFontMetrics(self.font(pixels, weight))
        return metrics

    def palette(self) -> QPalette:
        """Return the palette for Qt's own widgets."""
        tokens = self.tokens
        palette = QPalette()
        role = QPalette.ColorRole
        for each, value in (
            (role.Window, tokens.card),
            (role.Base, tokens.card),
            (role.AlternateBase, tokens.ground),
            (role.Button, tokens.card),
            (role.ToolTipBase, tokens.card),
            (role.WindowText, tokens.ink),
            (role.Text, tokens.ink),
            (role.ButtonText, tokens.ink),
            (role.ToolTipText, tokens.ink),
            (role.PlaceholderText, tokens.muted),
            (role.Highlight, tokens.accept),
            (role.HighlightedText, tokens.on_accept),
            (role.Link, tokens.info),
            (role.Mid, tokens.edge),
        ):
            palette.setColor(each, QColor(value))
        for each in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(tokens.muted))
        return palette

    def style_sheet(self) -> str:
        """Return the style sheet for Qt's own widgets: menus, scroll bars, text fields, tables, tool tips."""
        tokens = self.tokens
        return f"""
            QMenu {{ background: {tokens.card}; color: {tokens.ink}; border: 1px solid {tokens.edge};
                     padding: {self.px(4)}px; font-size: {self.px(16)}px; menu-scrollable: 1; }}
            QMenu::item {{ padding: {self.px(12)}px {self.px(28)}px {self.px(13)}px {self.px(36)}px;
                           border-radius: 4px; }}
            QMenu::item:selected {{ background: {tokens.accept}; color: {tokens.on_accept}; }}
            QMenu::item:disabled {{ background: {tokens.card}; color: {tokens.muted}; }}
            QMenu::indicator {{ width: {self.px(16)}px; height: {self.px(16)}px; left: {self.px(10)}px; }}
            QMenu::separator {{ height: 1px; background: {tokens.edge}; margin: {self.px(4)}px; }}
            QScrollBar:vertical {{ background: transparent; width: {self.px(10)}px; margin: 0; }}
            QScrollBar::handle:vertical {{ background: {self._faint()}; border-radius: {self.px(3)}px;
                                           min-height: {self.px(44)}px; margin: 2px; }}
            QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
            QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
            QPlainTextEdit {{ background: {tokens.ground}; color: {tokens.ink};
                border: 1px solid {tokens.muted}; border-radius: {RADIUS}px; padding: {self.px(8)}px;
                selection-background-color: {tokens.accept}; selection-color: {tokens.on_accept}; }}
            QLineEdit {{ background: {tokens.card}; color: {tokens.ink}; border: 1px solid {tokens.muted};
                border-radius: {RADIUS}px; padding: {self.px(4)}px {self.px(12)}px;
                placeholder-text-color: {tokens.muted};
                selection-background-color: {tokens.accept}; selection-color: {tokens.on_accept}; }}
            QLineEdit:focus {{ border: 2px solid {tokens.accept}; }}
            QLineEdit:disabled {{ background: {tokens.ground}; color: {tokens.muted};
                border: 1px solid {tokens.edge}; }}
            QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus, QAbstractSpinBox QLineEdit:disabled {{
                border: 0; padding: 0; background: transparent; }}
            QComboBox QAbstractItemView {{ background: {tokens.card}; color: {tokens.ink};
                border: 1px solid {tokens.muted}; selection-background-color: {tokens.selected};
                selection-color: {tokens.ink}; }}
            QTableView {{ background: {tokens.card}; color: {tokens.ink}; }}
            QTableView::item {{ padding: 0 {self.px(8)}px; border-bottom: 1px solid {tokens.edge}; }}
            QTableView::item:selected {{ background: {tokens.selected}; color: {tokens.ink}; }}
            QHeaderView::section {{ background: {tokens.ground}; color: {tokens.muted}; border: 0;
                border-bottom: 1px solid {tokens.edge}; padding: 0 {self.px(8) + _CELL_FRAME}px; }}
            QPlainTextEdit:focus {{ border: 2px solid {tokens.accept}; }}
            QProgressBar {{ background: {tokens.ground}; border: 1px solid {tokens.muted};
                border-radius: {self.px(6)}px; min-height: {self.px(12)}px; max-height: {self.px(12)}px; }}
            QProgressBar::chunk {{ background: {tokens.accept}; border-radius: {self.px(5)}px; }}
            QToolTip {{ background: {tokens.card}; color: {tokens.ink}; border: 1px solid {tokens.muted};
                        padding: 4px; }}
        """

    def _faint(self) -> str:
        muted = self.color("muted")
        return f"rgba({muted.red()}, {muted.green()}, {muted.blue()}, 130)"

    def _rescale(self, percent: int) -> None:
        self._scale = percent
        self._fonts.clear()
        self._metrics.clear()

    def _on_system_changed(self) -> None:
        if self._theme == "system":
            self._choose_tokens()
            self.changed.emit()

    def _choose_tokens(self) -> None:
        if self._theme == "system":
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            dark = self._theme == "dark"
        self.tokens = DARK if dark else LIGHT
        self._colors.clear()


_WHEN_GREY: Final = {
    "accept": "muted",
    "accept_hover": "muted",
    "accept_pressed": "muted",
    "on_accept": "card",
}
_NEVER_GREY: Final = frozenset({"late", "late_ink", "late_ground", "on_late"})


class CardLook(Look):
    """The theme of a part of the window: with a smaller or larger text, and without colours while what it shows is old."""

    def __init__(self, base: Look) -> None:
        super().__init__(base.theme, base.wanted_text_scale)
        self._base = base
        self._percent = CARD_SIZES["normal"]
        self._grey = False
        base.changed.connect(self._follow)
        self._follow()

    def set_grey(self, *, grey: bool) -> None:
        """Show colours as the grey of the same lightness, and what accepts as if it were off; or all as it is.

        What warns stays red: an allergy is as true as before, and the kitchen cooks from what it sees.
        """
        if grey is not self._grey:
            self._grey = grey
            self._follow()

    def color(self, token: str) -> QColor:
        token = _WHEN_GREY.get(token, token) if self._grey else token
        color = super().color(token)
        if not self._grey or token in _NEVER_GREY or not color.saturation():
            return color
        lightness = qGray(color.rgb())
        self._colors[token] = QColor(lightness, lightness, lightness)
        return self._colors[token]

    @property
    def is_compact(self) -> bool:
        """Whether cards are smaller than normal."""
        return self._percent < CARD_SIZES["normal"]

    def set_size(self, size: str) -> None:
        """Choose "compact", "normal" or "large"."""
        self._percent = CARD_SIZES.get(size, CARD_SIZES["normal"])
        self._follow()

    def _follow(self) -> None:
        self._theme = self._base.theme
        self._choose_tokens()
        self._rescale(round(self._base.text_scale * self._percent / 100))
        self.changed.emit()
