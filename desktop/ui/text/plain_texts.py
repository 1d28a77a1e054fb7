"""Gives Qt texts of the vendor where Qt guesses: tooltips, tray, window titles. Only this module calls those functions.

Qt takes a text that looks like markup for rich text, opens the files it names, and makes keys of `&`. Labels and buttons of
the window are plain by themselves (`ui.widgets`); what guesses and has no helper here is not used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from desktop.domain.text.plain import plain

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSystemTrayIcon, QWidget

_BREAK: Final = "\u200b"
"""Without a width. Behind "<" and "&" it leaves nothing that could be a tag or an entity."""
_PLACEHOLDER: Final = "[*]"
"""Where Qt shows in a title that a document was changed; two are shown as one."""
_TRAY_AT_MOST: Final = 240


class _HasTip(Protocol):
    def setToolTip(self, text: str, /) -> None: ...


def never_rich(text: str) -> str:
    """Return a text that looks the same and that Qt never takes for rich text."""
    return text.replace("<", "<" + _BREAK).replace("&", "&" + _BREAK)


def set_tip(target: _HasTip, text: str) -> None:
    """Set the tooltip of a widget or an action."""
    target.setToolTip(never_rich(text))


def set_title(window: QWidget, text: str) -> None:
    """Set the title of a window."""
    window.setWindowTitle(text.replace(_PLACEHOLDER, 2 * _PLACEHOLDER))


def set_tray_tip(icon: QSystemTrayIcon, text: str) -> None:
    """Set the tooltip of the tray's icon: some desktops take it for rich text, whatever is in it."""
    icon.setToolTip(plain(text, _TRAY_AT_MOST))
