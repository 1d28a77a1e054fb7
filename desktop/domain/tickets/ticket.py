"""A ticket: blocks with emphasis from top to bottom, for a picture, a page or a line of text.

The texts in it are ready to print: in the program's language, without letters that the font lacks (`letters`). Nothing
in a block is a length in dots: `ui/tickets` chooses these for the paper, and wraps; nothing is ever cut off.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import msgspec

from desktop.domain.tickets.kinds import TicketKind

if TYPE_CHECKING:
    from desktop.domain.tickets.image import TicketImage


class Size(enum.IntEnum):
    """Heights of letters, the smallest first."""

    SMALL = 0
    NORMAL = 1
    TEXT = 2
    LARGE = 3
    DISH = 4


class Align(enum.StrEnum):
    """The place of a text in its line."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Bar(msgspec.Struct, frozen=True, tag=True):
    """The head of a ticket: white letters on black, with the order's number as the largest of all."""

    left: str
    right: str


class Row(msgspec.Struct, frozen=True, tag=True):
    """A text at the left edge and one at the right edge; the left one wraps beside the right one."""

    left: str
    right: str
    size: Size = Size.NORMAL
    bold: bool = False
    level: int = 0
    """Steps by which the left text is moved in."""


class Text(msgspec.Struct, frozen=True, tag=True):
    """A paragraph."""

    text: str
    size: Size = Size.TEXT
    bold: bool = True
    align: Align = Align.LEFT


class Boxed(msgspec.Struct, frozen=True, tag=True):
    """A text in a frame under its title, which is white on black; without a title it is large and centred."""

    title: str
    text: str
    loud: bool = False
    """Whether the text is white on black too: it names an allergy."""


class Inverse(msgspec.Struct, frozen=True, tag=True):
    """White letters on black: allergies, the money to collect."""

    text: str
    centred: bool = False


class Sign(enum.StrEnum):
    """The sign before an option, so that a wrapped line begins beside it and not below it."""

    NONE = ""
    PLUS = "+"
    NOT_CHOSEN = "○"
    UNSURE = "?"
    REMOVED = "removed"
    """A tag: ÇIKAR."""


class Part(msgspec.Struct, frozen=True, tag=True):
    """A line below a dish: an option, what is left out, the title of a group."""

    level: int
    """0 for what belongs to the dish, 1 for what belongs to such a line, and so on."""
    sign: Sign
    text: str
    tag: str = ""
    """The word in the tag of `Sign.REMOVED`."""
    price: str = ""
    """For customers; "" for cooks."""


class DishNote(msgspec.Struct, frozen=True, tag=True):
    """A note below a dish or an option, white on black."""

    level: int
    text: str


class Dish(msgspec.Struct, frozen=True, tag=True):
    """A dish with its quantity in a box, which is black where it is not one."""

    quantity: str
    name: str
    many: bool
    parts: tuple[Part | DishNote, ...] = ()
    struck: bool = False
    """Whether it is crossed out, because it was removed or cancelled."""


class Rule(msgspec.Struct, frozen=True, tag=True):
    """A line across the paper."""

    thick: bool = False
    dashed: bool = False


class Space(msgspec.Struct, frozen=True, tag=True):
    """White paper."""

    millimetres: float


class QrCode(msgspec.Struct, frozen=True, tag=True):
    """A QR code, with a text beside it that says what it opens."""

    content: str
    text: str


class Ruler(msgspec.Struct, frozen=True, tag=True):
    """A rule with the dots of each usual paper width: the last mark that is whole is the printer's width."""

    marks: tuple[int, ...]


Block = Bar | Row | Text | Boxed | Inverse | Dish | Rule | Space | QrCode | Ruler


class Ticket(msgspec.Struct, frozen=True):
    """One piece of paper."""

    kind: TicketKind
    blocks: tuple[Block, ...]
    scale: int = 100
    """Size of the letters in per cent."""


@runtime_checkable
class TicketDrawer(Protocol):
    """Draws tickets: the window does it itself, the terminal through a process of its own."""

    async def draw(self, ticket: Ticket, width: int) -> TicketImage:
        """Return the picture of a ticket.

        Args:
            ticket: to draw.
            width: dots of the paper, for example 576 on 80 mm and 384 on 58 mm.

        Raises:
            TicketDrawingError: it cannot be drawn on this computer.
        """
        ...


class TicketDrawingError(Exception):
    """A ticket was not drawn; `no_qt` is true where Qt does not load on this computer, and no ticket ever will be."""

    def __init__(self, reason: str, *, no_qt: bool = False) -> None:
        super().__init__(reason)
        self.no_qt = no_qt
