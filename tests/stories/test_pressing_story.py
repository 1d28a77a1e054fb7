"""Presses that nobody meant, from the key to the vendor: taken back, asked for, left out of a heap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.domain.orders.order import OrderStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story

    Play = Callable[..., int]

DISH: dict[str, Any] = {
    "items": [{"name": "Lahmacun", "quantity": 1, "price": 90, "total": 90}],
    "total": 90,
    "discount": "0",
    "courier_fee": 0,
    "order_tip": 0,
}


async def press(story: Story, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
    await story.keys_count()
    QTest.keyClick(story.window.board, key, modifiers or Qt.KeyboardModifier.NoModifier)
    await story.until(lambda: not story.window.scanner_filter.holds_keys, "the key counts")


async def accepted(story: Story, sim: Simulator, **fields: object) -> str:
    """Let an order come and accept it; return its key once it is confirmed and selected."""
    key = sim.add_order(courier_type="restaurant", shipping_method="delivery", note="", **fields)
    await story.shown("newColumn", 1)
    await press(story, Qt.Key.Key_Return)
    await story.until(lambda: story.button("onTheWayButton").isVisible(), "the next step")
    await story.until(lambda: sim.orders[key].acknowledged, "acknowledged")
    return key


def can_take_back(story: Story, key: str) -> Callable[[], bool]:
    def can() -> bool:
        order = story.window.board.order(key)
        return order is not None and order.can_take_back

    return can


async def polled(story: Story, sim: Simulator, times: int = 5) -> None:
    before = len(sim.calls("get-current"))
    await story.until(lambda: len(sim.calls("get-current")) >= before + times, "polls")


async def deliver(story: Story) -> None:
    """Press F3 and answer the question about the step that is skipped."""
    await press(story, Qt.Key.Key_F3)
    dialog = story.window.dialogs.dialog
    assert dialog is not None
    confirm = dialog.findChild(QPushButton, "confirmButton")
    assert confirm is not None
    confirm.click()


def test_a_delivery_is_taken_back_by_esc_and_sent_the_second_time(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        key = await accepted(story, sim)
        await deliver(story)
        await story.until(can_take_back(story, key), "it can be taken back")
        assert story.window.board_page.take_back_bar.isVisible()
        await press(story, Qt.Key.Key_Escape)
        await story.until(lambda: not can_take_back(story, key)(), "it was taken back")
        await polled(story, sim)
        assert not sim.calls("complete")
        await deliver(story)
        await story.until(lambda: sim.orders[key].status_id == OrderStatus.DELIVERED, "delivered")
        await story.shown("preparingColumn", 0)
        assert len(sim.calls("complete")) == 1

    play(tell)


def test_a_delivery_is_sent_when_the_program_is_closed_at_once(play: Play, sim: Simulator) -> None:
    keys: list[str] = []

    async def tell(story: Story) -> None:
        keys.append(await accepted(story, sim))
        await deliver(story)
        await story.until(can_take_back(story, keys[0]), "saved")
        assert not sim.calls("complete")

    async def later(story: Story) -> None:
        await story.shown("preparingColumn", 0)

    play(tell)
    assert sim.orders[keys[0]].status_id == OrderStatus.DELIVERED
    play(later)
    assert len(sim.calls("complete")) == 1


def test_an_allergy_is_accepted_by_the_second_enter(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        key = sim.add_order(note="Fıstık alerjim var", **DISH)
        await story.shown("newColumn", 1)
        await press(story, Qt.Key.Key_Return)
        assert story.button("acceptButton").text() == "Alerji: fıstık – okudum, kabul et"
        await polled(story, sim)
        assert not sim.calls("accept")
        await press(story, Qt.Key.Key_Return)
        await story.until(lambda: sim.orders[key].accepts == [30], "accepted")

    play(tell)


def test_a_heap_leaves_out_what_must_be_read(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        plain = [sim.add_order(note="", **DISH) for _ in range(4)]
        noted = [sim.add_order(note=note, **DISH) for note in ("Zile basmayın", "gluten alerjisi")]
        await story.shown("newColumn", 6)
        story.click("newColumnMarkAll")
        await press(story, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert story.window.dialogs.toast.text == "Okunması gereken 2 sipariş size kaldı"
        await story.until(lambda: all(sim.orders[key].accepts == [30] for key in plain), "accepted")
        await polled(story, sim)
        assert not any(sim.orders[key].accepts for key in noted)

    play(tell)


def test_the_rule_leaves_an_allergy_to_a_person(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        story.program.settings_controller.choose(auto_accept=True, auto_accept_notes=True)
        plain = sim.add_order(note="Zile basmayın", **DISH)
        await story.until(lambda: bool(sim.orders[plain].accepts), "the rule accepts")
        allergic = sim.add_order(note="çölyak hastasıyım", **DISH)
        await story.shown("newColumn", 1)
        await polled(story, sim)
        assert not sim.orders[allergic].accepts
        # Words of the restaurant's own apply at once.
        story.program.settings_controller.choose(allergy_words="kivi")
        await story.until(lambda: bool(sim.orders[allergic].accepts), "the rule accepts")

    play(tell)
