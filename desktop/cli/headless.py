"""`tezgah --headless`: the engine in a terminal, one JSON line per event on standard output. Never imports Qt.

The lines carry keys, numbers and states, never customers' data: standard output ends up in log files.
"""

from __future__ import annotations

import asyncio
import logging
import os
import select
import signal
import sys
import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.cli.stderr import print_error
from desktop.domain.text.escapes import escaped_json
from desktop.domain.text.translation import Message
from desktop.domain.trouble import TroubleKind
from desktop.services.auto_accept_rule import rule_in_force
from desktop.services.backend import Backend
from desktop.services.settings.settings_writer import SettingsWriter
from desktop.sync.events import (
    Cause,
    EventBus,
    FolderTaken,
    LeadChanged,
    OrdersChanged,
    PollEnded,
    PrintJobsChanged,
    TroublesChanged,
)
from desktop.system.files.crash_log import CrashReporter
from desktop.system.files.languages import in_both, speak, terminal_language
from desktop.system.machine.clock import now
from desktop.system.machine.loops import run_loop
from desktop.system.machine.signals import end_signals
from desktop.system.user_errors import EXIT_IN_USE, EXIT_OK

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.orders.auto_accept import AutoAccept
    from desktop.domain.trouble import Trouble
    from desktop.system.settings.options import Options

_log = logging.getLogger(__name__)

_LAST_LINES_SECONDS: Final = 1.0
_FULL_PIPE_SECONDS: Final = 1.0


class LineWriter:
    """Writes lines to standard output on a thread of its own: a reader that stalls must not stall the engine.

    The lines are an extra: where they cannot be written (a full disk, a reader that has gone), they are dropped, counted,
    and tried again with the next one. That is said once on standard error and in the log. The first line that can be
    written again tells how many are missing.
    """

    def __init__(self) -> None:
        """Start the thread."""
        self._lost = 0
        self._is_half = False
        """Whether the output ends within a line."""
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="lines", daemon=True)
        self._thread.start()

    def write(self, line: bytes) -> None:
        """Write a line when its turn comes."""
        self._lines.put(line)

    def close(self) -> None:
        """Write the remaining lines, but wait at most a second for a reader that stalls."""
        self._lines.put(None)
        self._thread.join(_LAST_LINES_SECONDS)

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            try:
                self._write_line(line)
            except OSError as error:
                if not self._lost:
                    _say_lost(error)
                self._lost += 1

    def _write_line(self, line: bytes) -> None:
        # Past Python's own buffer: this thread may stay blocked in it with its lock, and the program could not end.
        output = sys.stdout.fileno()
        if self._lost:
            missing = _encoded("lost", lines=self._lost)
            self._write_whole(output, b"\n" + missing if self._is_half else missing)
            _log.info("events are written again", extra={"lost": self._lost})
            self._lost = 0
        self._write_whole(output, line)

    def _write_whole(self, output: int, line: bytes) -> None:
        data = line + b"\n"
        while data:
            try:
                written = os.write(output, data)
            except BlockingIOError:
                # Whoever started the program set the pipe so; it is full.
                select.select((), (output,), (), _FULL_PIPE_SECONDS)
                continue
            data = data[written:]
            self._is_half = bool(data)


def _say_lost(error: OSError) -> None:
    reason = error.strerror or type(error).__name__
    _log.warning("events cannot be written to standard output", extra={"reason": reason})
    message = Message(
        "Events cannot be written to standard output ({reason}). Orders are saved and acknowledged all the same.",
        reason=reason,
    )
    print_error(*dict.fromkeys(in_both(message)))


class EventLines:
    """Events -> JSON lines."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._troubles: dict[tuple[TroubleKind, str, str], Trouble] = {}
        self._printed: dict[int, tuple[str, str]] = {}
        """State and problem of the open print jobs that was written last."""

    def subscribe(self, events: EventBus) -> None:
        """Write a line for each event from now on."""
        events.subscribe(PollEnded, self._on_poll_ended)
        events.subscribe(OrdersChanged, self._on_orders_changed)
        events.subscribe(TroublesChanged, self._on_troubles_changed)
        events.subscribe(PrintJobsChanged, self._on_print_jobs_changed)
        events.subscribe(LeadChanged, lambda event: self._line("lead", leads=event.leads, epoch=event.epoch))

    def _on_poll_ended(self, event: PollEnded) -> None:
        self._line("poll", outcome=event.outcome, orders=event.orders, new=event.new, reason=event.reason)

    def _on_orders_changed(self, event: OrdersChanged) -> None:
        for done in event.acknowledged:
            self._line("acknowledged", payment_key=done.payment_key, status_id=done.status_id)
        for shown in event.orders:
            if event.cause is Cause.POLL:
                self._line(
                    "saved",
                    payment_key=shown.payment_key,
                    id=shown.order.number,
                    status_id=shown.order.status_id,
                    announced=shown.payment_key in event.announced,
                )
            elif event.cause is Cause.ACCEPT and (accept := shown.accept) is not None:
                self._line(
                    "action",
                    action="accept",
                    payment_key=shown.payment_key,
                    state=accept.state,
                    preparing_time=accept.preparing_time,
                    automatic=accept.automatic,
                    attempts=accept.attempts,
                )
            elif event.cause is Cause.ACTION and (action := shown.action) is not None:
                self._line(
                    "action",
                    action=action.action,
                    payment_key=shown.payment_key,
                    state=action.state,
                    attempts=action.attempts,
                )

    def _on_print_jobs_changed(self, event: PrintJobsChanged) -> None:
        for job in (*event.jobs, *event.ended):
            shown = (job.state, job.problem)
            if self._printed.get(job.id) != shown:
                self._printed[job.id] = shown
                self._line(
                    "ticket",
                    payment_key=job.payment_key,
                    ticket=job.ticket,
                    printer=job.sent_to,
                    state=job.state,
                    problem=job.problem,
                )
        for job in event.ended:
            self._printed.pop(job.id, None)

    def crashed(self, kind: str) -> None:
        """Write that an unexpected exception happened; the engine goes on."""
        self._line("crash", kind=kind)

    def _on_troubles_changed(self, event: TroublesChanged) -> None:
        present = {trouble.identity: trouble for trouble in event.troubles}
        for key, trouble in present.items():
            if self._troubles.get(key) != trouble:
                self._trouble("began", trouble)
        for key, trouble in self._troubles.items():
            if key not in present:
                self._trouble("ended", trouble)
        self._troubles = present

    def _trouble(self, state: str, trouble: Trouble) -> None:
        self._line(
            "trouble",
            kind=trouble.kind,
            state=state,
            detail=trouble.loggable_detail,
            payment_key=trouble.payment_key,
        )

    def _line(self, event: str, **fields: Any) -> None:
        self._write(_encoded(event, **fields))


def _encoded(event: str, **fields: Any) -> bytes:
    line = msgspec.json.encode({"event": event, "at": now().isoformat(timespec="milliseconds")} | fields)
    return escaped_json(line.decode()).encode()


class HeadlessSettings:
    """The settings in force; other tills may change those that all go by. Implements `SettingsInForce`."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        file = backend.options.settings_file
        self.settings, self._notice = file.load()
        self._writer = SettingsWriter(file)
        self._rule: AutoAccept | None = None
        self._lock = asyncio.Lock()

    def start(self) -> None:
        """Use the settings that the window would use; the backend is open, and not connected yet."""
        self._writer.start(self._backend.engine.troubles)
        if self._notice is not None:
            self._backend.engine.troubles.begin(TroubleKind.NOTICE, self._notice, dismissible=True)
        if self._backend.shared_settings is not None:
            self._backend.shared_settings.follow(self)
        self._use_rule()

    def use_shared(self, values: dict[str, Any]) -> None:
        """Use the values that another till chose for all, and keep them in this till's file."""
        self.settings = msgspec.structs.replace(self.settings, **values)
        self._writer.save(self.settings)
        self._use_rule()
        self._backend.use_printers(self.settings)
        self._backend.engine.run(self._follow())

    def close(self) -> None:
        """Finish writing the settings file."""
        self._writer.close()

    def _use_rule(self) -> None:
        rule = rule_in_force(self.settings)
        if rule != self._rule:
            self._rule = rule
            _log.info("a rule accepts orders" if rule is not None else "people accept orders")
            self._backend.engine.accept_by_rule(rule)

    async def _follow(self) -> None:
        async with self._lock:
            before = self._backend.options
            options = before.following(self.settings)
            if options.poll_seconds == before.poll_seconds:
                self._backend.follow(options)
            else:
                await self._backend.reconnect(options)


def run(options: Options, holds: Callable[[], bool]) -> int:
    """Poll, save and acknowledge until Ctrl-C, SIGTERM or SIGHUP; returns the exit code.

    Args:
        options: what to run with.
        holds: whether the data folder is still this program's, see `InstanceLock.holds`; it ends where it is not.
    """
    return run_loop(_run(options, holds))


async def _run(options: Options, holds: Callable[[], bool]) -> int:
    stop = asyncio.Event()
    lost = asyncio.Event()
    loop = asyncio.get_running_loop()
    _stop_on_signals(stop)
    lines = LineWriter()
    events = EventLines(lines.write)
    crashes = CrashReporter(events.crashed)
    crashes.install()
    loop.set_exception_handler(crashes.on_loop_exception)

    def on_folder_taken(_event: FolderTaken) -> None:
        lost.set()
        stop.set()

    from desktop.cli.ticket_drawer import ProcessTicketDrawer

    # Tickets are drawn in the program's language.
    speak(terminal_language(options.lang))
    drawer = ProcessTicketDrawer()
    backend = Backend(options, holds, drawer=drawer)
    settings = HeadlessSettings(backend)
    events.subscribe(backend.events)
    backend.events.subscribe(FolderTaken, on_folder_taken)
    try:
        await backend.open()
        await backend.load_board()
        settings.start()
        await backend.connect()
        await stop.wait()
    finally:
        await backend.close()
        settings.close()
        await drawer.close()
        lines.close()
    return EXIT_IN_USE if lost.is_set() else EXIT_OK


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in end_signals():
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:
            # Windows: handlers run between bytecodes of the main thread; the engine's tick wakes the loop each second.
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
