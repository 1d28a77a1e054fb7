"""A drawn ticket: one picture for the preview, the PDF and every printer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TicketImage:
    """Black and white dots, row by row from the top; a set bit is black.

    `dots` has `rows * bytes_per_row` bytes. The highest bit of a byte is the left dot; the bits after `width`
    are 0.
    """

    width: int  # dots of a row
    rows: int
    dots: bytes

    def __post_init__(self) -> None:
        if self.width <= 0 or len(self.dots) != self.rows * self.bytes_per_row:
            message = f"{len(self.dots)} bytes are no picture of {self.width} x {self.rows} dots"
            raise ValueError(message)

    @property
    def bytes_per_row(self) -> int:
        return (self.width + 7) // 8
