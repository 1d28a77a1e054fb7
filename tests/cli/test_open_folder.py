"""A data folder that other users can write: the program closes it and says so, the check-up says it before."""

from __future__ import annotations

import stat
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Program


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX permissions")
def test_the_running_program_tells_people_and_doctor_does_too(program: Program) -> None:
    program.folder.mkdir(exist_ok=True)
    program.folder.chmod(0o777)
    _, out, _ = program.run("doctor", "--lang", "en")
    assert "Other users of this computer can change the folder of orders" in out
    program.environ |= {"TEZGAH_ACCESS_TOKEN": "t" * 40, "TEZGAH_BASE_URL": "http://127.0.0.1:9"}
    process = program.start("--headless")
    assert process.stdout is not None
    lines = iter(process.stdout.readline, b"")
    said = next(line for line in lines if b"notice" in line)
    assert b"folder:" in said
    assert stat.S_IMODE(program.folder.stat().st_mode) == 0o700
