"""The fonts of tickets: loaded with the first ticket that is drawn, so that the program's start does not pay for them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from desktop.domain.tickets.ticket import Size
from desktop.system.files.paths import resources_dir

FAMILY: Final = "Tezgah Ticket"
_SYMBOLS: Final = "Tezgah Sans"
"""Has arrows and boxes; `domain.tickets.letters` lets through no letter that neither has."""

BAR: Final = 5
NUMBER: Final = 6
"""Two more sizes, of the bar at the top."""
MONEY: Final = 7
"""One more, with which the money to collect fits on one line of 80 mm."""

_DOTS: Final = {
    Size.SMALL: 24,
    Size.NORMAL: 30,
    Size.TEXT: 38,
    Size.LARGE: 54,
    Size.DISH: 51,
    BAR: 54,
    NUMBER: 92,
    MONEY: 45,
}
"""Heights in dots on paper of 576 dots."""
_LEAST: Final = 22
"""Smaller letters cannot be read in the steam of a kitchen."""


class Fonts:
    """The fonts of one paper."""

    def __init__(self, factor: float) -> None:
        load_ticket_fonts()
        self.factor = factor
        self._found: dict[tuple[int, bool], tuple[QFont, QFontMetricsF]] = {}

    def font(self, size: int, *, bold: bool) -> tuple[QFont, QFontMetricsF]:
        """Return a font and its metrics."""
        key = size, bold
        if key not in self._found:
            font = QFont([FAMILY, _SYMBOLS])
            font.setPixelSize(max(_LEAST, round(_DOTS[size] * self.factor)))
            font.setBold(bold)
            # Hints depend on the system's library: the same ticket would wrap elsewhere.
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._found[key] = font, QFontMetricsF(font)
        return self._found[key]

    def dots(self, at_full_width: float) -> int:
        """Return a distance on this paper, given its dots on paper of 576 dots; at least one."""
        return max(1, round(at_full_width * self.factor))


@lru_cache(maxsize=16)
def fonts(factor: float) -> Fonts:
    """Return the fonts for a factor; the same again for the same factor."""
    return Fonts(factor)


@lru_cache(maxsize=1)
def load_ticket_fonts() -> None:
    """Load the font of tickets where it is not loaded yet: its name is `FAMILY`."""
    folder = resources_dir() / "fonts"
    families = set(QFontDatabase.families())
    for path in sorted((folder / "ticket").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
    if _SYMBOLS not in families:
        # The window has loaded it already.
        for path in sorted(folder.glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(path))
