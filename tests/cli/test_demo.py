"""`tezgah --demo`: nobody but the program itself reaches into the simulated vendor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from desktop.cli import main as program
from desktop.system.user_errors import EXIT_OK

if TYPE_CHECKING:
    import pytest

    from desktop.system.settings.options import Options


def test_a_demo_cannot_be_steered_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def start(options: Options, *, headless: bool) -> int:
        assert headless
        root = options.base_url.removesuffix("/api/integrations")
        with httpx.Client(trust_env=False, timeout=5.0) as client:
            seen.append(client.post(f"{root}/control/orders", json={"count": 3}).status_code)
            seen.append(client.get(f"{root}/control/journal").status_code)
        return EXIT_OK

    monkeypatch.setattr(program, "start", start)
    assert program.main(["--demo", "quiet", "--headless"]) == EXIT_OK
    assert seen == [401, 401]
