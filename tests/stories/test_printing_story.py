"""Tickets as a person at the counter prints them: the whole program against an acted printer on a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView, QPushButton

from desktop.domain.alarm import Ring
from desktop.domain.printing.printer import Printer, default_rules
from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.options import Printing
from desktop.domain.trouble import TroubleKind
from desktop.services.ticket_lookup import find_order
from desktop.simulator.printer.acted_printer import ActedPrinter
from desktop.ui.printing.printers_page import PrintersPage
from desktop.ui.printing.ticket_dialog import TicketDialog
from desktop.ui.printing.tickets_page import TicketsPage
from desktop.ui.sales.page import SalesPage
from desktop.ui.tickets.picture import draw_ticket

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop.simulator import Simulator
    from desktop.simulator.printer.paper import Sheet
    from tests.stories.conftest import Story

    Play = Callable[..., int]


@pytest.fixture
def paper() -> Iterator[ActedPrinter]:
    with ActedPrinter() as printer:
        yield printer


def set_up(folder: Path, paper: ActedPrinter, **settings: object) -> None:
    """Write settings with the printer, as an earlier day left them."""
    printer = Printer("1", "Mutfak", paper.address, tickets=default_rules((TicketKind.KITCHEN,)))
    (folder / "settings.json").write_bytes(
        msgspec.json.encode({"setup": "done", "printers": [msgspec.to_builtins(printer)], **settings})
    )


async def accepted(story: Story, sim: Simulator) -> str:
    """Let an order arrive, accept it by Enter, and return its key."""
    key = sim.add_order()
    await story.until(lambda: story.window.board.order(key) is not None, "the order is on the board")
    story.window.board.choose(key)
    await story.keys_count()
    story.press_key(Qt.Key.Key_Return)
    await story.until(lambda: not story.window.board.waiting(), "it is accepted")
    return key


def troubles(story: Story) -> set[TroubleKind]:
    return {trouble.kind for trouble in story.window.banner.troubles}


def badge(story: Story, key: str) -> str:
    return story.window.board_page.pending_accepts.ticket_problem(key)


async def open_tickets(story: Story) -> TicketsPage:
    if not isinstance(story.window.pages.page, TicketsPage):
        QTest.keyClick(story.window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    # A key is held for a moment: a barcode scanner would type on.
    await story.until(lambda: isinstance(story.window.pages.page, TicketsPage), "the page opens")
    page = story.window.pages.page
    assert isinstance(page, TicketsPage)
    return page


def dots(sheet: Sheet) -> tuple[bytes, ...]:
    """Return the picture on paper without the white rows at both ends."""
    return sheet.trimmed()


async def drawn(story: Story, key: str, *, copy: int = 1) -> list[int]:
    """Return how many dots each row of the kitchen ticket has, in the order of the rows, as the preview draws it."""
    from desktop.domain.tickets.make import order_ticket

    now = story.program.backend.engine.troubles._clock.now()
    found = await find_order(story.program.store, key, now, "")
    assert found is not None
    ticket = order_ticket(TicketKind.KITCHEN, found[0], Printing(now, copy=copy), knowledge=found[1])
    picture = draw_ticket(ticket, 576)
    size = picture.bytes_per_row
    return [
        int.from_bytes(picture.dots[start : start + size]).bit_count()
        for start in range(0, len(picture.dots), size)
    ]


def test_accept_by_key_prints_the_kitchen_ticket_that_the_preview_shows(
    play: Play, sim: Simulator, paper: ActedPrinter, tmp_path: Path
) -> None:
    set_up(tmp_path, paper)

    async def tell(story: Story) -> None:
        key = await accepted(story, sim)
        await story.until(lambda: len(paper.tickets) == 1, "the ticket comes out")
        wanted = [count for count in await drawn(story, key) if count]
        printed = [int.from_bytes(row).bit_count() for row in dots(paper.tickets[0]) if any(row)]
        # The last row has the time of printing; the bar with number and kind is at the top.
        assert len(printed) >= len(wanted) - 3
        # The encoder breaks what a printer would take for a command by one dot in a row.
        assert all(abs(here - there) <= 2 for here, there in zip(printed[:300], wanted[:300], strict=True))
        await story.until(lambda: "yazdırıldı" in said_in_pane(story, key), "the pane says so")
        assert not badge(story, key)
        assert troubles(story) == set()

    play(tell)


def said_in_pane(story: Story, key: str) -> str:
    tickets = story.window.board_page.pending_accepts.tickets.get(key)
    return "" if tickets is None else " ".join(text for _, text in tickets.lines)


def test_paper_out_is_loud_until_there_is_paper_again(
    play: Play, sim: Simulator, paper: ActedPrinter, tmp_path: Path
) -> None:
    set_up(tmp_path, paper)

    async def tell(story: Story) -> None:
        paper.set_mood(paper_out=True)
        key = await accepted(story, sim)
        await story.until(lambda: TroubleKind.PRINTER in troubles(story), "the banner says so")
        await story.until(lambda: badge(story, key) == "Fiş yazdırılmadı", "the card has a badge")
        view = story.window.findChild(QListView, "preparingColumn")
        assert view is not None
        spoken = view.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "Fiş yazdırılmadı" in spoken
        assert Ring.PRINTER in story.speaker.said
        paper.set_mood(paper_out=False)
        await story.until(lambda: len(paper.tickets) == 1, "it comes out by itself")
        await story.until(lambda: not badge(story, key) and not troubles(story), "all is calm again")
        assert len(paper.tickets) == 1

    play(tell)


def test_a_ticket_that_nobody_knows_of_is_asked_about_and_printed_again_as_a_reprint(
    play: Play, sim: Simulator, paper: ActedPrinter, tmp_path: Path
) -> None:
    set_up(tmp_path, paper)

    async def tell(story: Story) -> None:
        paper.set_mood(drop_after=8_000)
        key = await accepted(story, sim)
        await story.until(lambda: TroubleKind.PRINT_UNKNOWN in troubles(story), "it asks")
        assert badge(story, key) == "Fiş çıktı mı?"
        page = await open_tickets(story)
        await story.until(lambda: len(page._asked) == 1, "the question stands there")
        before = len(paper.ids)
        QTest.keyClick(story.window, Qt.Key.Key_2)
        await story.until(lambda: len(paper.ids) > before, "it is printed again")
        await story.until(lambda: "yazdırıldı" in said_in_pane(story, key).split("·")[-2], "it is proved")
        assert not troubles(story)
        jobs = await story.program.backend.printing.recent_jobs()
        assert [(job.print_number, job.state.value) for job in jobs] == [(2, "printed"), (1, "unknown")]
        assert not badge(story, key)

    play(tell)


def test_a_ticket_that_a_person_found_is_printed(
    play: Play, sim: Simulator, paper: ActedPrinter, tmp_path: Path
) -> None:
    set_up(tmp_path, paper)

    async def tell(story: Story) -> None:
        paper.set_mood(drop_after=8_000)
        await accepted(story, sim)
        await story.until(lambda: TroubleKind.PRINT_UNKNOWN in troubles(story), "it asks")
        page = await open_tickets(story)
        await story.until(lambda: len(page._asked) == 1, "the question stands there")
        connections = paper.connections
        QTest.keyClick(story.window, Qt.Key.Key_1)
        await story.until(lambda: not troubles(story), "it is answered")
        jobs = await story.program.backend.printing.recent_jobs()
        assert [job.state.value for job in jobs] == ["printed"]
        assert paper.connections == connections

    play(tell)


def test_tickets_that_waited_too_long_are_all_chosen_and_printed_by_one_key(
    play: Play, sim: Simulator, paper: ActedPrinter, tmp_path: Path
) -> None:
    set_up(tmp_path, paper)

    async def tell(story: Story) -> None:
        paper.set_mood(paper_out=True)
        await accepted(story, sim)
        await accepted(story, sim)
        await story.until(lambda: TroubleKind.PRINTER in troubles(story), "the banner says so")
        await story.until(lambda: len(story.program.backend.printing._known) == 2, "both wait")
        clock = story.program.backend.printing._clock
        later = clock.now() + story.program.backend.printing._expiry
        await story.program.store.write(lambda tx: tx.expire_print_jobs(later, clock.now()))
        await story.program.backend.printing._publish()
        await story.until(lambda: TroubleKind.PRINT_EXPIRED in troubles(story), "it asks")
        page = await open_tickets(story)
        assert page._expired._ids() == sorted(page._expired._ids())
        assert len(page._expired._ids()) == 2
        paper.set_mood(paper_out=False)
        QTest.keyClick(story.window, Qt.Key.Key_3)
        await story.until(lambda: len(paper.tickets) == 2, "both come out")
        await story.until(lambda: not troubles(story), "all is calm again")

    play(tell)


def test_a_printer_is_added_and_tried_by_two_presses_after_its_address(
    play: Play, sim: Simulator, paper: ActedPrinter
) -> None:
    async def tell(story: Story) -> None:
        story.window.pages.open("printers")
        page = story.window.pages.page
        assert isinstance(page, PrintersPage)
        assert page.address.hasFocus()
        page.address.setText(f"127.0.0.1:{paper.port}")
        story.press_key(Qt.Key.Key_Return)
        await story.until(lambda: bool(page._rows), "it is in the list")
        (printer,) = story.program.settings_controller.settings.printers
        assert page._rows[printer.id].test.hasFocus()
        story.press_key(Qt.Key.Key_Return)
        await story.until(lambda: len(paper.tickets) == 1, "the test ticket comes out")
        await story.until(lambda: "yazdırıldı" in page._rows[printer.id]._answer.text(), "it says so")
        # Another printer, which is not there: the sentence says what to do, and nothing waits.
        paper.set_mood(cover_open=True)
        story.press_key(Qt.Key.Key_Return)
        await story.until(lambda: "kapağı" in page._rows[printer.id]._answer.text(), "it says why not")
        await story.until(lambda: not troubles(story), "nobody waits for a test ticket")

    play(tell)
    del sim


def test_a_key_prints_a_ticket_once_more_and_another_one_lets_choose(
    play: Play, sim: Simulator, paper: ActedPrinter, tmp_path: Path
) -> None:
    set_up(tmp_path, paper)

    async def tell(story: Story) -> None:
        key = await accepted(story, sim)
        await story.until(lambda: len(paper.tickets) == 1, "the ticket comes out")
        story.window.board.choose(key)
        story.press_key(Qt.Key.Key_P)
        await story.until(lambda: len(paper.tickets) == 2, "it comes out once more")
        QTest.keyClick(story.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        await story.until(lambda: isinstance(story.window.dialogs.dialog, TicketDialog), "it asks which one")
        dialog = story.window.dialogs.dialog
        assert isinstance(dialog, TicketDialog)
        slips = [dialog.findChild(QPushButton, f"print_{kind}") for kind in ("changed", "cancelled")]
        assert slips == [None, None], "it has not changed and is not cancelled"
        QTest.keyClick(dialog, Qt.Key.Key_2)
        await story.until(lambda: len(paper.tickets) == 3, "the courier's comes out")
        jobs = await story.program.backend.printing.recent_jobs()
        assert [(job.ticket.value, job.print_number) for job in jobs] == [
            ("courier", 1),
            ("kitchen", 2),
            ("kitchen", 1),
        ]

    play(tell)


def test_the_report_of_a_day_comes_out_of_the_ticket_printer(
    play: Play, sim: Simulator, paper: ActedPrinter, tmp_path: Path
) -> None:
    set_up(tmp_path, paper)

    async def tell(story: Story) -> None:
        await accepted(story, sim)
        await story.until(lambda: len(paper.tickets) == 1, "the ticket comes out")
        story.window.pages.open("report")
        page = story.window.pages.page
        assert isinstance(page, SalesPage)
        await story.until(lambda: page._report is not None, "it is counted")
        QTest.keyClick(story.window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        await story.until(lambda: len(paper.tickets) == 2, "the report comes out")
        job = (await story.program.backend.printing.recent_jobs())[0]
        assert job.ticket is TicketKind.DAY_REPORT

    play(tell)
