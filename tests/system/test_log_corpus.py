"""A corpus of invented customers and secrets goes through the whole program, and appears nowhere that outlives a day."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from desktop.checkup import examine
from desktop.crash import CrashReporter
from desktop.headless import EventLines
from desktop.orders.board import CommandState
from desktop.service import Service
from desktop.simulator import Simulator
from desktop.support import contents
from desktop.sync.reports import AcceptChanged, Report, Saved
from desktop.system.credentials import AccessToken
from desktop.system.log import LOG_NAME, begin_log
from desktop.system.options import Options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = ("Zeliha Örnekoğlu", "Çağatay Şimdilik", "ZELİHA ÖRNEKOĞLU", "İbrahim Öyledeğil")
PHONES = (
    "05551234567",
    "0555 123 45 67",
    "0 (555) 123-45-67",
    "+90 555 123 45 67",
    "+905551234567",
    "0090 555 1234567",
    "555.123.45.67",
    "0555/123/4567",
)
ADDRESSES = ("Hayali Mahallesi, Olmayan Sokak No: 12/3", "Kapı şifresi 4711#", "Yokşehir İlçe: Hiçbiri")
SECRETS = ("tok-live-9f8e7d6c5b4a39281706", "app-secret-0a1b2c3d4e5f6071", "rest-secret-7f6e5d4c3b2a1908")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    level = root.level
    handler = begin_log(tmp_path, SECRETS)
    assert handler is not None
    yield tmp_path / LOG_NAME
    root.removeHandler(handler)
    handler.close()
    root.setLevel(level)


def order_fields(number: int) -> dict[str, object]:
    return {
        "customer": {"name": NAMES[number % len(NAMES)], "phone": PHONES[number % len(PHONES)]},
        "address": {"address": ADDRESSES[0], "description": ADDRESSES[1], "ilce": ADDRESSES[2]},
        "note": f"{NAMES[0]} {PHONES[number % len(PHONES)]} {SECRETS[0]}",
        "items": [{"name": "Ayran", "quantity": 1, "note": ADDRESSES[1]}],
        "bilinmeyen": {"ad": NAMES[1], "tel": PHONES[3]},
    }


async def test_nothing_of_customers_and_no_secret_outlives_the_day(log: Path, tmp_path: Path) -> None:
    with Simulator(cooldown=0.05, access_token=SECRETS[0]) as sim:
        keys = [sim.add_order(**order_fields(number)) for number in range(len(PHONES))]
        sim.add_order(raw={"payment_key": "no key", "customer": {"name": NAMES[0], "phone": PHONES[0]}})
        # The vendor's own words quote a customer.
        sim.faults.add(
            "accept",
            "status",
            http=400,
            payment_key=keys[0],
            body=f'{{"status": false, "error": "hata", "message": "{NAMES[0]} {PHONES[2]} reddetti"}}'.encode(),
        )
        sim.faults.add("success", "status", http=502, payment_key=keys[1], body=f"{NAMES[1]}".encode())
        options = Options(tmp_path, sim.base_url, 0.05, AccessToken(SECRETS[0]), "tr")
        lines: list[bytes] = []
        refused = asyncio.Event()
        saved = asyncio.Event()
        write = EventLines(lines.append)

        def emit(report: Report) -> None:
            write(report)
            if isinstance(report, Saved):
                saved.set()
            accept = report.order.accept if isinstance(report, AcceptChanged) else None
            if accept is not None and accept.state is CommandState.REFUSED:
                refused.set()

        service = Service(options, emit)
        await service.open()
        try:
            await service.load_board()
            await service.connect()
            async with asyncio.timeout(10):
                await saved.wait()
                for key in keys:
                    service.engine.accept(key, 20)
                await refused.wait()
            crash()
            logging.getLogger("desktop.somewhere").error("order of %s, %s", PHONES[1], SECRETS[1])
            findings = [finding async for finding in examine(options)]
            inspection = await service.inspect()
        finally:
            await service.close()
        package = contents(options, findings, inspection)
    texts = {"log": written(log), "lines": b"\n".join(lines).decode()}
    texts |= {name: content.decode() for name, content in package}
    assert "poll" in texts["lines"]
    assert "accept" in texts["log"]
    for name, text in texts.items():
        if name == "lines":
            # The vendor's sentence is told to whoever watches the terminal, who is staff; it is kept nowhere.
            text = "\n".join(line for line in text.splitlines() if '"action"' not in line)  # noqa: PLW2901
        for secret in (*NAMES, *PHONES, *ADDRESSES, *SECRETS, "Örnekoğlu", "4711"):
            assert secret not in text, (name, secret)


def written(path: Path) -> str:
    return path.read_text("utf-8")


def crash() -> None:
    """Fail in a way whose text quotes a customer, as an exception may."""
    reporter = CrashReporter(lambda _kind: None)
    orders: dict[str, str] = {}
    try:
        orders.pop(f"{NAMES[0]} {PHONES[0]} {SECRETS[0]}")
    except KeyError as error:
        reporter.report(error)
        logging.getLogger("desktop.somewhere").exception("failed")
