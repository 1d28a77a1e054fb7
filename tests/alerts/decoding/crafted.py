"""Sound files made by hand, sound and hostile ones."""

from __future__ import annotations

import struct

VORBIS = bytes.fromhex("05589f80")


def wav(
    frames: bytes,
    *,
    tag: int = 1,
    channels: int = 1,
    rate: int = 44_100,
    bits: int = 16,
    block: int | None = None,
    riff_size: int | None = None,
    data_size: int | None = None,
    extensible: bool = False,
    before: bytes = b"",
) -> bytes:
    block = channels * bits // 8 if block is None else block
    shape = struct.pack(
        "<HHIIHH", 0xFFFE if extensible else tag, channels, rate, (rate * block) & 0xFFFFFFFF, block, bits
    )
    if extensible:
        shape += struct.pack("<HHIH", 22, bits, 0, tag) + bytes.fromhex("000000001000800000aa00389b71")
    body = b"WAVE" + before + b"fmt " + struct.pack("<I", len(shape)) + shape
    body += b"data" + struct.pack("<I", len(frames) if data_size is None else data_size) + frames
    return b"RIFF" + struct.pack("<I", len(body) if riff_size is None else riff_size) + body


def _crc32(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = ((crc << 1) ^ 0x04C11DB7) & 0xFFFFFFFF if crc & 0x80000000 else crc << 1
    return crc


def _page(number: int, first: bool, packet: bytes) -> bytes:
    """Return a page of Ogg with one packet."""
    full, rest = divmod(len(packet), 255)
    laces = bytes([255] * full + [rest])
    head = b"OggS" + struct.pack("<BBqIII", 0, 2 if first else 0, 0, 1, number, 0) + bytes([len(laces)])
    whole = head + laces + packet
    return whole[:22] + struct.pack("<I", _crc32(whole)) + whole[26:]


def ogg(comments: int = 0, room: int = 8) -> bytes:
    """Return the head of an Ogg Vorbis file; with 0x20000001 comments stb_vorbis 1.22 writes past its buffer."""
    ident = b"\x01vorbis" + struct.pack("<IBIiiiBB", 0, 1, 44_100, 0, 64_000, 0, 0xB8, 1)
    comment = b"\x03vorbis" + struct.pack("<II", 0, comments) + bytes(room)
    return _page(0, True, ident) + _page(1, False, comment)


def _crc(data: bytes, width: int, polynomial: int) -> int:
    crc, top, full = 0, 1 << (width - 1), (1 << width) - 1
    for byte in data:
        crc ^= byte << (width - 8)
        for _ in range(8):
            crc = ((crc << 1) ^ polynomial) & full if crc & top else (crc << 1) & full
    return crc


def flac(seconds: float, *, loud: int = 9_000, frames: int | None = None) -> bytes:
    """Return a FLAC file of one channel, 16 bit, 44,100 frames a second: blocks of a wave, all alike."""
    size, blocks = 4_410, round(seconds * 10)
    about = struct.pack(">HH", size, size) + bytes(6)
    total = blocks * size if frames is None else frames
    about += ((44_100 << 44) | (0 << 41) | (15 << 36) | total).to_bytes(8, "big") + bytes(16)
    found = b"fLaC" + bytes([0x80]) + len(about).to_bytes(3, "big") + about
    wave = b"".join(struct.pack(">h", loud if i // 50 % 2 else -loud) for i in range(size))
    for number in range(blocks):
        coded = chr(number).encode("utf-8")
        head = bytes([0xFF, 0xF8, 0x79, 0x08]) + coded + struct.pack(">H", size - 1)
        head += bytes([_crc(head, 8, 0x07)])
        block = head + bytes([0b00000010]) + wave
        found += block + _crc(block, 16, 0x8005).to_bytes(2, "big")
    return found


def mp3(frames: int = 40) -> bytes:
    """Return a silent MP3 file: 128 kbit/s, 44,100 frames a second, one channel."""
    return (bytes([0xFF, 0xFB, 0x90, 0xC0]) + bytes(413)) * frames
