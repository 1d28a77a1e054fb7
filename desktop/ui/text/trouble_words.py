"""What the window says about trouble and the connection: for each kind one sentence and the one thing to press."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import tr
from desktop.domain.trouble import ASKED_FOR, Link, TroubleKind
from desktop.ui.text import plurals
from desktop.ui.text.format import MINUTE, clock, day_and_clock, one_line

if TYPE_CHECKING:
    from desktop.domain.trouble import Connection, Gap, Trouble


class Remedy(enum.Enum):
    """What the button beside a trouble does."""

    POLL_NOW = enum.auto()
    TEST_SOUND = enum.auto()
    OPEN_ORDER = enum.auto()
    OPEN_BRANCHES = enum.auto()
    CONNECT = enum.auto()
    OPEN_DISHES = enum.auto()
    OPEN_UPDATE = enum.auto()
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
    if trouble.kind is TroubleKind.NOTICE and trouble.detail.startswith("update:"):
        return TroubleWords(sentence, tr("What is new?"), Remedy.OPEN_UPDATE)
    if trouble.dismissible:
        return TroubleWords(sentence, tr("OK"), Remedy.DISMISS)
    remedy = _REMEDIES.get(trouble.kind, Remedy.EXPLAIN)
    if trouble.payment_key and trouble.kind is TroubleKind.ACKNOWLEDGEMENT_REFUSED:
        remedy = Remedy.OPEN_ORDER
    button = {
        Remedy.POLL_NOW: tr("Try again"),
        Remedy.TEST_SOUND: tr("Test sound"),
        Remedy.OPEN_ORDER: tr("Open order"),
        Remedy.CONNECT: tr("Enter the key…"),
        Remedy.OPEN_BRANCHES: tr("Restaurant"),
        Remedy.OPEN_DISHES: tr("Dishes"),
        Remedy.OPEN_UPDATE: tr("What is new?"),
        Remedy.EXPLAIN: tr("What to do?"),
        Remedy.DISMISS: tr("OK"),
    }[remedy]
    return TroubleWords(sentence, button, remedy)


_REMEDIES = {
    TroubleKind.NO_CREDENTIALS: Remedy.CONNECT,
    TroubleKind.CREDENTIALS_UNREADABLE: Remedy.CONNECT,
    TroubleKind.TOKEN_REFUSED: Remedy.CONNECT,
    TroubleKind.NOT_REOPENED: Remedy.OPEN_BRANCHES,
    TroubleKind.NOT_BACK_ON_SALE: Remedy.OPEN_DISHES,
    TroubleKind.CANNOT_SAVE: Remedy.POLL_NOW,
    TroubleKind.UNREACHABLE: Remedy.POLL_NOW,
    TroubleKind.VENDOR_ERROR: Remedy.POLL_NOW,
    TroubleKind.NO_SOUND: Remedy.TEST_SOUND,
    TroubleKind.MUTED_OUTPUT: Remedy.TEST_SOUND,
    TroubleKind.NOTICE: Remedy.DISMISS,
}


def is_asked_for(trouble: Trouble) -> bool:
    """Whether nothing is wrong but that the key is kept nowhere."""
    return trouble.kind is TroubleKind.CREDENTIALS_UNREADABLE and trouble.detail == ASKED_FOR


def _sentence(trouble: Trouble) -> str:
    detail = one_line(trouble.detail, 200)
    kind = trouble.kind
    if kind is TroubleKind.NOTICE and detail:
        return _notice(detail)
    if kind is TroubleKind.NOT_LISTENED and trouble.gap is not None:
        return gap(trouble.gap)
    if kind is TroubleKind.WRONG_CLOCK:
        return _wrong_clock(detail)
    if kind in _OF_THE_SHOP:
        return _shop(trouble)
    if kind is TroubleKind.REJECTED_PAYLOAD:
        return plurals.unreadable(trouble.count)
    if kind is TroubleKind.ACKNOWLEDGEMENT_REFUSED:
        if detail:
            text = tr("Dükkango refuses the receipt of an order ({detail}): check its panel.")
            return text.format(detail=detail)
        return tr("Dükkango refuses the receipt of an order: check its panel.")
    return {
        TroubleKind.NO_CREDENTIALS: tr("No access key: orders cannot be received."),
        TroubleKind.CREDENTIALS_UNREADABLE: tr(
            "The access key is asked for at each start: enter it. Until then no orders are received.",
        )
        if is_asked_for(trouble)
        else tr(
            "The system's keyring does not hand out the key: unlock it. Orders cannot be received.",
        ),
        TroubleKind.CANNOT_SAVE: tr(
            "Orders cannot be saved on this computer. They are asked for again until they can."
        ),
        TroubleKind.TOKEN_REFUSED: tr("Dükkango refuses the access key: orders cannot be received."),
        TroubleKind.UNREACHABLE: tr(
            "Dükkango cannot be reached: new orders do not arrive. Check the internet connection."
        ),
        TroubleKind.UNTRUSTED: tr(
            "The connection to Dükkango is not safe: orders do not arrive. Its certificate is not trusted here.",
        ),
        TroubleKind.VENDOR_ERROR: tr(
            "Dükkango answers with an error: new orders do not arrive. It is tried again."
        ),
        TroubleKind.COOLDOWN: tr(
            "Dükkango says it is asked too often: another program may be using the same key."
        ),
        TroubleKind.NO_SOUND: tr("No sound: new orders do not ring. Check the loudspeaker."),
        TroubleKind.MUTED_OUTPUT: tr(
            "The sound of this computer is off: new orders cannot be heard. Turn it up."
        ),
        TroubleKind.NOT_LISTENED: tr("For some time no orders could arrive."),
        TroubleKind.INTERNAL: tr("A part of the program failed and is being restarted."),
        TroubleKind.NOTICE: tr("Something was put right."),
    }[kind]


_OF_THE_SHOP = {TroubleKind.NOT_REOPENED, TroubleKind.NOT_BACK_ON_SALE, TroubleKind.SHOP_REFUSED}


def _shop(trouble: Trouble) -> str:
    what, _, reason = (one_line(part, 160) for part in trouble.detail.partition("\n"))
    if trouble.kind is TroubleKind.NOT_REOPENED:
        text = tr("{what} is still closed: it could not be opened again. No orders arrive there.")
    elif trouble.kind is TroubleKind.NOT_BACK_ON_SALE:
        text = tr("Could not be put back on sale yet: {what}. It is tried again.")
    elif reason:
        text = tr("Dükkango refused it for {what}: {reason}")
    else:
        text = tr("{what}: it was pressed too long ago and was not done. Press again if it is meant.")
    return text.format(what=what, reason=reason)


def gap(over: Gap) -> str:
    """Tell of a time in which nobody listened, and what came in it."""
    text = tr("Tezgâh was not running {begin}–{end}") if over.off else tr("Not listening {begin}–{end}")
    # A longer one began on another day.
    one_day = over.began_at.astimezone(ISTANBUL).date() == over.ended_at.astimezone(ISTANBUL).date()
    begin = clock(over.began_at) if one_day else day_and_clock(over.began_at, over.ended_at)
    said = text.format(begin=begin, end=clock(over.ended_at))
    if not over.orders:
        return tr("{what}; no order arrived").format(what=said)
    said = f"{said}; {plurals.arrived(over.orders)}"
    if over.longest_wait is None or over.longest_wait < MINUTE:
        return said
    return tr("{what}, the oldest waited {minutes} min").format(
        what=said, minutes=round(over.longest_wait / MINUTE)
    )


def _wrong_clock(detail: str) -> str:
    try:
        minutes = round(int(detail) / MINUTE)
    except ValueError:
        minutes = 0
    if minutes > 0:
        text = tr(
            "This computer's clock is {minutes} min ahead of Dükkango's: set it, or times and ages are wrong.",
        )
    else:
        text = tr(
            "This computer's clock is {minutes} min behind Dükkango's: set it, or times and ages are wrong.",
        )
    return text.format(minutes=abs(minutes))


def _notice(detail: str) -> str:
    """Return the sentence for what was put right, or could not be: a word such as `file:` and what it was about."""
    what, _, name = detail.partition(":")
    if what == "crashed":
        text = tr(
            "Tezgâh ended unexpectedly at {time} and started again; orders are as they were saved.",
        )
        return text.format(time=clock(datetime.fromisoformat(name)))
    if what == "settings":
        # Seldom said, and much to import.
        from desktop.ui.text.setting_labels import titles

        name = titles(name.split(","))
    elif what == "taken_over":
        name = plurals.found(int(name))
    sentences = {
        "update": tr("Version {name} of Tezgâh is there."),
        "file": tr("The settings could not be read: they begin anew. The old file was kept as {name}."),
        "settings": tr("What could not be used in the settings has its default again: {name}."),
        "unread": tr(
            "The settings cannot be read now: all have their defaults. Check who may read {name} and start again.",
        ),
        "unsaved": tr(
            "The settings cannot be saved ({name}): what you choose holds until Tezgâh ends. Check space and permissions.",
        ),
        "database": tr(
            "The file of saved orders was damaged. What could be read of it is in a new one; compare the board with "
            "Dükkango's panel. The old file was kept as {name}.",
        ),
        "removed": tr(
            "The file of saved orders was removed or replaced while Tezgâh was running. It was written anew with all "
            "orders, in {name}.",
        ),
        "taken_over": tr(
            "Another Tezgâh had received orders on this computer and has ended. They were taken over: {name}. Compare the "
            "board with Dükkango's panel.",
        ),
    }
    return sentences[what].format(name=name) if what in sentences else detail


def explain(trouble: Trouble) -> str:
    """Return the long explanation behind "What to do?"."""
    if is_asked_for(trouble):
        return how_to_get_a_key()
    if trouble.kind in {TroubleKind.NO_CREDENTIALS, TroubleKind.TOKEN_REFUSED}:
        text = how_to_get_a_key()
    elif trouble.kind is TroubleKind.CREDENTIALS_UNREADABLE:
        text = tr(
            "The system's keyring is locked or does not answer. Unlock it, or log out of the computer and in again, "
            "then start Tezgâh again. If it stays so, enter the access key anew.",
        )
    elif trouble.kind is TroubleKind.COOLDOWN:
        text = tr(
            "Dükkango answers each key once in 30 seconds. If another program, another computer or the sample "
            "integration uses the same key, orders go to whichever asks first and are missing in the others.\n\n"
            "End the other program, or ask Dükkango for a key of its own.",
        )
    elif trouble.kind is TroubleKind.UNTRUSTED:
        text = tr(
            "Check the date and time of this computer first: a wrong date makes every certificate look wrong.\n\n"
            "If the Wi-Fi has a login page, open any page in the browser and log in there. If an antivirus or a company "
            "network looks into connections, its own certificate has to be installed on this computer.\n\n"
            "Nothing was sent: the access key is safe.",
        )
    elif trouble.kind is TroubleKind.INTERNAL:
        text = tr(
            "Nothing is lost: orders are saved before anything else happens. If this stays, restart the program.",
        )
    else:
        text = _sentence(trouble)
    # Their sentences have the detail in them already, in words.
    in_words = trouble.kind in {TroubleKind.NOTICE, TroubleKind.WRONG_CLOCK, *_OF_THE_SHOP}
    detail = "" if in_words else one_line(trouble.detail, 1000)
    return f"{text}\n\n{detail}" if detail and detail not in text else text


def store_failed(folder: str, *, newer: bool) -> str:
    """Return why the program cannot start with its saved orders, and what to do."""
    if newer:
        return tr(
            "The orders of this computer were saved by a newer version of Tezgâh.\n"
            "Install that version again; nothing was changed.",
        )
    return tr(
        "The folder for orders cannot be used: {folder}\n"
        "Free some disk space or check the permissions, then start Tezgâh again.",
    ).format(folder=folder)


def displaced() -> str:
    """Return why the program ends: another one works on its folder."""
    return tr(
        "The folder of orders was removed while Tezgâh was running, and another Tezgâh was started in its place.\n"
        "All orders are there now: this window receives nothing any more and closes with this message.",
    )


def how_to_get_a_key() -> str:
    """Tell what is missing when there is no access key, and where to get it."""
    return tr(
        "1.  Open Dükkango's panel and go to Entegrasyon (Integrations).\n"
        "2.  Copy the access token there,\n"
        "     or the app secret key and the restaurant secret key.\n"
        "3.  Press “Enter the key…” here, and paste it.",
    )


def link(connection: Connection) -> str:
    """Return the state of the connection in a few words."""
    if connection.silent_since is not None:
        return tr("Not receiving orders")
    return {
        Link.STARTING: tr("Connecting…"),
        Link.CONNECTED: tr("Connected"),
        Link.LOST: tr("Not receiving orders"),
        Link.OFF: tr("Not receiving orders"),
    }[connection.link]
