"""What the window says about trouble and the connection: for each kind one sentence and the one thing to press."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop.orders.trouble import Link, TroubleKind
from desktop.ui.counts import counts
from desktop.ui.format import one_line

if TYPE_CHECKING:
    from desktop.orders.trouble import Connection, Trouble

translate = QCoreApplication.translate


class Remedy(enum.Enum):
    """What the button beside a trouble does."""

    LOOK_NOW = enum.auto()
    TEST_SOUND = enum.auto()
    OPEN_ORDER = enum.auto()
    EXPLAIN = enum.auto()
    DISMISS = enum.auto()


class TroubleWords(NamedTuple):
    """A trouble as a person reads it."""

    sentence: str
    button: str
    remedy: Remedy


def describe(trouble: Trouble) -> TroubleWords:
    """Return the sentence and the button for a trouble."""
    sentence = _sentence(trouble)
    if trouble.dismissible:
        return TroubleWords(sentence, translate("troubles", "OK"), Remedy.DISMISS)
    remedy = _REMEDIES.get(trouble.kind, Remedy.EXPLAIN)
    if trouble.payment_key and trouble.kind is TroubleKind.ACKNOWLEDGEMENT_REFUSED:
        remedy = Remedy.OPEN_ORDER
    button = {
        Remedy.LOOK_NOW: translate("troubles", "Try again"),
        Remedy.TEST_SOUND: translate("troubles", "Test sound"),
        Remedy.OPEN_ORDER: translate("troubles", "Open order"),
        Remedy.EXPLAIN: translate("troubles", "What to do?"),
        Remedy.DISMISS: translate("troubles", "OK"),
    }[remedy]
    return TroubleWords(sentence, button, remedy)


_REMEDIES = {
    TroubleKind.CANNOT_SAVE: Remedy.LOOK_NOW,
    TroubleKind.UNREACHABLE: Remedy.LOOK_NOW,
    TroubleKind.VENDOR_ERROR: Remedy.LOOK_NOW,
    TroubleKind.NO_SOUND: Remedy.TEST_SOUND,
    TroubleKind.NOTICE: Remedy.DISMISS,
}


def _sentence(trouble: Trouble) -> str:
    detail = one_line(trouble.detail, 200)
    kind = trouble.kind
    if kind is TroubleKind.NOTICE and detail:
        return _notice(detail)
    if kind is TroubleKind.REJECTED_PAYLOAD:
        return counts().unreadable(trouble.count)
    if kind is TroubleKind.ACKNOWLEDGEMENT_REFUSED:
        if detail:
            text = translate(
                "troubles", "Dükkango refuses the receipt of an order ({detail}): check its panel."
            )
            return text.format(detail=detail)
        return translate("troubles", "Dükkango refuses the receipt of an order: check its panel.")
    return {
        TroubleKind.NO_CREDENTIALS: translate("troubles", "No access key: orders cannot be received."),
        TroubleKind.CANNOT_SAVE: translate(
            "troubles", "Orders cannot be saved on this computer. They are asked for again until they can."
        ),
        TroubleKind.TOKEN_REFUSED: translate(
            "troubles", "Dükkango refuses the access key: orders cannot be received."
        ),
        TroubleKind.UNREACHABLE: translate(
            "troubles", "Dükkango cannot be reached: new orders do not arrive. Check the internet connection."
        ),
        TroubleKind.VENDOR_ERROR: translate(
            "troubles", "Dükkango answers with an error: new orders do not arrive. It is tried again."
        ),
        TroubleKind.COOLDOWN: translate(
            "troubles", "Dükkango says it is asked too often: another program may be using the same key."
        ),
        TroubleKind.NO_SOUND: translate(
            "troubles", "No sound: new orders do not ring. Check the loudspeaker."
        ),
        TroubleKind.INTERNAL: translate("troubles", "A part of the program failed and is being restarted."),
        TroubleKind.NOTICE: translate("troubles", "Something was put right."),
    }[kind]


def _notice(detail: str) -> str:
    """Return the sentence for what was put right: `file:`, `settings:` or `database:` and what it was about."""
    what, _, name = detail.partition(":")
    sentences = {
        "file": translate(
            "troubles", "The settings could not be read: they begin anew. The old file was kept as {name}."
        ),
        "settings": translate("troubles", "A setting could not be used and has its default again: {name}."),
        "database": translate(
            "troubles",
            "The saved orders were damaged: saving begins anew, and Dükkango repeats what was not received. "
            "The old file was kept as {name}.",
        ),
    }
    return sentences[what].format(name=name) if what in sentences else detail


def explain(trouble: Trouble) -> str:
    """Return the long explanation behind "What to do?"."""
    if trouble.kind in {TroubleKind.NO_CREDENTIALS, TroubleKind.TOKEN_REFUSED}:
        text = how_to_get_a_key()
    elif trouble.kind is TroubleKind.COOLDOWN:
        text = translate(
            "troubles",
            "Dükkango answers each key once in 30 seconds. If another program, another computer or the sample "
            "integration uses the same key, orders go to whichever asks first and are missing in the others.\n\n"
            "End the other program, or ask Dükkango for a key of its own.",
        )
    elif trouble.kind is TroubleKind.INTERNAL:
        text = translate(
            "troubles",
            "Nothing is lost: orders are saved before anything else happens. If this stays, restart the program.",
        )
    else:
        text = _sentence(trouble)
    # A notice's sentence has its detail in it already, in words.
    detail = "" if trouble.kind is TroubleKind.NOTICE else one_line(trouble.detail, 1000)
    return f"{text}\n\n{detail}" if detail and detail not in text else text


def store_failed(folder: str, *, newer: bool) -> str:
    """Return why the program cannot start with its saved orders, and what to do."""
    if newer:
        return translate(
            "troubles",
            "The orders of this computer were saved by a newer version of Tezgâh.\n"
            "Install that version again; nothing was changed.",
        )
    return translate(
        "troubles",
        "The folder for orders cannot be used: {folder}\n"
        "Free some disk space or check the permissions, then start Tezgâh again.",
    ).format(folder=folder)


def how_to_get_a_key() -> str:
    """Tell what is missing when there is no access key, and where to get it."""
    return translate(
        "troubles",
        "1.  Open Dükkango's panel and go to Entegrasyon (Integrations).\n"
        "2.  Copy the access token there,\n"
        "     or the app secret key and the restaurant secret key.\n"
        "3.  Put them into the environment of this program:\n"
        "        TEZGAH_ACCESS_TOKEN\n"
        "     or\n"
        "        TEZGAH_APP_SECRET_KEY and TEZGAH_REST_SECRET_KEY\n"
        "4.  Start the program again.",
    )


def link(connection: Connection) -> str:
    """Return the state of the connection in a few words."""
    return {
        Link.STARTING: translate("troubles", "Connecting…"),
        Link.CONNECTED: translate("troubles", "Connected"),
        Link.LOST: translate("troubles", "Not receiving orders"),
        Link.OFF: translate("troubles", "Not receiving orders"),
    }[connection.link]
