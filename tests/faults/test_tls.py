"""A vendor with an untrusted certificate: it receives no request, and a person learns why.

A TLS server on loopback stands before the simulator; `openssl` makes its certificates for the test.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.board import CommandState
from desktop.domain.trouble import Link, TroubleKind
from desktop.simulator import APP_SECRET_KEY, REST_SECRET_KEY
from desktop.sync.events import Cause, PollEnded
from desktop.ui.text.trouble_words import describe, explain
from tests.faults.tls_vendor import Certificates, TlsSimulator, guarded, needs_openssl
from tests.harness import POLL_SECONDS, Counter

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = needs_openssl

MINUTES = 25


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


def failures(counter: Counter) -> list[str]:
    return [report.reason for report in counter.reports if isinstance(report, PollEnded) and report.reason]


@pytest.mark.parametrize("name", ["self-signed", "unknown-issuer"])
@pytest.mark.parametrize("login", [False, True], ids=["token", "login"])
async def test_an_untrusted_vendor_receives_no_request(
    tmp_path: Path, certificates: Certificates, name: str, login: bool
) -> None:
    with TlsSimulator(cooldown=POLL_SECONDS) as sim:
        sim.add_order()
        keys = (APP_SECRET_KEY, REST_SECRET_KEY) if login else None
        with guarded(sim, certificates.context(name)) as guard:
            async with Counter(sim, tmp_path, credentials=keys) as counter:
                await counter.until(lambda: len(failures(counter)) == 1)
                counter.engine.poll_now()
                await counter.until(lambda: counter.has(TroubleKind.UNTRUSTED))
                assert counter.link is Link.LOST
                trouble = counter.troubles[0]
                # The reason names the certificate, and the details contain it.
                assert "certificate" in trouble.detail
                assert trouble.detail in explain(trouble)
                assert describe(trouble).sentence
                assert counter.board == {}
                assert counter.announced == []
                assert bytes(guard.heard) == b""
        assert sim.journal == []
    print(f"{name}, {'login' if login else 'token'}: 2 tries, 0 bytes told; {trouble.detail}")


async def test_the_banner_names_the_certificate(tmp_path: Path, certificates: Certificates) -> None:
    with TlsSimulator(cooldown=POLL_SECONDS) as sim, guarded(sim, certificates.context("unknown-issuer")):
        async with Counter(sim, tmp_path) as counter:
            await counter.until(lambda: bool(failures(counter)))
            counter.engine.poll_now()
            await counter.until(lambda: bool(counter.troubles))
            assert "certificate" in describe(counter.troubles[0]).sentence


async def test_a_certificate_for_another_host_is_untrusted(
    tmp_path: Path, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.folder / "issuer.pem"))
    with TlsSimulator(cooldown=POLL_SECONDS) as sim:
        with guarded(sim, certificates.context("other-name")) as guard:
            async with Counter(sim, tmp_path) as counter:
                await counter.until(lambda: bool(failures(counter)))
                assert "IP address mismatch" in failures(counter)[0]
                assert bytes(guard.heard) == b""
        assert sim.journal == []


async def test_a_certificate_that_becomes_untrusted_during_the_day(
    tmp_path: Path, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The machine trusts the issuer, so only the certificate itself can fail.
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.folder / "issuer.pem"))
    with TlsSimulator(cooldown=POLL_SECONDS) as sim:
        first = sim.add_order()
        with guarded(sim, certificates.context("unknown-issuer")) as guard:
            async with Counter(sim, tmp_path) as counter:
                await counter.until(lambda: first in counter.board)
                assert await asyncio.to_thread(sim.wait_for, lambda: sim.orders[first].acknowledged)
                assert sim.access_token.encode() in guard.heard
                # A filter in the network intercepts the connection with its own certificate.
                guard.close()
                sim.refuse_connections()
                sim.refuse_connections(refused=False)
                guard.listen(certificates.context("self-signed"))
                guard.heard.clear()
                calls = len(sim.journal)
                second = sim.add_order()
                counter.engine.accept(first, MINUTES)
                await counter.until(lambda: counter.link is Link.LOST)
                counter.engine.poll_now()
                await counter.until(lambda: counter.has(TroubleKind.UNTRUSTED))
                await counter.until(lambda: tries(counter, first) >= 2)
                assert (bytes(guard.heard), len(sim.journal)) == (b"", calls)
                guard.close()
                guard.listen(certificates.context("unknown-issuer"))
                counter.engine.poll_now()
                await counter.until(lambda: second in counter.board)
                await counter.until(lambda: state(counter, first) is CommandState.CONFIRMED)
                await counter.until(
                    lambda: counter.link is Link.CONNECTED and not counter.has(TroubleKind.UNTRUSTED)
                )
                assert counter.announced == [first, second]
                assert sim.orders[first].accepts == [MINUTES]
    print("a day with 3 certificates: 2 orders, 0 lost, 0 doubled")


def tries(counter: Counter, key: str) -> int:
    return max(
        (
            order.accept.attempts
            for changed in counter.changes(Cause.ACCEPT)
            for order in changed.orders
            if order.payment_key == key and order.accept
        ),
        default=0,
    )


def state(counter: Counter, key: str) -> CommandState | None:
    accept = counter.board[key].accept
    return None if accept is None else accept.state
