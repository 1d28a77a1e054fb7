"""Printers, drawers and a queue for tests: a real store, the acted printer on a socket, pictures without Qt."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from desktop.domain.printing.printer import Printer, default_rules
from desktop.domain.tickets.image import TicketImage
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.printing.delivery import Patience
from desktop.store.sqlite.store import SqliteStore
from desktop.sync.board.print_planner import PrintPlanner
from desktop.sync.events import EventBus, PrintJobsChanged, TillsChanged, TroublesChanged
from desktop.sync.printing.print_queue import PrintQueue
from desktop.sync.troubles import TroubleList
from desktop.system.machine.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Self

    from desktop.domain.clock import Clock
    from desktop.domain.printing.job import PrintJob
    from desktop.domain.tickets.ticket import Ticket
    from desktop.domain.tills import Till
    from desktop.domain.trouble import Trouble
    from desktop.store import Store

PATIENT = Patience(
    connect=10, answer=10, first_answer=10, mute=0.05, proof=10, stall=0.2, longest=20, every=0.1
)
"""For a printer that answers: a busy machine may take long."""
SHORT = Patience(
    connect=2, answer=0.4, first_answer=0.4, mute=0.05, proof=0.4, stall=0.2, longest=5, every=0.1
)
"""For a printer that does not."""


class TextAsDots:
    """Draws a ticket as its own text, eight dots a letter: what was printed can be read back."""

    async def draw(self, ticket: Ticket, width: int) -> TicketImage:
        text = msgspec.json.encode(ticket.blocks)
        size = (width + 7) // 8
        rows = -(-len(text) // size) + 20
        # 0x80 is set in no letter of ASCII: real-time commands cannot appear.
        dots = bytes(byte | 0x80 for byte in text.decode().encode("ascii", "replace"))
        return TicketImage(width, rows, dots.ljust(rows * size, b"\0"))


def text_of(rows: tuple[bytes, ...] | list[bytes]) -> str:
    """Return the text that `TextAsDots` drew."""
    return bytes(byte & 0x7F for byte in b"".join(rows) if byte).decode()


def printer(address: str, name: str = "mutfak", **fields: object) -> Printer:
    rules = default_rules((TicketKind.KITCHEN,), (PrintMoment.ACCEPT,))
    return msgspec.structs.replace(Printer(name, name, address, tickets=rules), **fields)


class Queue:
    """A queue at work; start another on the same folder for "after a restart"."""

    def __init__(
        self,
        folder: Path,
        *printers: Printer,
        patience: Patience = PATIENT,
        till_id: str = "",
        clock: Clock | None = None,
    ) -> None:
        self._till_id = till_id
        self._clock = clock or SystemClock()
        self._events = EventBus()
        self._folder = folder
        self._printers = printers
        self._patience = patience
        self._changed = asyncio.Event()
        self.jobs: tuple[PrintJob, ...] = ()
        self.ended: list[PrintJob] = []
        self.troubles: tuple[Trouble, ...] = ()
        self.planner = PrintPlanner()
        self.store: Store
        self.queue: PrintQueue

    async def __aenter__(self) -> Self:
        self.store = await SqliteStore.open(self._folder)
        self.store.use_clock(self._clock.now)
        events = self._events
        events.subscribe(PrintJobsChanged, self._on_jobs)
        events.subscribe(TroublesChanged, self._on_troubles)
        self.queue = PrintQueue(
            self.store,
            self.planner,
            TroubleList(events, self._clock),
            events=events,
            clock=self._clock,
            drawer=TextAsDots(),
            patience=self._patience,
            data_dir=self._folder,
            till_id=self._till_id,
        )
        await self.queue.load()
        self.queue.use(self._printers)
        self.queue.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.queue.stop()
        await self.store.close()

    def hear(self, *tills: Till) -> None:
        """Hear of the tills that share the database."""
        self._events.emit(TillsChanged(tills))

    def _on_jobs(self, event: PrintJobsChanged) -> None:
        self.jobs = event.jobs
        self.ended += event.ended
        self._changed.set()

    def _on_troubles(self, event: TroublesChanged) -> None:
        self.troubles = event.troubles
        self._changed.set()

    async def until(self, condition: Callable[[], bool], seconds: float = 10.0) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def states(self) -> list[str]:
        found = await self.store.read(lambda tx: tx.print_jobs())
        return [job.state.value for job in reversed(found)]
