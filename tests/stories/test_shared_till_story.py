"""The whole program as one of two tills: the other one receives the orders, and changes rules, alarms and tickets here."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from desktop.domain.alarm import Ring
from desktop.domain.kitchen import VIEW
from desktop.store import Kind
from desktop.system.settings.options import resolve
from tests.stories.test_kitchen_story import kitchen, new_order, ticket
from tests.sync.tills.one_database import Tills

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from desktop.simulator import Simulator
    from desktop.system.settings.options import Options
    from tests.shared_store import SharedDatabase
    from tests.stories.conftest import Story
    from tests.sync.tills.shared import Till

    Play = Callable[..., int]
    Tell = Callable[[Story, Till], Awaitable[None]]


@pytest.fixture
def play_with_another_till(
    play: Play, sim: Simulator, shared_database: SharedDatabase, tmp_path: Path
) -> Callable[..., None]:
    """Runs the program without a key as "Kasa 2", beside "Kasa 1", which has one and leads."""
    (tmp_path / "kasa-1").mkdir()

    def play_both(tell: Tell, options: Options) -> None:
        async def with_other(story: Story) -> None:
            async with Tills(sim, shared_database, tmp_path / "kasa-1").till("Kasa 1") as other:
                await tell(story, other)

        assert play(with_other, options=options) == 0

    return play_both


@pytest.fixture
def options(sim: Simulator, shared_database: SharedDatabase, tmp_path: Path) -> Callable[..., Options]:
    """Makes the options of "Kasa 2"."""
    made = shared_database.made

    def make(view: str = "", **settings: object) -> Options:
        shared = {"store_url": made.url_for(made.till), "till_name": "Kasa 2"}
        (tmp_path / "settings.json").write_text(json.dumps(shared | settings), "utf-8")
        given = {"data_dir": str(tmp_path), "base_url": sim.base_url, "poll_seconds": None, "lang": "tr"}
        return replace(resolve(given, {"TEZGAH_STORE_PASSWORD": made.password}), view=view)

    return make


def test_a_kitchen_screen_needs_no_key_and_follows_the_other_tills(
    sim: Simulator,
    tmp_path: Path,
    options: Callable[..., Options],
    play_with_another_till: Callable[..., None],
) -> None:
    key = new_order(sim)

    async def tell(story: Story, other: Till) -> None:
        assert story.program.kitchen.is_main
        assert not story.window.isVisible()
        assert story.window.pages.page is None, "no guide"
        await story.until(lambda: key in other.board, "the order has come")
        other.engine.accept(key, 20)
        await story.until(lambda: ticket(story, key) is not None, "the ticket")
        await story.until(lambda: story.speaker.said.count(Ring.KITCHEN_NEW) == 1, "the chime")
        found = ticket(story, key)
        assert found is not None
        other.engine.run(other.engine.kitchen.bump(key, "", (), found.content, "kitchen"))
        await story.until(lambda: ticket(story, key) is None, "the bump of another screen")
        other.engine.run(other.engine.kitchen.recall_last(""))
        await story.until(lambda: ticket(story, key) is not None, "the recall of another screen")
        kitchen(story)._commands.bump(key, (), found.content)
        await story.until(lambda: ticket(story, key) is None, "the bump here")
        await story.until(lambda: len(other.board[key].kitchen) == 3, "the other till knows it")
        assert story.speaker.said.count(Ring.KITCHEN_NEW) == 1

    play_with_another_till(tell, options(VIEW))


def test_rules_changed_at_one_till_hold_in_the_window_of_the_other(
    sim: Simulator,
    tmp_path: Path,
    options: Callable[..., Options],
    play_with_another_till: Callable[..., None],
) -> None:
    async def tell(story: Story, other: Till) -> None:
        program = story.program
        changes = {"auto_accept": "true", "preparing_time": "25", "mute_minutes": "7", "volume_new": "50"}
        await other.store.write(lambda tx: tx.set_shared_settings(changes))
        await story.until(lambda: program.settings_controller.settings.auto_accept, "the rule is on")
        rule = program.backend.engine.auto_accepter.rule
        assert rule is not None
        assert rule.preparing_time == 25
        assert story.window.board_page.minutes.usual == 25
        assert program.settings_controller.settings.volume_new == 100
        await story.until(lambda: program.backend.options.mute_for == 420, "the alarm and the engine follow")
        changed = asyncio.Event()
        other.sharing.follower.on(Kind.SETTINGS, changed.set)
        await other.followed()
        changed.clear()
        program.settings_controller.choose(auto_accept=False, volume_new=70)
        await asyncio.wait_for(changed.wait(), 10)
        texts = await other.store.read(lambda tx: tx.shared_settings())
        assert texts["auto_accept"] == "false"

    play_with_another_till(tell, options(setup="done"))
    assert json.loads((tmp_path / "settings.json").read_bytes())["mute_minutes"] == 7


def test_an_order_silenced_here_is_silent_there_and_rang_counts_once(
    sim: Simulator,
    tmp_path: Path,
    options: Callable[..., Options],
    play_with_another_till: Callable[..., None],
) -> None:
    key = new_order(sim)

    async def tell(story: Story, other: Till) -> None:
        await story.until(lambda: story.speaker.rings, "it rings here too")
        story.speaker.on_heard()
        await story.until(lambda: other.board[key].rang_at is not None, "it was heard")
        first = other.board[key].rang_at
        other.engine.rang([key])
        other.engine.mute([key], muted=True)
        await story.until(lambda: not story.speaker.rings, "silenced there, silent here")
        shown = story.window.board.order(key)
        assert shown is not None
        assert shown.rang_at == first
        story.program.backend.engine.mute([key], muted=False)
        await story.until(lambda: not other.board[key].muted, "it rings again at both")
        await story.until(lambda: story.speaker.rings, "here as well")

    play_with_another_till(tell, options(setup="done"))
