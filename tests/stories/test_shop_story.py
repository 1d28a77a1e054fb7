"""The restaurant in the whole program: closed and opened, a dish off sale and on sale, also after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton

from desktop.domain.trouble import TroubleKind
from desktop.simulator.sample_orders import BRANCHES
from desktop.ui.restaurant.dishes_page import DishesPage
from tests.stories.test_keyboard_day import press

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story

    Play = Callable[..., int]

BRANCH = BRANCHES[0][0]


def chip(story: Story) -> str:
    button = story.button("shopChip")
    return button.text() if button.isVisible() else ""


async def choose_break(story: Story) -> None:
    """Close for 15 minutes by keyboard."""
    await press(story, Qt.Key.Key_F11)
    await story.until(lambda: story.window.pages.page is not None, "the page is open")
    await press(story, Qt.Key.Key_Right, Qt.Key.Key_Space)


def test_a_closed_branch_is_shown_and_can_be_opened_after_a_restart(play: Play, sim: Simulator) -> None:
    async def close(story: Story) -> None:
        await story.until(lambda: chip(story) == "Açık", "it is open")
        await choose_break(story)
        await story.until(lambda: sim.closed == {BRANCH}, "the vendor knows")
        await story.until(lambda: chip(story).startswith("Kapalı · "), "the header shows until when")
        await press(story, Qt.Key.Key_Escape)
        assert story.window.board.has_keyboard()

    async def after(story: Story) -> None:
        await story.until(lambda: chip(story).startswith("Kapalı · "), "it is remembered")
        story.click("shopChip")
        await story.until(lambda: story.window.pages.page is not None, "the page is open")
        story.click("openBranch")
        await story.until(lambda: not sim.closed, "the vendor knows")
        await story.until(lambda: chip(story) == "Açık", "it is open")

    assert play(close) == 0
    assert play(after) == 0


def test_closing_asks_first_while_an_order_waits(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        await story.until(lambda: chip(story) == "Açık", "it is open")
        sim.add_order()
        await story.shown("newColumn", 1)
        await choose_break(story)
        page = story.window.pages.page
        assert page is not None
        await story.until(lambda: page.findChild(QDialog, "closeShopDialog") is not None, "it asks")
        assert not sim.closed
        dialog = page.findChild(QDialog, "closeShopDialog")
        assert dialog is not None
        confirm = dialog.findChild(QPushButton, "confirmButton")
        assert confirm is not None
        confirm.click()
        await story.until(lambda: sim.closed == {BRANCH}, "the vendor knows")

    assert play(tell) == 0


def test_an_offline_close_is_shown_as_closing_until_the_vendor_confirms(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        await story.until(lambda: chip(story) == "Açık", "it is open")
        sim.refuse_connections()
        await choose_break(story)
        await story.until(lambda: chip(story) == "Kapatılıyor…", "it is not shown as closed yet")
        sim.refuse_connections(False)
        await story.until(lambda: sim.closed == {BRANCH}, "the vendor knows")
        await story.until(lambda: chip(story).startswith("Kapalı"), "the vendor confirmed")

    assert play(tell) == 0


def test_a_refused_close_is_reported_and_the_branch_stays_open(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        await story.until(lambda: chip(story) == "Açık", "it is open")
        sim.faults.add("restaurant-close", "status", http=400)
        await choose_break(story)

        def refused() -> bool:
            return any(t.kind is TroubleKind.SHOP_REFUSED for t in story.window.banner.troubles)

        await story.until(refused, "the banner reports it")
        assert chip(story) == "Açık"
        assert not sim.closed

    assert play(tell) == 0


def test_a_dish_goes_off_sale_from_its_order_and_on_sale_from_the_list(play: Play, sim: Simulator) -> None:
    async def sell_out(story: Story) -> None:
        await story.until(lambda: bool(story.window.dialogs.orders.menu.dishes), "the dishes are known")
        sim.add_order(items=[{"name": "İskender", "quantity": 1}])
        await story.shown("newColumn", 1)
        await press(story, Qt.Key.Key_K)
        assert story.window.dialogs.dialog is not None
        await press(story, Qt.Key.Key_1)
        await story.until(lambda: len(sim.off_sale) == 1, "the vendor knows")
        await story.until(lambda: story.button("offSaleChip").isVisible(), "the header counts it")
        assert story.button("offSaleChip").accessibleName().startswith("1 ürün satışa kapalı")

    async def put_back(story: Story) -> None:
        await story.until(lambda: story.button("offSaleChip").isVisible(), "it is remembered")
        await press(story, Qt.Key.Key_F6)
        page = story.window.pages.page
        assert isinstance(page, DishesPage)
        page.search.setText("isk")  # typed letters would look like a barcode scanner
        await press(story, Qt.Key.Key_Down, Qt.Key.Key_Return)
        assert "yeniden satışa açılıyor" in story.window.dialogs.toast.text
        await story.until(lambda: not sim.off_sale, "the vendor knows")
        await story.until(lambda: not story.button("offSaleChip").isVisible(), "nothing is off sale")

    assert play(sell_out) == 0
    assert play(put_back) == 0


def test_a_restart_between_press_and_answer_still_closes_the_branch(play: Play, sim: Simulator) -> None:
    async def press_and_end(story: Story) -> None:
        await story.until(lambda: chip(story) == "Açık", "it is open")
        sim.faults.add("restaurant-close", "hang", times=-1)
        await choose_break(story)
        await story.until(
            lambda: bool(sim.calls("restaurant-close")) or chip(story) == "Kapatılıyor…", "asked"
        )

    async def after(story: Story) -> None:
        sim.faults.clear()
        sim.release_hanging()
        await story.until(lambda: sim.closed == {BRANCH}, "it is done after the restart")

    assert play(press_and_end) == 0
    assert play(after) == 0
