"""`dev.py fuzz`: hostile bytes for every border, for a bounded time.

Each round draws examples with another seed, and then sizes that double: work that grows faster than the size is a bug
too. What is found is made small and printed, and written into the corpus unless it is only slow.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import os
import sys
import time
import traceback
from itertools import count
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.examples import hostile, pumps
from tests.fuzz.targets import CORPUS, TARGETS, corpus

if TYPE_CHECKING:
    from tests.fuzz.targets import Target

EXAMPLES = 200
"""Examples of a round."""
SIZES = tuple(1 << power for power in range(14, 21, 2))
"""Bytes; each four times as many as before."""
NOTICED = 0.4
"""Seconds. Less is not measured: the clock of the processor is coarse."""
FASTEST_GROWTH = 9.0
"""Times as long for four times as much: linear work takes 4, quadratic 16."""
GIVEN_UP = 60.0
"""Seconds after which an example hangs: the place is printed, and the run ends."""


class TooSlowError(AssertionError):
    """The work grows faster than the size."""


def check_growth(target: Target, parts: tuple[bytes, bytes, bytes]) -> None:
    """Run one example in sizes that grow.

    Raises:
        TooSlowError: the time grows faster.
    """
    start, piece, end = parts
    before = 0.0
    for size in SIZES:
        data = start + piece * (size // len(piece)) + end
        took = _seconds(target, data)
        if before and took > NOTICED and took > FASTEST_GROWTH * max(before, 0.01):
            # Once more: memory may have been short.
            took = min(took, _seconds(target, data))
            if took > NOTICED and took > FASTEST_GROWTH * max(before, 0.01):
                raise TooSlowError(
                    f"{size} bytes take {took:.1f} s, a quarter of them {before:.2f} s: {parts}"
                )
        before = took


def _seconds(target: Target, data: bytes) -> float:
    """Return the seconds of a processor that an example takes, its child processes included."""
    faulthandler.dump_traceback_later(GIVEN_UP, exit=True)
    before = sum(os.times()[:4])
    target.run(data)
    faulthandler.cancel_dump_traceback_later()
    return sum(os.times()[:4]) - before


def fuzz(name: str, seconds: float, first_seed: int) -> tuple[int, Exception | None]:
    """Fuzz one target; returns the number of examples, and what was found."""
    target = TARGETS[name]
    seeds = [data for _, data in corpus(name)]
    tried = 0
    last = b""
    quiet = settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    until = time.monotonic() + seconds
    for number in count(first_seed):

        @seed(number)
        @quiet
        @given(hostile(seeds, target.tokens))
        def try_it(data: bytes) -> None:
            nonlocal tried, last
            if time.monotonic() < until:
                tried, last = tried + 1, data
                _seconds(target, data)

        @seed(number)
        @settings(quiet, max_examples=EXAMPLES // 20, phases=[Phase.generate])
        @given(pumps(seeds, target.tokens))
        def grow(parts: tuple[bytes, bytes, bytes]) -> None:
            nonlocal tried, last
            if time.monotonic() < until:
                tried, last = tried + 1, b""
                check_growth(target, parts)

        try:
            try_it()
            if not target.may_grow:
                grow()
        except Exception as error:  # noqa: BLE001 - whatever it is, it was found
            _keep(name, last)
            return tried, error
        if time.monotonic() >= until:
            return tried, None
    return tried, None


def _keep(name: str, data: bytes) -> None:
    if data and len(data) <= 10_000:
        (CORPUS / name / f"found-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)


def main(arguments: list[str]) -> int:
    """Fuzz the targets one after the other; returns the exit code."""
    reader = argparse.ArgumentParser(prog="dev.py fuzz", description="hostile bytes for every border")
    reader.add_argument("--seconds", type=float, default=20.0, help="for each target")
    reader.add_argument("--target", choices=TARGETS, action="append", help="only this one")
    reader.add_argument("--seed", type=int, default=int(time.time()), help="to draw the same examples again")
    chosen = reader.parse_args(arguments)
    faulthandler.enable()
    bad = False
    for name in chosen.target or TARGETS:
        tried, found = fuzz(name, chosen.seconds, chosen.seed)
        print(f"{'✗' if found else '✓'} {name:9} {tried:7} examples (seed {chosen.seed})", flush=True)
        if found is not None:
            traceback.print_exception(found)
            bad = True
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
