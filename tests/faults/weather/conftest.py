"""A line with weather, a vendor behind TLS at its end, and certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.tls_vendor import Certificates
from tests.faults.weather.line import Line

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Of an issuer that the counter of a trial trusts."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def line() -> Iterator[Line]:
    """A line in good weather."""
    made = Line()
    yield made
    made.close()
