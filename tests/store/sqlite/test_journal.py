"""The file of a till's journal."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from desktop.store import CannotSaveError
from desktop.store.journal import JOURNAL_NAME, JournalEntry
from desktop.store.sqlite.journal import SqliteJournal, delete_journal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

NOW = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
ENTRY = JournalEntry("key 1", '{"customer": "Gizliad"}', 1, NOW)


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    made = SqliteJournal(tmp_path)
    yield made
    await made.close()


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.iterdir()]


async def test_entries_are_there_after_reopening(journal: SqliteJournal) -> None:
    await journal.begin(2**61)
    await journal.note([ENTRY, msgspec.structs.replace(ENTRY, payment_key="key 2")])
    accepted = msgspec.structs.replace(ENTRY, done_status=2, done_at=NOW + timedelta(seconds=5), minutes=20)
    await journal.note([accepted])
    await journal.close()
    assert {entry.payment_key: entry for entry in await journal.entries()}["key 1"] == accepted
    assert await journal.store_id() == 2**61
    # A newer answer replaces the command; what people promised stays.
    await journal.note([msgspec.structs.replace(ENTRY, status_id=3)])
    found = {entry.payment_key: entry for entry in await journal.entries()}["key 1"]
    assert (found.last_status, found.minutes) == (3, 20)


async def test_only_its_owner_may_read_it(journal: SqliteJournal, tmp_path: Path) -> None:
    await journal.note([ENTRY])
    assert os.name != "posix" or (tmp_path / JOURNAL_NAME).stat().st_mode & 0o777 == 0o600


async def test_old_entries_leave_no_trace(journal: SqliteJournal, tmp_path: Path) -> None:
    await journal.note([ENTRY])
    assert b"Gizliad" in (tmp_path / JOURNAL_NAME).read_bytes()
    await journal.forget(NOW)
    assert await journal.entries() == [ENTRY]
    await journal.forget(NOW + timedelta(milliseconds=1))
    assert await journal.entries() == []
    assert all(b"Gizliad" not in content for content in contents(tmp_path))


async def test_another_database_begins_it_anew(journal: SqliteJournal) -> None:
    await journal.begin(1)
    await journal.note([ENTRY])
    await journal.begin(2)
    assert await journal.entries() == []


async def test_a_damaged_file_is_replaced(journal: SqliteJournal, tmp_path: Path) -> None:
    (tmp_path / JOURNAL_NAME).write_bytes(b"no database " * 1000)
    await journal.note([ENTRY])
    assert await journal.entries() == [ENTRY]


async def test_a_file_that_cannot_be_opened_is_told(journal: SqliteJournal, tmp_path: Path) -> None:
    (tmp_path / JOURNAL_NAME).mkdir()
    with pytest.raises(CannotSaveError):
        await journal.note([ENTRY])


async def test_it_is_deleted_where_no_shared_store_is_used(journal: SqliteJournal, tmp_path: Path) -> None:
    delete_journal(tmp_path)
    await journal.note([ENTRY])
    await journal.close()
    delete_journal(tmp_path, datetime.now(UTC) - timedelta(hours=48))
    assert (tmp_path / JOURNAL_NAME).exists()
    delete_journal(tmp_path)
    assert not contents(tmp_path)
