"""Several branches on one key: counted, told apart, filtered, and never a waiting order hidden without a sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.domain.orders.lifecycle import Column
from desktop.domain.restaurant.branch import Branch
from desktop.ui.board.branch_filter import ALL
from desktop.ui.widgets.button import Button
from tests.ui.made import Calls, key, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow

FIRST = "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21"
SECOND = "5d0c3a44-1f0b-4e5e-8a6b-2f7a9c1e6b02"
BRANCHES = (Branch(FIRST, "Halaskargazi Şube"), Branch(SECOND, "Kadıköy Şube"))


def chips(window: MainWindow) -> list[str]:
    found = [window.branches.findChild(Button, f"branchChip{place}") for place in range(3)]
    return [chip.fitted(1000) for chip in found if chip is not None]


def shown(window: MainWindow) -> set[str]:
    return {order.payment_key for model in window.board.models.values() for order in model}


def filled(make_window: MakeWindow) -> MainWindow:
    window = make_window(
        made(1, restaurant_id=FIRST), made(2, restaurant_id=SECOND), made(3, 2, restaurant_id=SECOND)
    )
    window.show_branches(BRANCHES)
    return window


def test_one_branch_needs_no_bar(make_window: MakeWindow) -> None:
    window = make_window(made(1, restaurant_id=FIRST))
    window.show_branches(BRANCHES[:1])
    assert not window.branches.isVisible()
    QTest.keyClick(window, Qt.Key.Key_B)
    assert window.branches.only == ALL


def test_each_branch_has_its_count(make_window: MakeWindow) -> None:
    window = filled(make_window)
    assert window.branches.isVisible()
    assert chips(window) == ["All  3", "Halaskargazi Şube  1", "Kadıköy Şube  2"]


def test_of_a_long_name_the_end_is_cut_and_never_the_count(make_window: MakeWindow) -> None:
    window = filled(make_window)
    chip = window.branches.findChild(Button, "branchChip2")
    assert chip is not None
    said = chip.fitted(90)
    assert said.endswith("…  2")
    assert said.startswith("Kad")


def test_a_branch_is_shown_alone_by_a_press_or_a_key(
    make_window: MakeWindow, settled: Callable[[MainWindow], None]
) -> None:
    window = filled(make_window)
    chip = window.branches.findChild(QPushButton, "branchChip2")
    assert chip is not None
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert shown(window) == {key(2), key(3)}
    for expected in ({key(1), key(2), key(3)}, {key(1)}, {key(2), key(3)}):
        QTest.keyClick(window, Qt.Key.Key_B)
        settled(window)
        assert shown(window) == expected


def test_what_is_hidden_goes_on_waiting_in_sight(make_window: MakeWindow, calls: Calls) -> None:
    window = filled(make_window)
    window.branches.choose(SECOND)
    assert {order.payment_key for order in window.board.waiting()} == {key(1), key(2)}
    assert "(2)" in window.windowTitle()
    window.update_orders([made(4, restaurant_id=FIRST)])
    assert shown(window) == {key(2), key(3)}
    assert chips(window)[1] == "Halaskargazi Şube  2"
    assert "(3)" in window.windowTitle()
    window.toggle_mute()
    assert calls.muted == [True]


def test_an_order_that_moves_on_while_hidden_is_right_when_shown(make_window: MakeWindow) -> None:
    window = filled(make_window)
    window.branches.choose(SECOND)
    window.update_orders([made(1, 2, restaurant_id=FIRST), made(2, 5, restaurant_id=SECOND)])
    assert shown(window) == {key(3)}
    window.branches.choose(ALL)
    assert {order.payment_key for order in window.board.models[Column.PREPARING]} == {key(1), key(3)}
    assert not len(window.board.models[Column.NEW])
    window.show_board([made(3, 2, restaurant_id=SECOND)])
    assert shown(window) == {key(3)}
    assert len(window.board) == 1


def test_who_is_called_to_an_order_sees_it_whatever_was_filtered(make_window: MakeWindow) -> None:
    window = filled(make_window)
    window.branches.choose(SECOND)
    window.open_order(key(1))
    assert window.board.selected is not None
    assert window.board.selected.payment_key == key(1)
    window.branches.choose(SECOND)
    window.call_for_attention()
    assert window.branches.only == ALL


def test_a_branch_that_is_gone_frees_its_filter(make_window: MakeWindow) -> None:
    window = filled(make_window)
    window.branches.choose(SECOND)
    window.show_branches(BRANCHES[:1])
    assert window.branches.only == ALL
    assert len(shown(window)) == 3


def test_cards_say_whose_order_it_is_where_there_are_several(make_window: MakeWindow) -> None:
    window = make_window(made(1, restaurant_id=FIRST, restaurant_name="Halaskargazi Şube"))
    view = window.board.views[Column.NEW]
    order = window.board.waiting()[0]
    assert "Halaskargazi Şube" not in [part.text for part in view.cards.card(order).parts]
    window.show_branches(BRANCHES)
    assert "Halaskargazi Şube" in [part.text for part in view.cards.card(order).parts]


def test_long_names_take_no_room_from_the_detail(make_window: MakeWindow) -> None:
    window = make_window(made(1, restaurant_id=FIRST))
    before = window.detail.width()
    window.show_branches(
        tuple(
            Branch(f"{number}{FIRST[1:]}", "Çok Uzun Adlı Bir Şube Caddesi Şubesi " * 2)
            for number in range(5)
        )
    )
    QTest.qWait(0)
    assert window.detail.width() == before
    assert all(chip.width() >= 44 for chip in window.branches.findChildren(QPushButton))


def test_orders_of_a_branch_that_nobody_knows_are_always_shown(make_window: MakeWindow) -> None:
    window = filled(make_window)
    window.branches.choose(SECOND)
    window.update_orders([made(8, restaurant_id="a7e4c9d0-93b2-4c1f-b6d8-04e1f5a2c803"), made(9)])
    assert {key(8), key(9)} <= shown(window)
