"""Excel files: the memory does not grow with the number of orders, and nothing is left in the folder for temporary files."""

from __future__ import annotations

import tempfile
import tracemalloc
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from desktop.services.exports.xlsx_file import xlsx_file
from desktop.store.rows import StoredOrder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
RAW = msgspec.json.encode(
    {
        "payment_key": "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e",
        "note": "x" * 300,
        "items": [{"name": f"Dürüm {number}", "quantity": 2, "options": ["Acı"]} for number in range(5)],
    }
).decode()


def rows(count: int) -> Iterator[StoredOrder]:
    for number in range(count):
        yield StoredOrder(
            id=number,
            payment_key="k",
            status_id=1,
            received_at=NOW,
            acknowledged_at=None,
            accepted_at=None,
            preparing_time=None,
            rang_at=None,
            first_muted_at=None,
            accept_pressed_at=None,
            raw=RAW.replace('note":"', f'note":"{number}'),
        )


def test_the_memory_does_not_grow_with_the_orders() -> None:
    xlsx_file(rows(1))
    tracemalloc.start()
    xlsx_file(rows(1500))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Most of it is the cache of read orders. Kept in memory, the cells of 1500 orders need 5 MB.
    assert peak < 4_000_000


def test_no_temporary_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen: list[int] = []

    def watched() -> Iterator[StoredOrder]:
        yield from rows(2)
        (folder,) = tmp_path.iterdir()
        seen.append(folder.stat().st_mode & 0o077)

    xlsx_file(watched())
    assert seen == [0], "nobody else may read customers' data meanwhile"
    assert list(tmp_path.iterdir()) == []
