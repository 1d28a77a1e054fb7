"""Texts about problems and the connection: for each kind of problem a sentence and a button."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from desktop.domain.printing import words
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import language, tr
from desktop.domain.text.turkish_suffix import from_time
from desktop.domain.trouble import ASKED_FOR, Link, TroubleKind
from desktop.ui.text import plurals
from desktop.ui.text.format import MINUTE, clock, day_and_clock, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.domain.trouble import Connection, Outage, Trouble


class Remedy(enum.Enum):
    """The command of the button beside a problem."""

    POLL_NOW = enum.auto()
    TRY_STORE = enum.auto()
    TEST_SOUND = enum.auto()
    OPEN_ORDER = enum.auto()
    OPEN_BRANCHES = enum.auto()
    CONNECT = enum.auto()
    OPEN_DISHES = enum.auto()
    OPEN_TICKETS = enum.auto()
    OPEN_UPDATE = enum.auto()
    EXPLAIN = enum.auto()
    DISMISS = enum.auto()


class TroubleWords(NamedTuple):
    """The texts of a problem."""

    sentence: str
    button: str
    remedy: Remedy


def describe(trouble: Trouble) -> TroubleWords:
    """Return the sentence and the button of a problem."""
    sentence = _sentence(trouble)
    if trouble.kind in _STOPS_ORDERS:
        text = tr("{sentence} Since {time}.")
        sentence = text.format(sentence=sentence, time=since(clock(trouble.since)))
    if trouble.kind is TroubleKind.NOTICE and trouble.detail.startswith("update:"):
        return TroubleWords(sentence, tr("What is new?"), Remedy.OPEN_UPDATE)
    if trouble.kind is TroubleKind.TIME_UNSURE and trouble.dismissible:
        return TroubleWords(sentence, tr("The time is right"), Remedy.DISMISS)
    if trouble.dismissible:
        return TroubleWords(sentence, tr("OK"), Remedy.DISMISS)
    remedy = _REMEDIES.get(trouble.kind, Remedy.EXPLAIN)
    if trouble.payment_key and trouble.kind is TroubleKind.ACKNOWLEDGEMENT_REFUSED:
        remedy = Remedy.OPEN_ORDER
    return TroubleWords(sentence, button(remedy), remedy)


def button(remedy: Remedy) -> str:
    """Return the text on the button of a remedy."""
    return {
        Remedy.POLL_NOW: tr("Try again"),
        Remedy.TRY_STORE: tr("Try now"),
        Remedy.TEST_SOUND: tr("Test sound"),
        Remedy.OPEN_ORDER: tr("Open order"),
        Remedy.CONNECT: tr("Enter the key…"),
        Remedy.OPEN_BRANCHES: tr("Restaurant"),
        Remedy.OPEN_DISHES: tr("Dishes"),
        Remedy.OPEN_TICKETS: tr("Tickets"),
        Remedy.OPEN_UPDATE: tr("What is new?"),
        Remedy.EXPLAIN: tr("What to do?"),
        Remedy.DISMISS: tr("OK"),
    }[remedy]


_STOPS_ORDERS = frozenset(
    {
        TroubleKind.CANNOT_SAVE,
        TroubleKind.TOKEN_REFUSED,
        TroubleKind.UNREACHABLE,
        TroubleKind.UNTRUSTED,
        TroubleKind.VENDOR_ERROR,
    }
)
"""While they last no order arrives: people need to know for how long."""
_REMEDIES = {
    TroubleKind.NO_CREDENTIALS: Remedy.CONNECT,
    TroubleKind.CREDENTIALS_UNREADABLE: Remedy.CONNECT,
    TroubleKind.TOKEN_REFUSED: Remedy.CONNECT,
    TroubleKind.NOT_REOPENED: Remedy.OPEN_BRANCHES,
    TroubleKind.NOT_BACK_ON_SALE: Remedy.OPEN_DISHES,
    TroubleKind.CANNOT_SAVE: Remedy.POLL_NOW,
    TroubleKind.STORE_LOST: Remedy.TRY_STORE,
    TroubleKind.UNREACHABLE: Remedy.POLL_NOW,
    TroubleKind.VENDOR_ERROR: Remedy.POLL_NOW,
    TroubleKind.NO_SOUND: Remedy.TEST_SOUND,
    TroubleKind.MUTED_OUTPUT: Remedy.TEST_SOUND,
    TroubleKind.NOTICE: Remedy.DISMISS,
    TroubleKind.PRINTER: Remedy.OPEN_TICKETS,
    TroubleKind.PRINT_UNKNOWN: Remedy.OPEN_TICKETS,
    TroubleKind.PRINT_EXPIRED: Remedy.OPEN_TICKETS,
}


def is_key_not_stored(trouble: Trouble) -> bool:
    """Whether the key is missing only because it is not stored, so that each start asks for it."""
    return trouble.kind is TroubleKind.CREDENTIALS_UNREADABLE and trouble.detail == ASKED_FOR


def _sentence(trouble: Trouble) -> str:
    detail = one_line(trouble.detail, 200)
    kind = trouble.kind
    if kind is TroubleKind.NOTICE and detail:
        return _notice(detail)
    if kind is TroubleKind.NOT_LISTENED and trouble.outage is not None:
        return outage(trouble.outage)
    is_shared = kind is TroubleKind.STORE_LOST or (kind is TroubleKind.CANNOT_SAVE and "\n" in trouble.detail)
    if kind is TroubleKind.WRONG_CLOCK or is_shared:
        return _shared_store(trouble) if is_shared else _wrong_clock(detail)
    if kind in _RESTAURANT_KINDS | _PRINTING:
        return _restaurant(trouble) if kind in _RESTAURANT_KINDS else _printing(trouble)
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
            "Tezgâh asks for the access key at each start: enter it. Until then, no orders are received.",
        )
        if is_key_not_stored(trouble)
        else tr(
            "The system's keyring does not return the access key: unlock it. Orders cannot be received.",
        ),
        TroubleKind.CANNOT_SAVE: tr(
            "Orders cannot be saved on this computer. Tezgâh requests them again until it can save them."
        ),
        TroubleKind.TOKEN_REFUSED: tr("Dükkango refuses the access key: orders cannot be received."),
        TroubleKind.UNREACHABLE: tr(
            "Dükkango cannot be reached: new orders do not arrive. Check the internet connection."
        ),
        TroubleKind.UNTRUSTED: tr(
            "The connection to Dükkango is not secure: orders do not arrive. Its certificate is not trusted here.",
        ),
        TroubleKind.VENDOR_ERROR: tr(
            "Dükkango answers with an error: new orders do not arrive. Tezgâh tries again."
        ),
        TroubleKind.COOLDOWN: tr("Dükkango reports too many requests: another program may use the same key."),
        TroubleKind.NO_SOUND: tr("No sound: new orders do not ring. Check the loudspeaker."),
        TroubleKind.MUTED_OUTPUT: tr(
            "The sound of this computer, or Tezgâh's in its mixer, is off: new orders cannot be heard. Turn it up."
        ),
        TroubleKind.DISK_ALMOST_FULL: tr(
            "The disk is almost full ({free} left): free some space, or orders cannot be saved soon."
        ).format(free=detail),
        TroubleKind.TIME_UNSURE: tr(
            "This computer's clock jumped: check date and time. Old customer data and backups stay until the time is sure."
        ),
        TroubleKind.NOT_LISTENED: tr("For some time, no orders could arrive."),
        TroubleKind.INTERNAL: tr("A part of the program failed and is being restarted."),
        TroubleKind.NOTICE: tr("A problem was fixed automatically."),
    }[kind]


_DETAIL_IN_WORDS = {TroubleKind.NOTICE, TroubleKind.WRONG_CLOCK, TroubleKind.DISK_ALMOST_FULL}
_PRINTING = {TroubleKind.PRINTER, TroubleKind.PRINT_UNKNOWN, TroubleKind.PRINT_EXPIRED}


def _printing(trouble: Trouble) -> str:
    if trouble.kind is TroubleKind.PRINTER:
        return words.printer_sentence(trouble.detail)
    if trouble.kind is TroubleKind.PRINT_UNKNOWN:
        return words.unknown_sentence(trouble.detail.removeprefix("#"))
    return words.expired_sentence(trouble.count)


_RESTAURANT_KINDS = {TroubleKind.NOT_REOPENED, TroubleKind.NOT_BACK_ON_SALE, TroubleKind.SHOP_REFUSED}


def _restaurant(trouble: Trouble) -> str:
    name, _, reason = (one_line(part, 160) for part in trouble.detail.partition("\n"))
    if trouble.kind is TroubleKind.NOT_REOPENED:
        text = tr("{name} is still closed: it could not be opened again. No orders arrive there.")
    elif trouble.kind is TroubleKind.NOT_BACK_ON_SALE:
        text = tr("Not back on sale yet: {name}. Tezgâh tries again.")
    elif reason:
        text = tr("Dükkango refused the change for {name}: {reason}")
    else:
        text = tr(
            "{name}: the command became too old and was not carried out. Press again if you still want it."
        )
    return text.format(name=name, reason=reason)


def outage(outage: Outage) -> str:
    """Return the sentence for a time without polls: its length, and the orders that arrived in it."""
    text = (
        tr("Tezgâh was not running {begin}–{end}") if outage.off else tr("Not receiving orders {begin}–{end}")
    )
    # An outage over midnight shows the date of its start.
    one_day = outage.began_at.astimezone(ISTANBUL).date() == outage.ended_at.astimezone(ISTANBUL).date()
    begin = clock(outage.began_at) if one_day else day_and_clock(outage.began_at, outage.ended_at)
    text = text.format(begin=begin, end=clock(outage.ended_at))
    if not outage.orders:
        return tr("{outage}; no order arrived").format(outage=text)
    text = f"{text}; {plurals.arrived(outage.orders)}"
    if outage.longest_wait is None or outage.longest_wait < MINUTE:
        return text
    return tr("{outage}, the oldest waited {minutes} min").format(
        outage=text, minutes=round(outage.longest_wait / MINUTE)
    )


def _shared_store(trouble: Trouble) -> str:
    # A computer with a database of its own needs none of these texts.
    from desktop.ui.text import till_words

    if trouble.kind is TroubleKind.STORE_LOST:
        return till_words.lost(trouble.detail, trouble.since)
    return till_words.not_saved(trouble.detail)


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
    """Return the sentence for a notice: its kind, such as ``file``, then a colon and its value."""
    kind, _, name = detail.partition(":")
    if kind == "crashed":
        text = tr(
            "Tezgâh ended unexpectedly at {time} and started again; all saved orders are still here.",
        )
        return text.format(time=clock(datetime.fromisoformat(name)))
    if kind == "lost":
        return plurals.lost_orders(int(name))
    if kind == "settings":
        # This notice is rare, and the import is large.
        from desktop.ui.text.setting_labels import titles

        name = titles(name.split(","))
    sentences = {
        "update": tr("Version {name} is available."),
        "file": tr("The settings could not be read and were reset. The old file was kept as {name}."),
        "settings": tr("Unusable settings were reset: {name}."),
        "unread": tr(
            "The settings cannot be read now: the defaults apply. Check the permissions of {name}, then start Tezgâh again.",
        ),
        "unsaved": tr(
            "The settings cannot be saved ({name}): changes last until Tezgâh ends. Check disk space and permissions.",
        ),
        "log": tr(
            "Tezgâh's log cannot be written ({name}). Orders arrive all the same, but whoever helps will miss it. Check disk"
            " space and permissions.",
        ),
        "database": tr(
            "The order database was damaged. All orders that could be read are in a new one: compare the board with "
            "Dükkango's panel. The old file was kept as {name}.",
        ),
        "journal": tr(
            "Tezgâh cannot note on this computer which orders came ({name}). Orders arrive all the same, but if the shared "
            "database broke down now, its last orders could be lost. Check disk space and permissions."
        ),
        "folder": tr(
            "Other users of this computer could change the folder of orders. It is closed to them now: {name}",
        ),
        "parent": tr(
            "Other users of this computer can rename or replace the folder of orders: fix the permissions of {name}"
        ),
        "removed": tr(
            "The order database was removed or replaced while Tezgâh was running. A new one is in {name}. A file that was put "
            "in its place is kept beside it and is not read. Compare the board with Dükkango's panel.",
        ),
    }
    return sentences[kind].format(name=name) if kind in sentences else detail


def explain(trouble: Trouble) -> str:
    """Return the long explanation behind "What to do?"."""
    if is_key_not_stored(trouble):
        return how_to_get_a_key()
    if trouble.kind in {TroubleKind.NO_CREDENTIALS, TroubleKind.TOKEN_REFUSED}:
        text = how_to_get_a_key()
    elif trouble.kind is TroubleKind.CREDENTIALS_UNREADABLE:
        text = tr(
            "The system's keyring is locked or does not answer. Unlock it, or log out of the computer and in again, "
            "then start Tezgâh again. If that does not help, enter the access key again.",
        )
    elif trouble.kind is TroubleKind.COOLDOWN:
        text = tr(
            "Dükkango answers each key once in 30 seconds. If another program, another computer or the sample "
            "integration uses the same key, each order reaches only the first that asks and is missing in the others.\n\n"
            "End the other program, or ask Dükkango for a key of its own.",
        )
    elif trouble.kind is TroubleKind.UNTRUSTED:
        text = tr(
            "Check the date and time of this computer first: a wrong date makes every certificate look wrong.\n\n"
            "If the Wi-Fi has a login page, open any page in the browser and log in there. If an antivirus or a company "
            "network inspects connections, its certificate must be installed on this computer.\n\n"
            "Nothing was sent: the access key is safe.",
        )
    elif trouble.kind is TroubleKind.STORE_LOST:
        from desktop.ui.text import till_words

        return till_words.help_when_lost(trouble.detail)
    elif trouble.kind is TroubleKind.INTERNAL:
        text = tr(
            "Nothing is lost: orders are always saved first. If the problem stays, restart the program.",
        )
    else:
        text = _sentence(trouble)
    # The sentences of these kinds contain the detail already.
    in_words = trouble.kind in {*_DETAIL_IN_WORDS, *_RESTAURANT_KINDS, *_PRINTING}
    detail = "" if in_words else one_line(trouble.detail, 1000)
    return f"{text}\n\n{detail}" if detail and detail not in text else text


def displaced() -> str:
    """Return the message before the program ends because another one owns the data folder."""
    return tr(
        "The folder of orders was removed while Tezgâh was running, and another Tezgâh was started in its place.\n"
        "This window receives no more orders and closes with this message. Go on in the other one, and compare its board "
        "with Dükkango's panel: orders that only this window had saved are missing there.",
    )


def how_to_get_a_key() -> str:
    """Return the steps to get and enter an access key."""
    return tr(
        "1.  Open Dükkango's panel and go to Entegrasyon (Integrations).\n"
        "2.  Copy the access token there,\n"
        "     or the app secret key and the restaurant secret key.\n"
        "3.  Press “Enter the key…” here, and paste it.",
    )


def since(time: str) -> str:
    """Return a time of day for a sentence with "since": in Turkish it gets an ending."""
    return from_time(time) if language() == "tr" else time


def unknown(connection: Connection, troubles: Sequence[Trouble], now: datetime) -> str:
    """Return that nobody knows which orders wait, and since when."""
    last = connection.last_answer_at
    if last is None:
        return tr("Unknown: no answer from Dükkango yet")
    if any(trouble.kind is TroubleKind.UNREACHABLE for trouble in troubles):
        text = tr("Unknown: cannot be reached since {time}")
    else:
        text = tr("Unknown: no orders can arrive since {time}")
    return text.format(time=since(day_and_clock(last, now)))


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
