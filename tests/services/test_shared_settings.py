"""Rules that all tills go by: chosen at one till, in force at the others, and kept in each till's file."""

from __future__ import annotations

import asyncio
import json
from datetime import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from desktop.cli.headless import HeadlessSettings
from desktop.domain.trouble import TroubleKind
from desktop.services.backend import Backend
from desktop.sync.events import TroublesChanged
from desktop.system.settings.options import resolve
from desktop.system.settings.settings import Settings
from desktop.system.settings.settings_file import SETTINGS_NAME, SettingsFile
from desktop.system.settings.shared import SHARED
from tests.sync.tills.shared import Restaurant, TillStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path
    from typing import Any, Self

    from desktop.store import Transaction

OWN_TABLE = "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL, till TEXT NOT NULL, changed_at INTEGER NOT NULL)"


@pytest.fixture
async def shared(tmp_path: Path) -> AsyncIterator[Restaurant]:
    restaurant = await Restaurant.open(tmp_path)
    await restaurant.file.write(lambda tx: tx.connection.execute(OWN_TABLE, {}))
    yield restaurant
    await restaurant.file.close()


class Till:
    """A till without a window. Use as an async context."""

    def __init__(self, shared: Restaurant, folder: Path, **own: Any) -> None:
        folder.mkdir(exist_ok=True)
        self.file = SettingsFile(folder / SETTINGS_NAME)
        if own:
            self.file.save(Settings(**own))
        options = resolve(
            {"data_dir": str(folder), "base_url": "http://127.0.0.1:9", "poll_seconds": None}, {}
        )
        self.backend = Backend(options)
        self.troubles: set[TroubleKind] = set()
        self.backend.events.subscribe(TroublesChanged, self._on_troubles)
        self.store = TillStore(shared, folder.name)
        self.settings = HeadlessSettings(self.backend)

    def _on_troubles(self, event: TroublesChanged) -> None:
        self.troubles = {trouble.kind for trouble in event.troubles}

    async def __aenter__(self) -> Self:
        await self.backend.open(self.store)
        await self.backend.load_board()
        self.settings.start()
        await self.backend.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.backend.close()
        self.settings.close()

    def choose(self, **values: Any) -> None:
        """Choose settings, as in the window of this till."""
        self.settings.settings = msgspec.structs.replace(self.settings.settings, **values)
        assert self.backend.shared_settings is not None
        self.backend.shared_settings.choose(values)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not condition():  # noqa: ASYNC110 - settings are in force without an event
                await asyncio.sleep(0.01)


def stored(tx: Transaction) -> dict[str, tuple[Any, str]]:
    rows = tx.connection.execute("SELECT name, value, till FROM settings", {})
    return {name: (json.loads(value), till) for name, value, till in rows}


async def test_the_first_till_gives_its_rules_and_the_next_ones_take_them(
    shared: Restaurant, tmp_path: Path
) -> None:
    async with Till(
        shared, tmp_path / "Kasa 1", mute_minutes=3, preset_times="5 6 7", poll_seconds=45
    ) as one:
        found = await shared.file.read(stored)
        assert found.keys() == SHARED
        assert found["mute_minutes"] == (3, "Kasa 1")
        assert one.backend.options.mute_for == 180
    async with Till(shared, tmp_path / "Kasa 2", mute_minutes=20, preset_times="8 9 10") as two:
        settings = two.settings.settings
        assert (settings.mute_minutes, settings.poll_seconds, settings.preset_times) == (3, 45, "8 9 10")
        assert (two.backend.options.mute_for, two.backend.options.poll_seconds) == (180, 45)
        assert await shared.file.read(stored) == found
    # For a day on which this till works alone.
    assert two.file.peek().mute_minutes == 3


async def test_rules_changed_at_one_till(shared: Restaurant, tmp_path: Path) -> None:
    async with Till(shared, tmp_path / "Kasa 1") as one, Till(shared, tmp_path / "Kasa 2") as two:
        one.choose(
            auto_accept=True,
            auto_accept_minutes=40,
            allergy_words="fıstık",
            print_expires_minutes=7,
            business_day_begins="06:00",
            not_receiving_after=120,
            volume_new=60,
        )
        await two.until(lambda: two.settings.settings.auto_accept)
        rule = two.backend.engine.auto_accepter.rule
        assert rule is not None
        assert (rule.preparing_time, rule.allergy_words) == (40, ("fıstık",))
        assert two.backend.printing.allergy_words == "fıstık"
        assert two.settings.settings.volume_new == 100
        await two.until(lambda: two.backend.options.business_day_begins == time(6))
        assert two.backend.options.not_receiving_after == 120
        two.choose(auto_accept=False)
        await one.until(lambda: not one.settings.settings.auto_accept)
    assert (await shared.file.read(stored))["auto_accept"] == (False, "Kasa 2")
    assert one.file.peek().auto_accept_minutes == two.file.peek().auto_accept_minutes == 40


async def test_the_last_of_two_choices_counts_at_all_tills(shared: Restaurant, tmp_path: Path) -> None:
    async with Till(shared, tmp_path / "Kasa 1") as one, Till(shared, tmp_path / "Kasa 2") as two:
        for minutes in range(1, 11):
            one.choose(preparing_time=minutes)
            two.choose(preparing_time=minutes + 20)

        async def saved() -> int:
            value: int = (await shared.file.read(stored))["preparing_time"][0]
            return value

        for till in (one, two):
            assert till.backend.shared_settings is not None
            await till.until(lambda till=till: not till.backend.shared_settings._unsaved)  # type: ignore[misc]
        last = await saved()
        assert last in {10, 30}
        await one.until(lambda: one.settings.settings.preparing_time == last)
        await two.until(lambda: two.settings.settings.preparing_time == last)


async def test_a_choice_that_cannot_be_saved_is_taken_back_and_said(
    shared: Restaurant, tmp_path: Path
) -> None:
    async with Till(shared, tmp_path / "Kasa 1") as one:
        one.store.cut()
        one.choose(mute_minutes=25)
        await one.until(lambda: one.settings.settings.mute_minutes == 10)
        assert TroubleKind.CANNOT_SAVE in one.troubles or TroubleKind.STORE_LOST in one.troubles


async def test_a_till_that_starts_without_the_database_goes_by_its_copy_until_it_is_there(
    shared: Restaurant, tmp_path: Path
) -> None:
    async with Till(shared, tmp_path / "Kasa 1", mute_minutes=3):
        pass
    two = Till(shared, tmp_path / "Kasa 2", mute_minutes=20)
    two.store.cut()
    await two.backend.open(two.store)
    two.settings.start()
    assert two.settings.settings.mute_minutes == 20
    two.store.cut(None)
    await two.backend.load_board()
    await two.backend.connect()
    await two.until(lambda: two.settings.settings.mute_minutes == 3)
    await two.backend.close()
    two.settings.close()


async def test_a_value_that_cannot_be_used_is_logged_and_has_its_default(
    shared: Restaurant, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with Till(shared, tmp_path / "Kasa 1", mute_minutes=3, poll_seconds=40):
        pass

    def spoil(tx: Transaction) -> None:
        for name, value in (
            ("mute_minutes", '"çok"'),
            ("auto_accept", "{"),
            ("poll_seconds", "0"),
            ("new", "1"),
        ):
            tx.set_shared_settings({name: value})

    await shared.file.write(spoil)
    async with Till(shared, tmp_path / "Kasa 2", mute_minutes=20, poll_seconds=50) as two:
        settings = two.settings.settings
        assert (settings.mute_minutes, settings.auto_accept, settings.poll_seconds) == (10, False, None)
    said = {record.__dict__["setting"] for record in caplog.records if hasattr(record, "setting")}
    assert said == {"mute_minutes", "auto_accept", "poll_seconds"}


async def test_one_program_alone_shares_nothing(tmp_path: Path) -> None:
    backend = Backend(resolve({"data_dir": str(tmp_path), "base_url": None, "poll_seconds": None}, {}))
    await backend.open()
    assert backend.shared_settings is None
    with pytest.raises(Exception, match="no such table"):
        await backend.store.read(lambda tx: tx.shared_settings())
    await backend.close()


async def test_an_earlier_choice_that_is_saved_does_not_replace_a_later_one(
    shared: Restaurant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Till(shared, tmp_path / "Kasa 1") as one:
        used: list[dict[str, Any]] = []
        monkeypatch.setattr(one.settings, "use_shared", used.append)
        for minutes in (11, 12, 13):
            one.choose(preparing_time=minutes)
        assert one.backend.shared_settings is not None
        await one.backend.shared_settings.close()
        assert used == []
        assert (await shared.file.read(stored))["preparing_time"] == (13, "Kasa 1")
