"""The window around the board: title, header, banner, closing, safety of foreign text, names for screen readers."""

from __future__ import annotations

import time
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSystemTrayIcon,
    QWidget,
)

from desktop.domain.orders.board import AcknowledgementState, ActionView, CommandState
from desktop.domain.orders.lifecycle import Action, Column
from desktop.domain.orders.order import Choice, Doubt, DoubtKind, Option, OptionGroup, OrderLine, UnreadField
from desktop.domain.trouble import Connection, Link, Trouble, TroubleKind
from desktop.ui.board.card_delegate import MARGIN
from desktop.ui.order.order_text import DISHES_LIMIT, detail_of, full_text, last_command
from desktop.ui.text import trouble_words
from desktop.ui.widgets.label import Label
from desktop.ui.window.main_window import MainWindow
from desktop.ui.window.tray import Tray
from tests.ui.made import NOW, Calls, Clock, command, key, made

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from desktop.ui.commands import OrderCommands
    from tests.ui.conftest import MakeWindow

# The offscreen platform says so of each.
pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)", extend=True)


def button(window: QWidget, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert isinstance(found, QPushButton), name
    return found


def label(window: QWidget, name: str) -> QLabel:
    found = window.findChild(QLabel, name)
    assert isinstance(found, QLabel), name
    return found


class ShownWindows(QObject):
    """Notes the name of each widget that is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(watched.objectName() or type(watched).__name__)
        return False


def test_no_part_of_the_window_is_a_window_of_its_own_for_a_moment(
    make_window: MakeWindow, qapp: QApplication
) -> None:
    shown = ShownWindows()
    qapp.installEventFilter(shown)
    make_window(made(1), made(2, 2))
    qapp.removeEventFilter(shown)
    assert shown.names == ["mainWindow"]


def test_the_title_shows_name_and_number_of_waiting_orders(make_window: MakeWindow) -> None:
    window = make_window()
    window.show_restaurant("Halaskargazi Şube")
    assert window.windowTitle() == "Tezgâh – Halaskargazi Şube"
    window.update_orders([made(1), made(2), made(3, 2)])
    assert window.windowTitle() == "Tezgâh (2) – Halaskargazi Şube"


def test_missing_sound_is_shown_as_an_alarm(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made(1))
    window.show_restaurant("Şube")
    window.show_sound(False)
    assert window.windowTitle() == "Tezgâh (1) – NO SOUND"
    assert button(window, "muteButton").text() == "NO SOUND"
    other = QLabel("another program")
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: window.windowTitle() == "Tezgâh (1) – Şube")
    qtbot.waitUntil(lambda: window.windowTitle() == "Tezgâh (1) – NO SOUND")
    window.show_sound(True)
    assert window.windowTitle() == "Tezgâh (1) – Şube"


def test_without_sound_the_alarm_button_tries_the_bell_and_mutes_nothing(
    make_window: MakeWindow, calls: Calls
) -> None:
    window = make_window(made(1))
    window.show_sound(False)
    button(window, "muteButton").click()
    assert not calls.muted
    assert calls.others == ["test_sound"]
    assert window.dialogs.toast.isVisible()
    window.show_sound(True)
    button(window, "muteButton").click()
    assert calls.muted == [True]


def test_the_header_shows_the_connection_and_counts_down(make_window: MakeWindow, clock: Clock) -> None:
    window = make_window()
    window.show_connection(Connection(Link.CONNECTED, NOW, 12.0))
    assert "12" in label(window, "nextLook").text()
    clock.forward(5)
    window.header.tick()
    assert "7" in label(window, "nextLook").text()
    window.show_connection(Connection(Link.LOST, NOW, 30.0, failures=2))
    assert button(window, "connectionButton").text() == "Not receiving orders"


def test_the_banner_shows_the_most_urgent_problem(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window()
    assert not window.banner.isVisible()
    troubles = [
        Trouble(kind, NOW)
        for kind in (TroubleKind.NO_SOUND, TroubleKind.UNREACHABLE, TroubleKind.CANNOT_SAVE)
    ]
    window.show_troubles(troubles)
    assert label(window, "bannerSentence").text() == trouble_words.describe(troubles[2]).sentence
    assert button(window, "moreTroubles").text() == "2 more problems"
    window.resize(1024, 768)
    for _ in range(3):
        QApplication.processEvents()
    assert button(window, "moreTroubles").text() == "+2"
    QTest.mouseClick(button(window, "bannerButton"), Qt.MouseButton.LeftButton)
    assert calls.others == ["look_now"]
    QTest.mouseClick(button(window, "moreTroubles"), Qt.MouseButton.LeftButton)
    assert window.dialogs.dialog is not None
    window.show_troubles([])
    assert not window.banner.isVisible()
    assert window.dialogs.dialog is None, "nothing left to list"


def test_a_past_problem_can_be_dismissed(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window()
    trouble = Trouble(TroubleKind.REJECTED_PAYLOAD, NOW, count=2, dismissible=True)
    window.show_troubles([trouble])
    QTest.mouseClick(button(window, "bannerButton"), Qt.MouseButton.LeftButton)
    assert calls.dismissed == [trouble]


def test_a_problem_with_an_order_opens_the_order(make_window: MakeWindow) -> None:
    window = make_window(made(1, waited=30), made(2))
    window.show_troubles([Trouble(TroubleKind.ACKNOWLEDGEMENT_REFUSED, NOW, "#2", key(2))])
    QTest.mouseClick(button(window, "bannerButton"), Qt.MouseButton.LeftButton)
    assert window.board.selected is not None
    assert window.board.selected.order.number == "2"


@pytest.mark.parametrize("kind", list(TroubleKind))
def test_every_kind_of_problem_has_a_sentence_and_a_button(
    make_window: MakeWindow, kind: TroubleKind
) -> None:
    window = make_window()
    trouble = Trouble(kind, NOW, detail="HTTP 500")
    said = trouble_words.describe(trouble)
    assert said.sentence
    assert said.button
    window.show_troubles([trouble])
    window.dialogs.remedy(trouble)
    assert trouble_words.explain(trouble)


def test_an_empty_board_shows_the_time_of_the_last_poll(make_window: MakeWindow) -> None:
    window = make_window()
    window.show_connection(Connection(Link.CONNECTED, NOW - timedelta(seconds=5), 20))
    assert label(window, "boardMessageTitle").isVisible()
    assert "14:31:55" in label(window, "boardMessageText").text()
    window.update_orders([made(1)])
    assert not label(window, "boardMessageTitle").isVisible()


def test_without_a_key_the_board_explains_what_is_missing(make_window: MakeWindow) -> None:
    window = make_window()
    window.show_troubles([Trouble(TroubleKind.NO_CREDENTIALS, NOW)])
    text = label(window, "boardMessageText").text()
    for words in ("Entegrasyon", "access token", "restaurant secret key", "Enter the key…"):
        assert words in text


def test_without_a_tray_closing_asks_before_quitting(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1))
    window.close()
    assert window.isVisible()
    assert calls.others == []
    QTest.mouseClick(button(window, "backButton"), Qt.MouseButton.LeftButton)
    window.close()
    QTest.mouseClick(button(window, "confirmButton"), Qt.MouseButton.LeftButton)
    assert calls.others == ["quit"]


def test_nobody_leaves_before_the_program_can_ask_for_the_pin(
    commands: OrderCommands, calls: Calls, qtbot: QtBot
) -> None:
    window = MainWindow(commands)
    qtbot.addWidget(window, before_close_func=lambda _: window.prepare_to_quit())
    window.show()
    window.close()
    assert window.isVisible()
    assert window.dialogs.dialog is None
    tray = SeenTray(commands)
    window.use_tray(tray)
    tray.quit_wanted.emit()
    assert calls.others == []
    window.take_presses()
    tray.quit_wanted.emit()
    assert calls.others == ["quit"]


def test_the_question_before_quitting_names_the_waiting_orders(make_window: MakeWindow) -> None:
    window = make_window(made(1), made(2), made(3, 2))
    window.close()
    assert window.dialogs.dialog is not None
    texts = [each.text() for each in window.dialogs.dialog.findChildren(Label)]
    assert "⚠ 2 orders waiting" in texts
    window.dialogs.dialog.reject()
    window = make_window(made(3, 2))
    window.close()
    assert window.dialogs.dialog is not None
    texts = [each.text() for each in window.dialogs.dialog.findChildren(Label)]
    assert not any("waiting" in text for text in texts)


def test_quitting_from_the_tray_shows_waiting_orders_first(
    make_window: MakeWindow, commands: OrderCommands, calls: Calls
) -> None:
    tray = SeenTray(commands)
    window = make_window(made(1))
    window.use_tray(tray)
    window.close()
    tray.quit_wanted.emit()
    assert window.isVisible()
    assert calls.others == []
    QTest.mouseClick(button(window, "confirmButton"), Qt.MouseButton.LeftButton)
    assert calls.others == ["quit"]
    window = make_window(made(1, 2))
    window.use_tray(tray)
    tray.quit_wanted.emit()
    assert window.dialogs.dialog is None, "nothing waits"
    assert calls.others == ["quit", "quit"]


class SeenTray(Tray):
    """A tray on a desktop that has one; the offscreen platform has none."""

    told: list[str]

    @property
    def available(self) -> bool:
        return True

    def show_message(self, title: str, text: str) -> None:
        self.told = [*getattr(self, "told", []), title]


def test_with_a_tray_closing_hides_the_window_and_shows_one_message(
    make_window: MakeWindow, commands: OrderCommands, calls: Calls, qtbot: QtBot
) -> None:
    tray = SeenTray(commands)
    window = make_window(made(1))
    window.use_tray(tray)
    with qtbot.waitSignal(window.tray_message_shown):
        window.close()
    assert not window.isVisible()
    tray.open_wanted.emit()
    assert window.isVisible()
    with qtbot.assertNotEmitted(window.tray_message_shown):
        window.close()
    assert not window.isVisible()
    assert len(tray.told) == 1
    assert calls.others == [], "hidden, nothing ends"


def test_the_program_can_close_its_window(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window()
    window.prepare_to_quit()
    window.close()
    assert not window.isVisible()
    assert calls.others == []


def test_the_tray_shows_its_state_and_copes_without_a_desktop_tray(
    commands: OrderCommands, calls: Calls, qtbot: QtBot
) -> None:
    tray = Tray(commands)
    assert tray.available is (QSystemTrayIcon.isSystemTrayAvailable() and tray.icon.isVisible())
    tray.show_state(waiting=3, muted=3, receiving=False, sound=False)
    for part in ("3", "Not receiving orders", "No sound"):
        assert part in tray.icon.toolTip()
    open_it, mute, _rule, leave = tray.icon.contextMenu().actions()
    mute.trigger()
    tray.quit_wanted.connect(lambda: calls.others.append("quit"))
    leave.trigger()
    assert (calls.muted, calls.others) == ([False], ["quit"])
    with qtbot.waitSignal(tray.open_wanted):
        open_it.trigger()
    tray.show_message("title", "text")
    tray.remove()


def test_every_button_has_a_name_and_is_large_enough(make_window: MakeWindow) -> None:
    window = make_window(made(1, 2), made(2))
    window.show_troubles([Trouble(TroubleKind.NO_SOUND, NOW), Trouble(TroubleKind.COOLDOWN, NOW)])
    window.dialogs.orders.ask_minutes()
    window.dialogs.list_troubles()
    window.dialogs.show_shortcuts()
    buttons = [
        each for each in window.findChildren(QAbstractButton) if each.objectName() != "qt_toolbar_ext_button"
    ]
    assert len(buttons) > 20
    for each in buttons:
        assert each.accessibleName(), each.objectName()
        if each.isVisible():
            assert min(each.width(), each.height()) >= 44, each.objectName()


def test_object_names_that_other_code_uses_exist(make_window: MakeWindow) -> None:
    window = make_window(made(1))
    names = [f"preparingTime{minutes}" for minutes in (15, 20, 25, 30, 35, 45, 60, "Other")]
    for name in [*names, "acceptButton", "muteButton", "menuButton", "putAwayButton", "makeDefaultTime"]:
        assert button(window, name).objectName() == name
    for name in ("orderBoard", "newColumn", "preparingColumn", "onTheWayColumn"):
        assert isinstance(window.findChild(QWidget, name), QWidget), name


def test_foreign_text_is_shown_literally(make_window: MakeWindow) -> None:
    evil = "<b>fat</b> &file <img src='http://example.invalid/x'>"
    order = made(1, note=evil, customer_name=evil, address=(evil,), lines=(OrderLine(name=evil, note=evil),))
    window = make_window(order)
    window.show_restaurant(evil)
    window.show_troubles([Trouble(TroubleKind.NOTICE, NOW, detail=evil)])
    assert label(window, "restaurantName").text() == evil
    assert label(window, "bannerSentence").textFormat() is Qt.TextFormat.PlainText
    assert evil in full_text(order, NOW)
    window.dialogs.show_full_order(full_text(order, NOW))
    field = window.findChild(QPlainTextEdit)
    assert isinstance(field, QPlainTextEdit)
    assert evil in field.toPlainText()
    assert all(each.textFormat() is Qt.TextFormat.PlainText for each in window.findChildren(QLabel))
    assert window.grab().width()


def test_everything_in_an_order_is_in_its_text(make_window: MakeWindow) -> None:
    order = made(
        1,
        note="Zili çalmayın",
        address=("Dershane Sokak", "Kat 2"),
        lines=(
            OrderLine(
                name="Burrito",
                quantity=Decimal(2),
                note="az pişmiş",
                groups=(
                    OptionGroup((Option("Hardal"),), title="Sos"),
                    OptionGroup((Option("Soğan", choice=Choice.REMOVED),), choice=Choice.REMOVED),
                ),
                unread=(UnreadField("items[0].sauce", "acı"),),
            ),
        ),
        unread=(UnreadField("window", "15:10"),),
        doubts=(Doubt(DoubtKind.NO_ADDRESS, "address"),),
    )
    text = full_text(order, NOW)
    for part in (
        "2 × Burrito",
        "az pişmiş",
        "Sos:",
        "+ Hardal",
        "− Soğan",
        "acı",
        "window: 15:10",
        "Kat 2",
        "Zili",
        "No address: ask before accepting.",
    ):
        assert part in text
    make_window(order)


def test_a_later_action_is_not_shown_as_the_acceptance() -> None:
    accepted: dict[str, Any] = {"accepted_at": NOW, "accept": command(CommandState.CONFIRMED)}
    cancelling = ActionView(Action.CANCEL, CommandState.SAVED, at=NOW)
    for order, name in (
        (made(1, 2, **accepted), "Acceptance"),
        (made(1, 2, **accepted, action=cancelling), "Now"),
        (made(1, 2, **accepted, gone_at=NOW), "Now"),
    ):
        said = last_command(order)
        assert said is not None
        assert said[0] == name


def test_huge_orders_are_shown_fast_and_report_omitted_lines(make_window: MakeWindow) -> None:
    lines = tuple(
        OrderLine(name=f"Dish {number}", quantity=Decimal(number % 3 + 1)) for number in range(1000)
    )
    window = make_window(made(1, note="uzun not " * 120_000, lines=lines))
    began = time.thread_time()  # of the processor, whoever else works
    window.update_orders([made(1, note="başka not " * 120_000, lines=lines)])
    QApplication.processEvents()
    assert time.thread_time() - began < 1.0, "all of it would take many seconds"
    assert button(window, "showEverything").isVisible()
    assert window.detail.sheet.dishes_below() > 900
    bar = window.detail.sheet.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert window.detail.sheet.dishes_below() == 0
    QTest.mouseClick(button(window, "showEverything"), Qt.MouseButton.LeftButton)
    field = window.findChild(QPlainTextEdit)
    assert isinstance(field, QPlainTextEdit)
    assert "Dish 999" in field.toPlainText()


def test_more_dishes_than_shown_are_announced(qapp: QApplication) -> None:
    lines = tuple(OrderLine(name=str(number)) for number in range(DISHES_LIMIT + 7))
    detail = detail_of(made(1, lines=lines), NOW)
    assert detail.shortened
    assert len(detail.dishes) == DISHES_LIMIT


def test_a_rush_of_500_orders_comes_a_few_at_a_time(make_window: MakeWindow, qtbot: QtBot) -> None:
    """How long one turn takes is a figure, see `bench_rush`; here, that no turn takes them all."""
    window = make_window()
    rush = [
        made(number, waited=600 - number, note="Zili çalmayın" if number % 3 else "") for number in range(500)
    ]
    there = [0]
    beat = QTimer()
    beat.timeout.connect(lambda: there.append(len(window.board.models[Column.NEW])))
    beat.start(0)
    QTimer.singleShot(20, lambda: window.update_orders(rush))
    qtbot.waitUntil(lambda: there[-1] == 500)
    steps = [later - before for before, later in pairwise(there)]
    assert min(steps) >= 0
    assert max(steps) <= 40, "a press is taken between them"
    assert window.windowTitle() == "Tezgâh (500)"
    assert window.board.selected is not None
    assert window.board.selected.order.number == "0", "the oldest, from the first chunk on"


def test_show_board_replaces(make_window: MakeWindow) -> None:
    window = make_window(made(1), made(2), made(3, 2))
    window.show_board([made(2), made(4)])
    assert {order.order.number for order in window.board.models[Column.NEW]} == {"2", "4"}
    assert len(window.board.models[Column.PREPARING]) == 0
    window.show_board([made(number, waited=number) for number in range(200)])
    window.show_board([made(7)])
    QApplication.processEvents()
    assert len(window.board) == 1


def pixel_tokens(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)
    }


def test_cards_of_waiting_orders_change_colour(make_window: MakeWindow, clock: Clock) -> None:
    window = make_window(made(1, waited=5))
    colors = []
    for _minutes in range(3):
        image = window.board.views[Column.NEW].grab().toImage()
        colors.append(image.pixelColor(14, 60).name().upper())
        clock.forward(170)
        window.board.tick()
    tokens = window.look.tokens
    assert colors == [tokens.accept, tokens.waiting, tokens.late]


def test_all_states_are_painted_in_both_themes(make_window: MakeWindow) -> None:
    window = make_window(
        made(1, waited=400, note="Zili çalmayın\nbebek uyuyor", shipping_method="pickup"),
        made(2, number="", status=77, status_text="Ödeme bekliyor", scheduled_at=NOW + timedelta(hours=30)),
        made(3, accept=command(CommandState.REFUSED, message="sipariş bulunamadı")),
        made(4, accept=command(CommandState.SENDING, attempts=3)),
        made(
            5,
            2,
            accepted_at=NOW - timedelta(minutes=40),
            preparing_time=30,
            accept=command(CommandState.CONFIRMED),
        ),
        made(6, 2, accepted_at=NOW, acknowledgement=AcknowledgementState.NEEDS_PERSON),
        made(7, 16, payment_method="Nakit"),
        made(
            8,
            accept=command(CommandState.UNSURE),
            total=None,
            doubts=(Doubt(DoubtKind.TOTAL_MISSING, "total"),),
            lines=(),
        ),
    )
    for theme in ("dark", "light"):
        window.look.set_theme(theme)
        for number in range(1, 9):
            window.board.choose(key(number))
            colors = pixel_tokens(window.grab().toImage())
            assert window.look.tokens.card.lower() in colors
            assert window.look.tokens.ground.lower() in colors


@pytest.mark.parametrize(
    ("width", "height", "scale"), [(1024, 768, 100), (1024, 768, 200), (1366, 768, 150), (1920, 1080, 200)]
)
def test_nothing_overlaps_at_any_size(make_window: MakeWindow, width: int, height: int, scale: int) -> None:
    later = made(4, 2, accepted_at=NOW, scheduled_at=NOW + timedelta(hours=3))
    window = make_window(made(1), made(2, 2), made(3, 16), later, text_scale=scale)
    window.resize(width, height)
    QApplication.processEvents()
    areas = [column.geometry() for column in window.board.columns.values() if column.isVisible()]
    assert len(areas) == 4
    window.board.multi_select.toggle_all([key(1), key(2)])
    QApplication.processEvents()
    assert (window.width(), window.height()) == (width, height)
    assert window.board.rect().contains(window.board.multi_select_bar.geometry())
    assert all(not one.intersects(other) for one in areas for other in areas if one is not other)
    assert all(window.board.rect().contains(area) for area in areas)
    assert window.board.geometry().right() < window.detail.geometry().left()
    accept = button(window, "acceptButton")
    assert window.rect().contains(accept.rect().translated(accept.mapTo(window, accept.rect().topLeft())))


def test_a_scroll_bar_takes_its_room_from_the_cards_margin(make_window: MakeWindow) -> None:
    others = [made(21, 2, accepted_at=NOW), made(22, 16, accepted_at=NOW)]
    window = make_window(made(1), *others)
    view = window.board.views[Column.NEW]
    alone = view.cards.card(window.board.waiting()[0]).width
    window.show_board([*(made(number) for number in range(1, 9)), *others])
    for _ in range(3):
        QApplication.processEvents()
    assert view.verticalScrollBar().isVisible()
    beside = view.cards.card(window.board.waiting()[0]).width
    assert alone - beside <= 2
    assert MARGIN + beside < view.viewport().width(), "the frame of a selected card is seen"


def test_a_heading_becomes_smaller_before_it_is_cut(make_window: MakeWindow) -> None:
    look = make_window().look
    heading = Label(look, 15, QFont.Weight.Bold, elides=True, shrinks_to=12)
    heading.set_text("HAZIRLANIYOR")
    whole = look.metrics(15, QFont.Weight.Bold).horizontalAdvance("HAZIRLANIYOR")
    for width, pixels in ((whole, 15), (whole - 1, 14), (whole // 2, 12)):
        heading.resize(width, 30)
        assert heading.fitting_font().pixelSize() == pixels


def test_the_first_paint_is_reported_by_a_signal(commands: OrderCommands, qtbot: QtBot) -> None:
    window = MainWindow(commands)
    qtbot.addWidget(window, before_close_func=lambda each: each.prepare_to_quit())
    with qtbot.waitSignal(window.first_painted):
        window.show()


@pytest.mark.parametrize("code", [Qt.Key.Key_F1, Qt.Key.Key_F5, Qt.Key.Key_F10])
def test_function_keys(make_window: MakeWindow, calls: Calls, qtbot: QtBot, code: Qt.Key) -> None:
    window = make_window(made(1))
    QTest.keyClick(window.board, code)
    qtbot.waitUntil(lambda: not window.scanner_filter.holds_keys)
    popup = QApplication.activePopupWidget()
    if code is Qt.Key.Key_F1:
        assert window.dialogs.dialog is not None
        window.dialogs.dialog.reject()
        qtbot.waitUntil(window.board.has_keyboard)
    elif code is Qt.Key.Key_F5:
        assert calls.others == ["look_now"]
    else:
        assert popup is not None
        popup.close()
