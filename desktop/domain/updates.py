"""Why there is no update."""

from __future__ import annotations

import enum


class UpdateProblem(enum.StrEnum):
    """The reason why no update was found, downloaded or installed. The window has a text for each."""

    ADDRESS = "address"
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"
    UNANSWERED = "unanswered"
    REFUSED = "refused"
    TOO_LONG = "too_long"
    KEY = "key"
    """The public key that is part of the program is missing or broken."""
    SIGNATURE = "signature"
    """The signature of the list does not fit the program's key."""
    LIST = "list"
    """The signature fits, but this version cannot read the list."""
    OLDER = "older"
    """The list was signed before a list that this computer has accepted already."""
    TAMPERED = "tampered"
    """A file is not the one that the list names."""
    DISK = "disk"
    CANNOT_RUN = "cannot_run"
