"""The data folder is taken away under the window: people see and hear it, and the other program's files stay untouched."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from desktop.domain.alarm import Ring
from desktop.domain.trouble import TroubleKind
from desktop.system.files.instance_lock import InstanceLock
from desktop.system.user_errors import EXIT_IN_USE
from desktop.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs POSIX: Windows locks open files")


def keys(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        return {key for (key,) in connection.execute("SELECT payment_key FROM orders")}


def notices(story: Story) -> list[str]:
    return [trouble.detail for trouble in story.window.banner.troubles if trouble.kind is TroubleKind.NOTICE]


def test_a_window_whose_folder_was_taken_says_so_rings_until_it_is_read_and_ends(
    play: Callable[..., int], sim: Simulator, tmp_path: Path
) -> None:
    folder, ours = tmp_path, True
    sim.add_order()

    async def tell(story: Story) -> None:
        nonlocal ours
        await story.shown("newColumn", 1)
        ours = False
        for path in folder.glob("*"):
            if path.is_file():
                path.unlink()
        (folder / "settings.json").write_text('{"theme": "dark"}', "utf-8")
        await story.until(lambda: bool(story.window.findChildren(Dialog, "lastWordsDialog")), "it is said")
        (box,) = story.window.findChildren(Dialog, "lastWordsDialog")
        said = " ".join(label.text() for label in box.findChildren(QLabel))
        assert "başka bir Tezgâh" in said
        assert "Dükkango paneliyle karşılaştırın" in said
        assert box.isVisible()
        closed: list[int] = []
        box.finished.connect(closed.append)
        assert {Ring.NEW, Ring.LOST} & {*story.speaker.signals}, "it is heard until it was read"
        came = sim.add_order()
        story.window.resize(900, 700)
        box.accept()
        await story.until(lambda: bool(closed), "it was read")
        assert not sim.orders[came].acknowledged

    assert play(tell, holds=lambda: ours) == EXIT_IN_USE
    assert (folder / "settings.json").read_text("utf-8") == '{"theme": "dark"}'
    assert not (folder / "tezgah.db").exists()


def test_a_window_whose_folder_was_only_removed_goes_on_with_orders_and_settings(
    play: Callable[..., int], sim: Simulator, tmp_path: Path
) -> None:
    lock = InstanceLock(tmp_path, "window")
    lock.acquire()
    known = {sim.add_order()}

    async def tell(story: Story) -> None:
        await story.shown("newColumn", 1)
        shutil.rmtree(tmp_path)
        known.add(sim.add_order())
        await story.shown("newColumn", 2)
        await story.until((tmp_path / "settings.json").exists, "the settings are written again")
        assert notices(story) == [f"removed:{tmp_path}"]

    assert play(tell, holds=lock.holds) == 0
    lock.release()
    assert keys(tmp_path / "tezgah.db") == known
