"""No text of the vendor is treated as markup: no widget renders it, and no address in it is requested."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from desktop.domain.orders.board import CommandState
from desktop.domain.orders.order import Doubt, DoubtKind, Option, OptionGroup, OrderLine, UnreadField
from desktop.domain.text.plain import plain
from desktop.domain.trouble import Connection, Link, Trouble, TroubleKind
from desktop.ui.help.support_dialog import SupportDialog
from desktop.ui.window.main_window import MainWindow
from desktop.ui.window.tray import Tray
from tests.ui.made import NOW, Calls, Clock, RecordingCommands, command, made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from desktop.ui.commands import OrderCommands


def evil(port: int) -> str:
    address = f"http://127.0.0.1:{port}/x.png"
    return (
        f'<img src="{address}"><b>KALIN</b> & <a href="{address}">x</a><link rel=stylesheet href="{address}">'
    )


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port that must receive no connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def commands() -> OrderCommands:
    return RecordingCommands(Calls(), Clock())


def order(text: str) -> Any:
    line = OrderLine(
        name=text,
        note=text,
        groups=(OptionGroup((Option(text, note=text),), title=text),),
        unread=(UnreadField(text, text),),
    )
    return made(
        number=text,
        status_text=text,
        shipping_method=text,
        courier_type=text,
        payment_method=text,
        note=text,
        restaurant_name=text,
        customer_name=text,
        customer_phone=text,
        address=(text, text),
        lines=(line,),
        unread=(UnreadField(text, text),),
        doubts=tuple(Doubt(kind, text, text, text) for kind in DoubtKind),
        accept=command(CommandState.REFUSED, message=text),
    )


def settle() -> None:
    """Let everything visible be painted, and any request be sent."""
    done: list[bool] = []
    QTimer.singleShot(100, lambda: done.append(True))
    while not done:
        QApplication.processEvents()


def check_plain(root: QWidget) -> int:
    """Check that no widget below interprets text as markup; return how many show text."""
    looked = 0
    for widget in [root, *root.findChildren(QWidget)]:
        if isinstance(widget, QLabel):
            assert widget.textFormat() is Qt.TextFormat.PlainText, widget.objectName()
            looked += 1
        elif isinstance(widget, QMessageBox):
            assert widget.textFormat() is Qt.TextFormat.PlainText
        elif isinstance(widget, QAbstractButton):
            looked += 1
        assert not isinstance(widget, (QTextEdit, QTextBrowser)), widget.objectName()
        # A tooltip that may be rich text becomes rich text.
        assert not GuiQt.mightBeRichText(widget.toolTip()), widget.toolTip()
        if isinstance(widget, QPlainTextEdit):
            looked += 1
    return looked


def test_no_text_of_the_vendor_is_rendered_or_requested(qtbot: QtBot, listener: socket.socket) -> None:
    text = evil(listener.getsockname()[1])
    shown = order(text)
    tray = Tray(commands())
    window = MainWindow(commands(), theme="light")
    window.use_tray(tray)
    window.resize(1366, 768)
    window.show_board([shown])
    window.show()
    qtbot.waitExposed(window)
    window.show_restaurant(text)
    window.show_connection(Connection(Link.LOST, NOW))
    troubles = [
        Trouble(
            kind, NOW, detail=text, payment_key=shown.payment_key if kind is not TroubleKind.NOTICE else ""
        )
        for kind in TroubleKind
    ]
    window.show_troubles(troubles)
    window.show_toast(text)
    settle()
    looked = check_plain(window)
    dialogs = window.dialogs
    openers: tuple[Callable[[], None], ...] = (
        lambda: dialogs.show_full_order(window.detail.sheet.accessibleDescription() + text),
        dialogs.list_troubles,
        dialogs.orders.ask_minutes,
        lambda: dialogs.show_crash(text),
        lambda: dialogs.show_support([("logs/tezgah.log", text.encode())], "x.zip"),
        *(lambda trouble=trouble: dialogs.remedy(trouble) for trouble in troubles),
    )
    for open_it in openers:
        if dialogs.dialog is not None:
            dialogs.dialog.reject()
        open_it()
        settle()
        if dialogs.dialog is not None:
            looked += check_plain(dialogs.dialog)
            if isinstance(dialogs.dialog, SupportDialog):
                assert dialogs.dialog.text.toPlainText() == text
    if dialogs.dialog is not None:
        dialogs.dialog.reject()
    assert "<" not in tray.icon.toolTip()
    assert "KALIN" in window.windowTitle() or "<b>" in window.windowTitle()
    window.prepare_to_quit()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(QObject(), QEvent.Type.DeferredDelete.value)
    settle()
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert looked > 60
    print(f"{looked} widgets with the vendor's text or beside it, 0 of them render it, 0 requests")


def test_a_notification_contains_no_markup(listener: socket.socket) -> None:
    output = plain(evil(listener.getsockname()[1]), 240)
    assert not set("<>&") & set(output)
    assert "KALIN" in output
