"""Draws hostile bytes: a valid example or a case that was found, and then changed here and there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

MOST_BYTES = 1 << 16


@st.composite
def hostile(draw: DrawFn, seeds: list[bytes], tokens: tuple[bytes, ...]) -> bytes:
    """Return a changed seed."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 6))):
        begin = draw(st.integers(0, len(data)))
        end = draw(st.integers(begin, min(len(data), begin + 40)))
        match draw(st.sampled_from(("bytes", "token", "repeat", "cut", "rest", "splice"))):
            case "bytes":
                data[begin:end] = draw(st.binary(max_size=8))
            case "token":
                data[begin:end] = draw(st.sampled_from(tokens))
            case "repeat":
                data[begin:begin] = data[begin:end] * draw(st.sampled_from((2, 20, 400)))
            case "cut":
                del data[begin:end]
            case "rest":
                del data[begin:]
            case "splice":
                other = draw(st.sampled_from(seeds))
                there = draw(st.integers(0, len(other)))
                data[begin:end] = other[there : there + 200]
    return bytes(data[:MOST_BYTES])


@st.composite
def pumps(draw: DrawFn, seeds: list[bytes], tokens: tuple[bytes, ...]) -> tuple[bytes, bytes, bytes]:
    """Return a start, a piece that may be repeated, and an end: what takes long when there is more of it."""
    seed = draw(st.sampled_from(seeds))
    begin = draw(st.integers(0, len(seed)))
    piece = draw(st.one_of(st.sampled_from(tokens), st.just(seed[begin : begin + draw(st.integers(1, 30))])))
    end = draw(st.integers(begin, len(seed)))
    return seed[:begin], piece or b"[", seed[end:]
