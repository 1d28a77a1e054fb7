"""Kinds of trouble that a person can act on, and the state of the connection.

The window's texts have the sentences for them; the vendor's message of a refusal is quoted as it is.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Final

import msgspec


class TroubleKind(enum.StrEnum):
    """Kinds of trouble, the most urgent first: the banner shows them in this order."""

    NO_CREDENTIALS = "no_credentials"
    """No access token and no secret keys were given."""
    CREDENTIALS_UNREADABLE = "credentials_unreadable"
    """The saved credentials cannot be read now: the keyring is locked or gone. With `ASKED_FOR`, none are saved, and the
    bell rings because the program asks for them."""
    CANNOT_SAVE = "cannot_save"
    """The store refused to save (disk full, locked, damaged): nothing is acknowledged meanwhile."""
    STORE_LOST = "store_lost"
    """The shared database cannot be used: no till receives orders through it. `detail` has the `StoreProblem`, a line end and
    the place of the database."""
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - the name of a trouble, not a secret
    UNREACHABLE = "unreachable"
    """No connection to the vendor, or no answer."""
    UNTRUSTED = "untrusted"
    """The server's certificate is not trusted by this machine."""
    VENDOR_ERROR = "vendor_error"
    """The vendor answered with an error of its own (5xx) or something unreadable."""
    COOLDOWN = "cooldown"
    """The vendor refuses polls as too frequent: another program may use the same token."""
    NOT_REOPENED = "not_reopened"
    """A branch that was closed for a while could not be opened again; `detail` names it."""
    NO_SOUND = "no_sound"
    MUTED_OUTPUT = "muted_output"
    """The machine's own volume is off or at zero: nobody hears the bell."""
    PRINTER = "printer"
    """A printer does not print, or its paper ends soon; `detail` has the `PrinterProblem`, a line end and its name."""
    PRINT_UNKNOWN = "print_unknown"
    """Nobody knows whether a ticket was printed: a person has to look; `detail` has the order's number."""
    PRINT_EXPIRED = "print_expired"
    """Tickets waited so long that a person has to decide; `count` has their number."""
    WRONG_CLOCK = "wrong_clock"
    """This machine's clock and the vendor's differ; `detail` has the seconds by which ours is ahead."""
    DISK_ALMOST_FULL = "disk_almost_full"
    """Soon nothing can be saved; `detail` is the free space in words."""
    TIME_UNSURE = "time_unsure"
    """The machine's clock jumped, so nothing old is deleted until the vendor or a person (`dismissible`) confirms the time."""
    ACKNOWLEDGEMENT_REFUSED = "acknowledgement_refused"
    """The vendor refuses an acknowledgement for good (403, 404); needs a person."""
    REJECTED_PAYLOAD = "rejected_payload"
    """A payload cannot be an order (no usable payment key); it is saved as a rejected payload."""
    NOT_BACK_ON_SALE = "not_back_on_sale"
    """A dish that was off sale for a while could not be put back; `detail` names it."""
    SHOP_REFUSED = "shop_refused"
    """The vendor refused to open or close a branch, or to change a dish; `detail` has the name and its words."""
    INTERNAL = "internal"
    """A part of the program failed and is being restarted."""
    NOT_LISTENED = "not_listened"
    """For some time no orders could be received, and now they are again; see `outage`."""
    NOTICE = "notice"
    """The program repaired something by itself, and people should know: a settings file moved aside."""


ASKED_FOR: Final = "asked"
"""`detail` of `CREDENTIALS_UNREADABLE` where the program asks for them at each start."""

_SEVERAL_AT_ONCE: Final = frozenset({TroubleKind.NOTICE, TroubleKind.SHOP_REFUSED, TroubleKind.PRINTER})
"""Kinds of which several can exist at once, with different details."""

_QUOTES_THE_VENDOR: Final = frozenset(
    {
        TroubleKind.TOKEN_REFUSED,
        TroubleKind.VENDOR_ERROR,
        TroubleKind.COOLDOWN,
        TroubleKind.SHOP_REFUSED,
    }
)


class Outage(msgspec.Struct, frozen=True):
    """A period that is over, in which no orders could be received."""

    began_at: datetime
    ended_at: datetime
    off: bool
    """Whether the program did not run."""
    orders: int = 0
    """New orders that waited at its end."""
    longest_wait: int | None = None
    """Whole seconds from the time of the oldest order to its end, None where that is unknown."""


class Trouble(msgspec.Struct, frozen=True):
    """One present trouble."""

    kind: TroubleKind
    since: datetime
    detail: str = ""
    """Facts for the sentence: the vendor's message, an order number, a short technical reason."""
    payment_key: str = ""
    """The order it is about, if any."""
    count: int = 1
    dismissible: bool = False
    """True for an event that ends when a person has read it."""
    outage: Outage | None = None
    """For `NOT_LISTENED`."""

    @property
    def loggable_detail(self) -> str:
        """`detail` where it is ours; "" where it quotes the vendor, who may name a customer."""
        return "" if self.kind in _QUOTES_THE_VENDOR else self.detail

    @property
    def identity(self) -> tuple[TroubleKind, str, str]:
        """Its identity: kind, order, and for some kinds the detail."""
        said = self.detail if self.kind in _SEVERAL_AT_ONCE else ""
        return (self.kind, self.payment_key, self.outage.began_at.isoformat() if self.outage else said)


class Link(enum.StrEnum):
    """Whether orders can be received."""

    STARTING = "starting"
    """No poll has been answered yet."""
    CONNECTED = "connected"
    """The last poll was answered."""
    LOST = "lost"
    """The last poll failed; it is tried again."""
    OFF = "off"
    """There are no credentials."""


class Connection(msgspec.Struct, frozen=True):
    """The state of the connection, for the header."""

    link: Link
    last_answer_at: datetime | None = None
    """When a poll was last answered."""
    next_poll_in: float | None = None
    """Seconds until the next poll, None while one is running or none is planned."""
    failures: int = 0
    """Polls that failed in a row."""
    receiver: str = ""
    """The till that receives the orders for this one, "" where this one does or nobody is known to."""
    silent_since: datetime | None = None
    """Since when no orders can be received, once that lasts longer than the alarm allows; else None."""

    @property
    def is_lost(self) -> bool:
        """Whether no orders arrive now, so that nobody knows which ones wait at the vendor."""
        return self.link in {Link.LOST, Link.OFF} or self.silent_since is not None
