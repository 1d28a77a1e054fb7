"""The password of the shared database: in a keyring entry of its own, for one login alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from desktop.domain.store_address import parse_store_address
from desktop.services.database.password import StorePasswords, with_stored_password, with_till_id
from desktop.system.secrets.secret_store import SecretStoreError
from desktop.system.settings.options import resolve
from desktop.system.settings.shared_store import StorePassword

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.keyrings import Memory

HERE = parse_store_address("postgresql://till_1@kasa-1/tezgah")
PASSWORD = StorePassword("geheim-ışık")


def test_a_saved_password_is_read_again_and_can_be_forgotten(memory: Memory, tmp_path: Path) -> None:
    passwords = StorePasswords(tmp_path)
    assert passwords.read(HERE) is None
    passwords.save(HERE, PASSWORD)
    assert passwords.read(HERE) == PASSWORD
    assert StorePasswords(tmp_path / "other").read(HERE) is None
    assert not list(tmp_path.iterdir()), "nothing of it is in a file"
    passwords.forget()
    assert passwords.read(HERE) is None
    assert not memory.kept


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://till_2@kasa-1/tezgah",
        "postgresql://till_1@kasa-2/tezgah",
        "postgresql://till_1@kasa-1:5433/tezgah",
        "postgresql://till_1@kasa-1/other",
    ],
)
def test_a_password_is_not_read_for_another_login(tmp_path: Path, url: str) -> None:
    StorePasswords(tmp_path).save(HERE, PASSWORD)
    assert StorePasswords(tmp_path).read(parse_store_address(url)) is None


def test_a_damaged_entry_is_none(memory: Memory, tmp_path: Path) -> None:
    passwords = StorePasswords(tmp_path)
    passwords.save(HERE, PASSWORD)
    for damaged in ("", "{", "[]", '{"for": 1}'):
        memory.kept = dict.fromkeys(memory.kept, damaged)
        assert passwords.read(HERE) is None


def test_a_locked_keyring_is_an_error_without_the_password(memory: Memory, tmp_path: Path) -> None:
    memory.locked = True
    passwords = StorePasswords(tmp_path)
    tried: list[Callable[[], object]] = [
        lambda: passwords.read(HERE),
        lambda: passwords.save(HERE, PASSWORD),
        passwords.forget,
    ]
    for work in tried:
        with pytest.raises(SecretStoreError) as caught:
            work()
        assert PASSWORD.text not in str(caught.value)


@pytest.mark.usefixtures("no_keyring")
def test_without_a_keyring_nothing_is_saved_and_that_is_said(tmp_path: Path) -> None:
    assert StorePasswords(tmp_path).read(HERE) is None
    with pytest.raises(SecretStoreError, match="TEZGAH_STORE_PASSWORD"):
        StorePasswords(tmp_path).save(HERE, PASSWORD)
    StorePasswords(tmp_path).forget()


def test_the_environment_beats_the_keyring_and_one_program_alone_asks_none(
    memory: Memory, tmp_path: Path
) -> None:
    StorePasswords(tmp_path).save(HERE, PASSWORD)
    asked = memory.asked
    given = {"data_dir": str(tmp_path)}
    assert with_stored_password(resolve(given, {})).store_password is None
    shared = given | {"store_url": str(HERE)}
    other = StorePassword("other")
    assert with_stored_password(resolve(shared, {"TEZGAH_STORE_PASSWORD": "other"})).store_password == other
    assert memory.asked == asked
    found = with_stored_password(resolve(shared, {}))
    assert found.secrets == (PASSWORD.text,)


def test_a_till_gets_an_id_at_its_first_start_and_keeps_it(tmp_path: Path) -> None:
    alone = resolve({"data_dir": str(tmp_path)}, {})
    assert with_till_id(alone) is alone
    assert not (tmp_path / "settings.json").exists()
    shared = replace(alone, store_address=HERE)
    first = with_till_id(shared).till_id
    assert len(first) == 16
    assert with_till_id(shared).till_id == first
    assert resolve({"data_dir": str(tmp_path)}, {}).till_id == first
