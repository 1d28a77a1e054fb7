"""Stored rows become the orders of the board."""

from __future__ import annotations

import json
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor

from desktop.domain.orders.reading.payload import ReadOrder, read_order
from desktop.sync.board.board_rows import remember


def test_two_threads_may_cache_orders_at_the_same_time() -> None:
    read = [
        order
        for number in range(3000)
        if isinstance(order := read_order(json.dumps({"payment_key": key(number)}).encode()), ReadOrder)
    ]

    def work(begin: int) -> None:
        for _ in range(40):
            for order in read[begin::2]:
                remember(order)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(2) as threads:
            for each in [threads.submit(work, begin) for begin in (0, 1)]:
                each.result()
    finally:
        sys.setswitchinterval(before)


def key(number: int) -> str:
    return str(uuid.UUID(int=number, version=4))
