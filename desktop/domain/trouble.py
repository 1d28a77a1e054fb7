"""What can be wrong, in kinds that a person can act on, and the state of the connection.

The sentences shown for them are in the window's translations; `advice` of a refusal by the vendor is its own.
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
    """The credentials that are kept cannot be read now: the keyring is locked, or gone. Or they are kept nowhere, and it is
    to be heard that they are asked for: `ASKED_FOR`."""
    CANNOT_SAVE = "cannot_save"
    """The store refused to save (disk full, locked, damaged): nothing is acknowledged meanwhile."""
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - the name of a trouble, not a secret
    UNREACHABLE = "unreachable"
    """No connection to the vendor, or no answer."""
    UNTRUSTED = "untrusted"
    """What answers shows a certificate that this machine does not trust."""
    VENDOR_ERROR = "vendor_error"
    """The vendor answered with an error of its own (5xx) or something unreadable."""
    COOLDOWN = "cooldown"
    """The vendor says we ask too often: perhaps another program uses the same token."""
    NOT_REOPENED = "not_reopened"
    """A branch that was closed for a while could not be opened again; `detail` names it."""
    NO_SOUND = "no_sound"
    MUTED_OUTPUT = "muted_output"
    """The machine's own volume is off or at zero: what is played cannot be heard."""
    WRONG_CLOCK = "wrong_clock"
    """This machine's clock and the vendor's differ; `detail` has the seconds that ours is ahead."""
    ACKNOWLEDGEMENT_REFUSED = "acknowledgement_refused"
    """The vendor refuses an acknowledgement for good (403, 404); needs a person."""
    REJECTED_PAYLOAD = "rejected_payload"
    """Something came that cannot be an order (no usable payment key); kept in the journal."""
    NOT_BACK_ON_SALE = "not_back_on_sale"
    """A dish that was off sale for a while could not be put back; `detail` names it."""
    SHOP_REFUSED = "shop_refused"
    """The vendor refused to open or close a branch, or to change a dish; `detail` has the name and its words."""
    INTERNAL = "internal"
    """A part of the program failed and is being restarted."""
    NOT_LISTENED = "not_listened"
    """For some time no orders could arrive, and now they do again; `outage` tells."""
    NOTICE = "notice"
    """Something was put right by itself and is worth saying (a settings file moved aside)."""


ASKED_FOR: Final = "asked"
"""As `detail` of `CREDENTIALS_UNREADABLE`: they are asked for at each start."""

_TOLD_APART: Final = frozenset({TroubleKind.NOTICE, TroubleKind.SHOP_REFUSED})
"""Kinds of which several can hold at once, by what they say."""

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
    """Whole seconds from the oldest one's time of ordering to the end, None where that is not known."""


class Trouble(msgspec.Struct, frozen=True):
    """One trouble that holds now."""

    kind: TroubleKind
    since: datetime
    detail: str = ""
    """Facts for the sentence: the vendor's message, an order number, a short technical reason."""
    payment_key: str = ""
    """The order it is about, if any."""
    count: int = 1
    dismissible: bool = False
    """True for something that happened once and is over when a person has read it."""
    outage: Outage | None = None
    """Of `NOT_LISTENED`."""

    @property
    def fact(self) -> str:
        """`detail` where it is ours and may be kept; "" where it quotes the vendor, who may name a customer."""
        return "" if self.kind in _QUOTES_THE_VENDOR else self.detail

    @property
    def identity(self) -> tuple[TroubleKind, str, str]:
        """What tells it from others: its kind, its order, and of what is said once also what it says."""
        said = self.detail if self.kind in _TOLD_APART else ""
        return (self.kind, self.payment_key, self.outage.began_at.isoformat() if self.outage else said)


class Link(enum.StrEnum):
    """Whether orders can reach us."""

    STARTING = "starting"
    """No poll has been answered yet."""
    CONNECTED = "connected"
    """The last poll was answered."""
    LOST = "lost"
    """The last poll failed; it is tried again."""
    OFF = "off"
    """There is nothing to ask with: no token."""


class Connection(msgspec.Struct, frozen=True):
    """The state of the connection, for the header."""

    link: Link
    last_answer_at: datetime | None = None
    """When a poll was last answered."""
    next_poll_in: float | None = None
    """Seconds from now to the next look, None while one is under way or none is planned."""
    failures: int = 0
    """Polls that failed in a row."""
    silent_since: datetime | None = None
    """Since when no orders can arrive, told once that has lasted longer than the alarm allows; else None."""
