from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from desktop.simulator import Simulator
from desktop.vendor.transport import Transport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from contextlib import AbstractAsyncContextManager


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """A vendor without a cooldown."""
    with Simulator(cooldown=0.0) as simulator:
        yield simulator


@pytest.fixture
async def transport(sim: Simulator) -> AsyncIterator[Transport]:
    """A transport to that vendor."""
    made = Transport(sim.base_url, user_agent="Tezgah/test")
    yield made
    await made.close()


class FixedServer:
    """A server that gives the same bytes to every request, and records the requests."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.requests: list[bytes] = []
        self.base_url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.requests.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(self.answer)
        await writer.drain()
        writer.close()


@pytest.fixture
def fixed_server() -> Callable[[bytes], AbstractAsyncContextManager[FixedServer]]:
    """Start a fixed-answer server: `async with parrot(answer) as bird`."""

    @asynccontextmanager
    async def started(answer: bytes) -> AsyncIterator[FixedServer]:
        fixed = FixedServer(answer)
        server = await asyncio.start_server(fixed.serve, "127.0.0.1", 0)
        fixed.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api"
        try:
            yield fixed
        finally:
            server.close()
            await server.wait_closed()

    return started
