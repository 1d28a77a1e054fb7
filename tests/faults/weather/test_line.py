"""Lines that lose, delay, crawl, flap or swallow: TLS over a line whose packets a test carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.tls_vendor import Certificates, TlsSimulator, guarded, needs_openssl
from tests.faults.weather.line import Line, Weather
from tests.faults.weather.trial import Trial

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = needs_openssl

long = pytest.mark.long


@pytest.mark.parametrize(
    ("weather", "seconds"),
    [
        pytest.param(Weather(loss=0.05), 15.0, id="loss of 5 %", marks=long),
        pytest.param(Weather(loss=0.2), 20.0, id="loss of 20 %", marks=long),
        pytest.param(Weather(loss=0.4), 30.0, id="loss of 40 %", marks=long),
        pytest.param(Weather(delay=0.5), 15.0, id="delay of 1 s", marks=long),
        pytest.param(Weather(delay=2.5), 35.0, id="delay of 5 s", marks=long),
        pytest.param(Weather(rate=8000), 40.0, id="8 kbit/s", marks=long),
    ],
)
def test_bad_weather(
    tmp_path: Path, line: Line, certificates: Certificates, weather: Weather, seconds: float
) -> None:
    certificates.sign("line", f"IP:{line.vendor}")
    with (
        TlsSimulator(cooldown=0.3) as sim,
        guarded(sim, certificates.context("line"), line.vendor),
    ):
        trial = Trial(tmp_path / "orders", sim, silent_after=10.0)
        trial.start(prefix=line.prefix, environ=certificates.trusted())
        try:
            first = sim.add_order()
            trial.wait_until(lambda: first in trial.seen().ever_confirmed, "good weather at first")
            line.weather = weather
            trial.bad_hours(seconds)
            line.weather = Weather()
            trial.end()
        finally:
            trial.kill()


@pytest.mark.parametrize(
    ("period", "seconds"),
    [pytest.param(0.7, 10.0, marks=long), pytest.param(4.0, 25.0, marks=long)],
    ids=["quickly", "slowly"],
)
def test_a_flapping_link(
    tmp_path: Path, line: Line, certificates: Certificates, period: float, seconds: float
) -> None:
    certificates.sign("line", f"IP:{line.vendor}")
    with (
        TlsSimulator(cooldown=0.3) as sim,
        guarded(sim, certificates.context("line"), line.vendor),
    ):
        trial = Trial(tmp_path / "orders", sim, silent_after=10.0)
        trial.start(prefix=line.prefix, environ=certificates.trusted())
        try:
            first = sim.add_order()
            trial.wait_until(lambda: first in trial.seen().ever_confirmed, "good weather at first")

            def flap(passed: float) -> None:
                line.weather.is_up = passed % period > period / 2

            trial.bad_hours(seconds, flap)
            line.weather.is_up = True
            trial.end()
        finally:
            trial.kill()


@pytest.mark.parametrize(
    ("silent_after", "seconds"), [(1.5, 3.5), pytest.param(90.0, 100.0, marks=long)], ids=["soon", "in 90 s"]
)
def test_a_half_open_line_is_said(
    tmp_path: Path, line: Line, certificates: Certificates, silent_after: float, seconds: float
) -> None:
    """What the program sends arrives, acknowledgements and accepts too; no answer comes back."""
    certificates.sign("line", f"IP:{line.vendor}")
    with (
        TlsSimulator(cooldown=0.3) as sim,
        guarded(sim, certificates.context("line"), line.vendor),
    ):
        trial = Trial(tmp_path / "orders", sim, silent_after=silent_after)
        trial.start(prefix=line.prefix, environ=certificates.trusted())
        try:
            first = sim.add_order()
            trial.wait_until(lambda: first in trial.seen().ever_confirmed, "good weather at first")
            line.weather.answers = False
            trial.bad_hours(seconds)
            line.weather.answers = True
            seen = trial.end()
            assert max(seen.silences)[0] > silent_after
        finally:
            trial.kill()
