"""Tickets as letters for slow serial lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.make import order_ticket
from desktop.domain.tickets.options import TicketOptions
from desktop.domain.tickets.sample import sample_tickets
from desktop.domain.tickets.ticket import Row, Text, Ticket
from desktop.printing.raster import Cut, RasterOptions
from desktop.printing.text_mode import CodePage, TextOptions, encode_text, text_lines
from tests.domain.tickets.made import PRINTING, turkish, view

__all__ = ["turkish"]

NO_CUT = RasterOptions(cut=Cut.NONE, feed_millimetres=0)


def encoded(text: str, page: CodePage) -> bytes:
    return encode_text(
        Ticket(TicketKind.TEST, (Text(text, bold=False),)), TextOptions(code_page=page, raster=NO_CUT)
    )


@pytest.mark.parametrize(("page", "table"), [(CodePage.CP857, 13), (CodePage.CP1254, 48)])
def test_every_turkish_letter_is_in_the_code_page(page: CodePage, table: int) -> None:
    letters = "ĞÜŞİÖÇ ğüşıöç âîû Iğdır"
    assert encoded(letters, page) == b"\x1b@\x1bt" + bytes([table]) + letters.encode(page.value) + b"\n"


def test_the_number_of_the_code_page_can_be_another_makers() -> None:
    assert b"\x1bt\x3d" in encode_text(Ticket(TicketKind.TEST, ()), TextOptions(table=61, raster=NO_CUT))


@pytest.mark.parametrize("page", list(CodePage))
def test_letters_that_it_lacks_are_replaced_and_never_dropped(page: CodePage) -> None:
    data = encoded("5 ₺ → □ Ж ő", page).partition(b"\x1bt")[2][1:]
    assert data == b"5 TL -> ? ? o\n"


@given(st.text(max_size=300), st.sampled_from(CodePage))
def test_no_letter_is_a_command(text: str, page: CodePage) -> None:
    line = Ticket(TicketKind.TEST, (Row(text, text),))
    data = encode_text(line, TextOptions(code_page=page, raster=NO_CUT)).partition(b"\x1bt")[2][1:]
    assert not any(byte < 0x20 and byte != 0x0A for byte in data)


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_no_line_is_longer_than_the_paper_and_all_words_are_there(columns: int) -> None:
    for _, ticket in sample_tickets(TicketOptions()):
        lines = text_lines(ticket, columns)
        assert max(map(len, lines)) <= columns
        for line in encode_text(ticket, TextOptions(columns, raster=NO_CUT)).split(b"\n"):
            wide = line.partition(b"\x1d!\x11")[2].removeprefix(b"\x1dB\x01").removeprefix(b"\x1ba\x01")
            assert len(wide.removeprefix(b"\x1ba\x01")) <= columns // 2
    note = "kelime " * 200
    lines = text_lines(order_ticket(TicketKind.KITCHEN, view(note=note + "Ş" * 200), PRINTING), columns)
    joined = "".join(lines).replace(" ", "")
    assert joined.count("kelime") == 200
    assert "Ş" * 200 in joined
    for word in ("#4821", "HAZIR19:27", "2xAdanaDürüm", "ÇIKAR:Soğan", "Biriazpişmişolsun", "7ADET"):
        assert word in joined
