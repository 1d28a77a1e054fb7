"""Presses on the kitchen screen: what they bump, and when they are ignored."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec import structs
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from desktop.domain.kitchen.dish_keys import dish_keys
from desktop.domain.orders.kitchen_entries import EntryKind
from desktop.ui.kitchen_screen.wall import PAUSE_SECONDS
from desktop.ui.kitchen_screen.window import KitchenWindow
from desktop.ui.widgets.theme import Look
from tests.domain.kitchen.made import NOW, bumped, changed, cooking, dish, stand, with_entry
from tests.ui.kitchen_screen.made import Cook
from tests.ui.made import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop.domain.orders.board import BoardOrder


class Kitchen:
    """A shown screen, and what was asked for on it."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.cook = Cook(day=NOW)
        self.screen = KitchenWindow(self.cook, Look("light"), self.clock.steady)
        self.screen.resize(1366, 768)
        self.screen.show()

    def show(self, *orders: BoardOrder) -> None:
        self.screen.show_tickets(stand(*orders), ())
        while self.screen.wall.is_arranging:
            QApplication.processEvents()

    def wait(self) -> None:
        self.clock.forward(PAUSE_SECONDS + 0.1)

    def key(self, key: Qt.Key) -> None:
        """Press and release a key; the next one comes later."""
        QTest.keyClick(self.screen, key)
        self.clock.forward(0.05)

    def place(self, number: int, name: str = "") -> QPoint:
        """Return the place of a ticket's head, or of a dish."""
        wall = self.screen.wall
        assert wall.picture is not None
        placed = next(each for each in wall.picture.on_page(wall.page) if each.ticket == number)
        area = wall._area(placed)
        down = 8
        if name:
            down = wall.picture.size.head
            for row in wall.picture.cards[number].rows:
                if row.dish is not None and row.dish.line.name == name:
                    break
                down += row.band.height
            down += 5
        return QPoint(area.left() + 40, area.top() + down)

    def click(self, number: int, name: str = "") -> None:
        QTest.mouseClick(
            self.screen.wall,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            self.place(number, name),
        )


@pytest.fixture
def kitchen(qtbot: QtBot) -> Iterator[Kitchen]:
    # Windows of other tests, with their filters for scanners, are gone only then.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    made = Kitchen()
    qtbot.waitExposed(made.screen)
    yield made
    made.screen.end()
    QApplication.processEvents()


def whole(order: BoardOrder) -> tuple[object, ...]:
    (ticket,) = stand(order)
    return "bump", ticket.payment_key, ticket.covers, ticket.content


def test_one_press_bumps_a_ticket_or_a_dish(kitchen: Kitchen) -> None:
    one, other = cooking(1, minutes=9), cooking(2)
    kitchen.show(one, other)
    kitchen.wait()
    kitchen.click(1)
    kitchen.click(0, "Ayran")
    keys = dish_keys(one.order.lines)
    assert kitchen.cook.asked == [whole(other), ("bump", one.payment_key, (keys[1],), "")]
    # It is being saved: pressed once more it counts once.
    kitchen.click(1)
    kitchen.click(0, "Ayran")
    assert len(kitchen.cook.asked) == 2


def test_the_last_dish_bumps_the_ticket(kitchen: Kitchen) -> None:
    order = cooking()
    keys = dish_keys(order.order.lines)
    kitchen.show(bumped(order, "", keys[0]))
    kitchen.wait()
    kitchen.click(0, "Ayran")
    (asked,) = kitchen.cook.asked
    assert asked[2:] == (tuple(keys), stand(order)[0].content)


def test_a_press_on_a_dish_that_is_ready_takes_it_back(kitchen: Kitchen) -> None:
    order = cooking()
    kitchen.show(bumped(order, "", dish_keys(order.order.lines)[0]))
    kitchen.wait()
    kitchen.click(0, "Lahmacun")
    assert kitchen.cook.asked == [("recall", order.payment_key, 1)]


def test_notes_bump_nothing(kitchen: Kitchen) -> None:
    kitchen.show(cooking(note="Zili çalmayın"))
    kitchen.wait()
    wall = kitchen.screen.wall
    assert wall.picture is not None
    QTest.mouseClick(wall, Qt.MouseButton.LeftButton, pos=QPoint(60, 8 + wall.picture.size.head + 20))
    assert kitchen.cook.asked == []


def test_presses_wait_a_moment_after_tickets_moved(kitchen: Kitchen) -> None:
    first, second = cooking(1, minutes=9), cooking(2)
    kitchen.show(first, second)
    kitchen.wait()
    kitchen.show(second)
    kitchen.click(0)
    kitchen.key(Qt.Key.Key_1)
    assert kitchen.cook.asked == [], "another ticket stands where the first one was"
    kitchen.wait()
    kitchen.click(0)
    assert kitchen.cook.asked == [whole(second)]


def test_a_ticket_that_comes_behind_the_others_stops_nobody(kitchen: Kitchen) -> None:
    first = cooking(1, minutes=9)
    orders = [cooking(number, minutes=8) for number in (2, 3, 4)]
    kitchen.show(first, *orders)
    kitchen.wait()
    kitchen.show(first, *orders, cooking(5, dish("Su"), minutes=1))
    if not kitchen.screen.wall.is_paused:  # the letters have the same size
        kitchen.click(0)
        assert kitchen.cook.asked == [whole(first)]


def test_a_release_over_another_ticket_bumps_nothing(kitchen: Kitchen) -> None:
    first, second = cooking(1, minutes=9), cooking(2)
    kitchen.show(first, second)
    kitchen.wait()
    wall = kitchen.screen.wall
    QTest.mousePress(wall, Qt.MouseButton.LeftButton, pos=kitchen.place(0))
    kitchen.show(second)
    kitchen.wait()
    QTest.mouseRelease(wall, Qt.MouseButton.LeftButton, pos=kitchen.place(0))
    assert kitchen.cook.asked == []


def test_a_double_click_bumps_once(kitchen: Kitchen) -> None:
    order = cooking()
    kitchen.show(order)
    kitchen.wait()
    QTest.mouseClick(kitchen.screen.wall, Qt.MouseButton.LeftButton, pos=kitchen.place(0))
    QTest.mouseDClick(kitchen.screen.wall, Qt.MouseButton.LeftButton, pos=kitchen.place(0))
    assert kitchen.cook.asked == [whole(order)]


def test_number_keys_and_ten_tickets(kitchen: Kitchen) -> None:
    orders = [cooking(number, dish("Su"), minutes=30 - number) for number in range(1, 13)]
    kitchen.show(*orders)
    kitchen.wait()
    kitchen.screen.resize(1920, 1080)
    kitchen.show(*orders)
    kitchen.wait()
    for key in (Qt.Key.Key_1, Qt.Key.Key_9, Qt.Key.Key_0):
        kitchen.key(key)
    numbers = [asked[1] for asked in kitchen.cook.asked]
    assert numbers == [orders[place].payment_key for place in (0, 8, 9)]


def test_a_bump_bar_selects_with_arrows(kitchen: Kitchen) -> None:
    first, second = cooking(1, minutes=9), cooking(2)
    kitchen.show(first, second)
    kitchen.wait()
    kitchen.key(Qt.Key.Key_Return)
    assert kitchen.cook.asked == [], "nothing is selected"
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        kitchen.key(key)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Enter):
        kitchen.key(key)
    ayran = dish_keys(first.order.lines)[1]
    assert kitchen.cook.asked == [whole(second), ("bump", first.payment_key, (ayran,), "")]


def test_the_other_keys(kitchen: Kitchen) -> None:
    kitchen.screen.show_stations(("", "Izgara", "@pass"), "Izgara")
    for key in (Qt.Key.Key_R, Qt.Key.Key_Backspace, Qt.Key.Key_L, Qt.Key.Key_T, Qt.Key.Key_S, Qt.Key.Key_F11):
        kitchen.key(key)
    assert kitchen.cook.asked == [
        ("recall last",),
        ("recall last",),
        ("list",),
        ("counter",),
        ("station", "@pass"),
        ("full", True),
    ]


@pytest.mark.parametrize("flagged", [True, False])
def test_a_held_key_acts_once(kitchen: Kitchen, flagged: bool) -> None:
    def send(kind: QEvent.Type, at: int, *, repeat: bool) -> None:
        event = QKeyEvent(kind, Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier, "\b", repeat)
        event.setTimestamp(at)
        QApplication.sendEvent(kitchen.screen, event)

    send(QEvent.Type.KeyPress, 1000, repeat=False)
    for at in range(1500, 2500, 40):
        # As X11 repeats a key: released and pressed at one time, and marked or not.
        send(QEvent.Type.KeyRelease, at, repeat=flagged)
        send(QEvent.Type.KeyPress, at, repeat=flagged)
    send(QEvent.Type.KeyRelease, 2500, repeat=False)
    assert kitchen.cook.asked == [("recall last",)]
    send(QEvent.Type.KeyPress, 3000, repeat=False)
    assert len(kitchen.cook.asked) == 2


def test_pages_count_what_is_out_of_view(kitchen: Kitchen) -> None:
    lines = [dish(f"Yemek {number}") for number in range(8)]
    orders = [cooking(number, *lines, minutes=40 - number) for number in range(1, 8)]
    kitchen.show(*orders)
    wall = kitchen.screen.wall
    assert wall.pages > 1
    seen = {ticket.payment_key for ticket in wall.in_view}
    assert wall.out_of_view == len(orders) - len(seen)
    label = kitchen.screen.bar.findChild(QLabel, "moreTickets")
    assert label is not None
    assert str(wall.out_of_view) in label.text()
    for _ in range(wall.pages - 1):
        kitchen.key(Qt.Key.Key_Plus)
        seen |= {ticket.payment_key for ticket in wall.in_view}
    assert len(seen) == len(orders), "every ticket is on some page"
    assert wall.picture is not None
    assert wall.picture.size.pixels == 28


def test_the_largest_letters_that_fit(kitchen: Kitchen) -> None:
    sizes = []
    for count in (1, 4, 12):
        kitchen.show(*(cooking(number) for number in range(1, count + 1)))
        assert kitchen.screen.wall.picture is not None
        sizes.append(kitchen.screen.wall.picture.size.pixels)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1] >= 28


def test_a_long_order_spans_columns_and_says_so(kitchen: Kitchen) -> None:
    kitchen.show(cooking(1, *(dish(f"Yemek {number}") for number in range(60))))
    wall = kitchen.screen.wall
    assert wall.picture is not None
    parts = [(each.part, each.parts) for each in wall.picture.placed]
    assert len(parts) > 2
    assert parts == [(number + 1, len(parts)) for number in range(len(parts))]
    rows = [row for each in wall.picture.placed for row in wall.picture.cards[0].rows[each.first : each.end]]
    assert len({row.dish.key for row in rows if row.dish is not None}) == 60


def test_only_what_changed_is_painted(kitchen: Kitchen, qtbot: QtBot) -> None:
    first, second = cooking(1, minutes=9), cooking(2)
    kitchen.show(first, second)
    wall = kitchen.screen.wall
    QApplication.processEvents()
    regions: list[QRegion] = []
    paint = type(wall).paintEvent

    class Watched(type(wall)):  # type: ignore[misc]
        def paintEvent(self, event: object) -> None:
            regions.append(QRegion(event.region()))  # type: ignore[attr-defined]
            paint(self, event)  # type: ignore[arg-type]

    wall.__class__ = Watched
    kitchen.show(first, with_entry(second, EntryKind.BUMP, dishes=(dish_keys(second.order.lines)[0],)))
    qtbot.waitUntil(lambda: bool(regions))
    assert not any(region.contains(kitchen.place(0)) for region in regions)
    assert any(region.contains(kitchen.place(1)) for region in regions)
    regions.clear()
    # A second later nothing has changed; a minute later the heads have.
    wall.tick()
    QApplication.processEvents()
    assert regions == []
    kitchen.cook.day += timedelta(minutes=1)
    wall.tick()
    qtbot.waitUntil(lambda: bool(regions))
    assert any(region.contains(kitchen.place(0)) for region in regions)
    assert not any(region.contains(kitchen.place(0, "Ayran")) for region in regions)


def test_a_change_is_shown_at_once_though_the_ticket_is_selected(kitchen: Kitchen) -> None:
    order = cooking()
    kitchen.show(order)
    kitchen.wait()
    kitchen.key(Qt.Key.Key_Right)
    kitchen.key(Qt.Key.Key_Down)
    kitchen.show(changed(order, lines=(dish("Lahmacun", "5"), dish("Ayran"))))
    kitchen.wait()
    kitchen.key(Qt.Key.Key_Return)
    (asked,) = kitchen.cook.asked
    assert asked[3] != "", "the selected dish is another one now: the ticket itself is selected"
    assert (
        structs.asdict(stand(changed(order, lines=(dish("Lahmacun", "5"), dish("Ayran"))))[0])["content"]
        == asked[3]
    )


def test_a_press_that_nothing_answers_counts_again(kitchen: Kitchen) -> None:
    order = cooking()
    kitchen.show(order)
    kitchen.wait()
    kitchen.click(0)
    kitchen.click(0)
    assert len(kitchen.cook.asked) == 1
    kitchen.clock.forward(6)
    kitchen.screen.wall.tick()
    kitchen.click(0)
    assert kitchen.cook.asked == [whole(order)] * 2


def test_the_tally_counts_what_is_open_and_says_what_is_not_sure(kitchen: Kitchen) -> None:
    unread = structs.replace(dish("Künefe"), quantity=None, received_quantity="iki")
    one = cooking(1, dish("Lahmacun", "2"), unread)
    half = bumped(cooking(2, dish("Lahmacun", "3"), dish("Ayran")), "", dish_keys([dish("Ayran")])[0])
    kitchen.show(one, half, cooking(3, dish("Çorba"), status=6))
    assert kitchen.screen.tally.accessibleName() == "All day: 5 × Lahmacun, ≈1 × Künefe"


def test_without_the_shared_database_nothing_looks_bumped(kitchen: Kitchen) -> None:
    order = cooking(1)
    kitchen.show(order)
    kitchen.wait()
    kitchen.cook.refuses = True
    kitchen.screen.show_as_of(NOW)
    QApplication.processEvents()
    kitchen.click(0)
    assert kitchen.cook.asked == []
    assert not kitchen.screen.wall._pending.of(order.payment_key)
    strip = kitchen.screen.findChild(QLabel, "asOfTime")
    assert isinstance(strip, QLabel)
    assert strip.isVisible()
    kitchen.cook.refuses = False
    kitchen.screen.show_as_of(None)
    kitchen.click(0)
    assert kitchen.cook.asked == [whole(order)]
