"""Daily maintenance: a backup in the quiet hour, removal of old personal data, and no job done twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.store import SavedOrder, Store
from desktop.store.sqlite.store import SqliteStore
from desktop.sync.jobs.maintenance import care_for

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store import Transaction

NIGHT = datetime(2026, 11, 23, 0, 59, tzinfo=UTC)  # 03:59 in Istanbul
MORNING = NIGHT + timedelta(minutes=1)
OLD, FRESH = "3e9caf87-5cb7-4c4e-adcb-000000000001", "3e9caf87-5cb7-4c4e-adcb-000000000002"


def backups(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "backups").glob("*"))


async def fill(store: Store, key: str, received_at: datetime, status_id: int = 5) -> None:
    raw = f'{{"payment_key": "{key}", "id": 7, "customer": {{"name": "Müşteri 7"}}, "total": "10.50"}}'
    order = SavedOrder(key, "7", status_id, "", None, None, None, raw)
    await store.write(lambda tx: tx.insert_order(order, received_at, None))


async def raws(store: Store) -> dict[str, str]:
    return {row.payment_key: row.raw for row in await store.read(lambda tx: list(tx.stored(None)))}


async def test_a_backup_is_made_each_day_in_the_quiet_hour(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await care_for(store, NIGHT, 90)
    assert backups(tmp_path) == []
    for _ in range(3):
        await care_for(store, MORNING, 90)
    assert backups(tmp_path) == ["tezgah-2026-11-23.db"]
    for day in range(1, 10):
        await care_for(store, MORNING + timedelta(days=day), 90)
    assert backups(tmp_path) == [
        *(f"tezgah-2026-11-{day}.db" for day in range(26, 31)),
        "tezgah-2026-12-01.db",
        "tezgah-2026-12-02.db",
    ]
    await store.close()


@pytest.mark.parametrize(("days", "forgotten"), [(90, True), (0, False), (365, False)])
async def test_old_personal_data_is_removed_and_figures_stay(
    tmp_path: Path, days: int, *, forgotten: bool
) -> None:
    store = await SqliteStore.open(tmp_path)
    await fill(store, OLD, MORNING - timedelta(days=100))
    await fill(store, FRESH, MORNING - timedelta(days=10))
    await care_for(store, MORNING, days)
    stored = await raws(store)
    assert ("Müşteri 7" not in stored[OLD]) is forgotten
    assert "10.50" in stored[OLD]
    assert "Müşteri 7" in stored[FRESH]
    await store.close()


async def test_old_personal_data_is_removed_from_todays_backup_too(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await fill(store, OLD, MORNING - timedelta(days=100))
    await care_for(store, MORNING, 90)
    await store.close()
    found = [path.read_bytes() for path in (tmp_path / "backups").glob("*.db")]
    assert found
    assert all("Müşteri 7".encode() not in content for content in found)


@pytest.mark.parametrize(
    ("status_id", "accepted", "scheduled", "kept"),
    [
        pytest.param(1, None, None, True, id="waits"),
        pytest.param(2, timedelta(hours=2), None, True, id="cooking"),
        pytest.param(2, timedelta(days=100), timedelta(hours=-4), True, id="for later"),
        pytest.param(2, timedelta(days=100), None, False, id="accepted long ago"),
        pytest.param(5, timedelta(days=100), None, False, id="delivered"),
        pytest.param(6, None, None, False, id="cancelled"),
    ],
)
async def test_nothing_on_the_board_loses_its_data(
    tmp_path: Path, status_id: int, accepted: timedelta | None, scheduled: timedelta | None, *, kept: bool
) -> None:
    store = await SqliteStore.open(tmp_path)
    raw = f'{{"payment_key": "{OLD}", "id": 7, "customer": {{"name": "Müşteri 7"}}}}'
    due = None if scheduled is None else MORNING - scheduled
    order = SavedOrder(OLD, "7", status_id, "", None, None, due, raw)
    received = MORNING - timedelta(days=140)

    def save(tx: Transaction) -> None:
        tx.insert_order(order, received, None)
        if accepted is not None:
            tx.set_accepted(OLD, MORNING - accepted, 20)
            tx.set_status(OLD, status_id, MORNING - accepted)

    await store.write(save)
    await care_for(store, MORNING, 90)
    assert ("Müşteri 7" in (await raws(store))[OLD]) is kept
    await store.close()


async def test_nothing_is_deleted_while_the_time_is_unsure(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await fill(store, OLD, MORNING - timedelta(days=100))
    for day in range(10):
        await care_for(store, MORNING + timedelta(days=day), 90, may_delete=False)
    assert len(backups(tmp_path)) == 10
    assert "Müşteri 7" in (await raws(store))[OLD]
    await care_for(store, MORNING + timedelta(days=10), 90)
    assert len(backups(tmp_path)) == 7
    assert "Müşteri 7" not in (await raws(store))[OLD]
    await store.close()
