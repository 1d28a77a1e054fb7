"""Whether the machine's volume lets anything be heard: what the platform says, and when it says nothing."""

from __future__ import annotations

import os
import queue
import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from desktop.alerts.volume import OutputVolume, VolumeWatch, read_volume

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 10.0


def program(folder: Path, name: str, script: str) -> dict[str, str]:
    """Put a program on a path of its own; returns the environment in which it is the only one."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return {"PATH": f"{folder}"}


PULSE = """
case "$1" in
  get-sink-mute) echo "Mute: {mute}" ;;
  get-sink-volume) echo "Volume: front-left: 1 / {left}% / -9.00 dB,   front-right: 2 / {right}% / -9.00 dB" ;;
esac
"""


@pytest.mark.parametrize(
    ("mute", "left", "right", "expected"),
    [
        ("no", 70, 70, OutputVolume.AUDIBLE),
        ("no", 0, 70, OutputVolume.AUDIBLE),
        ("no", 0, 0, OutputVolume.SILENT),
        ("no", 4, 4, OutputVolume.SILENT),
        ("no", 5, 0, OutputVolume.AUDIBLE),
        ("yes", 100, 100, OutputVolume.SILENT),
        ("vielleicht", 100, 100, OutputVolume.UNKNOWN),
    ],
)
def test_what_pulse_says(tmp_path: Path, mute: str, left: int, right: int, expected: OutputVolume) -> None:
    environ = program(tmp_path, "pactl", PULSE.format(mute=mute, left=left, right=right))
    assert read_volume(environ) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Volume: 0.40", OutputVolume.AUDIBLE),
        ("Volume: 1.20", OutputVolume.AUDIBLE),
        ("Volume: 0.00", OutputVolume.SILENT),
        ("Volume: 0.40 [MUTED]", OutputVolume.SILENT),
        ("Translate ID error", OutputVolume.UNKNOWN),
        ("", OutputVolume.UNKNOWN),
    ],
)
def test_what_wireplumber_says(tmp_path: Path, said: str, expected: OutputVolume) -> None:
    assert read_volume(program(tmp_path, "wpctl", f"echo '{said}'")) is expected


@pytest.mark.parametrize("script", ["exit 1", "echo Mute: no; exit 1", "kill -9 $$"])
def test_a_program_that_fails_says_nothing(tmp_path: Path, script: str) -> None:
    assert read_volume(program(tmp_path, "pactl", script)) is OutputVolume.UNKNOWN


def test_without_a_program_nothing_is_known(tmp_path: Path) -> None:
    assert read_volume({"PATH": str(tmp_path)}) is OutputVolume.UNKNOWN


def test_a_program_that_hangs_is_given_up(tmp_path: Path) -> None:
    sleep = shutil.which("sleep")
    assert read_volume(program(tmp_path, "pactl", f"exec {sleep} 60")) is OutputVolume.UNKNOWN


def test_the_watch_tells_the_first_look_and_each_change_once() -> None:
    answers: queue.Queue[OutputVolume] = queue.Queue()
    told: queue.Queue[OutputVolume] = queue.Queue()
    watch = VolumeWatch(told.put, lambda call: call(), read=lambda: answers.get(timeout=PATIENCE), every=600)
    try:
        answers.put(OutputVolume.UNKNOWN)
        assert told.get(timeout=PATIENCE) is OutputVolume.UNKNOWN
        for answer in (OutputVolume.UNKNOWN, OutputVolume.SILENT):
            answers.put(answer)
            watch.look()
            while not answers.empty():
                watch.look()
        assert told.get(timeout=PATIENCE) is OutputVolume.SILENT
        assert told.empty()
    finally:
        answers.put(OutputVolume.SILENT)
        watch.close()


def test_a_reader_that_fails_leaves_the_watch_alive() -> None:
    told: queue.Queue[OutputVolume] = queue.Queue()
    broken = threading.Event()
    broken.set()

    def read() -> OutputVolume:
        if broken.is_set():
            raise OSError("no such output")
        return OutputVolume.AUDIBLE

    watch = VolumeWatch(told.put, lambda call: call(), read=read, every=600)
    try:
        assert told.get(timeout=PATIENCE) is OutputVolume.UNKNOWN
        broken.clear()
        watch.look()
        assert told.get(timeout=PATIENCE) is OutputVolume.AUDIBLE
    finally:
        watch.close()


def test_neither_looking_nor_closing_waits_for_a_platform_that_hangs() -> None:
    hangs = threading.Event()
    asked = threading.Event()

    def read() -> OutputVolume:
        asked.set()
        hangs.wait(PATIENCE)
        return OutputVolume.SILENT

    told: list[OutputVolume] = []
    watch = VolumeWatch(told.append, lambda call: call(), read=read)
    assert asked.wait(PATIENCE)
    watch.look()
    watch.close()
    assert told == []
    hangs.set()


def test_a_closed_loop_ends_the_watch() -> None:
    def post(call: object) -> None:
        raise RuntimeError("Event loop is closed")

    watch = VolumeWatch(lambda _: None, post, read=lambda: OutputVolume.SILENT)
    watch._thread.join(PATIENCE)
    assert not watch._thread.is_alive()


def test_the_environment_of_the_process_is_the_default() -> None:
    assert read_volume() is read_volume(dict(os.environ))
