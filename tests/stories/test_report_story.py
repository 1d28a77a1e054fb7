"""The sales report in the whole program: an accepted order is counted, and the report is written to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.ui.sales.page import SalesPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story


def test_an_accepted_order_is_in_todays_report(
    play: Callable[..., int], sim: Simulator, tmp_path: Path
) -> None:
    target = tmp_path.with_name(f"{tmp_path.name}-rapor.pdf")

    async def tell(story: Story) -> None:
        key = sim.add_order(total=1417.5)
        await story.shown("newColumn", 1)
        story.press_key(Qt.Key.Key_Return)
        await story.until(lambda: sim.orders[key].accepts == [30], "the vendor knows")
        story.press_key(Qt.Key.Key_F12)
        await story.until(lambda: story.window.pages.page is not None, "the page is open")
        page = story.window.pages.page
        assert isinstance(page, SalesPage)

        def says(words: str) -> bool:
            return any(words in label.text() for label in page.findChildren(QLabel))

        await story.until(lambda: says("1.417,50 TL"), "the order is counted")
        page.save_pdf(str(target))
        await story.until(target.exists, "the file is written")
        await story.until(lambda: says(str(target)), "the page names the file")
        page.save_pdf(str(tmp_path.parent / "missing" / "rapor.pdf"))
        await story.until(lambda: says("No such file"), "the page reports a failure")

    assert play(tell) == 0
    assert target.read_bytes().startswith(b"%PDF-")


def test_the_program_ends_while_a_report_is_counted(play: Callable[..., int], sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        sim.add_order()
        await story.shown("newColumn", 1)
        story.window.pages.open("report")

    assert play(tell) == 0
