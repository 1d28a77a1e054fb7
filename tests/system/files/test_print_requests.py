"""Requests of a terminal to print: taken as they were saved, and nothing else in their folder does harm."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import pytest

from desktop.system.files.print_requests import (
    FOLDER,
    PrintRequest,
    pending_requests,
    remove_request,
    save_request,
)

if TYPE_CHECKING:
    from pathlib import Path

REQUEST = PrintRequest("0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21", "kitchen", "mutfak")


def test_a_request_comes_back_until_it_is_removed(tmp_path: Path) -> None:
    assert pending_requests(tmp_path, 900) == []
    number = save_request(tmp_path, REQUEST)
    (pending,) = pending_requests(tmp_path, 900)
    assert (pending.number, pending.request) == (number, REQUEST)
    assert pending_requests(tmp_path, 900) == [pending]
    remove_request(pending)
    remove_request(pending)
    assert pending_requests(tmp_path, 900) == []


def test_an_old_or_broken_request_is_none(tmp_path: Path) -> None:
    save_request(tmp_path, REQUEST)
    (old,) = pending_requests(tmp_path, 900)
    hour_ago = time.time() - 3600
    os.utime(old.path, (hour_ago, hour_ago))
    (tmp_path / FOLDER / "7.json").write_bytes(b'{"payment_key": 1}')
    (tmp_path / FOLDER / "x.json").write_bytes(b"{}")
    assert [pending.request for pending in pending_requests(tmp_path, 900)] == [None, None]


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_other_users_see_no_request(tmp_path: Path) -> None:
    save_request(tmp_path, REQUEST)
    assert (tmp_path / FOLDER).stat().st_mode & 0o077 == 0
