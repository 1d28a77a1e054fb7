"""The dishes of an order in one cell: every name and note that was written or chosen, beside its parent."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.orders.order import Choice, Option, OptionGroup, OrderLine, UnreadField
from desktop.services.exports.columns import plain_number, turkish_number
from desktop.services.exports.dishes_text import in_lines, in_one_line

MENU = OrderLine(
    "Menü",
    Decimal(2),
    unit_price=Decimal("300.50"),
    note="acele",
    groups=(
        OptionGroup(
            title="İçecek",
            options=(
                Option("Kola", groups=(OptionGroup((Option("Buz", Decimal(3), note="az"),)),)),
                Option("Şeker", choice=Choice.REMOVED),
                Option("Limon", choice=Choice.UNKNOWN, received_choice="belki", price=Decimal("5.25")),
                Option("Pipet", choice=Choice.NOT_CHOSEN),
            ),
        ),
    ),
    unread=(UnreadField("items[0].sos", "2"),),
)


def test_a_tree_in_one_line() -> None:
    text = in_one_line([MENU, OrderLine("Pide", None, received_quantity="iki")], turkish_number)
    assert text == (
        "2 x Menü (İçecek (+ Kola (+ 3 x Buz (“az”)), − Şeker, ? Limon [belki] · 5,25 TL, ○ Pipet), “acele”,"
        " items[0].sos: 2); iki x Pide"
    )


def test_a_tree_in_lines() -> None:
    assert in_lines([MENU], plain_number).splitlines() == [
        "2 x Menü · 300.50 TL",
        "    İçecek",
        "        + Kola",
        "            + 3 x Buz",
        "                “az”",
        "        − Şeker",
        "        ? Limon [belki] · 5.25 TL",
        "        ○ Pipet",
        "    “acele”",
        "    items[0].sos: 2",
    ]


_serials = st.integers(100, 999).map(lambda number: f"w{number}")
_options = st.recursive(
    st.builds(Option, name=_serials, note=st.just("") | _serials, choice=st.sampled_from(Choice)),
    lambda inner: st.builds(
        Option,
        name=_serials,
        groups=st.lists(
            st.builds(
                OptionGroup, options=st.lists(inner, max_size=3).map(tuple), title=st.just("") | _serials
            ),
            max_size=2,
        ).map(tuple),
    ),
    max_leaves=8,
)
_lines = st.builds(
    OrderLine,
    name=_serials,
    note=st.just("") | _serials,
    groups=st.lists(
        st.builds(
            OptionGroup,
            options=st.lists(_options, max_size=3).map(tuple),
            title=st.just("") | _serials,
            note=st.just("") | _serials,
        ),
        max_size=2,
    ).map(tuple),
)


def _words(groups: tuple[OptionGroup, ...]) -> list[str]:
    found = []
    for group in groups:
        found += [group.title, group.note, *_words(group.groups)]
        for option in group.options:
            found += [option.name, option.note, *_words(option.groups)]
    return found


@given(st.lists(_lines, max_size=3))
def test_every_name_and_note_is_there_once_and_brackets_close(lines: list[OrderLine]) -> None:
    wanted = sorted(word for line in lines for word in (line.name, line.note, *_words(line.groups)) if word)
    for text in (in_one_line(lines, plain_number), in_lines(lines, plain_number)):
        found = sorted(word.strip("(),;“”") for word in text.split() if word.strip("(),;“”").startswith("w"))
        assert found == wanted
    one_line = in_one_line(lines, plain_number)
    assert one_line.count("(") == one_line.count(")")
    assert "\n" not in one_line
