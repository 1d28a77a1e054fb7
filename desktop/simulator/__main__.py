"""`python -m desktop.simulator`: runs the simulator alone, for a second terminal or tests on another computer."""

from __future__ import annotations

import argparse
import math
import signal
import sys
import threading
from typing import TYPE_CHECKING, TypeVar

from desktop.simulator import APP_SECRET_KEY, REST_SECRET_KEY, SCENARIOS, Simulator
from desktop.simulator.control import TOKEN_HEADER
from desktop.simulator.simulator import PREFIX

if TYPE_CHECKING:
    from collections.abc import Sequence

_Number = TypeVar("_Number", int, float)


def _port(text: str) -> int:
    return _within(int(text), 0 <= int(text) <= 65535)  # noqa: PLR2004 - the highest port


def _seconds(text: str) -> float:
    return _within(float(text), 0 <= float(text) < math.inf)


def _pace(text: str) -> float:
    return _within(float(text), 0 < float(text) < math.inf)


def _count(text: str) -> int:
    return _within(int(text), int(text) >= 0)


def _within(value: _Number, fits: bool) -> _Number:  # noqa: FBT001 - the callers compute it
    if not fits:
        raise argparse.ArgumentTypeError(f"{value} is out of range")
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m desktop.simulator", description="A simulator of the vendor's API on loopback."
    )
    parser.add_argument("--port", type=_port, default=0, help="default: any free port")
    parser.add_argument("--scenario", choices=SCENARIOS, default="lively")
    parser.add_argument(
        "--cooldown", type=_seconds, default=30.0, help="seconds between two polls, default 30"
    )
    parser.add_argument("--cooldown-from", choices=("request", "answer"), default="request")
    parser.add_argument("--latency", type=_seconds, default=0.0, help="seconds before each answer")
    parser.add_argument("--pace", type=_pace, default=1.0, help="speed of the scenario, default 1")
    parser.add_argument("--orders", type=_count, default=0, help="orders at the start")
    parser.add_argument(
        "--branches", type=int, choices=(1, 2, 3), help="number of restaurants, default: the scenario's"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--printer", type=_port, metavar="PORT", help="act a ticket printer on this port too, 0 for any"
    )
    parser.add_argument(
        "--control", action="store_true", help="serve /control/… for tests, and print its token"
    )
    given = parser.parse_args(arguments)
    options = vars(given)
    printer_port = options.pop("printer")
    orders = options.pop("orders")
    simulator = Simulator(**options)
    simulator.add_orders(orders)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        simulator.start()
    except OSError as error:
        print(
            f"{given.port} numaralı port açılamadı ({error.strerror}). Başka bir --port verin.\n"
            f"Port {given.port} cannot be opened ({error.strerror}). Give another --port.",
            file=sys.stderr,
        )
        return 1
    print(
        f"TEZGAH_BASE_URL={simulator.base_url}\n"
        f"TEZGAH_ACCESS_TOKEN={simulator.access_token}\n"
        f"# or: TEZGAH_APP_SECRET_KEY={APP_SECRET_KEY} TEZGAH_REST_SECRET_KEY={REST_SECRET_KEY}\n"
        f"# tezgah --poll-seconds {given.cooldown:g}",
        flush=True,
    )
    if printer_port is not None and not _act_printer(printer_port, stopped):
        simulator.stop()
        return 1
    if given.control:
        root = simulator.base_url.removesuffix(PREFIX)
        print(
            f"# control: {root}/control/ needs the header {TOKEN_HEADER}: {simulator.control_token}",
            flush=True,
        )
    # Short waits: on Windows an endless wait would block Ctrl-C.
    while not stopped.wait(0.5):
        pass
    simulator.stop()
    return 0


def _act_printer(port: int, stopped: threading.Event) -> bool:
    """Act a printer until the end; return False where its port is taken."""
    from desktop.simulator.printer import ActedPrinter
    from desktop.simulator.printer.control import PrinterControl

    printer = ActedPrinter(port=port)
    control = PrinterControl(printer)
    try:
        printer.start()
        control.start()
    except OSError as error:
        print(
            f"{port} numaralı port açılamadı ({error.strerror}). Başka bir --printer verin.\n"
            f"Port {port} cannot be opened ({error.strerror}). Give another --printer.",
            file=sys.stderr,
        )
        return False
    print(
        f"# tezgah printers add Mutfak {printer.address}\n"
        f"# its paper: http://127.0.0.1:{control.port}/printer/sheets",
        flush=True,
    )

    def end() -> None:
        stopped.wait()
        control.stop()
        printer.stop()

    threading.Thread(target=end, daemon=True).start()
    return True


if __name__ == "__main__":
    sys.exit(main())
