"""Credentials are stored for one address, in the chosen place, readable by this user only."""

from __future__ import annotations

import json
import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from desktop.system.files.languages import in_both
from desktop.system.secrets.secret_store import (
    SECRET_FILE,
    NoKeyringError,
    SecretPlace,
    SecretStore,
    SecretStoreError,
    with_stored_credentials,
)
from desktop.system.settings.credentials import (
    AccessToken,
    Credentials,
    CredentialsError,
    SecretKeys,
    from_input,
)
from desktop.system.settings.options import resolve
from desktop.system.settings.settings import Settings
from desktop.system.settings.settings_file import SettingsFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.keyrings import Memory

HERE = "https://vendor.example/api"
TOKEN = AccessToken("invented-token-1")
KEYS = SecretKeys("invented-app-key", "invented-rest-key")


@pytest.mark.usefixtures("no_keyring")
@pytest.mark.parametrize("credentials", [TOKEN, KEYS])
def test_credentials_are_stored_in_a_private_file(tmp_path: Path, credentials: Credentials) -> None:
    store = SecretStore(tmp_path)
    assert not store.has_keyring()
    assert store.read(SecretPlace.FILE, HERE) is None
    store.save(SecretPlace.FILE, HERE, credentials)
    assert store.read(SecretPlace.FILE, HERE) == credentials
    assert "invented" not in repr(store.read(SecretPlace.FILE, HERE))
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / SECRET_FILE).stat().st_mode) == 0o600
    store.forget(SecretPlace.FILE)
    assert store.read(SecretPlace.FILE, HERE) is None
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX permissions")
def test_the_file_is_private_from_its_first_byte_on(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        (tmp_path / f"{SECRET_FILE}.new").write_text("left behind, open to all")
        SecretStore(tmp_path).save(SecretPlace.FILE, HERE, TOKEN)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / SECRET_FILE).stat().st_mode) == 0o600


@pytest.mark.usefixtures("no_keyring")
def test_credentials_are_read_for_their_own_address_only(tmp_path: Path) -> None:
    store = SecretStore(tmp_path)
    store.save(SecretPlace.FILE, HERE, TOKEN)
    assert store.read(SecretPlace.FILE, "https://VENDOR.example/another/path") == TOKEN
    for other in ("https://other.example/api", "http://vendor.example/api", "https://vendor.example:444/api"):
        assert store.read(SecretPlace.FILE, other) is None


def test_credentials_move_from_the_file_to_the_keyring(tmp_path: Path, memory: Memory) -> None:
    store = SecretStore(tmp_path)
    assert store.has_keyring()
    store.save(SecretPlace.FILE, HERE, TOKEN)
    assert memory.kept == {}
    store.save(SecretPlace.KEYRING, HERE, KEYS)
    store.discard(SecretPlace.FILE)
    assert not (tmp_path / SECRET_FILE).exists()
    assert store.read(SecretPlace.KEYRING, HERE) == KEYS
    assert SecretStore(tmp_path / "another").read(SecretPlace.KEYRING, HERE) is None
    store.save(SecretPlace.FILE, HERE, TOKEN)
    store.discard(SecretPlace.KEYRING)
    assert memory.kept == {}
    store.save(SecretPlace.KEYRING, HERE, TOKEN)
    store.forget(SecretPlace.KEYRING)
    assert memory.kept == {}
    store.forget(SecretPlace.KEYRING)


def test_forget_fails_while_the_credentials_are_still_there(tmp_path: Path, memory: Memory) -> None:
    store = SecretStore(tmp_path)
    store.save(SecretPlace.FILE, HERE, TOKEN)
    store.save(SecretPlace.KEYRING, HERE, TOKEN)
    memory.locked = True
    with pytest.raises(SecretStoreError) as raised:
        store.forget(SecretPlace.KEYRING)
    assert "silinemedi" in in_both(raised.value.message)[0]
    assert not (tmp_path / SECRET_FILE).exists(), "what could go is gone"
    assert memory.kept
    store.forget(SecretPlace.FILE)
    memory.locked = False
    store.forget(SecretPlace.KEYRING)
    assert memory.kept == {}


def test_a_locked_keyring_is_an_error_and_loses_nothing(tmp_path: Path, memory: Memory) -> None:
    store = SecretStore(tmp_path)
    store.save(SecretPlace.KEYRING, HERE, TOKEN)
    memory.locked = True
    with pytest.raises(SecretStoreError) as raised:
        store.read(SecretPlace.KEYRING, HERE)
    assert "kilidini" in in_both(raised.value.message)[0]
    assert "unlock" in in_both(raised.value.message)[1]
    memory.locked = False
    assert store.read(SecretPlace.KEYRING, HERE) == TOKEN


@pytest.mark.usefixtures("no_keyring")
def test_without_a_keyring_saving_in_it_fails(tmp_path: Path) -> None:
    store = SecretStore(tmp_path)
    with pytest.raises(NoKeyringError):
        store.save(SecretPlace.KEYRING, HERE, TOKEN)
    with pytest.raises(NoKeyringError):
        store.read(SecretPlace.KEYRING, HERE)
    assert not list(tmp_path.iterdir())


def test_a_keyring_backend_without_encryption_is_not_used(tmp_path: Path, memory: Memory) -> None:
    type(memory).__module__ = "keyrings.alt.file"
    assert not SecretStore(tmp_path).has_keyring()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"for": "https://vendor.example"}', '{"for": "https://vendor.example", "token": 3}'],
)
def test_a_damaged_file_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / SECRET_FILE).write_text(text)
    with pytest.raises(SecretStoreError) as raised:
        SecretStore(tmp_path).read(SecretPlace.FILE, HERE)
    assert "yeniden girin" in in_both(raised.value.message)[0]


def test_credentials_of_the_environment_win_and_are_never_in_the_settings(tmp_path: Path) -> None:
    SecretStore(tmp_path).save(SecretPlace.FILE, HERE, TOKEN)
    file = SettingsFile(tmp_path / "settings.json")
    file.save(Settings(secret_place="file", base_url=HERE))
    given = {"data_dir": str(tmp_path)}
    assert with_stored_credentials(resolve(given, {})).credentials == TOKEN
    environ = {"TEZGAH_ACCESS_TOKEN": "another"}
    from_outside = resolve(given, environ | {"TEZGAH_BASE_URL": HERE})
    assert with_stored_credentials(from_outside).credentials == AccessToken("another")
    bound_elsewhere = resolve(given, environ)  # without an address it is a key of Dükkango's own
    assert with_stored_credentials(bound_elsewhere).credentials == TOKEN
    elsewhere = resolve(given | {"base_url": "https://other.example"}, {})
    assert with_stored_credentials(elsewhere).credentials is None
    assert TOKEN.token not in (tmp_path / "settings.json").read_text("utf-8")
    assert json.loads((tmp_path / SECRET_FILE).read_text())["token"] == TOKEN.token


# Pasted text


@pytest.mark.parametrize(
    "pasted",
    [
        "abc-1",
        " abc-1\n",
        '"abc-1"',
        "“abc-1”",
        "\u200babc-1\xa0",
        "`abc-1`\r\n",
        "\ufeff'abc-1' ",
        "\u2028\u3000' abc-1 '\u202f",
        "‹abc-1›",
        "a\u200bb\u2060c\xad-1",
        "Access-Token: abc-1",
        '"access_token": "abc-1"',
        "Authorization: Bearer abc-1",
        "bearer  abc-1",
        "APP_SECRET_KEY='abc-1'",
        "rest_secret_key = abc-1",
    ],
)
def test_spaces_quotes_and_header_names_are_removed(pasted: str) -> None:
    assert from_input(pasted) == AccessToken("abc-1")
    assert from_input("", pasted, f" {pasted}") == SecretKeys("abc-1", "abc-1")


@pytest.mark.parametrize("token", ["bearer", "bearer-1", "access-token-7", "a'b", "x=", "Authorization"])
def test_characters_of_a_key_stay(token: str) -> None:
    assert from_input(token) == AccessToken(token)


@pytest.mark.parametrize("pasted", ["Access-Token:", "“ ”", "\u200b"])
def test_a_header_name_alone_is_not_a_key(pasted: str) -> None:
    with pytest.raises(CredentialsError):
        from_input(f"{pasted} ")


@pytest.mark.parametrize(
    ("app", "rest", "what"),
    [
        ("", "", "Henüz bir anahtar yok"),
        ("a", " ", "Restoran gizli"),
        ("''", "b", "Uygulama gizli"),
        ("a b", "c", "boşluk"),
        # A Turkish keyboard types ı, a word processor types –.
        ("kımlık", "c", "(ı, ş"),
        ("ANAHTARİ", "c", "(ı, ş"),
        ("key–1", "c", "–"),
    ],
)
def test_an_error_names_the_missing_or_wrong_key(app: str, rest: str, what: str) -> None:
    with pytest.raises(CredentialsError) as raised:
        from_input(" ", app, rest)
    assert what in in_both(raised.value.message)[0]
    assert "a b" not in in_both(raised.value.message)[0]


def test_a_keyring_without_an_entry_is_not_opened(tmp_path: Path, memory: Memory) -> None:
    store = SecretStore(tmp_path)
    store.save(SecretPlace.FILE, HERE, TOKEN)
    store.forget(SecretPlace.FILE)
    assert memory.asked == 0
    assert not (tmp_path / "credentials.json").exists()
