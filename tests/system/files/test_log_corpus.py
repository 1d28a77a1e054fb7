"""Invented customers and secrets go through the whole program and appear in no log, output or package."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import pytest
from msgspec.structs import replace

from desktop.cli.headless import EventLines
from desktop.domain.orders.board import CommandState
from desktop.services.backend import Backend
from desktop.services.checkup import examine
from desktop.services.support_package import contents
from desktop.simulator import Simulator
from desktop.sync.events import Cause, Event, OrdersChanged, PollEnded, TroublesChanged
from desktop.system.files.crash_log import CrashReporter
from desktop.system.files.log import LOG_NAME, Redaction, open_log
from desktop.system.settings.credentials import AccessToken
from desktop.system.settings.options import Options
from tests.cli.conftest import Program

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
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
ADDRESSES = ("Hayali Mahallesi, Olmayan Sokak No: 12/3", "Kapı şifresi 471186#", "Yokşehir İlçe: Hiçbiri")
SECRETS = ("tok-live-9f8e7d6c5b4a39281706", "app-secret-0a1b2c3d4e5f6071", "rest-secret-7f6e5d4c3b2a1908")
URL = f"https://orders.example/api?access_token={SECRETS[0]}&phone={PHONES[0]}"
HIDDEN = (*NAMES, *PHONES, *ADDRESSES, *SECRETS, "Örnekoğlu", "471186")

QUOTE = f"{NAMES[0]}, {PHONES[2]}, {ADDRESSES[0]}: {SECRETS[0]}"
REFUSAL = json.dumps({"status": False, "error": "hata", "message": QUOTE}, ensure_ascii=False).encode()
"""A refusal of the vendor that quotes a customer."""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    level = root.level
    handler = open_log(tmp_path, SECRETS)
    yield tmp_path / LOG_NAME
    root.removeHandler(handler)
    handler.close()
    root.setLevel(level)


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(cooldown=0.05, access_token=SECRETS[0]) as simulator:
        yield simulator


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path / "orders")
    yield made
    made.end_all()


def order_fields(number: int) -> dict[str, object]:
    return {
        "customer": {"name": NAMES[number % len(NAMES)], "phone": PHONES[number % len(PHONES)]},
        "address": {"address": ADDRESSES[0], "description": ADDRESSES[1], "ilce": ADDRESSES[2]},
        "note": f"{NAMES[0]} {PHONES[number % len(PHONES)]} {SECRETS[0]}",
        "items": [{"name": "Ayran", "quantity": 1, "note": ADDRESSES[1]}],
        "bilinmeyen": {"ad": NAMES[1], "tel": PHONES[3]},
    }


def add_orders(sim: Simulator) -> list[str]:
    """Add an order for each spelling of name and phone number, and one malformed order."""
    keys = [sim.add_order(**order_fields(number)) for number in range(len(PHONES))]
    sim.add_order(raw={"payment_key": "no key", "customer": {"name": NAMES[0], "phone": PHONES[0]}})
    return keys


def leaks(where: str, text: str) -> list[tuple[str, str]]:
    """Return the parts of the corpus in a text."""
    return [(where, secret) for secret in HIDDEN if secret in text]


def read_logs(path: Path) -> str:
    """Return all logs of a folder."""
    return "".join(each.read_text("utf-8") for each in sorted(path.parent.glob(f"{LOG_NAME}*")))


class Traces(NamedTuple):
    """The traces that a run of the program leaves."""

    lines: list[str]
    """Lines of headless."""
    files: dict[str, str]
    """Files of the support package."""
    log: str


E = TypeVar("E", bound=Event)


class ProgramRun:
    """A run of the program with a vendor; collects its traces."""

    def __init__(self, log: Path, sim: Simulator) -> None:
        self._options = Options(log.parent, sim.base_url, 0.05, AccessToken(SECRETS[0]), "tr")
        self._log = log
        self._lines: list[bytes] = []
        self.service = Backend(self._options)
        EventLines(self._lines.append).subscribe(self.service.events)

    def point_at(self, base_url: str) -> None:
        """Use another server as the vendor."""
        self._options = self.service.options = replace(self._options, base_url=base_url)

    def occurrence(self, kind: type[E], wanted: Callable[[E], bool]) -> asyncio.Event:
        """Return an event that is set when the program publishes such an event."""
        happened = asyncio.Event()

        def take(event: E) -> None:
            if wanted(event):
                happened.set()

        self.service.events.subscribe(kind, take)
        return happened

    async def run(self, act: Callable[[], Awaitable[None]]) -> Traces:
        """Connect, act, and return the traces."""
        await self.service.open()
        try:
            await self.service.load_board()
            async with asyncio.timeout(15):
                await self.service.connect()
                await act()
            findings = [finding async for finding in examine(self._options)]
            inspection = await self.service.inspect()
        finally:
            await self.service.close()
        package = contents(self._options, findings, inspection)
        return Traces(
            [line.decode() for line in self._lines],
            {name: content.decode() for name, content in package},
            read_logs(self._log),
        )


def is_from_a_poll(changed: OrdersChanged) -> bool:
    return changed.cause is Cause.POLL


def is_refused(changed: OrdersChanged) -> bool:
    accepts = [order.accept for order in changed.orders if order.accept is not None]
    return any(accept.state is CommandState.REFUSED for accept in accepts)


async def test_no_customers_and_no_secrets_are_in_logs_and_package(log: Path, sim: Simulator) -> None:
    keys = add_orders(sim)
    # The vendor's texts quote a customer.
    sim.faults.add("accept", "status", http=400, payment_key=keys[0], body=REFUSAL)
    sim.faults.add("success", "status", http=502, payment_key=keys[1], body=NAMES[1].encode())
    sim.faults.add("success", "status", http=400, payment_key=keys[2], body=REFUSAL)
    session = ProgramRun(log, sim)
    saved = session.occurrence(OrdersChanged, is_from_a_poll)
    refused = session.occurrence(OrdersChanged, is_refused)

    async def act() -> None:
        await saved.wait()
        for key in keys:
            session.service.engine.accept(key, 20)
        await refused.wait()
        await crash()
        logging.getLogger("desktop.somewhere").error("order of %s, %s, %s", PHONES[1], SECRETS[1], URL)

    traces = await session.run(act)
    assert any('"poll"' in line for line in traces.lines)
    assert "accept" in traces.log
    assert "orders came" in traces.files[f"logs/{LOG_NAME}"]
    assert all(f"unexpected {kind}" in traces.log for kind in ("KeyError", "ValueError", "LookupError"))
    assert leaks("log", traces.log) == []
    assert [found for name, text in traces.files.items() for found in leaks(name, text)] == []
    # The next test checks the texts of refusals.
    assert [found for line in traces.lines if '"action"' not in line for found in leaks("lines", line)] == []


async def test_a_refusal_that_quotes_a_customer_is_not_printed(log: Path, sim: Simulator) -> None:
    """Standard output often goes into log files without redaction."""
    key = sim.add_order(**order_fields(0))
    sim.faults.add("accept", "status", http=400, body=REFUSAL)
    session = ProgramRun(log, sim)
    saved = session.occurrence(OrdersChanged, is_from_a_poll)
    refused = session.occurrence(OrdersChanged, is_refused)

    async def act() -> None:
        await saved.wait()
        session.service.engine.accept(key, 20)
        await refused.wait()

    traces = await session.run(act)
    assert any('"refused"' in line for line in traces.lines)
    assert [found for line in traces.lines for found in leaks("lines", line)] == []


@pytest.mark.parametrize("http", [400, 500])
async def test_a_failed_poll_that_quotes_a_customer_is_not_logged(
    log: Path, sim: Simulator, http: int
) -> None:
    add_orders(sim)
    sim.faults.add("get-current", "status", http=http, times=-1, body=REFUSAL)
    session = ProgramRun(log, sim)
    failed = session.occurrence(PollEnded, lambda event: bool(event.reason))
    # The second failure in a row is told as a trouble, with the vendor's words for the person at the window.
    told = session.occurrence(
        TroublesChanged, lambda event: any(QUOTE in trouble.detail for trouble in event.troubles)
    )

    async def act() -> None:
        await failed.wait()
        await told.wait()

    traces = await session.run(act)
    assert "poll failed" in traces.log
    assert leaks("log", traces.log) == []
    assert [found for name, text in traces.files.items() for found in leaks(name, text)] == []
    assert [found for line in traces.lines for found in leaks("lines", line)] == []


BROKEN = {
    "a status line": "HTTP/1.1 {quote}\r\n\r\n",
    "no HTTP": "{quote}\r\n\r\n",
    "a status with a reason": "HTTP/1.1 404 {quote}\r\nContent-Length: 0\r\n\r\n",
    "a header": "HTTP/1.1 200 OK\r\n{quote}\r\n\r\n",
    "a header's name": "HTTP/1.1 200 OK\r\n{quote} : 1\r\n\r\n",
    "a length": "HTTP/1.1 200 OK\r\nContent-Length: {quote}\r\n\r\n",
    "a transfer coding": "HTTP/1.1 200 OK\r\nTransfer-Encoding: {quote}\r\n\r\n",
    "a chunk": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{quote}\r\n",
    "a coding": "HTTP/1.1 200 OK\r\nContent-Encoding: {quote}\r\n\r\n{quote}",
    "a redirect": "HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/{quote}\r\n\r\n",
    "a page": "HTTP/1.1 403 Forbidden\r\n\r\n<html>{quote}</html>",
    "no envelope": 'HTTP/1.1 404 Not Found\r\n\r\n{{"status": 404, "error": "{quote}", "message": "{quote}"}}',
    "an odd status": 'HTTP/1.1 304 x\r\n\r\n{{"status": false, "error": "{quote}", "message": "{quote}"}}',
    "no list": 'HTTP/1.1 200 OK\r\n\r\n{{"status": true, "data": "{quote}"}}',
    "an odd list": 'HTTP/1.1 200 OK\r\n\r\n{{"status": true, "data": {{"{quote}": [{quote}]}}}}',
}
"""Answers of a broken proxy: another customer's words stand where HTTP has its own."""


@pytest.mark.parametrize("broken", BROKEN)
async def test_a_broken_proxys_bytes_are_not_logged(log: Path, sim: Simulator, broken: str) -> None:
    # Without letters that a log would write in another way.
    quote = f"{SECRETS[1]} Zeliha kapi4711x"
    answer = BROKEN[broken].format(quote=quote).encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):  # the check-up only connects
            await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    session = ProgramRun(log, sim)
    session.point_at(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api")
    failed = session.occurrence(PollEnded, lambda event: bool(event.reason))
    told = session.occurrence(TroublesChanged, lambda event: bool(event.troubles))

    async def act() -> None:
        await failed.wait()
        await told.wait()

    traces = await session.run(act)
    server.close()
    assert "poll failed" in traces.log
    texts = {"log": traces.log, "lines": "".join(traces.lines)} | traces.files
    told_words = [
        (where, word) for where, text in texts.items() for word in ("Zeliha", "kapi4711x") if word in text
    ]
    assert told_words == []


def test_a_headless_run_logs_no_customers_and_no_secrets(
    program: Program, sim: Simulator, tmp_path: Path
) -> None:
    program.point_at(sim)
    keys = add_orders(sim)
    process = program.start("--headless", "--poll-seconds", "0.1", "--lang", "tr")
    assert sim.wait_for(lambda: all(sim.orders[key].acknowledged for key in keys), 20)
    _, checked, doctors = program.run("doctor", "--json")
    target = tmp_path / "package.zip"
    _, _, packers = program.run("support", "--output", str(target))
    process.terminate()
    out, err = (stream.decode() for stream in process.communicate(timeout=20))
    with zipfile.ZipFile(target) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    texts = {"lines": out, "errors": err + doctors + packers, "doctor": checked} | files
    texts["log"] = read_logs(program.folder / LOG_NAME)
    assert '"acknowledged"' in texts["lines"]
    assert "orders came" in texts["log"]
    assert [found for where, text in texts.items() for found in leaks(where, text)] == []


def test_a_check_up_does_not_repeat_the_vendors_words(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    sim.faults.add("restaurants", "status", http=400, times=-1, body=REFUSAL)
    _, as_json, _ = program.run("doctor", "--json")
    _, as_text, _ = program.run("doctor", "--lang", "en")
    assert "refuses to answer" in as_json
    assert "refuses to answer" in as_text
    assert leaks("json", as_json) + leaks("text", as_text) == []


def test_rotated_logs_are_redacted_too(log: Path) -> None:
    logger = logging.getLogger("desktop.somewhere")
    filler = "yer " * 5_000
    for number in range(120):
        phone, secret = PHONES[number % len(PHONES)], SECRETS[number % len(SECRETS)]
        logger.error("%s %s %s %s", phone, secret, URL, filler, extra={"phone": phone, "token": secret})
    assert len(list(log.parent.glob(f"{LOG_NAME}.*"))) >= 2
    assert leaks("logs", read_logs(log)) == []


@pytest.mark.parametrize(
    "phone",
    [
        *PHONES,
        "(0555) 1234567",
        "tel:+905551234567",
        "+90-555-123-45-67",
        "٠٥٥٥١٢٣٤٥٦٧",
        "+90 (555) 123 - 45 - 67",
        "0555–123–45–67",
        "0555\u2011123\u201145\u201167",
        "0555\u00a0123\u00a045\u00a067",
    ],
)
def test_phone_numbers_are_redacted_in_each_spelling(phone: str) -> None:
    left = Redaction()(f"call {phone}, or")
    assert sum(letter.isdigit() for letter in left) <= 1, left


@pytest.mark.parametrize(
    "text",
    [
        "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e",
        "12345678-1234-4123-8123-123456789012",
        "2026-11-23T19:06:22.123+00:00",
        "Python 3.11.2, PySide6-Essentials 6.11.3, httpx 0.28.1",
    ],
)
def test_useful_numbers_are_not_redacted(text: str) -> None:
    assert Redaction(SECRETS)(text) == text


async def crash() -> None:
    """Raise exceptions that quote a customer: here, in a thread, in a task that nobody awaits."""
    occurrence: list[str] = []
    reporter = CrashReporter(occurrence.append)
    orders: dict[str, str] = {}
    try:
        orders.pop(QUOTE)
    except KeyError as error:
        reporter.report(error)
        logging.getLogger("desktop.somewhere").exception("failed")
    try:
        int(QUOTE)
    except ValueError as error:
        reporter.on_loop_exception(asyncio.get_running_loop(), {"message": "in a task", "exception": error})
    hook, threading.excepthook = threading.excepthook, reporter._on_thread_exception
    try:
        thread = threading.Thread(target=_fail)
        thread.start()
        await asyncio.to_thread(thread.join)
    finally:
        threading.excepthook = hook
    assert occurrence == ["KeyError", "ValueError", "LookupError"]


def _fail() -> None:
    raise LookupError(QUOTE)
