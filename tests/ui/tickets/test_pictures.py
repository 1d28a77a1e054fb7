"""Tickets as dots: whole letters, nothing cut off, the same wherever they are drawn."""

from __future__ import annotations

import struct
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QPageSize, QPdfWriter, QRawFont

from desktop.domain.orders.order import OrderLine
from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.letters import COVERED
from desktop.domain.tickets.make import order_ticket, trial_ticket
from desktop.domain.tickets.options import TextSize, TicketOptions
from desktop.domain.tickets.sample import sample_tickets
from desktop.domain.tickets.ticket import (
    Bar,
    Boxed,
    Dish,
    DishNote,
    Inverse,
    Part,
    QrCode,
    Row,
    Rule,
    Ruler,
    Sign,
    Size,
    Space,
    Text,
    Ticket,
    TicketDrawer,
)
from desktop.ui.tickets.bands import Fill, Letters, Squares, height_of, pages
from desktop.ui.tickets.drawer import WindowTicketDrawer
from desktop.ui.tickets.fonts import fonts
from desktop.ui.tickets.layout import lay_out
from desktop.ui.tickets.offscreen import ticket_png
from desktop.ui.tickets.paged import print_ticket, sheet_pdf, ticket_pdf
from desktop.ui.tickets.paper import Paper
from desktop.ui.tickets.picture import as_qimage, draw_ticket
from desktop.ui.tickets.qr_code import squares
from tests.domain.tickets.made import PRINTING, view

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.domain.tickets.image import TicketImage
    from desktop.domain.tickets.ticket import Block
    from desktop.ui.tickets.bands import Band

WIDTHS: Final = (384, 420, 512, 576, 637, 1518)
ALPHABET: Final = "abcçdefgğhıijklmnoöpqrsştuüvwxyzABCÇDEFGĞHIİJKLMNOÖPQRSŞTUÜVWXYZ0123456789₺"

pytestmark = pytest.mark.usefixtures("qapp")


def kitchen(**fields: object) -> Ticket:
    return order_ticket(TicketKind.KITCHEN, view(**fields), PRINTING)


def shown(bands: list[Band]) -> str:
    """Return the letters of bands, in their order."""
    return "".join(
        mark.layout.text()[mark.line.textStart() : mark.line.textStart() + mark.line.textLength()]
        for band in bands
        for mark in band.marks
        if isinstance(mark, Letters)
    )


def black(picture: TicketImage, top: int = 0, bottom: int | None = None) -> int:
    """Return the number of black dots of some rows."""
    size = picture.bytes_per_row
    return int.from_bytes(picture.dots[top * size : (bottom or picture.rows) * size], "big").bit_count()


def edges(mark: Fill | Letters | Squares) -> tuple[float, float]:
    """Return the left and right edge of what is painted."""
    if isinstance(mark, Letters):
        return mark.left, mark.left + mark.line.naturalTextWidth()
    if isinstance(mark, Squares):
        return mark.left, mark.left + mark.side * len(mark.rows[0])
    return mark.left, mark.left + mark.width


def outside(ticket: Ticket, width: int) -> list[str]:
    """Return what is painted beside the paper or beyond its band."""
    found = []
    for band in lay_out(ticket, width):
        for mark in band.marks:
            assert isinstance(mark, Fill | Letters | Squares)
            left, right = edges(mark)
            if left < 0 or right > width + 0.5:
                found.append(f"{mark}: {left} to {right} of {width}")
            if (
                isinstance(mark, Letters)
                and mark.top + mark.line.height() > band.height + 2 + mark.line.height() / 8
            ):
                found.append(f"{mark}: below its band")
    return found


def test_every_letter_that_is_let_through_is_in_a_font_of_tickets() -> None:
    for bold in (False, True):
        font, _ = fonts(1.0).font(Size.TEXT, bold=bold)
        raws = []
        for family in font.families():
            font.setFamilies([family])
            raws.append(QRawFont.fromFont(font))
        assert [raw.familyName() for raw in raws] == ["Tezgah Ticket", "Tezgah Sans"]
        missing = [
            chr(code) for code in sorted(COVERED) if not any(raw.supportsCharacter(code) for raw in raws)
        ]
        assert missing == []


def test_the_turkish_letters_come_from_the_condensed_font_and_differ() -> None:
    font, _ = fonts(1.0).font(Size.TEXT, bold=True)
    font.setFamilies(["Tezgah Ticket"])
    raw = QRawFont.fromFont(font)
    assert raw.familyName() == "Tezgah Ticket"
    assert all(raw.supportsCharacter(ord(letter)) for letter in ALPHABET)
    pictures = {draw_ticket(Ticket(TicketKind.TEST, (Text(letter),)), 96).dots for letter in ALPHABET}
    assert len(pictures) == len(ALPHABET)


def test_an_f_before_an_i_does_not_take_its_point() -> None:
    (line,) = Paper(576).wrapped("fi", Size.TEXT, bold=True, room=500)
    assert sum(len(run.glyphIndexes()) for run in line.line.glyphRuns()) == 2


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("size", list(TextSize))
def test_every_kind_has_the_width_and_nothing_beside_it(width: int, size: TextSize) -> None:
    for _, ticket in sample_tickets(TicketOptions(size=size)):
        picture = draw_ticket(ticket, width)
        assert picture.width == width
        assert picture.rows == height_of(lay_out(ticket, width))
        assert 0.04 < black(picture) / (picture.rows * width) < 0.5
        assert outside(ticket, width) == []
        if width % 8:
            rest = 0xFF >> width % 8
            assert not any(
                byte & rest for byte in picture.dots[picture.bytes_per_row - 1 :: picture.bytes_per_row]
            )


@pytest.mark.parametrize("width", [384, 576])
def test_all_texts_of_a_long_order_are_on_the_paper(width: int) -> None:
    note = "ğüşıöç İIĞ " * 180
    lines = tuple(OrderLine(f"Yemek{number}", Decimal(number)) for number in range(1, 61))
    lines += (OrderLine("Ş" * 200, Decimal(12)), OrderLine("a", None, received_quantity="yarım " * 30))
    ticket = kitchen(lines=lines, note=note)
    letters = shown(lay_out(ticket, width)).replace(" ", "")
    assert note.replace(" ", "") in letters
    assert "Ş" * 200 in letters
    assert "yarım" * 30 in letters
    for line in lines[:60]:
        assert line.name in letters
    assert outside(ticket, width) == []


texts = st.text(
    st.sampled_from([chr(code) for code in sorted(COVERED)] + [" ", "\n"]), min_size=0, max_size=120
)
parts = st.one_of(
    st.builds(Part, st.integers(0, 40), st.sampled_from(Sign), texts, st.just("ÇIKAR")),
    st.builds(DishNote, st.integers(0, 40), texts),
)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Bar, texts, texts),
    st.builds(Row, texts, texts, st.sampled_from(Size), st.booleans(), st.integers(0, 40)),
    st.builds(Text, texts, st.sampled_from(Size), st.booleans()),
    st.builds(Boxed, texts, texts, st.booleans()),
    st.builds(Inverse, texts, st.booleans()),
    st.builds(Dish, texts, texts, st.booleans(), st.tuples(parts, parts), st.booleans()),
    st.builds(Rule, st.booleans(), st.booleans()),
    st.builds(Space, st.floats(0, 30)),
    st.builds(QrCode, texts, texts),
    st.just(Ruler((384, 576))),
)


def wanted(block: Block) -> list[str]:
    """Return the texts that a block must show."""
    match block:
        case Bar(left, right):
            return [left, right]
        case Row(left=left, right=right):
            return [left, right]
        case Boxed(title, text):
            return [title, text]
        case Text(text=text) | Inverse(text=text) | QrCode(text=text):
            return [text]
        case Dish(quantity=quantity, name=name, parts=below):
            return [quantity, name, *(part.text for part in below)]
    return []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(blocks, min_size=1, max_size=4), st.integers(200, 900), st.sampled_from([100, 125, 150]))
def test_any_blocks_are_shown_whole_and_inside_of_the_paper(
    some: list[Block], width: int, scale: int
) -> None:
    ticket = Ticket(TicketKind.TEST, tuple(some), scale)
    assert outside(ticket, width) == []
    letters = "".join(sorted(shown(lay_out(ticket, width)).replace(" ", "")))
    for block in some:
        for text in wanted(block):
            for letter in set(text) - {" ", "\n"}:
                assert letter in letters
    picture = draw_ticket(ticket, width)
    assert (picture.width, picture.rows) == (width, height_of(lay_out(ticket, width)))


def test_a_bold_white_quantity_box_says_more_than_one() -> None:
    one, many = (
        draw_ticket(Ticket(TicketKind.KITCHEN, (Dish("2×", "Ş", many=many),)), 384) for many in (False, True)
    )
    assert black(many) > 1.5 * black(one)


def test_a_struck_dish_has_a_line_through_its_name() -> None:
    plain, struck = (
        draw_ticket(
            Ticket(TicketKind.KITCHEN, (Dish("1×", "Mercimek Çorbası", many=False, struck=struck),)), 576
        )
        for struck in (False, True)
    )
    assert black(struck) > black(plain)


@pytest.mark.parametrize("rows", [300, 1000, 2280])
def test_pages_end_between_two_lines_and_lose_none(rows: int) -> None:
    bands = lay_out(kitchen(note="kelime " * 300), 576)
    divided = pages(bands, rows)
    assert [band for page in divided for band in page] == bands
    assert len(divided) > 1
    assert all(height_of(page) <= rows or len(page) == 1 for page in divided)


def test_a_pdf_has_the_size_of_its_ticket_and_an_office_page_its_own() -> None:
    ticket = kitchen()
    assert ticket_pdf(ticket, 576).count(b"/Type /Page\n") == 1
    long = kitchen(lines=tuple(OrderLine(f"Yemek {number}") for number in range(60)))
    for page in (QPageSize.PageSizeId.A4, QPageSize.PageSizeId.A5, QPageSize.PageSizeId.Letter):
        assert sheet_pdf(ticket, QPageSize(page)).startswith(b"%PDF")
        assert sheet_pdf(long, QPageSize(page)).count(b"/Type /Page\n") > 1


def test_a_system_printer_gets_all_sheets_and_one_where_smaller_letters_fit(tmp_path: Path) -> None:
    sheets = {}
    for count in (1, 18, 60):
        file = tmp_path / f"{count}.pdf"
        device = QPdfWriter(str(file))
        device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        print_ticket(kitchen(lines=tuple(OrderLine(f"Yemek {number}") for number in range(count))), device)
        sheets[count] = file.read_bytes().count(b"/Type /Page\n")
    assert sheets[1] == sheets[18] == 1
    assert sheets[60] > 2
    # At the usual size the second one would need two.
    assert height_of(lay_out(kitchen(lines=tuple(OrderLine("Yemek") for _ in range(18))), 1624)) > 297 * 8


def test_the_preview_and_a_file_have_the_printers_dots() -> None:
    picture = draw_ticket(trial_ticket("Mutfak", PRINTING), 420)
    image = as_qimage(picture)
    assert (image.width(), image.height()) == (420, picture.rows)
    for row in range(0, picture.rows, 7):
        for column in range(0, 420, 3):
            bit = picture.dots[row * picture.bytes_per_row + column // 8] >> (7 - column % 8) & 1
            assert (image.pixelColor(column, row).lightness() < 128) is bool(bit)
    width, height, bits = struct.unpack(">IIB", ticket_png(trial_ticket("Mutfak", PRINTING), 420)[16:25])
    assert (width, height, bits) == (420, picture.rows, 1)


def test_the_ruler_ends_at_its_marks() -> None:
    bands = lay_out(Ticket(TicketKind.TEST, (Ruler((384, 420, 512, 576)),)), 512)
    ends = {edges(mark)[1] for band in bands for mark in band.marks if isinstance(mark, Fill)}
    assert ends == {384, 420, 512}


def test_a_map_is_a_qr_code_and_what_is_too_long_for_one_is_a_text() -> None:
    code = squares("https://example.org/?query=Moda")
    assert len(code) == len(code[0]) >= 25
    assert squares("x" * 5000) == ()
    assert shown(lay_out(Ticket(TicketKind.TEST, (QrCode("x" * 5000, "Harita"),)), 384)) == "Harita"


async def test_the_windows_drawer_is_a_drawer() -> None:
    drawer = WindowTicketDrawer()
    assert isinstance(drawer, TicketDrawer)
    drawn, again = await drawer.draw(kitchen(), 576), draw_ticket(kitchen(), 576)
    # Qt's cache of letters rounds a dot at an edge now and then.
    differ = int.from_bytes(drawn.dots, "big") ^ int.from_bytes(again.dots, "big")
    assert (drawn.width, drawn.rows) == (again.width, again.rows)
    assert differ.bit_count() < 0.0002 * 576 * drawn.rows


def test_narrow_paper_keeps_letters_that_can_be_read() -> None:
    paper = Paper(200)
    assert paper.line_height(Size.SMALL, bold=False) >= 22
