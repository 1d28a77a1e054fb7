"""The window while the shared database cannot be used: the board stays, in grey, and no press looks as if it counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop.controllers.window import WindowController
from desktop.domain.orders.board import ActionView, CommandState
from desktop.domain.orders.lifecycle import Action
from desktop.domain.tills import StoreProblem
from desktop.domain.trouble import Connection, Link
from desktop.system.machine.clock import SystemClock
from desktop.ui.text import till_words, trouble_words
from desktop.ui.text.orders import order_words, press_words
from desktop.ui.tills.alone import AloneStrip
from tests.ui.made import NOW, command, key, made
from tests.ui.tills.made import LOST, LOST_LINE, TROUBLE

if TYPE_CHECKING:
    from desktop.ui.widgets.theme import Look
    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow, Speak
    from tests.ui.made import Calls, Clock


def is_grey(look: Look, token: str) -> bool:
    return look.color(token).saturation() == 0


def shown(window: MainWindow, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text() if found.isVisible() else ""


def test_the_board_turns_grey_and_says_as_of_when(make_window: MakeWindow) -> None:
    window = make_window(made(1))
    look = window.board.card_look
    assert not is_grey(look, "accept")
    window.board_page.show_as_of(LOST)
    QApplication.processEvents()
    assert shown(window, "asOfTime") == "As of 14:29"
    assert is_grey(look, "accept")
    assert is_grey(look, "waiting")
    assert is_grey(look, "info")
    # Allergies stay red, and the banner has its colours.
    assert not is_grey(look, "late")
    assert not is_grey(window.look, "waiting")
    window.board_page.show_as_of(None)
    assert shown(window, "asOfTime") == ""
    assert not is_grey(look, "accept")


def test_a_board_of_the_last_run_is_grey_from_the_first_picture_on(make_window: MakeWindow) -> None:
    window = make_window()
    controller = WindowController(SystemClock(), lambda: None)
    controller.show_board(window, (made(1),), LOST)
    QApplication.processEvents()
    assert shown(window, "asOfTime") == "As of 14:29"
    assert is_grey(window.board.card_look, "accept")


def test_a_refused_accept_does_not_look_pending(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1))
    calls.refuses = True
    window.board.choose(key(1))
    window.order_actions.accept_card(key(1))
    assert calls.accepted == []
    assert not window.board_page.pending_accepts.is_pending(key(1))
    calls.refuses = False
    window.order_actions.accept_card(key(1))
    assert [each for each, _ in calls.accepted] == [key(1)]


def test_no_question_comes_before_a_press_that_is_refused(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(2, 2, accepted_at=NOW, preparing_time=30))
    calls.refuses = True
    orders = window.dialogs.orders
    orders.cancel_or_take_back(key(2))
    orders.remove_from_board(key(2))
    orders.act(key(2), Action.ON_THE_WAY)
    orders.act(key(2), Action.COMPLETE)
    assert window.dialogs.dialog is None
    assert not calls.acted
    assert not calls.cancelled
    assert not calls.remove_from_board


def test_the_banner_tries_now_and_leads_to_help(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1))
    asked: list[str] = []
    window.dialogs.store_help_wanted.connect(asked.append)
    window.show_troubles([TROUBLE])
    QApplication.processEvents()
    for name in ("bannerButton", "bannerExplain"):
        button = window.findChild(QPushButton, name)
        assert isinstance(button, QPushButton)
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert calls.others == ["try_store"]
    assert asked == [TROUBLE.detail]


def test_the_sentence_names_place_and_time(speak: Speak) -> None:
    assert trouble_words.describe(TROUBLE).sentence == (
        "The shared database (Ταμείο-1) has not been reachable since 14:29. New orders do not come here, and nothing can be "
        "accepted from here. Nothing is lost: what comes meanwhile will arrive."
    )
    speak("tr")
    assert "(Ταμείο-1) 14:29'dan beri" in trouble_words.describe(TROUBLE).sentence
    assert till_words.refused(LOST_LINE).startswith("Yapılmadı: ortak veritabanına 14:29'dan beri")


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("KASA-1", "whether KASA-1 is switched on"),
        ("localhost", "start PostgreSQL"),
        ("127.0.0.1", "start PostgreSQL"),
        ("/run/postgresql", "start PostgreSQL"),
    ],
)
def test_the_first_step_is_where_the_database_is(place: str, said: str) -> None:
    first, second, *_ = till_words.help_when_lost(f"{StoreProblem.UNREACHABLE}\n{place}").split("\n\n")
    assert first.startswith("1.  ")
    assert said in first
    assert second == "2.  If that does not help, call the person who set up the database."


def test_a_follower_says_which_till_receives_the_orders(make_window: MakeWindow) -> None:
    window = make_window(made(1))
    window.show_connection(Connection(Link.CONNECTED, last_answer_at=NOW, receiver="Till 1"))
    assert shown(window, "nextLook") == "Till 1 receives the orders"
    window.show_connection(Connection(Link.CONNECTED, last_answer_at=NOW, next_poll_in=12))
    assert shown(window, "nextLook") == "Next check 12 s"


def test_the_header_counts_down_to_no_poll_while_the_database_is_away(make_window: MakeWindow) -> None:
    window = make_window(made(1))
    window.show_connection(Connection(Link.CONNECTED, last_answer_at=NOW, next_poll_in=12))
    window.header.wait_for_store(waits=True)
    assert shown(window, "nextLook") == "Waiting for the database"
    window.show_connection(Connection(Link.LOST, last_answer_at=NOW))
    assert shown(window, "nextLook") == "Waiting for the database"
    window.header.wait_for_store(waits=False)
    assert shown(window, "nextLook") == "Checking…"


@pytest.mark.parametrize(
    ("language", "line", "state"),
    [
        ("en", "Accepted at Kasa 2, 14:32", "Accepted at Kasa 2, 14:32"),
        ("tr", "Kasa 2 kabul etti, 14:32", "Kasa 2 kabul etti, 14:32"),
    ],
)
def test_an_accept_names_its_till(speak: Speak, language: str, line: str, state: str) -> None:
    speak(language)
    order = made(
        2, 2, accepted_at=NOW, preparing_time=30, accept=command(CommandState.CONFIRMED, till="Kasa 2")
    )
    told = order_words.command_line(order)
    assert told is not None
    assert told.text == line
    assert press_words.state(order) == state


def test_a_single_till_has_no_name(speak: Speak) -> None:
    speak("en")
    order = made(2, 2, accepted_at=NOW, preparing_time=30, accept=command(CommandState.CONFIRMED))
    told = order_words.command_line(order)
    assert told is not None
    assert told.text == "Confirmed by Dükkango 14:32"
    assert press_words.state(order) == "Accepted 14:32"


def test_an_action_under_way_names_its_till(speak: Speak) -> None:
    speak("en")
    order = made(2, 3, action=ActionView(Action.COMPLETE, CommandState.SENDING, attempts=1, till="Kasa 3"))
    told = order_words.command_line(order)
    assert told is not None
    assert told.text == "Delivered: sending… · Kasa 3"


def test_the_strip_of_a_till_that_works_alone_leads_back(make_window: MakeWindow, clock: Clock) -> None:
    window = make_window(made(1))
    strip = AloneStrip(window.look, clock.now)
    wanted: list[bool] = []
    strip.back_wanted.connect(lambda: wanted.append(True))
    window.add_strip(strip)
    strip.show_alone(LOST)
    QApplication.processEvents()
    assert shown(window, "aloneSentence").startswith("This till works alone since 14:29")
    assert strip.y() < window.header.y()
    button = window.findChild(QPushButton, "sharedAgainButton")
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wanted == [True]
    strip.show_alone(None)
    assert not strip.isVisible()
