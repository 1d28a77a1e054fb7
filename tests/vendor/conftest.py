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
    """A way to that vendor."""
    made = Transport(sim.base_url, user_agent="Tezgah/test")
    yield made
    await made.close()


class Parrot:
    """A server that gives one answer, byte for byte, to whatever comes, and keeps what came."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.heard: list[bytes] = []
        self.base_url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(self.answer)
        await writer.drain()
        writer.close()


@pytest.fixture
def parrot() -> Callable[[bytes], AbstractAsyncContextManager[Parrot]]:
    """Start a parrot: `async with parrot(answer) as bird`."""

    @asynccontextmanager
    async def started(answer: bytes) -> AsyncIterator[Parrot]:
        bird = Parrot(answer)
        server = await asyncio.start_server(bird.serve, "127.0.0.1", 0)
        bird.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api"
        try:
            yield bird
        finally:
            server.close()
            await server.wait_closed()

    return started
