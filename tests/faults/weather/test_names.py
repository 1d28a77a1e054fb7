"""Names and certificates: a name server that is silent or lies, a certificate that expires and is renewed."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.faults.tls_vendor import Certificates, TlsServer, TlsSimulator, guarded, needs_openssl
from tests.faults.weather.name_server import NameServer
from tests.faults.weather.trial import Trial

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.weather.line import Line

pytestmark = needs_openssl

VENDOR = "orders.example.com"
long = pytest.mark.long


def stranger_with(line: Line, sim: TlsSimulator, real: TlsServer) -> TlsServer:
    """Return a server that is not the vendor's, at the vendor's port."""
    return TlsServer(sim, line.stranger, VENDOR, port=real.port)


@pytest.mark.parametrize("certificate", ["other-name", pytest.param("self-signed", marks=long)])
def test_a_name_server_that_lies_leads_to_no_call(
    tmp_path: Path, line: Line, certificates: Certificates, certificate: str
) -> None:
    certificates.sign("vendor", f"DNS:{VENDOR}")
    with (
        TlsSimulator(cooldown=0.3) as sim,
        guarded(sim, certificates.context("vendor"), line.vendor, VENDOR) as vendor,
        closing(stranger_with(line, sim, vendor)) as stranger,
        closing(NameServer(line.vendor, line.vendor)) as names,
    ):
        stranger.listen(certificates.context(certificate))
        trial = Trial(tmp_path / "orders", sim, silent_after=1.0)
        trial.start(prefix=[*line.prefix, *names.prefix(tmp_path)], environ=certificates.trusted())
        try:
            first = sim.add_order()
            trial.wait_until(lambda: first in trial.seen().ever_confirmed, "good weather at first")
            names.address = line.stranger
            # A connection that is open needs no name.
            vendor.close()
            vendor.listen(certificates.context("vendor"))
            trial.bad_hours(2.5)
            trial.wait_until(lambda: "untrusted" in trial.seen().troubles, "the stranger is said")
            assert bytes(stranger.heard) == b"", "a token went to a stranger"
            names.address = line.vendor
            trial.end()
        finally:
            trial.kill()


@pytest.mark.long
def test_a_name_server_that_is_silent(tmp_path: Path, line: Line, certificates: Certificates) -> None:
    silent_after, seconds = 5.0, 20.0
    certificates.sign("vendor", f"DNS:{VENDOR}")
    with (
        TlsSimulator(cooldown=0.3) as sim,
        guarded(sim, certificates.context("vendor"), line.vendor, VENDOR) as vendor,
        closing(NameServer(line.vendor, line.vendor)) as names,
    ):
        trial = Trial(tmp_path / "orders", sim, silent_after=silent_after)
        trial.start(prefix=[*line.prefix, *names.prefix(tmp_path)], environ=certificates.trusted())
        try:
            first = sim.add_order()
            trial.wait_until(lambda: first in trial.seen().ever_confirmed, "good weather at first")
            names.address = None
            vendor.close()
            vendor.listen(certificates.context("vendor"))
            trial.bad_hours(seconds)
            names.address = line.vendor
            seen = trial.end()
            assert max(seen.silences)[0] > silent_after
        finally:
            trial.kill()


@pytest.mark.long
def test_a_certificate_expires_and_is_renewed(tmp_path: Path, certificates: Certificates) -> None:
    certificates.sign("expired", "IP:127.0.0.1", days="-1")
    certificates.sign("renewed", "IP:127.0.0.1")
    with (
        TlsSimulator(cooldown=0.3) as sim,
        guarded(sim, certificates.context("unknown-issuer")) as vendor,
    ):
        trial = Trial(tmp_path / "orders", sim, silent_after=2.0)
        trial.start(environ=certificates.trusted())
        try:
            first = sim.add_order()
            trial.wait_until(lambda: first in trial.seen().ever_confirmed, "good weather at first")
            vendor.close()
            vendor.heard.clear()
            vendor.listen(certificates.context("expired"))
            trial.bad_hours(6.0)
            assert bytes(vendor.heard) == b""
            vendor.close()
            vendor.listen(certificates.context("renewed"))
            assert "untrusted" in trial.end().troubles
        finally:
            trial.kill()
