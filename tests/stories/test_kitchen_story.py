"""The kitchen screen in the whole program: accepted orders come as tickets, and presses are stored and seen at the counter."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.alerts.sound import SoundHealth, SoundState
from desktop.domain.alarm import Ring
from desktop.domain.kitchen import VIEW
from desktop.domain.kitchen.tickets import Mark, TicketState
from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.lifecycle import Action
from desktop.system.settings.options import resolve
from desktop.ui.kitchen_screen.recall_dialog import RecallDialog
from desktop.ui.text import kitchen_words
from tests.stories.test_keyboard_day import press

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.domain.kitchen.tickets import KitchenTicket
    from desktop.simulator import Simulator
    from desktop.system.settings.options import Options
    from desktop.ui.kitchen_screen.window import KitchenWindow
    from tests.stories.conftest import Story

    Play = Callable[..., int]

DISHES = [
    {"name": "Lahmacun", "quantity": 2, "price": 90, "total": 180},
    {"name": "Ayran", "quantity": 1, "price": 30, "total": 30},
]


def options(sim: Simulator, folder: Path, view: str = VIEW, **settings: object) -> Options:
    """Return the options of a program that was set up before."""
    (folder / "settings.json").write_text(json.dumps({"setup": "done", **settings}), "utf-8")
    given = {"data_dir": str(folder), "base_url": sim.base_url, "poll_seconds": "0.1", "lang": "tr"}
    return replace(resolve(given, {"TEZGAH_ACCESS_TOKEN": sim.access_token}), view=view)


def new_order(sim: Simulator, **fields: object) -> str:
    return sim.add_order(**{"note": "", "items": DISHES, "total": 210, **fields})


def kitchen(story: Story) -> KitchenWindow:
    window = story.program.kitchen.window
    assert window is not None
    return window


def ticket(story: Story, key: str) -> KitchenTicket | None:
    return next((each for each in kitchen(story).wall.tickets if each.payment_key == key), None)


async def stands(story: Story, *keys: str) -> None:
    wanted = set(keys)
    await story.until(
        lambda: {each.payment_key for each in kitchen(story).wall.tickets} == wanted,
        f"{len(keys)} tickets stand",
    )
    await story.until(lambda: not kitchen(story).wall.is_paused, "presses count")


async def hit(story: Story, key: Qt.Key) -> None:
    """Press a key at the kitchen screen, and release it."""
    QTest.keyClick(kitchen(story), key)
    await story.until(lambda: not story.window.scanner_filter.holds_keys, "the key has counted")


def at_counter(story: Story, key: str) -> str:
    found = story.window.board.order(key)
    assert isinstance(found, BoardOrder)
    return kitchen_words.at_counter(found)


def cancel(story: Story, key: str) -> None:
    """Cancel an order at the counter; no poll lists an order that is cancelled elsewhere."""
    story.program.backend.engine.act(key, Action.CANCEL, 1)


def click(story: Story, key: str, dish: str) -> None:
    """Click on a dish of a ticket; "" for its head."""
    wall = kitchen(story).wall
    assert wall.picture is not None
    for placed in wall.picture.on_page(wall.page):
        card = wall.picture.cards[placed.ticket]
        if card.ticket.payment_key != key:
            continue
        area = wall._area(placed)
        down = area.top() + 10
        if dish:
            down = area.top() + wall.picture.size.head
            for row in card.rows:
                if row.dish is not None and row.dish.line.name == dish:
                    down += row.band.height // 2 + 1
                    break
                down += row.band.height
        QTest.mouseClick(
            wall, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(area.left() + 30, down)
        )
        return
    raise AssertionError(f"no ticket {key}")


def test_a_day_in_the_kitchen(play: Play, sim: Simulator, tmp_path: Path) -> None:
    async def tell(story: Story) -> None:
        window = kitchen(story)
        assert window.isVisible()
        assert not story.window.isVisible()
        settings = story.program.settings_controller.settings
        assert not settings.kitchen_open, "the counter's next start does not open it too"
        order = new_order(sim)
        # Nobody has accepted it: it rings, and the strip leads to the counter.
        await story.until(window.waiting.isVisible, "the strip says that an order waits")
        await story.until(lambda: story.speaker.rings, "it rings")
        assert ticket(story, order) is None
        await hit(story, Qt.Key.Key_T)
        await story.until(story.window.isVisible, "the counter's window opens")
        await story.keys_count()
        await press(story, Qt.Key.Key_Return)
        await stands(story, order)
        await story.until(lambda: not window.waiting.isVisible(), "no order waits any more")
        assert story.speaker.said.count(Ring.KITCHEN_NEW) == 1
        # One dish.
        window.raise_to_front()
        click(story, order, "Lahmacun")
        await story.until(
            lambda: at_counter(story, order).endswith("1 tanesi hazır"), "the counter sees one dish"
        )
        await stands(story, order)
        # The ticket.
        await hit(story, Qt.Key.Key_1)
        await stands(story)
        await story.until(
            lambda: at_counter(story, order).startswith("Mutfak: hazır "), "the counter sees it ready"
        )
        # Back again, by the key of a bump bar.
        await hit(story, Qt.Key.Key_Backspace)
        await stands(story, order)
        assert at_counter(story, order).endswith("1 tanesi hazır")
        await hit(story, Qt.Key.Key_1)
        await stands(story)
        # It changes after the bump: it comes back, with what was.
        await story.until(lambda: sim.orders[order].acknowledged, "the acceptance is acknowledged")
        sim.change_order(order, items=[{**DISHES[0], "quantity": 5}, DISHES[1]])
        await stands(story, order)
        found = ticket(story, order)
        assert found is not None
        marks = {dish.line.name: (dish.mark, dish.is_open) for dish in found.dishes}
        assert marks == {"Lahmacun": (Mark.CHANGED, True), "Ayran": (Mark.NONE, False)}
        assert Ring.KITCHEN_CHANGED in story.speaker.said
        await hit(story, Qt.Key.Key_1)
        await stands(story)
        # It is cancelled: it comes back, struck through, until it is bumped.
        cancel(story, order)
        await stands(story, order)
        found = ticket(story, order)
        assert found is not None
        assert found.state is TicketState.CANCELLED
        assert Ring.KITCHEN_CANCELLED in story.speaker.said
        await hit(story, Qt.Key.Key_1)
        await stands(story)
        assert story.speaker.said.count(Ring.KITCHEN_NEW) == 1, "what comes back is no new ticket"

    assert play(tell, options=options(sim, tmp_path)) == 0


def test_an_order_that_nobody_hears_covers_no_ticket_and_closing_asks(
    play: Play, sim: Simulator, tmp_path: Path
) -> None:
    async def tell(story: Story) -> None:
        window = kitchen(story)
        story.speaker.on_state(SoundState(SoundHealth.NO_SOUND, "no device"))
        new_order(sim)
        await story.until(window.waiting.isVisible, "the strip says that an order waits")
        await story.until(window.banner.isVisible, "the banner says that nobody hears it")
        assert not story.window.isVisible()
        # It is the program's own window: closing it is quitting.
        window.close()
        await story.until(story.window.isVisible, "the counter's window opens")
        dialog = story.window.dialogs.dialog
        assert dialog is not None
        assert window.isVisible()
        dialog.reject()

    assert play(tell, options=options(sim, tmp_path)) == 0


def test_an_order_that_waits_for_long_takes_no_keys_from_the_kitchen(
    play: Play, sim: Simulator, tmp_path: Path
) -> None:
    async def tell(story: Story) -> None:
        window = kitchen(story)
        await story.until(window.isActiveWindow, "people work at the kitchen screen")
        new_order(sim)
        await story.until(window.waiting.isVisible, "the strip says that an order waits")
        story.program._controller.on_escalated()
        assert window.isActiveWindow()
        assert not story.window.isVisible()

    assert play(tell, options=options(sim, tmp_path)) == 0


def test_bumps_and_changes_survive_a_restart(play: Play, sim: Simulator, tmp_path: Path) -> None:
    keys: list[str] = []

    async def evening(story: Story) -> None:
        keys.extend(new_order(sim) for _ in range(3))
        await story.until(lambda: all(sim.orders[key].acknowledged for key in keys), "they are here")
        for key in keys:
            sim.accept_elsewhere(key)
        await stands(story, *keys)
        click(story, keys[0], "")
        await stands(story, *keys[1:])
        click(story, keys[1], "Ayran")
        await story.until(
            lambda: bool((found := ticket(story, keys[1])) and len(found.open_dishes) == 1),
            "one dish is ready",
        )
        cancel(story, keys[2])
        await story.until(
            lambda: bool((found := ticket(story, keys[2])) and found.state is TicketState.CANCELLED),
            "cancelled",
        )

    async def restart(story: Story) -> None:
        await stands(story, keys[1], keys[2])
        one, two = ticket(story, keys[1]), ticket(story, keys[2])
        assert one is not None
        assert two is not None
        assert [dish.line.name for dish in one.open_dishes] == ["Lahmacun"]
        assert two.state is TicketState.CANCELLED
        # From the list of the last bumps.
        await hit(story, Qt.Key.Key_L)
        await story.until(
            lambda: kitchen(story).findChild(RecallDialog, "recallDialog") is not None, "the list"
        )
        dialog = kitchen(story).findChild(RecallDialog, "recallDialog")
        assert dialog is not None
        rows = [each for each in dialog.findChildren(QPushButton) if each.objectName().startswith("recall")]
        assert len(rows) == 2
        rows[-1].click()
        await stands(story, *keys)

    given = options(sim, tmp_path)
    assert play(evening, options=given) == 0
    assert play(restart, options=given) == 0


def test_a_second_window_from_the_menu_is_there_again_after_a_restart(
    play: Play, sim: Simulator, tmp_path: Path
) -> None:
    async def first(story: Story) -> None:
        assert story.program.kitchen.window is None
        await press(story, Qt.Key.Key_F10)
        menu = story.window.findChild(QMenu, "mainMenu")
        assert menu is not None
        (entry,) = (action for action in menu.actions() if action.text() == "Mutfak ekranı")
        entry.trigger()
        menu.close()
        window = kitchen(story)
        await story.until(window.isVisible, "it opens")
        assert story.window.isVisible()
        window.set_full_screen(on=True)
        await story.until(window.isFullScreen, "it fills the screen")

    async def second(story: Story) -> None:
        await story.until(lambda: kitchen(story).isVisible(), "it opens by itself")
        assert kitchen(story).isFullScreen()
        # Closed by hand, it stays closed.
        kitchen(story).close()
        await story.until(lambda: story.program.kitchen.window is None, "it closes")

    async def third(story: Story) -> None:
        assert story.program.kitchen.window is None

    assert play(first, options=options(sim, tmp_path, view="")) == 0
    given = {"data_dir": str(tmp_path), "base_url": sim.base_url, "poll_seconds": "0.1", "lang": "tr"}
    again = resolve(given, {"TEZGAH_ACCESS_TOKEN": sim.access_token})
    assert play(second, options=again) == 0
    assert play(third, options=again) == 0


def test_two_stations_and_the_pass(play: Play, sim: Simulator, tmp_path: Path) -> None:

    async def tell(story: Story) -> None:
        window = kitchen(story)
        order = new_order(sim)
        await story.until(lambda: sim.orders[order].acknowledged, "it is here")
        sim.accept_elsewhere(order)
        await stands(story, order)
        # Two dishes that no menu knows: every station has them.
        await hit(story, Qt.Key.Key_S)
        found = ticket(story, order)
        assert found is not None
        assert found.station == "Izgara"
        assert all(dish.is_unclear for dish in found.dishes)
        await hit(story, Qt.Key.Key_1)
        await stands(story)
        await hit(story, Qt.Key.Key_S)
        await stands(story, order)
        await hit(story, Qt.Key.Key_S)
        await stands(story, order)
        found = ticket(story, order)
        assert found is not None
        assert [(work.name, work.done, work.at is not None) for work in found.work] == [
            ("Izgara", 2, True),
            ("Soğuk", 0, False),
        ]
        await hit(story, Qt.Key.Key_1)
        await stands(story)
        # What left the pass is cooked.
        await hit(story, Qt.Key.Key_S)
        await hit(story, Qt.Key.Key_S)
        await hit(story, Qt.Key.Key_S)
        assert window.wall.tickets == [] or ticket(story, order) is None

    stations = "Izgara: Kebaplar; Soğuk: Salatalar"
    assert play(tell, options=options(sim, tmp_path, kitchen_stations=stations)) == 0
