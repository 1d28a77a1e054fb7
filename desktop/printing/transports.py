"""(An address) -> the way to its printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.printing.address import (
    QueueAddress,
    SerialAddress,
    TcpAddress,
    UsbAddress,
    WinspoolAddress,
)
from desktop.printing.delivery import Delivered, Delivery, Habits, Patience, Readiness
from desktop.printing.line import CannotOpenError, DeviceLine, TcpLine
from desktop.printing.transport import Form

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from desktop.domain.printing.job import PrinterProblem
    from desktop.printing.address import Address
    from desktop.printing.line import Line
    from desktop.printing.transport import Transport


class LineTransport:
    """A printer that answers by itself: network, USB, serial line. One connection for each ticket."""

    def __init__(
        self,
        address: TcpAddress | UsbAddress | SerialAddress,
        *,
        give_up: threading.Event,
        on_problem: Callable[[PrinterProblem | None], object],
        patience: Patience | None = None,
    ) -> None:
        self.habits = Habits()
        self._address = address
        self._give_up = give_up
        self._on_problem = on_problem
        self._patience = patience or Patience()
        self._line: Line | None = None
        self._delivery: Delivery | None = None

    def form(self) -> Form:
        return Form.BYTES

    def check(self, *, clean_row: int = 0) -> Readiness:
        try:
            line = self._open()
        except CannotOpenError as error:
            return Readiness(error.problem, self.habits)
        self._line = line
        self._delivery = Delivery(
            line,
            self.habits,
            patience=self._patience,
            give_up=self._give_up,
            on_problem=self._on_problem,
        )
        readiness = self._delivery.check(clean_row=clean_row)
        self.habits = readiness.habits
        return readiness

    def send(self, ticket: bytes, ident: bytes) -> Delivered:
        assert self._delivery is not None  # noqa: S101 - `check` was called
        delivered = self._delivery.send(ticket, ident)
        self.habits = delivered.habits
        return delivered

    def close(self) -> None:
        if self._line is not None:
            self._line.close()

    def _open(self) -> Line:
        address = self._address
        if isinstance(address, TcpAddress):
            return TcpLine(address.host, address.port, self._patience.connect)
        if isinstance(address, UsbAddress):
            return DeviceLine(address.path)
        from desktop.printing.serial_line import SerialLine

        return SerialLine(address.port, address.baud)


def transport_to(
    address: Address,
    *,
    give_up: threading.Event,
    on_problem: Callable[[PrinterProblem | None], object],
    patience: Patience | None = None,
) -> Transport:
    """Return the way to an address; nothing is opened yet.

    Args:
        address: of the printer.
        give_up: ends a running attempt when it is set.
        on_problem: is called on the sending thread with what holds a ticket up, None when it goes on.
        patience: seconds to wait, None for the usual ones.
    """
    if isinstance(address, QueueAddress):
        from desktop.printing.system_queue import SystemQueue

        return SystemQueue(address.name, give_up=give_up, on_problem=on_problem)
    if isinstance(address, WinspoolAddress):
        from desktop.printing.winspool import WindowsSpooler

        return WindowsSpooler(address.name)
    return LineTransport(address, give_up=give_up, on_problem=on_problem, patience=patience)
