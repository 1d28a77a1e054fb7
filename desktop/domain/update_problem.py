"""Why there is no update: one list for the download, the updater and the window."""

from __future__ import annotations

import enum


class UpdateProblem(enum.StrEnum):
    """Why there is no update now. The window has a sentence for each."""

    ADDRESS = "address"
    """The text is no URL, or not a safe one: https, or http on this computer."""
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"
    """This machine does not trust the server's certificate."""
    UNANSWERED = "unanswered"
    """No complete answer arrived in time."""
    REFUSED = "refused"
    """The HTTP status is not 200, or the redirect is unsafe."""
    TOO_LONG = "too_long"
    KEY = "key"
    """The program's own key is missing or broken."""
    SIGNATURE = "signature"
    """The list was not signed with the program's key."""
    LIST = "list"
    """This version cannot read the signed list."""
    OLDER = "older"
    """The list was signed before one that was seen earlier."""
    TAMPERED = "tampered"
    """A file differs from the one in the list."""
    DISK = "disk"
    CANNOT_RUN = "cannot_run"
