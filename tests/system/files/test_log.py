"""The log: no customers, no secrets, and no failure that stops the program."""

from __future__ import annotations

import json
import logging
import os
import stat
import sys
from typing import TYPE_CHECKING, Any

import pytest

from desktop.system.files.log import LOG_NAME, Redaction, log_problem, open_log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "short-tok"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"
KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"

_log = logging.getLogger("desktop.test")


@pytest.fixture
def handlers() -> Iterator[list[logging.Handler]]:
    """Removes the handlers of a test."""
    root = logging.getLogger()
    level, made = root.level, list[logging.Handler]()
    yield made
    for handler in made:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def start_log(folder: Path, handlers: list[logging.Handler], *secrets: str) -> logging.Handler:
    handler = open_log(folder, secrets)
    handlers.append(handler)
    return handler


def emit(handler: logging.Handler, message: str, *values: object) -> None:
    """Give a record to the file only: pytest stores each record of a logger and cannot store all of these."""
    handler.handle(logging.LogRecord("desktop.test", logging.ERROR, __file__, 1, message, values, None))


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / LOG_NAME).read_text("utf-8").splitlines()]


# Redaction


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        (f"opened with {TOKEN}", TOKEN),
        (f"<{TOKEN}>", TOKEN),
        ("call 05335587642 now", "05335587642"),
        ("call 0533 558 76 42 now", "558"),
        ("call (0533) 558-76-42 now", "558"),
        ("call +90 533 558 76 42", "533"),
        ("call 0090.533.558.76.42", "533"),
        ("tel:905335587642,", "905335587642"),
        ("0 533 558 7642", "7642"),
        (f"Bearer {JWT}", JWT),
        (JWT, "dozjgNryP4J3"),
        ("got a1B2c3D4e5F6a1B2c3D4e5F6", "a1B2c3D4e5F6"),
        ("Access-Token: tiny", "tiny"),
        ("access-token=tiny&x=1", "tiny"),
        ('{"access_token": "tiny"}', "tiny"),
        ("'Access-Token': 'tiny'", "tiny"),
        ('"app_secret_key": "tiny", "rest_secret_key": "small"', "tiny"),
        ('"app_secret_key": "tiny", "rest_secret_key": "small"', "small"),
        ("Authorization: Bearer tiny", "tiny"),
    ],
)
def test_personal_data_and_secrets_are_redacted(text: str, gone: str) -> None:
    redacted = Redaction([TOKEN])(text)
    assert gone not in redacted
    assert "[…]" in redacted


@pytest.mark.parametrize(
    "text",
    [
        f"order {KEY} saved",
        "order 1031, status 16, 2 × Beef Burrito",
        "poll answered in 0.123 s with 500 orders",
        "2026-01-16T15:10:54.123+00:00",
        "2026-01-16 15:10:54",
        "1.417,50 TL",
        "127.0.0.1:8080",
        "HTTP 429: çok fazla istek",
        "desktop.sync.supervise.RestartingTaskGroup",
    ],
)
def test_harmless_texts_are_not_redacted(text: str) -> None:
    assert Redaction([TOKEN])(text) == text


def test_a_secret_inside_a_longer_secret_leaves_no_rest() -> None:
    redacted = Redaction(["abc", "abc-def", ""])("x abc-def y abc z")
    assert redacted == "x […] y […] z"


# Lines


def test_a_line_is_json_with_time_level_and_logger(tmp_path: Path, handlers: list[logging.Handler]) -> None:
    start_log(tmp_path, handlers)
    _log.warning("order %s saved", KEY, extra={"attempts": 3, "who": "0533 558 76 42"})
    (line,) = lines(tmp_path)
    assert line["event"] == f"order {KEY} saved"
    assert (line["level"], line["logger"], line["attempts"]) == ("WARNING", "desktop.test", "3")
    assert line["time"].endswith("+00:00")
    assert "558" not in line["who"]


def test_a_line_stays_one_line(tmp_path: Path, handlers: list[logging.Handler]) -> None:
    start_log(tmp_path, handlers)
    _log.warning('first\nsecond\r\n{"level": "CRITICAL"}\u2028')
    assert len((tmp_path / LOG_NAME).read_text("utf-8").split("\n")) == 2


def test_an_exception_is_logged_without_its_text(tmp_path: Path, handlers: list[logging.Handler]) -> None:
    start_log(tmp_path, handlers, TOKEN)

    def read(order: dict[str, str]) -> str:
        return order["Müşteri 7, 0533 558 76 42"]

    try:
        read({})
    except KeyError:
        _log.exception("an order could not be read")
    text = (tmp_path / LOG_NAME).read_text("utf-8")
    assert "Müşteri" not in text
    assert "558" not in text
    (line,) = lines(tmp_path)
    assert line["exception"] == "KeyError"
    assert line["at"].count("test_log.py:") == 2


def test_secrets_never_reach_the_file(tmp_path: Path, handlers: list[logging.Handler]) -> None:
    start_log(tmp_path, handlers, TOKEN, "rest-key")
    _log.error("refused %s", {"Access-Token": TOKEN, "body": ["rest-key"]}, extra={"header": TOKEN})
    text = (tmp_path / LOG_NAME).read_text("utf-8")
    assert TOKEN not in text
    assert "rest-key" not in text


def test_libraries_that_log_addresses_are_quiet(tmp_path: Path, handlers: list[logging.Handler]) -> None:
    start_log(tmp_path, handlers)
    for name in ("httpx", "httpcore", "asyncio", "qasync"):
        logging.getLogger(name).info("GET https://a.example/?token=x")
    logging.getLogger("desktop.sync").info("kept")
    assert [line["event"] for line in lines(tmp_path)] == ["kept"]


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX: Windows locks open files")
def test_a_removed_log_file_is_created_again(tmp_path: Path, handlers: list[logging.Handler]) -> None:
    start_log(tmp_path, handlers)
    _log.warning("before")
    (tmp_path / LOG_NAME).unlink()
    _log.warning("after")
    assert [line["event"] for line in lines(tmp_path)] == ["after"]
    assert (tmp_path / LOG_NAME).stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX permissions")
def test_only_this_user_can_read_the_log(tmp_path: Path, handlers: list[logging.Handler]) -> None:
    before = os.umask(0)
    try:
        start_log(tmp_path, handlers)
        mode = stat.S_IMODE((tmp_path / LOG_NAME).stat().st_mode)
    finally:
        os.umask(before)
    assert mode == 0o600


# Failures


def test_the_log_rotates_and_keeps_a_few_files(tmp_path: Path, handlers: list[logging.Handler]) -> None:
    handler = start_log(tmp_path, handlers)
    for number in range(14):
        emit(handler, "%s %s", number, "x" * 500_000)  # about half a megabyte
    found = sorted(tmp_path.glob(f"{LOG_NAME}*"))
    assert len(found) == 6
    assert all(path.stat().st_size <= 1 << 20 for path in found)
    assert lines(tmp_path)[-1]["event"].startswith("13 ")


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX permissions")
def test_rotated_files_are_private_too(tmp_path: Path, handlers: list[logging.Handler]) -> None:
    before = os.umask(0)
    try:
        handler = start_log(tmp_path, handlers)
        for _ in range(3):
            emit(handler, "x" * 500_000)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert len(modes) == 2
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("what", ["file", "missing"])
def test_without_a_folder_lines_are_dropped_and_that_is_known(
    tmp_path: Path, handlers: list[logging.Handler], what: str
) -> None:
    folder = tmp_path / "folder"
    if what == "file":
        folder.write_text("not a folder", "utf-8")
    handler = start_log(folder, handlers)
    assert log_problem() == ""
    emit(handler, "a line without a folder")
    assert log_problem() == {"file": "Not a directory", "missing": "No such file or directory"}[what]
    if what == "file":
        folder.unlink()
    folder.mkdir()
    emit(handler, "a line with a folder")
    assert log_problem() == ""
    assert [line["event"] for line in lines(folder)] == ["a line with a folder"]


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="needs POSIX permissions and a user other than root"
)
def test_in_a_read_only_folder_lines_are_dropped(tmp_path: Path, handlers: list[logging.Handler]) -> None:
    tmp_path.chmod(0o500)
    try:
        emit(start_log(tmp_path, handlers), "a line that cannot be written")
        assert log_problem() == "Permission denied"
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_a_full_disk_loses_log_lines_only(
    tmp_path: Path, handlers: list[logging.Handler], capsys: pytest.CaptureFixture[str]
) -> None:
    handler = start_log(tmp_path, handlers)
    assert isinstance(handler, logging.FileHandler)
    handler.close()
    (tmp_path / LOG_NAME).unlink()
    (tmp_path / LOG_NAME).symlink_to("/dev/full")
    for _ in range(3):
        emit(handler, "a line without space")
    assert log_problem() == "No space left on device"
    # The handler still holds what the full disk did not take, and closing its file fails.
    (tmp_path / LOG_NAME).unlink()
    emit(handler, "a line with space")
    assert log_problem() == ""
    assert capsys.readouterr().err == ""
    assert [line["event"] for line in lines(tmp_path)] == ["a line with space"]


def test_a_line_that_cannot_be_formatted_is_dropped(
    tmp_path: Path, handlers: list[logging.Handler], capsys: pytest.CaptureFixture[str]
) -> None:
    class Unprintable:
        def __str__(self) -> str:
            raise RuntimeError

    handler = start_log(tmp_path, handlers)
    emit(handler, "%s", Unprintable())
    emit(handler, "two places %s %s", "one value")
    emit(handler, "lone surrogate \ud800")
    emit(handler, "the next line")
    assert capsys.readouterr().err == ""
    assert lines(tmp_path)[-1]["event"] == "the next line"
