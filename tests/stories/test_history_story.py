"""The history in the whole program: an order is found by its dish, shown with each step, and exported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop.sync.jobs.search_index import index_some
from desktop.ui.history.page import HistoryPage
from tests.stories.test_keyboard_day import press

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story


def test_an_order_is_found_by_its_dish_shown_with_each_step_and_exported(
    play: Callable[..., int], sim: Simulator, tmp_path: Path
) -> None:
    target = tmp_path.with_name(f"{tmp_path.name}-found.json")

    async def tell(story: Story) -> None:
        wanted = sim.add_order(items=[{"name": "İskender", "quantity": 1}])
        other = sim.add_order(items=[{"name": "Ayran", "quantity": 1}])
        await story.shown("newColumn", 2)
        for key in (wanted, other):
            story.program.accept(key, 25)
        await story.until(lambda: all(sim.orders[key].accepts for key in (wanted, other)), "accepted")
        await press(story, Qt.Key.Key_F7)
        page = story.window.pages.page
        assert isinstance(page, HistoryPage)
        store = story.program.store
        # The search index is written some seconds after an order; here at once.
        while await index_some(store):
            pass
        page.filters.search.setText("isk")

        def found_alone() -> bool:
            first = page.model.found(0)
            return page.model.rowCount() == 1 and first is not None and first.order.payment_key == wanted

        await story.until(found_alone, "it is found")
        await story.until(
            lambda: "Kabul edildi: Dükkango onayladı" in page.sheet.accessibleDescription(),
            "each step is listed",
        )
        said = page.sheet.accessibleDescription()
        for sentence in ("Geldi ve kaydedildi", "Alındığı Dükkango'ya bildirildi", "Kabul'e basıldı"):
            assert sentence in said
        story.click("historyJson")
        await story.until(lambda: page.findChild(QFileDialog, "historyChooser") is not None, "it asks where")
        chooser = page.findChild(QFileDialog, "historyChooser")
        assert chooser is not None
        chooser.fileSelected.emit(str(target))
        chooser.reject()
        await story.until(target.exists, "the file is written")

    assert play(tell) == 0
    assert [record["items"] for record in json.loads(target.read_text("utf-8"))] == ["1 x İskender"]
