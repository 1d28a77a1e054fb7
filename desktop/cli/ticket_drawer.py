"""Draws tickets in a process of its own, which has Qt: for `--headless`, where this process never imports it.

The process starts with the first ticket, and ends when this one does, however that ends: its requests end then.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

import desktop
from desktop.cli.parser import DRAW_TICKETS
from desktop.domain.tickets import drawing_messages as messages
from desktop.domain.tickets.ticket import TicketDrawingError
from desktop.system.machine.child_environment import child_environ

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.domain.tickets.image import TicketImage
    from desktop.domain.tickets.ticket import Ticket

_PATIENCE_SECONDS: Final = 30.0
"""For one ticket; the first one also starts Qt."""
_CREATE_NO_WINDOW: Final = 0x0800_0000


class ProcessTicketDrawer:
    """The process and the way to it."""

    def __init__(self, command: Sequence[str] | None = None) -> None:
        """Prepare; the first ticket starts the process.

        Args:
            command: starts the process that draws, this program's own if None.
        """
        self._command = list(command or drawing_command())
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def draw(self, ticket: Ticket, width: int) -> TicketImage:
        """Return the picture of a ticket, see `TicketDrawer`."""
        async with self._turn:
            try:
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    answer = await self._ask(messages.encode(messages.Request(ticket, width)))
            except (OSError, EOFError, TimeoutError, msgspec.MsgspecError) as error:
                await self._end()
                raise TicketDrawingError(type(error).__name__) from error
            except asyncio.CancelledError:
                # Half an answer would be taken for the next ticket's.
                await self._end()
                raise
            if answer.image is None:
                raise TicketDrawingError(answer.problem, no_qt=answer.no_qt)
            return answer.image

    async def close(self) -> None:
        """End the process."""
        async with self._turn:
            await self._end()

    async def _ask(self, data: bytes) -> messages.Answer:
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await self._start()
        if process.stdin is None or process.stdout is None:
            raise EOFError
        process.stdin.write(data)
        await process.stdin.drain()
        length = int.from_bytes(await process.stdout.readexactly(messages.LENGTH_BYTES), "big")
        if length > messages.LONGEST:
            raise EOFError
        return messages.decode_answer(await process.stdout.readexactly(length))

    async def _start(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=child_environ() | _where_the_source_is(),
            creationflags=_CREATE_NO_WINDOW if sys.platform == "win32" else 0,
        )

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def drawing_command() -> list[str]:
    """Return the command that starts this program as the process that draws."""
    if getattr(sys, "frozen", False):
        return [sys.executable, DRAW_TICKETS]
    # Not from the folder in which the program was started: a folder there may be called so too.
    return [sys.executable, "-P", "-m", "desktop", DRAW_TICKETS]


def _where_the_source_is() -> dict[str, str]:
    if getattr(sys, "frozen", False):
        return {}
    found = [str(Path(desktop.__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    return {"PYTHONPATH": os.pathsep.join(filter(None, found))}
