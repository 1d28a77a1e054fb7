"""Checking, saving and forgetting credentials. Each failure has its own message in both languages."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Any

import keyring
import pytest
from msgspec.structs import replace

from desktop.services import credential_service
from desktop.services.credential_service import CredentialService
from desktop.simulator import Simulator
from desktop.simulator.simulator import APP_SECRET_KEY, REST_SECRET_KEY
from desktop.system.files.languages import in_both
from desktop.system.secrets.secret_store import SECRET_FILE, SecretPlace, SecretStore, SecretStoreError
from desktop.system.settings.credentials import AccessToken, SecretKeys
from desktop.system.settings.options import resolve
from tests.keyrings import Memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.system.settings.credentials import Credentials
    from desktop.system.settings.options import Options


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator
        simulator.release_hanging()


def checked(folder: Path, base_url: str, credentials: Credentials) -> credential_service.CredentialsCheck:
    options = resolve({"data_dir": str(folder), "base_url": base_url}, {})
    return asyncio.run(credential_service.check_credentials(options, credentials))


FAULTS: list[tuple[str, dict[str, Any], str, str]] = [
    ("status", {"http": 429, "seconds": 17}, "17 saniye", "in 17 seconds"),
    ("status", {"http": 500}, "arıza", "a failure of its own"),
    ("status", {"http": 503}, "birkaç dakika", "in some minutes"),
    ("status", {"http": 403}, "ayarlardaki adresi", "the address in the settings"),
    ("status", {"http": 404}, "ayarlardaki adresi", "the address in the settings"),
    ("status", {"http": 400}, "reddediyor", "refuses to answer"),
    ("html", {}, "Wi-Fi giriş", "Wi-Fi login"),
    ("redirect", {}, "Wi-Fi giriş", "Wi-Fi login"),
    ("garble", {}, "proxy", "proxy"),
    ("gzip-bomb", {}, "proxy", "proxy"),
    ("truncate", {}, "tam gelmiyor", "arrives incomplete"),
    ("reset-before", {}, "tam gelmiyor", "arrives incomplete"),
    ("envelope-false", {}, "reddediyor", "refuses to answer"),
]


@pytest.mark.parametrize(("kind", "how", "turkish", "english"), FAULTS)
def test_each_unexpected_answer_is_explained(
    sim: Simulator, tmp_path: Path, kind: str, how: dict[str, Any], turkish: str, english: str
) -> None:
    sim.faults.add("restaurants", kind, times=-1, **how)
    found = checked(tmp_path, sim.base_url, AccessToken(sim.access_token))
    assert not found.works
    assert turkish in in_both(found.message)[0]
    assert english in in_both(found.message)[1]
    assert sim.access_token not in repr(found)


@pytest.mark.parametrize(
    ("credentials", "english"),
    [
        (AccessToken("wrong"), "refuses the access token"),
        (SecretKeys("wrong", "wrong"), "does not accept these two"),
        (SecretKeys(REST_SECRET_KEY, APP_SECRET_KEY), "swapped"),
    ],
)
def test_wrong_credentials_are_explained(
    sim: Simulator, tmp_path: Path, credentials: Credentials, english: str
) -> None:
    found = checked(tmp_path, sim.base_url, credentials)
    assert not found.works
    assert english in in_both(found.message)[1]


@pytest.mark.parametrize(("http", "english"), [(429, "too often"), (500, "a failure of its own")])
def test_a_failed_login_does_not_blame_the_keys(
    sim: Simulator, tmp_path: Path, http: int, english: str
) -> None:
    sim.faults.add("login", "status", http=http, times=-1)
    found = checked(tmp_path, sim.base_url, SecretKeys(APP_SECRET_KEY, REST_SECRET_KEY))
    assert english in in_both(found.message)[1]


def test_an_unreachable_address_is_explained(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        found = checked(tmp_path, f"http://127.0.0.1:{port}/api", AccessToken("abc"))
    assert "firewall" in in_both(found.message)[1]
    assert "güvenlik duvarı" in in_both(found.message)[0]


def test_a_server_without_tls_is_explained(tmp_path: Path, sim: Simulator) -> None:
    found = checked(tmp_path, sim.base_url.replace("http:", "https:"), AccessToken("abc"))
    assert "no certificate that is trusted" in in_both(found.message)[1]


# The order of calls


class Slow(Memory):
    """A keyring that waits in its first call until a later call has ended."""

    def __init__(self) -> None:
        super().__init__()
        self._calls = 0
        self.put: list[str] = []
        self.overtaken = threading.Event()

    def set_password(self, backend: str, username: str, password: str) -> None:
        with self._in_turn():
            self.put.append(password)
            super().set_password(backend, username, password)

    def delete_password(self, backend: str, username: str) -> None:
        with self._in_turn():
            super().delete_password(backend, username)

    @contextlib.contextmanager
    def _in_turn(self) -> Iterator[None]:
        self._calls += 1
        first = self._calls == 1
        if first:
            self.overtaken.wait(0.4)
        yield
        if not first:
            self.overtaken.set()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    monkeypatch.setattr(Slow, "__module__", "keyring.backends.slow")
    before = keyring.get_keyring()
    backend = Slow()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


OLDER, NEWER = AccessToken("invented-older"), AccessToken("invented-newer")


def kept(options: Options) -> Credentials | None:
    return SecretStore(options.data_dir).read(SecretPlace.KEYRING, options.base_url)


def test_a_slow_keyring_ends_with_the_newer_key(tmp_path: Path, slow: Slow) -> None:
    options = resolve({"data_dir": str(tmp_path)}, {})
    service = CredentialService(tmp_path)

    async def both() -> None:
        older = asyncio.ensure_future(service.save(options, OLDER, SecretPlace.KEYRING))
        newer = asyncio.ensure_future(service.save(options, NEWER, SecretPlace.KEYRING))
        await asyncio.gather(older, newer)

    asyncio.run(both())
    assert kept(options) == NEWER


def test_a_key_is_gone_if_it_was_forgotten_while_it_was_being_saved(tmp_path: Path, slow: Slow) -> None:
    options = resolve({"data_dir": str(tmp_path)}, {})
    service = CredentialService(tmp_path)

    async def both() -> None:
        keeping = asyncio.ensure_future(service.save(options, OLDER, SecretPlace.KEYRING))
        forgetting = asyncio.ensure_future(service.forget(replace(options, secret_place=SecretPlace.KEYRING)))
        await asyncio.gather(keeping, forgetting)

    asyncio.run(both())
    assert slow.kept == {}


def test_a_key_that_is_saved_after_forgetting_stays(tmp_path: Path, slow: Slow) -> None:
    options = resolve({"data_dir": str(tmp_path)}, {})
    service = CredentialService(tmp_path)
    # From an earlier run.
    Memory.set_password(slow, "tezgah", str(tmp_path), "{}")

    async def both() -> None:
        forgetting = asyncio.ensure_future(service.forget(replace(options, secret_place=SecretPlace.KEYRING)))
        keeping = asyncio.ensure_future(service.save(options, NEWER, SecretPlace.KEYRING))
        await asyncio.gather(forgetting, keeping)

    asyncio.run(both())
    assert kept(options) == NEWER


def test_a_cancelled_key_is_not_saved(tmp_path: Path, slow: Slow) -> None:
    options = resolve({"data_dir": str(tmp_path)}, {})
    service = CredentialService(tmp_path)

    async def both() -> None:
        older = asyncio.ensure_future(service.save(options, OLDER, SecretPlace.KEYRING))
        newer = asyncio.ensure_future(service.save(options, NEWER, SecretPlace.KEYRING))
        await asyncio.sleep(0)
        newer.cancel()
        await asyncio.gather(older, newer, return_exceptions=True)

    asyncio.run(both())
    assert kept(options) == OLDER
    assert len(slow.put) == 1


def test_forgetting_removes_the_file_while_the_keyring_waits(
    tmp_path: Path, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credential_service, "OWNER_WAIT", 0.2)
    options = resolve({"data_dir": str(tmp_path)}, {})
    service = CredentialService(tmp_path)
    SecretStore(tmp_path).save(SecretPlace.FILE, options.base_url, OLDER)
    memory.answers.clear()

    async def both() -> None:
        keeping = asyncio.ensure_future(service.save(options, NEWER, SecretPlace.KEYRING))
        await asyncio.sleep(0)
        with pytest.raises(SecretStoreError):
            await service.forget(replace(options, secret_place=SecretPlace.KEYRING))
        assert not (tmp_path / SECRET_FILE).exists()
        memory.answers.set()
        await keeping
        # This call is answered after all earlier ones.
        assert await service.read(replace(options, secret_place=SecretPlace.KEYRING)) is None

    asyncio.run(both())
    assert memory.kept == {}
