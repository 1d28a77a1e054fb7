"""A key is tried out: each way it can fail has a sentence of its own, in both languages, that says what to do."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import pytest

from desktop import connecting
from desktop.simulator import Simulator
from desktop.simulator.simulator import APP_SECRET_KEY, REST_SECRET_KEY
from desktop.system.credentials import AccessToken, SecretKeys
from desktop.system.options import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.system.credentials import Credentials


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator
        simulator.release_hanging()


def tried(folder: Path, base_url: str, credentials: Credentials) -> connecting.Tried:
    options = resolve({"data_dir": str(folder), "base_url": base_url}, {})
    return asyncio.run(connecting.try_credentials(options, credentials))


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
    ("truncate", {}, "tam gelmiyor", "does not come whole"),
    ("reset-before", {}, "tam gelmiyor", "does not come whole"),
    ("envelope-false", {}, "reddediyor", "refuses to answer"),
]


@pytest.mark.parametrize(("kind", "how", "turkish", "english"), FAULTS)
def test_what_the_vendor_or_somebody_in_its_place_answers(
    sim: Simulator, tmp_path: Path, kind: str, how: dict[str, Any], turkish: str, english: str
) -> None:
    sim.faults.add("restaurants", kind, times=-1, **how)
    found = tried(tmp_path, sim.base_url, AccessToken(sim.access_token))
    assert not found.works
    assert turkish in found.sentence_tr
    assert english in found.sentence_en
    assert sim.access_token not in repr(found)


@pytest.mark.parametrize(
    ("credentials", "english"),
    [
        (AccessToken("wrong"), "refuses the access token"),
        (SecretKeys("wrong", "wrong"), "does not take these two"),
        (SecretKeys(REST_SECRET_KEY, APP_SECRET_KEY), "each other's place"),
    ],
)
def test_keys_that_are_none(sim: Simulator, tmp_path: Path, credentials: Credentials, english: str) -> None:
    found = tried(tmp_path, sim.base_url, credentials)
    assert not found.works
    assert english in found.sentence_en


@pytest.mark.parametrize(("http", "english"), [(429, "too often"), (500, "a failure of its own")])
def test_a_login_that_fails_says_nothing_against_the_keys(
    sim: Simulator, tmp_path: Path, http: int, english: str
) -> None:
    sim.faults.add("login", "status", http=http, times=-1)
    found = tried(tmp_path, sim.base_url, SecretKeys(APP_SECRET_KEY, REST_SECRET_KEY))
    assert english in found.sentence_en


def test_nobody_is_there(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        found = tried(tmp_path, f"http://127.0.0.1:{port}/api", AccessToken("abc"))
    assert "firewall" in found.sentence_en
    assert "güvenlik duvarı" in found.sentence_tr


def test_what_speaks_no_tls(tmp_path: Path, sim: Simulator) -> None:
    found = tried(tmp_path, sim.base_url.replace("http:", "https:"), AccessToken("abc"))
    assert "no certificate that is trusted" in found.sentence_en
