"""Makes one call to the vendor, and prints the growth of the peak memory in bytes.

`peak_memory.py BASE_URL TOKEN CALL`, with "get-current" or "success" as the call. An ordinary call comes
first, so that the program's usual memory does not count. Runs as its own process, for the same reason.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from desktop.domain.text.local_time import ISTANBUL
from desktop.system.machine.clock import now, steady
from desktop.vendor.errors import VendorError
from desktop.vendor.factory import connect

ANY_KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"


def peak() -> int:
    """Return the peak memory of this process in bytes.

    Not `ru_maxrss`: after a fork it starts with the parent's value.
    """
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) << 10
    raise OSError("this system does not tell")


async def main(base_url: str, token: str, call: str) -> None:
    api = connect(base_url, token, user_agent="Tezgah/test", now=now, steady=steady, zone=ISTANBUL)
    await api.get_current()
    before = peak()
    try:
        await (api.get_current() if call == "get-current" else api.acknowledge(ANY_KEY))
    except VendorError as error:
        print(peak() - before, type(error).__name__, error)
    else:
        print(peak() - before, "answered")
    await api.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
