from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.domain.orders.board import CommandState
from desktop.domain.orders.lifecycle import Column
from desktop.ui.board.column_model import ORDER_ROLE, ColumnModel
from tests.ui.made import NOW, command, key, made


@pytest.fixture
def model(qapp: object) -> ColumnModel:
    model = ColumnModel(lambda: NOW)
    model.setProperty(
        "tester", QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    )
    return model


def numbers(model: ColumnModel) -> list[str]:
    return [order.order.number for order in model]


def test_the_oldest_order_is_first(model: ColumnModel) -> None:
    for number, waited in ((2, 20), (3, 10), (1, 30)):
        model.put(made(number, waited=waited))
    assert numbers(model) == ["1", "2", "3"]
    assert [model.row_of(key(number)) for number in (1, 2, 3, 4)] == [0, 1, 2, -1]


def test_preparing_is_sorted_by_the_time_due(model: ColumnModel) -> None:
    for number, begun, minutes in ((1, 0, 60), (2, 20, 30), (3, 5, None)):
        accepted = NOW - timedelta(minutes=begun)
        model.put(made(number, 2, accepted_at=accepted, preparing_time=minutes))
    assert numbers(model) == ["2", "3", "1"]


def test_a_change_moves_a_row_and_a_repetition_changes_nothing(model: ColumnModel) -> None:
    order = made(1, waited=30)
    assert model.put(order) is True
    assert model.put(made(1, waited=30)) is False
    model.put(made(2, waited=20))
    assert model.put(made(1, waited=10)) is True
    assert numbers(model) == ["2", "1"]
    assert model.take(key(2)) is not None
    assert model.take(key(2)) is None
    assert numbers(model) == ["1"]


def test_many_orders_are_added_and_replaced_together(model: ColumnModel) -> None:
    model.put_many([made(number, waited=100 - number) for number in range(20)])
    model.put_many([made(5, waited=500), made(30, waited=1), made(31, waited=200), made(32, waited=0)])
    assert numbers(model)[:3] == ["5", "31", "0"]
    assert numbers(model)[-2:] == ["30", "32"]
    assert len(model) == 23
    assert all(model.row_of(order.payment_key) == row for row, order in enumerate(model))


def test_a_screen_reader_gets_the_text_of_the_card(model: ColumnModel) -> None:
    model.put(made(1031, waited=130, note="Zili çalmayın"))
    index = model.index(0)
    spoken = str(model.data(index, Qt.ItemDataRole.AccessibleTextRole))
    for part in ("#1031", "2", "1.417,50 TL", "Kredi Kartı", "Zili çalmayın"):
        assert part in spoken
    assert model.data(index, ORDER_ROLE) is model.order_at(0)
    assert model.data(QModelIndex()) is None


@pytest.mark.parametrize(
    "state", [CommandState.SAVED, CommandState.SENDING, CommandState.UNSURE, CommandState.CONFIRMED]
)
def test_an_accepted_order_is_in_preparation_at_once(state: CommandState) -> None:
    order = made(accept=command(state, 20))
    assert order.column is Column.PREPARING
    assert order.due_at == NOW + timedelta(minutes=20)


def test_a_refused_order_is_new_again() -> None:
    order = made(accept=command(CommandState.REFUSED))
    assert order.column is Column.NEW
    assert order.due_at is None


def test_finished_and_removed_orders_have_no_column() -> None:
    assert (made(status=5)).column is None
    assert (made(removed_from_board=True)).column is None
    assert (made(status=77)).column is Column.NEW
