"""Foreign sound files: what is a sound becomes frames, everything else a reason, and this program never decodes."""

from __future__ import annotations

import array
import ast
import contextlib
import ctypes
import io
import math
import os
import socket
import struct
import subprocess
import sys
import wave
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import desktop
from desktop.alerts.decoding.answers import REASONS, RefusedSoundError
from desktop.alerts.decoding.child import decode as decode_here
from desktop.alerts.decoding.decoder import decode, own_command
from desktop.alerts.decoding.riff import find_samples
from desktop.alerts.sound_import import SoundImportError, as_wav, is_playable
from desktop.alerts.wave_file import read_wave
from tests.alerts.decoding.crafted import flac, mp3, ogg, wav

if TYPE_CHECKING:
    from collections.abc import Sequence

OVERFLOW = 0x20000001
"""This many comments, of 8 bytes each, are 8 bytes in 32 bit: CVE-2023-45681."""
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX: pipes, devices and limits")


def has_landlock() -> bool:
    return sys.platform == "linux" and bool(ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1) > 0)


LOUD = [12_000 if i // 20 % 2 else -12_000 for i in range(8_820)]


def saved(folder: Path, data: bytes, name: str = "bell.wav") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def why(path: Path) -> str:
    with pytest.raises(SoundImportError) as refused:
        as_wav(path)
    return str(refused.value)


def packed(code: str, samples: Sequence[float]) -> bytes:
    return struct.pack(f"<{len(samples)}{code}", *samples)


def of_24_bit(samples: list[int]) -> bytes:
    return b"".join((each << 8).to_bytes(3, "little", signed=True) for each in samples)


@pytest.mark.parametrize(
    ("tag", "bits", "frames"),
    [
        (1, 8, bytes(128 + each // 256 for each in LOUD)),
        (1, 16, packed("h", LOUD)),
        (1, 24, of_24_bit(LOUD)),
        (1, 32, packed("i", [each * 65_536 for each in LOUD])),
        (3, 32, packed("f", [each / 32_768 for each in LOUD])),
        (3, 64, packed("d", [each / 32_768 for each in LOUD])),
    ],
)
@pytest.mark.parametrize("extensible", [False, True])
def test_each_usual_wav_becomes_the_same_sound(tag: int, bits: int, frames: bytes, extensible: bool) -> None:
    samples = array.array("h", bytes(decode_here(wav(frames, tag=tag, bits=bits, extensible=extensible))))
    assert len(samples) == len(LOUD)
    assert max(abs(made - given) for made, given in zip(samples, LOUD, strict=True)) <= 256


def test_stereo_is_mixed_and_unknown_parts_are_skipped(tmp_path: Path) -> None:
    both = [value for each in LOUD for value in (each, each)]
    data = wav(packed("h", both), channels=2, before=b"LIST" + struct.pack("<I", 3) + b"abc\0")
    assert array.array("h", decode(saved(tmp_path, data))) == array.array("h", LOUD)


def test_values_out_of_range_are_clipped() -> None:
    odd = [9.0, -9.0, math.inf, -math.inf] * 2_000
    samples = array.array("h", bytes(decode_here(wav(packed("f", odd), tag=3, bits=32))))
    assert set(map(abs, samples)) <= {32_767, 32_768}
    decode_here(wav(packed("d", [math.nan, 1e300] * 2_000), tag=3, bits=64))


@pytest.mark.parametrize(
    "claim", [0, 0xFFFFFFFF, 0xFFFFFFFE, 1 << 30], ids=["none", "all", "even", "a gigabyte"]
)
def test_a_wrong_size_is_only_a_claim(tmp_path: Path, claim: int) -> None:
    data = wav(packed("h", LOUD), data_size=claim, riff_size=claim)
    assert array.array("h", decode(saved(tmp_path, data))) == array.array("h", LOUD)


def test_a_file_that_breaks_off_gives_what_is_there(tmp_path: Path) -> None:
    whole = wav(packed("h", LOUD))
    assert len(decode(saved(tmp_path, whole[:-1_001]))) == 2 * len(LOUD) - 1_002


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"R",
        wav(b""),
        wav(b"\0"),
        wav(packed("h", LOUD))[:40],
        wav(packed("h", LOUD), tag=0x55),
        wav(packed("h", LOUD), channels=0, block=2),
        wav(packed("h", LOUD), channels=60_000, block=2),
        wav(packed("h", LOUD), rate=0),
        wav(packed("h", LOUD), rate=0xFFFFFFFF),
        wav(packed("h", LOUD), bits=0, block=2),
        wav(packed("h", LOUD), bits=65_528, block=2),
        wav(packed("h", LOUD), block=0),
        b"RIFF\xff\xff\xff\xffWAVEdata\xff\xff\xff\xff" + bytes(99),
        b"RIFF\xff\xff\xff\xffWAVE" + b"junk\0\0\0\0" * 3_000,
        b"fLaC" + b"\xff" * 900,
        b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(900),
        b"\x7fELF" + bytes(900),
        b"\xff",
    ],
)
def test_what_is_no_sound_is_unreadable(data: bytes) -> None:
    with pytest.raises(RefusedSoundError, match="unreadable"):
        decode_here(data)


@pytest.mark.parametrize("name", ["bell.wav", "bell.ogg", "bell.mp3"])
@pytest.mark.parametrize("data", [ogg(), ogg(OVERFLOW, 40_000)], ids=["harmless", "writes past its buffer"])
def test_ogg_is_refused_whatever_its_name(tmp_path: Path, data: bytes, name: str) -> None:
    assert why(saved(tmp_path, data, name)) == "ogg"


@pytest.mark.parametrize(
    "wrapped",
    [
        b"ID3\x04\0\0\0\0\0\0" + ogg(OVERFLOW, 40_000),
        b"fLaC" + ogg(OVERFLOW, 40_000),
        b"\xff\xfb" + ogg(OVERFLOW, 40_000),
        wav(ogg(OVERFLOW, 40_000), tag=0x674F),
    ],
)
def test_ogg_inside_another_format_reaches_no_ogg_decoder(wrapped: bytes) -> None:
    """In this process, so that a decoder that it reached would end the test run."""
    with pytest.raises(RefusedSoundError):
        decode_here(wrapped)


def test_flac_and_mp3_are_decoded(tmp_path: Path) -> None:
    assert len(decode(saved(tmp_path, flac(0.5)))) == 22_050 * 2
    assert max(array.array("h", decode(saved(tmp_path, flac(0.5))))) == 9_000
    assert set(decode(saved(tmp_path, mp3()))) == {0}
    assert why(saved(tmp_path, mp3(), "bell.mp3")) == "silent"


def test_a_flac_that_claims_hours_is_judged_by_its_frames(tmp_path: Path) -> None:
    assert len(decode(saved(tmp_path, flac(0.5, frames=(1 << 36) - 1)))) == 22_050 * 2
    assert why(saved(tmp_path, mp3(1_300))) == "long"


def test_the_program_itself_never_loads_a_decoder(tmp_path: Path) -> None:
    path = saved(tmp_path, flac(0.5))
    script = (
        "import sys, pathlib; from desktop.alerts.sound_import import as_wav, is_playable\n"
        "as_wav(pathlib.Path(sys.argv[1])); is_playable(pathlib.Path(sys.argv[1]))\n"
        "sys.exit('miniaudio' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script, path], check=False).returncode == 0


def test_pipes_and_devices_are_refused_at_once(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("needs POSIX: pipes and devices")
    pipe, link = tmp_path / "pipe.wav", tmp_path / "link.wav"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        for path in (pipe, link, tmp_path):
            assert why(path) == "unreadable"
            assert not is_playable(path)
            with pytest.raises(ValueError, match="not a WAV"):
                read_wave(path)
        with pytest.raises(OSError, match="No such device"):
            as_wav(tmp_path / "s")


def test_decoders_are_named_in_the_decoders_process_alone() -> None:
    """Only the device that plays is used elsewhere; a function of miniaudio that reads a format would run in the program."""
    allowed = {"Backend", "MiniaudioError", "PlaybackDevice", "SampleFormat", "lib"}
    root = Path(desktop.__file__).parent
    child = root / "alerts" / "decoding" / "child.py"
    found = {
        (path.name, node.attr)
        for path in root.rglob("*.py")
        if path != child
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "miniaudio"
    }
    assert {name for _, name in found} <= allowed, found
    assert found, "else this looks at nothing"


@on_posix
def test_a_link_to_a_sound_is_a_sound(tmp_path: Path) -> None:
    (tmp_path / "link.wav").symlink_to(saved(tmp_path, wav(packed("h", LOUD))))
    with wave.open(io.BytesIO(as_wav(tmp_path / "link.wav"))) as made:
        assert made.getnframes() == len(LOUD)


def test_a_huge_copy_in_the_data_folder_is_not_read(tmp_path: Path) -> None:
    path = saved(tmp_path, wav(packed("h", LOUD)))
    assert is_playable(path)
    with path.open("ab") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(ValueError, match="large"):
        read_wave(path)
    assert not is_playable(path)


def child(code: str) -> list[str]:
    """Return the command of a decoder that was taken over: it runs `code` after it gave up its rights."""
    *start, _, root = own_command()
    taken = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import ctypes, os, signal, socket, subprocess, time\n"
        "from desktop.alerts.decoding import child\n"
        "child.confine()\n"
        "def is_denied(do):\n"
        "    try:\n        do()\n    except (OSError, MemoryError):\n        os.write(1, b'xx')\n"
    )
    return [*start, taken + code, root]


@on_posix
@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd')",
        "open('{folder}/made', 'w')",
        "os.listdir('/')",
        "os.pipe()",
        "socket.socket()",
        "bytearray(600 << 20)",
    ],
)
def test_a_decoder_that_was_taken_over_can_open_nothing(tmp_path: Path, attempt: str) -> None:
    sound = saved(tmp_path, wav(packed("h", LOUD)))
    attempt = attempt.format(folder=tmp_path)
    assert decode(sound, command=child(f"is_denied(lambda: {attempt})\nos._exit(0)")) == b"xx"
    assert list(tmp_path.iterdir()) == [sound]


@on_posix
def test_a_decoder_has_no_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEZGAH_ACCESS_TOKEN", "invented-token")
    sound = saved(tmp_path, wav(packed("h", LOUD)))
    found = decode(
        sound, command=child("os.write(1, (repr(dict(os.environ)) + ' ')[:4000].encode().ljust(4000))")
    )
    assert b"TEZGAH" not in found
    assert b"invented" not in found


@pytest.mark.skipif(not has_landlock(), reason="needs Linux with Landlock")
def test_a_decoder_cannot_trace_or_end_the_program(tmp_path: Path) -> None:
    sound = saved(tmp_path, wav(packed("h", LOUD)))
    attach = "ctypes.CDLL(None, use_errno=True).ptrace(16, os.getppid(), 0, 0)"
    assert decode(sound, command=child(f"os.write(1, b'no' if {attach} else b'ok')\nos._exit(0)")) == b"no"


@pytest.mark.parametrize(
    "code",
    [
        "while True: os.write(1, bytes(1 << 16))",
        "os.write(1, b'abc'); os._exit(0)",
        "os._exit(0)",
        "os.write(1, bytes(4)); os._exit(1)",
        "os.kill(os.getpid(), signal.SIGSEGV)",
    ],
    ids=["endless", "odd", "nothing", "failed", "crashed"],
)
@on_posix
def test_of_a_decoder_only_whole_limited_answers_are_taken(tmp_path: Path, code: str) -> None:
    with pytest.raises(RefusedSoundError, match="unreadable"):
        decode(saved(tmp_path, wav(packed("h", LOUD))), command=child(code))


@on_posix
def test_a_decoder_that_spins_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.alerts.decoding.decoder._WAIT", 0.5)
    with pytest.raises(RefusedSoundError, match="unreadable"):
        decode(saved(tmp_path, wav(packed("h", LOUD))), command=child("while True: pass"))


def test_a_damaged_copy_in_the_data_folder_is_no_sound(tmp_path: Path) -> None:
    """The standard library's reader raises `RuntimeError` for some of these, and the bell was silent then."""
    good = wav(packed("h", LOUD[:200]))
    for at in range(4, 48):
        for value in (0x00, 0x01, 0x7F, 0x80, 0xFF):
            path = saved(tmp_path, good[:at] + bytes([value]) + good[at + 1 :])
            with contextlib.suppress(ValueError):
                assert read_wave(path).length <= 200
            assert not is_playable(path), "it is too short in any case"


def test_each_reason_has_a_sentence() -> None:
    from desktop.ui.text.settings_words import sound_refused

    sentences = {sound_refused(reason) for reason in (*REASONS, "silent")}
    assert len(sentences) == len(REASONS) + 1


@given(st.binary(max_size=200), st.integers(0, 60), st.binary(max_size=8))
@settings(deadline=None)
def test_any_bytes_in_a_wav_give_samples_or_a_reason(frames: bytes, at: int, damage: bytes) -> None:
    whole = wav(frames + bytes(64))
    data = whole[:at] + damage + whole[at + len(damage) :]
    try:
        found = find_samples(data)
    except RefusedSoundError:
        return
    assert len(found.samples) % (found.channels * found.width) == 0
    assert 0 < len(found.samples) <= len(data)
    assert found.rate >= 1_000
