"""The settings of a till that works alone: it keeps the shared address, and uses the store of this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.system.settings.options import resolve
from desktop.system.settings.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

_SINCE = "2026-11-30T19:05:00+00:00"
_URL = "postgresql://till_1@kasa-1:5432/tezgah"


def test_alone_there_is_no_shared_store_until_it_ends(tmp_path: Path) -> None:
    shared = resolve({"data_dir": str(tmp_path)}, {}).following(Settings(store_url=_URL))
    assert shared.store_address is not None
    alone = shared.following(Settings(store_url=_URL, alone_since=_SINCE))
    assert alone.store_address is None
    assert alone.shared_address == shared.store_address
    assert alone.alone_since is not None
    again = alone.following(Settings(store_url=_URL))
    assert (again.store_address, again.alone_since) == (shared.store_address, None)


def test_a_given_address_stays_while_alone(tmp_path: Path) -> None:
    given = {"data_dir": str(tmp_path), "store_url": _URL}
    shared = resolve(given, {})
    alone = shared.following(Settings(alone_since=_SINCE))
    assert alone.store_address is None
    assert alone.following(Settings()).store_address == shared.store_address


def test_without_a_shared_address_nobody_is_alone(tmp_path: Path) -> None:
    options = resolve({"data_dir": str(tmp_path)}, {}).following(Settings(alone_since=_SINCE))
    assert options.alone_since is None
