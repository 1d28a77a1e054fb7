"""Sends Qt's messages to the log; a desktop program has no console."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext

_log = logging.getLogger("qt")

_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def _on_message(kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
    _log.log(_LEVELS.get(kind, logging.WARNING), "%s", text)


def log_qt_messages() -> None:
    """Send Qt's messages to the log "qt"."""
    qInstallMessageHandler(_on_message)
