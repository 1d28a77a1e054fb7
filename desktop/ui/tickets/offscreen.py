"""Draws tickets where no window is: for the terminal, and in a process of its own for `--headless`."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING, BinaryIO

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication, QImageWriter

from desktop.domain.tickets import drawing_messages as messages
from desktop.ui.tickets.paged import ticket_pdf
from desktop.ui.tickets.picture import as_qimage, draw_ticket

if TYPE_CHECKING:
    from desktop.domain.tickets.ticket import Ticket


def start_qt() -> QGuiApplication:
    """Return the application object; without one Qt ends the process at the first letter. It needs no display."""
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QGuiApplication.instance()
    return app if isinstance(app, QGuiApplication) else QGuiApplication(sys.argv[:1])


def ticket_png(ticket: Ticket, width: int) -> bytes:
    """Return a ticket's picture as PNG, black and white."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(as_qimage(draw_ticket(ticket, width)))
    buffer.close()
    return bytes(content.data())


def ticket_file(ticket: Ticket, width: int, form: str) -> bytes:
    """Return a ticket as the content of a file, ``png`` or ``pdf``; starts Qt where it does not run."""
    app = start_qt()
    try:
        return ticket_pdf(ticket, width) if form == "pdf" else ticket_png(ticket, width)
    finally:
        del app


def serve(requests: BinaryIO, answers: BinaryIO) -> int:
    """Draw tickets until the requests end, which they do with the process that asks; returns 0."""
    # Ctrl+C in a terminal reaches this process too; its parent ends it.
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    app = start_qt()
    while (data := messages.read(requests)) is not None:
        try:
            request = messages.decode_request(data)
            answer = messages.Answer(draw_ticket(request.ticket, request.width))
        except Exception as error:  # noqa: BLE001 - whatever it is, the next ticket is drawn
            # Never its text, which may quote an order.
            answer = messages.Answer(problem=type(error).__name__)
        try:
            messages.write(answers, messages.encode(answer))
        except BrokenPipeError:
            break
    del app
    return 0
