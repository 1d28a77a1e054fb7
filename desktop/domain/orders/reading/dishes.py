"""The dishes of an order as a tree: dish, group, option, and the option's own groups.

Nothing is flattened and nothing dropped. A name, quantity or note that a person wrote or chose stays beside what it
belongs to; fields that no rule knows stay with their whole path.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.domain.json_scalars import as_readable, as_text, is_absent
from desktop.domain.orders.order import Choice, DoubtKind, Option, OptionGroup, OrderLine, UnreadField
from desktop.domain.orders.reading.json_fields import FieldReader
from desktop.domain.text.search_folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

DISH_LISTS: Final = ("items", "foods", "products", "order_items", "orders")
NAMES: Final = ("name", "food_name", "title")
QUANTITIES: Final = ("quantity", "count", "qty", "adet")
OPTION_LISTS: Final = ("options", "modifiers", "add_substract", "extras", "ilave_opsiyonlari")
_GROUP_TITLE: Final = "ilave_basligi"
_KIND: Final = "ekleme_cikarma"
_GROUP_RULES: Final = ("secim_turu", "zorunlu_turu")
"""How many options a customer may choose: only groups have these."""
_FLAGS: Final = ("selected", "is_selected", "checked", "secili")
_FLAG_NAMES: Final = frozenset(_FLAGS)
_CATEGORY: Final = "category"
"""A dish of the vendor's menu has one, with id, name and place; a text there may be anything."""
_TECHNICAL: Final = ("id", "food_id", "product_id", "restaurant_id", "image", "sort")

# "Ekle" and "Çıkar" are deliberately not here: they are also titles of groups that offer both.
_KINDS: Final = {"ekleme": Choice.ADDED, "cikarma": Choice.REMOVED}
"""The vendor's words, folded by Turkish rules; any other word is neither "with" nor "without"."""

_TAKES_AWAY: Final = ("cikar", "istemi", "isteme", "olmasin", "haric", "without", "remove")
"""Parts of titles, folded, that say that something is left out."""
_ADDS: Final = "ekle"
"""In a title beside one of those: the group offers both."""
_COUNT_IN_NAME: Final = re.compile(
    r"^[0-9]+\s*(?:[xX×*]\s*(?=[^\W\d])|(?:adet|tane|ad\.)\s)|\s[xX×*]\s*[0-9]+$|\(\s*[0-9]+\s*(?:adet|tane)?\s*\)$"
)
"""A quantity in the name of a dish, "2x Lahmacun": it must not stand behind "1 ×"."""

_encoder: Final = msgspec.json.Encoder(decimal_format="number")
_lines: Final[dict[bytes, OrderLine]] = {}
"""Dishes without a doubt by their JSON text. Two threads read orders; none of them leaves it half changed."""
_MOST_KNOWN: Final = 1024
_LONGEST_KNOWN: Final = 2000
"""Bytes."""

DEEPEST: Final = 24
"""Options inside options that are read; what is deeper stays as it came."""


def read_lines(fields: FieldReader) -> tuple[OrderLine, ...]:
    """Take the dishes of an order."""
    found = fields.first_present(DISH_LISTS)
    if found is None:
        return ()
    name, value = found
    fields.take(*DISH_LISTS)
    if (entries := _entries(value)) is None:
        fields.add_invalid(name, value, DoubtKind.DISHES_UNREADABLE)
        return ()
    for other in DISH_LISTS:
        if fields.has(other) and (second := fields.take(other)) != value:
            fields.add_invalid(other, second, DoubtKind.SECOND_DISH_LIST)
    return tuple(
        _known_line(fields, f"{name}[{index}]" if key is None else f"{name}.{key}", entry)
        for index, (key, entry) in enumerate(entries)
    )


def _entries(value: object) -> list[tuple[str | None, Any]] | None:
    """Return the entries of a list, or of a list written as an object; a single dish is a list of one."""
    if isinstance(value, list):
        return [(None, entry) for entry in value]
    if not isinstance(value, dict):
        return None
    if not any(name in value for name in NAMES) and all(isinstance(entry, dict) for entry in value.values()):
        return [
            (None if key == str(index) else key, entry) for index, (key, entry) in enumerate(value.items())
        ]
    return [(None, value)] if any(not is_absent(value.get(name)) for name in NAMES) else None


def _known_line(fields: FieldReader, path: str, entry: object) -> OrderLine:
    """Read a dish, or return what was read of the same one before: a menu is short, and an evening orders it again.

    Where nothing is in doubt, the place of a dish in its order makes no difference.
    """
    try:
        text = _encoder.encode(entry)
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        return _line(fields, path, entry)
    known = _lines.get(text)
    if known is None:
        doubts = len(fields.doubts)
        known = _line(fields, path, entry)
        if len(fields.doubts) == doubts and len(text) <= _LONGEST_KNOWN:
            if len(_lines) >= _MOST_KNOWN:
                _lines.clear()
            _lines[text] = known
    return known


def _line(fields: FieldReader, path: str, entry: object) -> OrderLine:
    if not isinstance(entry, dict):
        if (text := as_text(entry)) is None and not is_absent(entry):
            fields.doubt(DoubtKind.DISHES_UNREADABLE, path, entry)
            return OrderLine(name="", unread=(UnreadField(path, as_readable(entry)),))
        if _is_blank(text or ""):
            fields.doubt(DoubtKind.NAME_MISSING, path)
        entry = {"name": text or ""}
        if not _COUNT_IN_NAME.search(text or ""):
            return OrderLine(name=text or "")
    inner = FieldReader(entry, path, fields.doubts)
    inner.ignore(*_TECHNICAL)
    if isinstance(entry.get(_CATEGORY), dict):
        inner.ignore(_CATEGORY)
    name = _name(inner)
    quantity, received = inner.quantity(*QUANTITIES)
    if counted := _counted_in_name(inner, name):
        inner.doubt(DoubtKind.QUANTITY_UNREADABLE, value=counted)
        quantity, received = None, counted
    return OrderLine(
        name=name,
        food_id=as_text(entry.get("food_id", "")) or "",
        quantity=quantity,
        received_quantity=received,
        unit_price=inner.amount("price"),
        total=inner.amount("total", "total_price"),
        note=inner.text("note"),
        groups=_groups(inner, Choice.ADDED, 0),
        unread=inner.unread(DoubtKind.UNKNOWN_DETAIL),
    )


@lru_cache(maxsize=256)
def _takes_away(title: str, *, is_added: bool) -> bool:
    """Return whether a title of a group says that its options are left out. `is_added`: the vendor says the opposite."""
    words = folded(title)
    return not (is_added and _ADDS in words) and any(word in words for word in _TAKES_AWAY)


@lru_cache(maxsize=256)
def _kind_of(word: str) -> Choice | None:
    return _KINDS.get(folded(word))


def _counted_in_name(inner: FieldReader, name: str) -> str:
    """Return the quantity that a name of a dish begins or ends with, "" without one or where a field has it."""
    found = None if inner.has(*QUANTITIES) else _COUNT_IN_NAME.search(name)
    return "" if found is None else found[0].strip()


def _is_blank(name: str) -> bool:
    if name.isprintable() and name.strip():
        return False
    return not any(character.isprintable() and not character.isspace() for character in name)


def _name(inner: FieldReader) -> str:
    name = inner.text(*NAMES)
    inner.about = name
    if _is_blank(name):
        inner.doubt(DoubtKind.NAME_MISSING)
    return name


def _groups(inner: FieldReader, inherited: Choice, depth: int) -> tuple[OptionGroup, ...]:
    """Take the options of a dish or option; those outside a group form groups without a title, in their place."""
    groups: list[OptionGroup] = []
    loose: list[Option] = []
    for node in _children(inner, inherited, depth):
        if isinstance(node, Option):
            loose.append(node)
            continue
        if loose:
            groups.append(OptionGroup(tuple(loose), choice=inherited))
            loose = []
        groups.append(node)
    if loose:
        groups.append(OptionGroup(tuple(loose), choice=inherited))
    return tuple(groups)


def _children(inner: FieldReader, inherited: Choice, depth: int) -> Iterator[Option | OptionGroup]:
    for name in OPTION_LISTS if inner.has(*OPTION_LISTS) else ():
        value = inner.take(name)
        if value is None:
            continue
        if depth >= DEEPEST:
            inner.add_invalid(name, value)
            continue
        entries = _option_entries(name, value)
        flagged = any(isinstance(entry, dict) and not _FLAG_NAMES.isdisjoint(entry) for _, entry in entries)
        for place, entry in entries:
            if is_absent(entry):
                continue
            node = _child(inner, place, entry, inherited, depth, flagged=flagged)
            if isinstance(node, OptionGroup) and _is_mere_list(node, inherited):
                yield from node.options
                yield from node.groups
            elif node is not None:
                yield node


def _child(
    inner: FieldReader, place: str, entry: object, inherited: Choice, depth: int, *, flagged: bool
) -> Option | OptionGroup | None:
    """Read an entry of a list of options. `flagged`: an entry of the list is marked as chosen or not."""
    text = as_text(entry)
    if text is None and not isinstance(entry, dict):
        inner.add_invalid(place, entry)
        return None
    child = FieldReader(
        entry if isinstance(entry, dict) else {"name": text}, inner.path_of(place), inner.doubts
    )
    unmarked = flagged and inherited is not Choice.NOT_CHOSEN and not child.has(*_FLAGS)
    if unmarked:
        # The others say whether they are chosen; this one may be either.
        child.about = child.peek(_GROUP_TITLE, *NAMES)
        child.doubt(DoubtKind.CHOICE_UNKNOWN, value="?")
    if isinstance(entry, dict):
        return _node(child, inherited, depth + 1, unmarked=unmarked)
    return Option(text or "", choice=Choice.UNKNOWN if unmarked else inherited)


def _is_mere_list(group: OptionGroup, inherited: Choice) -> bool:
    """Return whether a group says nothing that its options do not."""
    return group.choice is inherited and not (group.title or group.note or group.unread)


def _option_entries(name: str, value: object) -> list[tuple[str, Any]]:
    if isinstance(value, list):
        return [(f"{name}[{index}]", entry) for index, entry in enumerate(value)]
    if isinstance(value, dict) and all(key.isdecimal() for key in value):
        return [(f"{name}.{key}", entry) for key, entry in value.items()]
    return [(name, value)]


def _node(inner: FieldReader, inherited: Choice, depth: int, *, unmarked: bool) -> Option | OptionGroup:
    """Read an entry of a list of options.

    A group has the vendor's title of groups, or holds a list and has no name, or is one by its rules. Any other entry
    is an option, also one with a name and a list: its options are its own.
    """
    inner.ignore(*_TECHNICAL, *_GROUP_RULES)
    title = inner.text(_GROUP_TITLE)
    inner.about = title or inner.peek(*NAMES)
    choice, received = _choice(inner, inherited, title)
    if unmarked and choice is not Choice.UNKNOWN:
        choice, received = Choice.UNKNOWN, ""
    by_rules = inner.has(_KIND, *_GROUP_RULES, "ilave_opsiyonlari") or not inner.has(*NAMES)
    counted = inner.has(*QUANTITIES, "price", "total", "total_price")
    if title or (inner.has(*OPTION_LISTS) and by_rules and not counted):
        return _group(inner, title, choice, received, depth)
    return _option(inner, choice, received, depth)


def _group(inner: FieldReader, title: str, choice: Choice, received: str, depth: int) -> OptionGroup:
    name = inner.peek(*NAMES)
    if title and name and name != title:
        # Both a title and a name: the named option stands in the group, with the options below it.
        return OptionGroup((_option(inner, choice, "", depth + 1),), title, choice, received)
    if title:
        inner.take(_GROUP_TITLE, *NAMES)
    else:
        title = inner.text(*NAMES)
    inner.about = title
    nodes = list(_children(inner, choice, depth))
    return OptionGroup(
        options=tuple(node for node in nodes if isinstance(node, Option)),
        title=title,
        choice=choice,
        received_choice=received,
        note=inner.text("note"),
        groups=tuple(node for node in nodes if isinstance(node, OptionGroup)),
        unread=inner.unread(DoubtKind.UNKNOWN_DETAIL),
    )


def _option(inner: FieldReader, choice: Choice, received_choice: str, depth: int) -> Option:
    name = _name(inner)
    quantity, received = inner.quantity(*QUANTITIES)
    return Option(
        name=name,
        quantity=quantity,
        received_quantity=received,
        price=inner.amount("price"),
        total=inner.amount("total", "total_price"),
        note=inner.text("note"),
        choice=choice,
        received_choice=received_choice,
        groups=_groups(inner, choice, depth),
        unread=inner.unread(DoubtKind.UNKNOWN_DETAIL),
    )


def _choice(inner: FieldReader, inherited: Choice, title: str) -> tuple[Choice, str]:
    """Return what the customer did with an entry, and the word that made it unknown."""
    has_flag = inner.has(*_FLAGS)
    chosen = inner.flag(*_FLAGS) if has_flag else None
    unread_flag = chosen is None and has_flag
    value = inner.take(_KIND)
    received = "" if value is None else as_readable(value)
    own = _kind_of(received) if received else inherited
    contradicts = own is Choice.ADDED and inherited is Choice.REMOVED
    if chosen is False or inherited is Choice.NOT_CHOSEN:
        return Choice.NOT_CHOSEN, "" if own is not None else received
    if own is Choice.ADDED and _takes_away(title, is_added=value is not None):
        inner.doubt(DoubtKind.CHOICE_UNKNOWN, _GROUP_TITLE, received or title)
        return Choice.UNKNOWN, received
    if own is None or contradicts:
        inner.doubt(DoubtKind.CHOICE_UNKNOWN, _KIND, received)
        return Choice.UNKNOWN, received
    return (Choice.UNKNOWN, "") if unread_flag else (own, "")
