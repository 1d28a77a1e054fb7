"""The bytes of a picture: read back by a small reader of the published command tables, which shares nothing with them."""

from __future__ import annotations

from typing import Final, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.tickets.image import TicketImage
from desktop.printing.raster import Beep, Cut, RasterOptions, encode

OBEYED: Final = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
BARE: Final = RasterOptions(feed_millimetres=0, cut=Cut.NONE)


class Printed(NamedTuple):
    """What a printer does."""

    bands: list[tuple[int, bytes]]
    """Bytes of a row, and the data."""
    commands: list[bytes]
    """The others, in their order."""


def read(data: bytes) -> Printed:
    """Read the bytes as a printer does; anything unknown is an error."""
    bands: list[tuple[int, bytes]] = []
    commands: list[bytes] = []
    lengths = {b"\x1b@": 2, b"\x1dV": 3, b"\x1bB": 4, b"\x1bp": 5}
    place = 0
    while place < len(data):
        begin = data[place : place + 2]
        if begin == b"\x00\x00" or data[place] == 0:
            place += 1  # ignored outside of a command
        elif data[place : place + 4] == b"\x1dv0\x00":
            size = data[place + 4] + 256 * data[place + 5]
            rows = data[place + 6] + 256 * data[place + 7]
            place += 8
            bands.append((size, data[place : place + size * rows]))
            assert len(bands[-1][1]) == size * rows
            place += size * rows
        elif begin == b"\x1b(":
            length = 5 + data[place + 3] + 256 * data[place + 4]
            commands.append(data[place : place + length])
            place += length
        else:
            assert begin in lengths, f"{data[place : place + 8]!r} at {place}"
            commands.append(data[place : place + lengths[begin]])
            place += lengths[begin]
    return Printed(bands, commands)


def picture(width: int, rows: int, fill: bytes) -> TicketImage:
    """Return a picture that repeats some bytes, without dots after its width."""
    size = (width + 7) // 8
    dots = bytearray((fill * (size * rows // len(fill) + 1))[: size * rows])
    if width % 8:
        mask = 0xFF << (8 - width % 8) & 0xFF
        dots[size - 1 :: size] = bytes(byte & mask for byte in dots[size - 1 :: size])
    return TicketImage(width, rows, bytes(dots))


pictures = st.builds(
    picture,
    st.integers(1, 700),
    st.integers(1, 600),
    st.one_of(
        st.binary(min_size=1, max_size=40),
        # Mostly what a printer would obey.
        st.lists(st.sampled_from([*OBEYED, b"\x10", b"\x04", b"\x00", b"\xff"]), min_size=1).map(b"".join),
    ),
)


@given(pictures)
def test_any_picture_comes_back_but_for_one_dot_in_each_obeyed_sequence(original: TicketImage) -> None:
    printed = read(encode(original, BARE))
    size = original.bytes_per_row
    assert {each for each, _ in printed.bands} == {size}
    assert all(len(data) // size <= 255 for _, data in printed.bands)
    dots = b"".join(data for _, data in printed.bands)
    assert len(dots) == len(original.dots)
    changed = [place for place, (was, now) in enumerate(zip(original.dots, dots, strict=True)) if was != now]
    for place in changed:
        assert original.dots[place : place + 2] in OBEYED
        assert (original.dots[place] ^ dots[place]).bit_count() == 1


@given(pictures)
def test_no_printer_obeys_a_picture(original: TicketImage) -> None:
    data = encode(original, RasterOptions(), after_broken_job=True)
    assert not any(sequence in data for sequence in OBEYED)


def test_a_band_ends_at_a_white_row() -> None:
    size, rows = 72, 900
    # Letters of 40 rows with 5 white ones between them.
    dots = b"".join(bytes(size) if row % 45 >= 40 else b"\xaa" * size for row in range(rows))
    bands = read(encode(TicketImage(576, rows, dots), BARE)).bands
    assert len(bands) > 3
    assert all(data[-size:] == bytes(size) for _, data in bands)


def test_black_rows_without_a_white_one_are_divided_too() -> None:
    bands = read(encode(picture(384, 700, b"\xff"), BARE)).bands
    assert [len(data) // size for size, data in bands] == [255, 255, 190]


@pytest.mark.parametrize(("cut", "command"), [(Cut.FULL, b"\x1dV\x00"), (Cut.PARTIAL, b"\x1dV\x01")])
def test_the_paper_is_moved_to_the_cutter_and_cut(cut: Cut, command: bytes) -> None:
    printed = read(encode(picture(576, 10, b"\xff"), RasterOptions(cut=cut, feed_millimetres=40)))
    assert printed.commands == [b"\x1b@", command]
    white = [data for _, data in printed.bands[1:]]
    assert set(b"".join(white)) == {0}
    assert sum(map(len, white)) == 40 * 8 * 72


def test_nothing_sounds_and_no_drawer_opens_unless_it_was_chosen() -> None:
    ink = picture(384, 3, b"\xff")
    assert read(encode(ink, BARE)).commands == [b"\x1b@"]
    epson = RasterOptions(Cut.NONE, 0, Beep.EPSON)
    assert read(encode(ink, epson)).commands == [b"\x1b@", b"\x1b(A\x04\x00\x30\x31\x02\x01"]
    clone = RasterOptions(Cut.NONE, 0, Beep.CLONE, opens_drawer=True)
    assert read(encode(ink, clone)).commands == [b"\x1b@", b"\x1bB\x02\x02", b"\x1bp\x00\x19\xfa"]


@pytest.mark.parametrize("missing", [0, 1, 71, 72 * 100, 72 * 255 - 1])
def test_after_a_broken_job_the_ticket_is_whole_and_cut_off_from_the_rest(missing: int) -> None:
    ink = picture(576, 100, b"\x5a\xa5")
    broken = encode(picture(576, 255, b"\xff"), BARE)
    whole = encode(ink, RasterOptions(), after_broken_job=True)
    printed = read(broken[: len(broken) - missing] + whole)
    assert printed.commands == [b"\x1b@", b"\x1b@", b"\x1dV\x00", b"\x1b@", b"\x1dV\x00"]
    assert ink.dots in [data for _, data in printed.bands]
