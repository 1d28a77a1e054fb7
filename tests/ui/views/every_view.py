"""Every view of the program, by name: how it is opened with something in it.

Tests of language and access go through all of them. What is new in `desktop.ui` needs an entry here
(`test_every_view.py` says which one is missing). All data are written in Greek letters, so that a text in Latin
letters is the program's own.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton

from desktop.domain.checkup import Level
from desktop.domain.kitchen.dish_keys import dish_keys
from desktop.domain.kitchen.stations import Kitchens, read_stations
from desktop.domain.kitchen.tickets import standing
from desktop.domain.orders.auto_accept import AutoAccept
from desktop.domain.orders.board import AcknowledgementState, ActionView, BoardOrder, CommandState
from desktop.domain.orders.cancel_reasons import CancelReason
from desktop.domain.orders.changes import ChangedPart
from desktop.domain.orders.kitchen_entries import PASS, EntryKind, KitchenEntry
from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.order import Choice, Doubt, DoubtKind, Option, OptionGroup, OrderLine, UnreadField
from desktop.domain.orders.search import FoundOrder, OrderEvent
from desktop.domain.printing.job import PrintJob, PrintJobState
from desktop.domain.printing.printer import Printer, default_rules
from desktop.domain.restaurant.branch import Branch
from desktop.domain.restaurant.menu import Dish, FoodMenu
from desktop.domain.restaurant.off_sale import OffFor, OffSale
from desktop.domain.restaurant.portions import PortionCount
from desktop.domain.sales.period import Period, Span
from desktop.domain.sales.report import figures, report
from desktop.domain.sales.sale import Sale, SoldLine
from desktop.domain.sales.today import Today
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.domain.tickets.ticket import Bar, Ticket
from desktop.domain.tickets.ticket import Dish as TicketDish
from desktop.domain.tills import StoreProblem, StoreTrial
from desktop.domain.trouble import Connection, Link, Outage, Trouble, TroubleKind
from desktop.domain.update_problem import UpdateProblem
from desktop.simulator.printer.paper import Sheet
from desktop.system.settings.setting import Form
from desktop.system.settings.settings import Settings
from desktop.system.settings.table import ROWS
from desktop.ui.board.notices import Notices
from desktop.ui.help.about_dialog import AboutDialog
from desktop.ui.help.checkup_dialog import CheckRow, CheckupDialog, finding_row, tray_row
from desktop.ui.help.support_dialog import SupportDialog
from desktop.ui.help.update_dialog import NewVersion, UpdateDialog, ask_to_install
from desktop.ui.history.page import HistoryPage
from desktop.ui.kitchen.all_day_dialog import AllDayDialog
from desktop.ui.kitchen.rush_dialog import RushDialog
from desktop.ui.kitchen_screen.recall_dialog import RecallDialog, RecallRow
from desktop.ui.kitchen_screen.window import KitchenWindow
from desktop.ui.order.dialogs import CancelDialog, MinutesDialog, SoldOutDialog, full_order
from desktop.ui.overview.demo_strip import DemoStrip
from desktop.ui.pressing.take_back_bar import TakeBackBar
from desktop.ui.printing.demo_paper import DemoPaper
from desktop.ui.printing.job_words import order_tickets
from desktop.ui.printing.printer_commands import ShownPrinter
from desktop.ui.printing.printer_form import PrinterForm
from desktop.ui.printing.printers_page import PrintersPage
from desktop.ui.printing.ticket_dialog import TicketDialog
from desktop.ui.printing.ticket_rows import ShownJob
from desktop.ui.printing.tickets_page import TicketsPage
from desktop.ui.restaurant.branches_page import BranchesPage, ask_to_close
from desktop.ui.restaurant.dish_rows import BranchDish, DishRow
from desktop.ui.restaurant.dishes_page import DishesPage
from desktop.ui.restaurant.portions_dialog import PortionsDialog
from desktop.ui.sales.page import SalesPage
from desktop.ui.settings.page import SettingsPage
from desktop.ui.settings.pin_dialog import AskPinDialog, ChoosePinDialog
from desktop.ui.settings.rows import SettingItem
from desktop.ui.setup.credentials_state import Connected, CredentialsOutcome, Stored
from desktop.ui.setup.page import STEPS, SetupPage
from desktop.ui.setup.ready_step import DEAF_SECONDS, ReadyStep
from desktop.ui.setup.sound_step import SoundFault
from desktop.ui.text import history_words, kitchen_words, restaurant_words, restore_words
from desktop.ui.text.history_words import DayChoice
from desktop.ui.text.orders import order_words
from desktop.ui.text.setting_labels import choices
from desktop.ui.tickets.preview import TicketPreview
from desktop.ui.tills.alone import AloneStrip, alone_question, back_question, help_dialog
from desktop.ui.tills.as_of_strip import AsOfStrip
from desktop.ui.tills.page import TillsPage
from desktop.ui.widgets.dialog import Dialog, question, statement
from desktop.ui.widgets.pages import Entry, Page
from desktop.ui.window.fatal_dialogs import fatal_dialog
from desktop.ui.window.program_dialogs import TroublesDialog, crash, quit_question, shortcuts
from desktop.ui.window.tray import Tray
from tests.ui.history.test_page import Recorded as RecordedHistory
from tests.ui.kitchen_screen.made import Cook
from tests.ui.made import NOW, Clock, command, key, made
from tests.ui.sales.test_page import Recorded as RecordedSales
from tests.ui.tills import made as made_tills

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.ui.commands import OrderCommands
    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow

FIRST: Final = "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21"
_TURNS: Final = 4
"""Of the loop, until a change of size has reached the innermost layout and come back."""
_GROUPS: Final = (
    OptionGroup(
        (
            Option(
                "Σάλτσα",
                Decimal(2),
                price=Decimal(15),
                note="λίγη",
                groups=(OptionGroup((Option("Μέντα"),)),),
            ),
            Option("Τυρί", choice=Choice.NOT_CHOSEN),
            Option("Ελιά", None, received_quantity="δύο"),
        ),
        title="Έξτρα",
    ),
    OptionGroup((Option("Κρεμμύδι", choice=Choice.REMOVED),), choice=Choice.REMOVED),
    OptionGroup((Option("Ψωμί", choice=Choice.UNKNOWN),), "Μαζί", Choice.UNKNOWN, received_choice="ίσως"),
)
_ODD: Final = {"received": "1.250", "about": "Μουσακάς"}
_DOUBTS: Final = tuple(Doubt(kind, "total", **_ODD) for kind in DoubtKind)
SECOND: Final = "5d0c3a44-1f0b-4e5e-8a6b-2f7a9c1e6b02"
TODAY: Final = date(2026, 1, 16)


@dataclass
class Opening:
    """What a view is opened with."""

    make_window: MakeWindow
    commands: OrderCommands
    clock: Clock
    options: dict[str, Any]
    """Of the window: theme, text size."""
    size: tuple[int, int] = (1366, 768)
    main: MainWindow | None = None
    """The window, once it is open."""

    def window(self, *orders: BoardOrder) -> MainWindow:
        window = self.main = self.make_window(*orders, size=self.size, **self.options)
        # Each second the focus follows the selected order: on a busy machine that would interrupt a round of Tab.
        window._timer.stop()
        window.show_connection(Connection(Link.CONNECTED, last_answer_at=NOW, next_poll_in=12))
        window.show_restaurant("Εστιατόριο Άλφα")
        QApplication.processEvents()
        return window


VIEWS: Final[dict[str, Callable[[Opening], QWidget]]] = {}
DIALOGS: Final[set[str]] = set()
"""The names of the views that are dialogs."""
COVERED: Final[set[object]] = set()
"""The classes and functions of `desktop.ui` that some view opens."""


def view(
    name: str, *covers: object, dialog: bool = False
) -> Callable[[Callable[[Opening], Any]], Callable[[Opening], Any]]:
    """Put a view into the registry; `covers` are the classes and functions of `desktop.ui` that it opens."""

    def register(opens: Callable[[Opening], Any]) -> Callable[[Opening], Any]:
        COVERED.update(covers)
        if dialog:
            DIALOGS.add(name)

        @functools.wraps(opens)
        def opened(opening: Opening) -> Any:
            widget = opens(opening)
            for _ in range(_TURNS):
                QApplication.processEvents()
            assert isinstance(widget, QDialog) is (name in DIALOGS), f"{name}: say whether it is a dialog"
            return widget

        VIEWS[name] = opened
        return opened

    return register


# ------------------------------------------------------------------ what is in them


def order(serial: int, status: int = 1, **fields: Any) -> BoardOrder:
    """Return an order whose words are Greek."""
    said: dict[str, Any] = {
        "customer_name": f"Πελάτης {serial}",
        "customer_phone": "0533 000 00 07",
        "address": ("Οδός 5", "Γειτονιά", "Πόλη"),
        "payment_method": "Κάρτα",
        "restaurant_id": FIRST,
        "restaurant_name": "Εστιατόριο Άλφα",
        "status_text": "Νέα",
        "lines": (
            OrderLine(
                name="Μουσακάς",
                quantity=Decimal(2),
                total=Decimal(1350),
                note="χωρίς αλάτι",
                groups=_GROUPS,
            ),
            OrderLine(name="Αϊράνι", total=Decimal("67.5")),
        ),
    }
    return made(serial, status, **{**said, **fields})


def new_orders() -> list[BoardOrder]:
    """Return orders that wait: plain, urgent, with every mark."""
    refused = command(CommandState.REFUSED, message="Δεν γίνεται")
    return [
        order(1, note="Το κουδούνι δεν λειτουργεί", shipping_method="pickup", courier_type="customer"),
        order(2, waited=200, payment_method="Nakit", courier_type="platform"),
        order(3, waited=700, accept=refused, unseen=(ChangedPart.NOTE, ChangedPart.TOTAL)),
        order(4, accept=command(CommandState.UNSURE), scheduled_at=NOW + timedelta(hours=3)),
        order(8, accept=command(CommandState.UNSURE), unseen=(ChangedPart.ACCEPTANCE, ChangedPart.NOTE)),
        order(5, accept=command(CommandState.SENDING, attempts=3), muted=True, first_muted_at=NOW),
        order(6, acknowledgement=AcknowledgementState.NEEDS_PERSON, doubts=_DOUBTS, tip=Decimal(5)),
    ]


def accepted(serial: int, **fields: Any) -> BoardOrder:
    """Return an order that is being prepared."""
    given: dict[str, Any] = {
        "waited": 900,
        "accepted_at": NOW - timedelta(minutes=14),
        "preparing_time": 25,
        "accept": command(CommandState.CONFIRMED, 25, pressed_at=NOW - timedelta(minutes=14)),
        "rang_at": NOW - timedelta(minutes=15),
    }
    return order(serial, 2, **{**given, **fields})


def later_orders() -> list[BoardOrder]:
    """Return orders under way, in all the states there are."""
    by_rule = command(CommandState.CONFIRMED, 25, automatic=True)
    cancel = ActionView(Action.CANCEL, CommandState.SAVED, at=NOW, not_before=NOW + timedelta(seconds=5))
    leaving = ActionView(Action.ON_THE_WAY, CommandState.SENDING, attempts=2)
    return [
        accepted(20, note="Προσοχή", discount=Decimal(10), courier_fee=Decimal(20)),
        accepted(21, accept=by_rule, accepted_at=NOW - timedelta(minutes=40)),
        accepted(22, accept=None, preparing_time=None),
        accepted(23, action=cancel),
        accepted(24, action=leaving),
        accepted(25, gone_at=NOW),
        accepted(26, unread=(UnreadField("ξένο", "κάτι"),)),
        accepted(27, scheduled_at=NOW + timedelta(hours=4)),
        msgspec.structs.replace(accepted(30), order=msgspec.structs.replace(order(30).order, status_id=3)),
    ]


def every_trouble() -> list[Trouble]:
    """Return one trouble of each kind."""
    outage = Outage(NOW - timedelta(minutes=18), NOW, off=False, orders=3, longest_wait=840)
    return [
        Trouble(kind, NOW, "90", payment_key=key(1), outage=outage)
        if kind in {TroubleKind.WRONG_CLOCK, TroubleKind.NOT_LISTENED}
        else Trouble(kind, NOW, "Άλφα")
        for kind in TroubleKind
    ]


def branches() -> tuple[Branch, ...]:
    """Return branches in three states."""
    return (
        Branch(FIRST, "Άλφα", is_open=True),
        Branch(SECOND, "Βήτα", is_open=False, closed_at=NOW, reopen_at=NOW + timedelta(minutes=30)),
        Branch(
            "7d0c3a44-1f0b-4e5e-8a6b-2f7a9c1e6b03", "Γάμμα", is_open=False, closed_at=NOW, problem="Αρνήθηκε"
        ),
    )


def dishes() -> FoodMenu:
    """Return a list of dishes."""
    return FoodMenu(
        (
            Dish(1, "Μουσακάς", "Κυρίως", FIRST, Decimal(460)),
            Dish(4, "Μουσακάς", "Κυρίως", SECOND, Decimal(480)),
            Dish(2, "Γεμιστά", "Κυρίως", FIRST, Decimal(340)),
            Dish(3, "Αϊράνι", "", SECOND, None),
        )
    )


def off_sale() -> tuple[OffSale, ...]:
    """Return what is off sale, one of it being put back."""
    return (
        OffSale(2, FIRST, "Γεμιστά", since=NOW, until=NOW + timedelta(hours=4)),
        OffSale(3, SECOND, "Αϊράνι", since=NOW, wanted_on=True),
        OffSale(4, SECOND, "Μουσακάς", since=NOW, by_count=True),
    )


def portion_counts() -> tuple[PortionCount, ...]:
    """Return counts of portions: few, doubtful, too many sold."""
    return (
        PortionCount(1, FIRST, "Μουσακάς", 10, NOW, taken=Decimal(8)),
        PortionCount(4, SECOND, "Μουσακάς", 40, NOW, NOW + timedelta(hours=9), Decimal(6), doubtful=True),
        PortionCount(3, SECOND, "Αϊράνι", 5, NOW, taken=Decimal(7)),
    )


def the_rule() -> AutoAccept:
    """Return a rule that uses all its conditions."""
    return AutoAccept(
        preparing_time=25, begins=NOW.time(), ends=NOW.time(), most_waiting=3, total_under=Decimal(500)
    )


# ------------------------------------------------------------------ the board


@view("board")
def board(opening: Opening) -> QWidget:
    return opening.window(*new_orders(), *later_orders())


def _rush(opening: Opening) -> MainWindow:
    """Return a board with more new orders than can be cooked, and nothing under way."""
    window = opening.window(*(order(number, waited=400 - number) for number in range(1, 25)))
    window.show_branches(branches())
    return window


@view("board, a rush that fills free columns", Notices)
def board_rush(opening: Opening) -> QWidget:
    return _rush(opening)


@view("board, changes elsewhere", Notices)
def board_changes(opening: Opening) -> QWidget:
    seen = order(1, 2, total=Decimal(90), note="").order
    changed = [
        accepted(number, unseen=tuple(ChangedPart), seen_before=seen, total=Decimal(80), note="Προσοχή")
        for number in (40, 41)
    ]
    moved = order(42, 16, accepted_at=NOW, moved_elsewhere=True)
    return opening.window(order(1, scheduled_at=NOW + timedelta(hours=30)), *changed, moved)


def _shown_dialog(window: MainWindow) -> QWidget:
    assert window.dialogs.dialog is not None
    return window.dialogs.dialog


@view("rush", RushDialog, dialog=True)
def rush_dialog(opening: Opening) -> QWidget:
    window = opening.window(order(1))
    window.show_rush(15, NOW + timedelta(minutes=20))
    window.dialogs.show_rush()
    return _shown_dialog(window)


@view("all dishes", AllDayDialog, dialog=True)
def all_day_dialog(opening: Opening) -> QWidget:
    window = opening.window(*later_orders())
    window.dialogs.show_all_day()
    return _shown_dialog(window)


def _kitchen(opening: Opening, station: str, stations: str, *orders: BoardOrder) -> KitchenWindow:
    """Return the kitchen screen of a window; it ends with that window."""
    window = opening.window(*orders)
    screen = KitchenWindow(Cook(), window.look)
    screen.setParent(window, Qt.WindowType.Window)
    screen.resize(*opening.size)
    kitchens = Kitchens(read_stations(stations), dishes().dishes)
    screen.show_stations(kitchens.views, station)
    screen.show_tickets(standing(orders, station, kitchens, timedelta()), ("αλλεργία",))
    screen.show()
    screen.raise_to_front()
    return screen


_CHANGED_DISHES: Final = (
    OrderLine(name="Μουσακάς", quantity=Decimal(3), note="χωρίς αλάτι"),
    OrderLine(name="Γεμιστά"),
)


def cooked_orders() -> list[BoardOrder]:
    """Return orders in all the states that the kitchen knows."""
    before = order(53, 2).order
    change = (KitchenEntry(1, EntryKind.CHANGE, "", NOW, before=before),)
    doubtful = accepted(52, note="Έχω αλλεργία", doubts=_DOUBTS)
    half = accepted(54, accepted_at=NOW)
    done = KitchenEntry(1, EntryKind.BUMP, "", NOW, (dish_keys(half.order.lines)[0],))
    cancelled = accepted(56)
    return [
        accepted(51, accepted_at=NOW),
        doubtful,
        accepted(53, kitchen=change, lines=_CHANGED_DISHES, note="Προσοχή"),
        msgspec.structs.replace(half, kitchen=(done,)),
        accepted(55, gone_at=NOW, accepted_at=NOW - timedelta(minutes=20)),
        msgspec.structs.replace(cancelled, order=msgspec.structs.replace(cancelled.order, status_id=6)),
        accepted(57, lines=(), shipping_method="pickup", preparing_time=None),
        accepted(58, action=ActionView(Action.CANCEL, CommandState.SAVED), note="λέξη " * 300),
    ]


@view("kitchen screen", KitchenWindow)
def kitchen_screen(opening: Opening) -> QWidget:
    screen = _kitchen(opening, "", "", *cooked_orders())
    screen.show_waiting(2)
    screen.show_later(3, NOW + timedelta(hours=2))
    screen.show_troubles([Trouble(TroubleKind.CANNOT_SAVE, NOW, "90")])
    return screen


@view("kitchen screen, the pass", KitchenWindow)
def kitchen_pass(opening: Opening) -> QWidget:
    return _kitchen(opening, PASS, "Άλφα: Κυρίως; Βήτα: Ποτά", *cooked_orders()[:2])


@view("kitchen screen, a station", KitchenWindow)
def kitchen_station(opening: Opening) -> QWidget:
    screen = _kitchen(opening, "Βήτα", "Άλφα: Κυρίως; Βήτα: Ποτά", *cooked_orders())
    screen.wall.select_next(1)
    screen.wall.select_next_dish(1)
    return screen


@view("kitchen screen, empty", KitchenWindow)
def kitchen_empty(opening: Opening) -> QWidget:
    screen = _kitchen(opening, "", "")
    screen.show_toast(kitchen_words.recalled(done=False))
    return screen


@view("kitchen screen, bumps to take back", RecallDialog, dialog=True)
def kitchen_recalls(opening: Opening) -> QWidget:
    screen = _kitchen(opening, "", "", *cooked_orders()[:2])
    texts = (
        kitchen_words.recall_row(order(serial), NOW, kitchen_words.whole_ticket()) for serial in (60, 61)
    )
    return screen.show_recalls([RecallRow(key(1), number, text) for number, text in enumerate(texts)])


@view("board, told by the kitchen")
def board_kitchen(opening: Opening) -> QWidget:
    half = cooked_orders()[3]
    whole = accepted(59)
    bump = KitchenEntry(1, EntryKind.BUMP, "", NOW, tuple(dish_keys(whole.order.lines)), "whole")
    window = opening.window(half, msgspec.structs.replace(whole, kitchen=(bump,)))
    window.open_order(key(59))
    return window


@view("board, empty")
def board_empty(opening: Opening) -> QWidget:
    return opening.window()


@view("board, quiet hour")
def board_quiet(opening: Opening) -> QWidget:
    window = opening.window()
    hours = {
        place: tuple(number * (hour % 5) for hour in range(24)) for place, number in (("a", 2), ("b", 3))
    }
    window.board_page.quiet.show_today(
        Today(NOW - timedelta(hours=14), 25, Decimal("18340.5"), 8.0, hours["a"], 23, hours["b"]),
        takings=True,
    )
    return window


@view("board, demo", DemoStrip)
def board_demo(opening: Opening) -> QWidget:
    opening.options["demo"] = True
    return opening.window(*new_orders(), *later_orders())


@view("board, no key")
def board_without_a_key(opening: Opening) -> QWidget:
    window = opening.window()
    window.show_troubles([Trouble(TroubleKind.NO_CREDENTIALS, NOW)])
    window.show_connection(Connection(Link.OFF))
    return window


@view("board, being prepared")
def board_preparing(opening: Opening) -> QWidget:
    window = opening.window(*later_orders())
    window.open_order(key(20))
    return window


@view("board, cancelling")
def board_cancelling(opening: Opening) -> QWidget:
    window = opening.window(*later_orders())
    window.open_order(key(23))
    return window


@view("board, an allergy and something to take back", TakeBackBar)
def board_allergy(opening: Opening) -> QWidget:
    delivered = ActionView(Action.COMPLETE, CommandState.SAVED, at=NOW, not_before=NOW + timedelta(seconds=5))
    window = opening.window(
        order(1, note="Αλλεργία: φουντούκι, γάλα"), accepted(24, action=delivered), *later_orders()
    )
    window.board_page.set_allergy_words(("αλλεργία", "φουντούκι", "γάλα"))
    window.open_order(key(1))
    window.order_actions.accept(by_key=False)
    return window


@view("board, orders that must be read are marked")
def board_marked(opening: Opening) -> QWidget:
    window = opening.window(order(1, note="Προσοχή"), order(2), order(3), *later_orders())
    window.board.multi_select.toggle_all([key(1), key(2), key(3)])
    return window


@view("board, several branches and everything at once")
def board_full(opening: Opening) -> QWidget:
    window = opening.window(*new_orders(), *later_orders())
    window.show_branches(branches())
    window.show_rush(10, NOW + timedelta(minutes=20))
    window.show_auto_accept(on=True, rule="")
    window.header.show_off_sale(2)
    window.header.show_portions(portion_counts(), {})
    window.show_sound(working=False)
    window.show_troubles([Trouble(TroubleKind.NO_SOUND, NOW), Trouble(TroubleKind.WRONG_CLOCK, NOW, "90")])
    for number in (1, 2):
        window.board.multi_select.toggle(key(number))
    window.open_order(key(3))
    window.show_toast(order_words.saving())
    return window


@view("board, cut off from the vendor")
def board_lost(opening: Opening) -> QWidget:
    window = opening.window(*new_orders())
    window.show_connection(Connection(Link.LOST, last_answer_at=NOW, silent_since=NOW))
    window.show_lost_rings(rings=True)
    return window


# ------------------------------------------------------------------ the pages


def _page(opening: Opening, name: str, build: Callable[[MainWindow], Page], *orders: BoardOrder) -> Page:
    window = opening.window(*orders)
    window.pages.offer(Entry(name, name, "F6", lambda: build(window)))
    window.pages.open(name)
    page = window.pages.page
    assert page is not None
    return page


@view("tickets, a preview", TicketPreview)
def ticket_preview(opening: Opening) -> QWidget:
    ticket = Ticket(TicketKind.KITCHEN, (Bar("ΠΑΚΕΤΟ", "#1"), TicketDish("2×", "Μουσακάς", many=True)))

    def build(window: MainWindow) -> Page:
        page = Page(window.look, "ticketsPage", "Δελτία")
        page.body.addWidget(TicketPreview(window.look, [("Κουζίνα", ticket), ("Διανομή", ticket)]), 1)
        return page

    return _page(opening, "tickets", build).window()


@dataclass
class _RestaurantCommands:
    """Commands of the pages about branches and dishes that do nothing."""

    now: Callable[[], datetime]
    waiting: int = 0

    def open_branch(self, restaurant_id: str) -> None: ...

    def close_branch(self, restaurant_id: str, minutes: int | None) -> None: ...

    def poll_branches(self) -> None: ...

    def waiting_at(self, restaurant_id: str) -> int:
        return self.waiting

    def take_off_sale(self, dishes: Sequence[Dish], duration: OffFor) -> None: ...

    def put_back_on_sale(self, dishes: Sequence[Dish]) -> None: ...

    def set_portions(self, portions: Sequence[tuple[Dish, int | None]], *, only_today: bool) -> None: ...

    def poll_dishes(self) -> None: ...

    def day_begins(self) -> time:
        return time(5)


@view("dishes", DishesPage)
def dishes_page(opening: Opening) -> QWidget:
    page = _page(
        opening,
        "dishes",
        lambda window: DishesPage(window.look, _RestaurantCommands(opening.clock.now)),
        *new_orders()[:2],
    )
    assert isinstance(page, DishesPage)
    page.show_branches(branches())
    page.show_menu(dishes(), NOW - timedelta(minutes=5), "")
    page.show_off_sale(off_sale())
    page.show_portions(portion_counts())
    return page.window()


@view("dishes, one branch")
def dishes_page_of_one_branch(opening: Opening) -> QWidget:
    page = _page(
        opening, "dishes", lambda window: DishesPage(window.look, _RestaurantCommands(opening.clock.now))
    )
    assert isinstance(page, DishesPage)
    page.show_menu(dishes(), NOW - timedelta(minutes=5), "")
    page.show_off_sale(off_sale())
    page.show_portions(portion_counts())
    return page.window()


@view("dishes, none")
def dishes_page_empty(opening: Opening) -> QWidget:
    return _page(
        opening, "dishes", lambda window: DishesPage(window.look, _RestaurantCommands(opening.clock.now))
    ).window()


def _history(opening: Opening) -> HistoryPage:
    commands = RecordedHistory(opening.clock.now, shown_branches=tuple(branches()))
    page = _page(opening, "history", lambda window: HistoryPage(window.look, commands), *new_orders()[:1])
    assert isinstance(page, HistoryPage)
    return page


@view("history", HistoryPage)
def history_page(opening: Opening) -> QWidget:
    page = _history(opening)
    found = [
        FoundOrder(number, accepted(number).order, NOW - timedelta(hours=number), None)
        for number in (3, 2, 1)
    ]
    page.show_payment_methods({"Κάρτα": ("Κάρτα",), "Μετρητά": ("Μετρητά",)})
    page.show_orders(found, has_more=False)
    page.show_count(3, is_more=False, unindexed=200)
    page.show_timeline(
        accepted(3),
        [OrderEvent(key(1), NOW, kind, 2, "Άλφα") for kind in history_words._EVENTS],
    )
    return page.window()


@view("history, nothing found")
def history_page_empty(opening: Opening) -> QWidget:
    page = _history(opening)
    page.filters.days.setCurrentIndex(page.filters.days.count() - 1)
    page.show_orders([], has_more=False)
    page.show_count(0, is_more=False, unindexed=0)
    return page.window()


@view("history, one day")
def history_page_of_a_day(opening: Opening) -> QWidget:
    page = _history(opening)
    page.filters.days.setCurrentIndex(page.filters.days.findData(DayChoice.ONE_DAY))
    return page.window()


@view("restaurant", BranchesPage)
def shop_page(opening: Opening) -> QWidget:
    page = _page(
        opening,
        "shop",
        lambda window: BranchesPage(window.look, _RestaurantCommands(opening.clock.now, 2)),
        *new_orders()[:1],
    )
    assert isinstance(page, BranchesPage)
    page.show_branches(branches())
    return page.window()


@view("restaurant, none")
def shop_page_empty(opening: Opening) -> QWidget:
    return _page(
        opening, "shop", lambda window: BranchesPage(window.look, _RestaurantCommands(opening.clock.now, 0))
    ).window()


@view("restaurant, closing with orders waiting", ask_to_close, dialog=True)
def shop_closing(opening: Opening) -> QWidget:
    page = _page(
        opening, "shop", lambda window: BranchesPage(window.look, _RestaurantCommands(opening.clock.now, 2))
    )
    assert isinstance(page, BranchesPage)
    page.show_branches(branches())
    page._on_close_wanted(FIRST, 30)
    dialog = page.findChild(Dialog, "closeShopDialog")
    assert dialog is not None
    return dialog


def _report(opening: Opening) -> SalesPage:
    page = _page(opening, "report", lambda window: SalesPage(window.look, RecordedSales()))
    assert isinstance(page, SalesPage)
    return page


@view("report", SalesPage)
def report_page(opening: Opening) -> QWidget:
    page = _report(opening)
    period = Period.of(Span.DAY, TODAY)
    lines = tuple(SoldLine(f"Πιάτο {number}", Decimal(number), Decimal(100)) for number in range(1, 14))
    sales = [
        Sale(
            at=NOW,
            received_at=NOW,
            accepted_at=NOW + timedelta(seconds=90),
            total=Decimal("1417.50"),
            cancelled=False,
            payment_method="Κάρτα",
            lines=lines,
        ),
        Sale(NOW, NOW, None, Decimal(90), cancelled=True, reason_id=3),
    ]
    outages = [Outage(NOW, NOW + timedelta(minutes=5), off=False)]
    before = figures([Sale(NOW, NOW, None, Decimal(1000), cancelled=False)], (), period.since, period.until)
    page.show_report(report(period, sales, outages, before, earlier=sales), {3: "Πολλή δουλειά"})
    return page.window()


@view("report, a week")
def report_page_of_a_week(opening: Opening) -> QWidget:
    page = _report(opening)
    page.chooser.choose(Span.WEEK)
    period = Period.of(Span.WEEK, TODAY)
    sale = Sale(NOW, NOW, NOW + timedelta(seconds=9), Decimal(90), cancelled=False, tip=Decimal(5))
    earlier = [msgspec.structs.replace(sale, at=NOW - timedelta(days=7))]
    before = figures(earlier, (), period.since, period.until)
    page.show_report(report(period, [sale], (), before, earlier=earlier), {})
    return page.window()


@view("report, at the end of the day")
def report_page_at_the_end(opening: Opening) -> QWidget:
    page = _report(opening)
    page.chooser.step_back()
    period = Period.of(Span.DAY, TODAY).before()
    sale = Sale(period.since, period.since, period.since, Decimal(90), cancelled=False)
    page.show_report(report(period, [sale], (), figures((), (), period.since, period.until)), {})
    return page.window()


@view("report, being counted")
def report_page_counting(opening: Opening) -> QWidget:
    return _report(opening).window()


class _NoCredentials:
    """Commands of the credentials form that do nothing."""

    def check(self, token: str, app: str, rest: str) -> None: ...
    def use_checked(self) -> None: ...
    def save_in_keyring(self) -> None: ...
    def save_in_file(self) -> None: ...
    def use_until_quit(self) -> None: ...
    def drop_checked(self) -> None: ...


class _NoSetup:
    """Commands of the guide that do nothing."""

    settings = Settings(volume_new=80, preparing_time=25)

    def choose(self, **chosen: Any) -> None: ...
    def save(self, **noted: Any) -> None: ...
    def ring(self) -> None: ...
    def set_starts_with_computer(self, on: bool) -> None: ...

    def starts_with_computer(self) -> bool | None:
        return False


def _setup(opening: Opening, step: str) -> SetupPage:
    page = _page(
        opening,
        "setup",
        lambda window: SetupPage(window.look, _NoSetup(), _NoCredentials()),
        *new_orders()[:1],
    )
    assert isinstance(page, SetupPage)
    page.show_step(step)
    return page


def _step(name: str, step: str, show: Callable[[SetupPage], None] = lambda _page: None) -> None:
    @view(f"setup, {name}", SetupPage)
    def opens(opening: Opening) -> QWidget:
        page = _setup(opening, step)
        show(page)
        return page.window()


def _pressed(page: SetupPage, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert button is not None
    button.click()


def _end_pause(page: SetupPage) -> None:
    """Let the two seconds pass in which the last button is deaf."""
    step = page.findChild(ReadyStep)
    assert step is not None
    for _ in range(DEAF_SECONDS):
        step._on_second()


def _nothing_works(page: SetupPage) -> None:
    page.show_fault(SoundFault.NO_OUTPUT)
    _end_pause(page)


def _all_works(page: SetupPage) -> None:
    page.credentials_form.show_connected(Connected(Stored.FILE, ("Άλφα", "Βήτα")))
    _pressed(page, "setup_soundNext")
    page.show_step("ready")
    _end_pause(page)


for _name in STEPS[:-1]:
    _step(_name, _name)
_step("ready", "sound", _all_works)
_step("nearly ready", "ready", _nothing_works)
_step("no sound", "sound", lambda page: page.show_fault(SoundFault.NO_OUTPUT))
_step("computer muted", "sound", lambda page: page.show_fault(SoundFault.MUTED))
_step(
    "refused key",
    "connect",
    lambda page: page.credentials_form.show_outcome(
        CredentialsOutcome(works=False, sentence="Κακό κλειδί " * 4, detail="διότι " * 9)
    ),
)
_step(
    "no keyring",
    "connect",
    lambda page: page.credentials_form.show_outcome(
        CredentialsOutcome(works=True, sentence="Καλό", restaurants=("Άλφα", "Βήτα"), asks_where=True)
    ),
)
_step(
    "key of another restaurant",
    "connect",
    lambda page: page.credentials_form.show_outcome(
        CredentialsOutcome(works=True, sentence="Καλό", restaurants=("Άλφα",), instead_of=("Βήτα", "Γάμμα"))
    ),
)
_step("asking", "connect", lambda page: _pressed(page, "tryKey"))
_step("two keys", "connect", lambda page: _pressed(page, "switchKeys"))
_step(
    "connected",
    "connect",
    lambda page: page.credentials_form.show_connected(Connected(Stored.FILE, ("Άλφα", "Βήτα"))),
)
_step("nothing heard", "sound", lambda page: _pressed(page, "setupNotHeard"))


def _items() -> list[SettingItem]:
    """Return all settings, each second one with its default."""
    found = []
    for number, row in enumerate(ROWS):
        value: Any = None
        default: Any = None
        if row.form is Form.NUMBER:
            value, default = 40, 40 + number % 2
        elif row.form is Form.SWITCH:
            value, default = True, bool(number % 2)
        elif row.form is Form.CHOICE:
            value, default = choices(row)[0][1], choices(row)[number % 2][1]
        elif row.form is not Form.ACTION:
            value, default = "", ""
        found.append(SettingItem(row, value, default, fixed=row.name == "base_url"))
    return found


class _Refusing:
    """Commands of the settings page: each value is refused."""

    def items(self) -> list[SettingItem]:
        return _items()

    def set_value(self, name: str, value: Any) -> str:
        return "Δεν γίνεται " * 5

    def run_action(self, name: str) -> None: ...
    def choose_sound_file(self, name: str) -> None: ...
    def next_sound(self, name: str) -> None: ...
    def play_sound(self, name: str) -> None: ...


def _settings(opening: Opening) -> SettingsPage:
    page = _page(
        opening, "settings", lambda window: SettingsPage(window.look, _Refusing()), *new_orders()[:1]
    )
    assert isinstance(page, SettingsPage)
    return page


@view("settings", SettingsPage)
def settings_page(opening: Opening) -> QWidget:
    return _settings(opening).window()


@view("settings, led to one", SettingsPage)
def settings_page_at_one(opening: Opening) -> QWidget:
    page = _settings(opening)
    page.show_setting("language")
    return page.window()


@view("settings, refused", SettingsPage)
def settings_page_refused(opening: Opening) -> QWidget:
    page = _settings(opening)
    button = page.findChild(QPushButton, "set_keep_awake")
    assert button is not None
    button.click()
    return page.window()


@view("settings, none found", SettingsPage)
def settings_page_sifted(opening: Opening) -> QWidget:
    page = _settings(opening)
    page.search.setText("ξένο")
    return page.window()


# ------------------------------------------------------------------ printing


_PRINTERS: Final = (
    Printer("1", "Κουζίνα", "Διεύθυνση", tickets=default_rules((TicketKind.KITCHEN,)), stand_in="2"),
    Printer("2", "Ταμείο", "Γραμμή", text_mode=True),
)


def print_jobs() -> list[PrintJob]:
    """Return one job in each state; two ask."""
    return [
        PrintJob(
            number,
            key(number),
            str(1030 + number),
            TicketKind.KITCHEN,
            PrintMoment.ACCEPT,
            "1",
            "1",
            1,
            state,
            NOW - timedelta(minutes=20 - number),
            print_number=1 + number % 2,
            problem="paper_out" if state is PrintJobState.NOT_BEGUN else "",
        )
        for number, state in enumerate(PrintJobState, 1)
    ]


class _NoPrinting:
    """Commands of the pages about printing that do nothing."""

    def came_out(self, job_id: int) -> None: ...
    def print_again(self, job_id: int) -> None: ...
    def try_now(self) -> None: ...
    def put_away(self, job_ids: Sequence[int]) -> None: ...
    def print_expired(self, job_ids: Sequence[int]) -> None: ...
    def hand_to(self, job_id: int, printer_id: str) -> None: ...
    def give_up(self, printer_id: str) -> None: ...
    def change(self, printer: Printer) -> None: ...
    def ask_to_remove(self, printer_id: str) -> None: ...
    def test(self, printer_id: str) -> None: ...
    def search(self) -> None: ...
    def open_tickets(self) -> None: ...
    def count(self) -> int:
        return 1

    def last_tickets(self, most: int) -> list[bytes]:
        return [Sheet(576, [b"\x55" * 72] * 300).png()]

    def set_paper_out(self, out: bool) -> None: ...
    def set_cover_open(self, opened: bool) -> None: ...

    def now(self) -> datetime:
        return NOW

    def printers(self) -> list[ShownPrinter]:
        good, bad = _PRINTERS
        return [ShownPrinter(good, "Όλα καλά", is_well=True), ShownPrinter(bad, "Χαρτί;", is_well=False)]

    def add(self, address: str) -> tuple[str, str]:
        return "", "Δεν γίνεται " * 5

    def check_address(self, address: str) -> tuple[str, str]:
        return address, ""

    def branches(self) -> list[tuple[str, str]]:
        return [("1", "Άλφα"), ("2", "Βήτα")]


@view("tickets", TicketsPage)
def tickets_page(opening: Opening) -> QWidget:
    page = _page(
        opening,
        "tickets",
        lambda window: TicketsPage(window.look, _NoPrinting(), lambda: None),
        *new_orders()[:1],
    )
    assert isinstance(page, TicketsPage)
    page.show_jobs([ShownJob(job, "Κουζίνα", ("2", "Ταμείο")) for job in reversed(print_jobs())])
    return page.window()


@view("tickets, none")
def tickets_page_empty(opening: Opening) -> QWidget:
    page = _page(opening, "tickets", lambda window: TicketsPage(window.look, _NoPrinting(), lambda: None))
    assert isinstance(page, TicketsPage)
    page.show_jobs([])
    return page.window()


def _printers(opening: Opening) -> PrintersPage:
    page = _page(opening, "printers", lambda window: PrintersPage(window.look, _NoPrinting()))
    assert isinstance(page, PrintersPage)
    return page


@view("printers", PrintersPage)
def printers_page(opening: Opening) -> QWidget:
    page = _printers(opening)
    page.show_found("Βρέθηκαν", [("Οδός", ""), ("Ουρά", "Γραφείο")], again="Ξανά")
    page.show_test_answer("1", "Χωρίς χαρτί", good=False)
    return page.window()


@view("printers, one", PrinterForm)
def printer_form(opening: Opening) -> QWidget:
    page = _printers(opening)
    page.edit("2")
    return page.window()


@view("board, a ticket that did not come out")
def board_without_a_ticket(opening: Opening) -> QWidget:
    window = opening.window(*later_orders())
    window.detail.contact.offer_tickets(offered=True)
    jobs = print_jobs()
    window.board_page.show_tickets({key(20): order_tickets(jobs, {"1": "Κουζίνα"}, NOW)})
    window.open_order(key(20))
    return window


@view("demo paper", DemoPaper)
def demo_paper(opening: Opening) -> QWidget:
    window = opening.window(*new_orders()[:1])
    paper = DemoPaper(window.look, _NoPrinting(), window)
    paper.show()
    return paper


# ------------------------------------------------------------------ menus


def _open_menu(window: MainWindow) -> QMenu:
    window.dialogs.show_menu()
    menu = window.findChild(QMenu, "mainMenu")
    assert menu is not None
    return menu


def _never_built() -> Page:
    raise AssertionError("the menu is open, no page is")


def _tills(opening: Opening) -> TillsPage:
    page = _page(
        opening,
        "tills",
        lambda window: TillsPage(window.look, made_tills.Setup(), opening.clock.steady),
    )
    assert isinstance(page, TillsPage)
    page.show_line(made_tills.LINE)
    page.show_tills(made_tills.tills())
    return page


@view("tills", TillsPage)
def tills_page(opening: Opening) -> QWidget:
    return _tills(opening).window()


@view("tills, a database that cannot be used", TillsPage)
def tills_page_refused(opening: Opening) -> QWidget:
    page = _tills(opening)
    page.show_trial(StoreTrial(StoreProblem.POOLER, made_tills.PLACE))
    return page.window()


@view("tills, a database that works", TillsPage)
def tills_page_connected(opening: Opening) -> QWidget:
    page = _tills(opening)
    page.show_trial(StoreTrial(None, made_tills.PLACE, "15", 3))
    return page.window()


@view("board, without the shared database", AsOfStrip)
def board_without_database(opening: Opening) -> QWidget:
    at_another = command(CommandState.CONFIRMED, till="Ταμείο 2")
    window = opening.window(*new_orders()[:1], accepted(20, accept=at_another))
    window.show_troubles([made_tills.TROUBLE])
    window.board_page.show_as_of(made_tills.LOST)
    return window


@view("board, alone", AloneStrip)
def board_alone(opening: Opening) -> QWidget:
    window = opening.window(*new_orders()[:1])
    strip = AloneStrip(window.look, opening.clock.now)
    window.add_strip(strip)
    strip.show_alone(made_tills.LOST)
    return window


@view("menu")
def main_menu(opening: Opening) -> QWidget:
    window = opening.window(*new_orders()[:1])
    for title, key_of_it in (
        (restaurant_words.dishes_title(), "F6"),
        (order_words.report_title(), "F12"),
    ):
        window.pages.offer(Entry(title, title, key_of_it, _never_built))
    return _open_menu(window)


@view("tray", Tray)
def tray_menu(opening: Opening) -> QWidget:
    window = opening.window()
    tray = Tray(opening.commands, window)
    tray.show_state(waiting=2, muted=2, receiving=False, sound=False)
    menu = tray.icon.contextMenu()
    menu.setProperty("toolTipOfTray", tray.icon.toolTip())
    return menu


# ------------------------------------------------------------------ dialogs


def _opened(window: MainWindow, dialog: Dialog | None) -> Dialog:
    if dialog is None:
        dialog = window.dialogs.dialog
    assert dialog is not None
    if not dialog.isVisible():
        dialog.open()
    QApplication.processEvents()
    return dialog


def _by(name: str, covers: tuple[object, ...], show: Callable[[MainWindow], Dialog | None]) -> None:
    """Register a dialog that is opened by something done in a window with orders."""

    @view(name, *covers, dialog=True)
    def opens(opening: Opening) -> QWidget:
        window = opening.window(*new_orders()[:2], accepted(20))
        return _opened(window, show(window))


def _sold_out(window: MainWindow) -> None:
    window.dialogs.orders.menu = dishes()
    window.dialogs.orders.ask_sold_out()


def _cancel(window: MainWindow) -> None:
    window.dialogs.orders.cancel_reasons = [CancelReason(number, f"Λόγος {number}") for number in range(1, 8)]
    window.dialogs.orders.cancel_or_take_back(key(1))


def _portions(window: MainWindow) -> PortionsDialog:
    counts = {count.food_id: count for count in portion_counts()}
    rows = tuple(
        BranchDish(dish, None, counts.get(dish.food_id), branch)
        for dish, branch in zip(dishes().dishes, ("Άλφα", "Βήτα"), strict=False)
    )
    return PortionsDialog(window, window.look, DishRow("", rows), time(5))


def _troubles(window: MainWindow) -> None:
    window.show_troubles(every_trouble())
    window.dialogs.list_troubles()


def _auto_accept(window: MainWindow) -> None:
    window.dialogs.auto_accept_rule = order_words.auto_accept_rule(the_rule())
    window.dialogs._on_auto_accept_wanted(True)


def _checkup(window: MainWindow) -> None:
    window.dialogs.show_checkup()
    for row in (
        CheckRow(Level.OK, "Όλα καλά"),
        tray_row(False),
        CheckRow(Level.TROUBLE, "Κάτι χάλασε " * 6, "διότι " * 20),
        finding_row("token", Level.TROUBLE, "Κλειδί", ""),
        finding_row("sound", Level.TROUBLE, "Ήχος " * 12, "διότι " * 20),
    ):
        window.dialogs.show_check(row)
    window.dialogs.end_checkup()


def _statement(window: MainWindow) -> None:
    window.dialogs.remedy(Trouble(TroubleKind.COOLDOWN, NOW))


def _wrong_pin(window: MainWindow) -> None:
    window.dialogs.prompts.ask_pin("leaving", lambda _pin: False, lambda: 0.0, lambda: None)
    dialog = window.dialogs.dialog
    assert isinstance(dialog, AskPinDialog)
    dialog.submit()


def _about(window: MainWindow) -> None:
    window.dialogs.show_about()
    window.dialogs.show_licences("Άδεια\n" * 100)


_by(
    "a ticket by hand",
    (TicketDialog,),
    lambda window: TicketDialog(
        window,
        window.look,
        "#1031",
        [("1", "Κουζίνα"), ("2", "Ταμείο")],
        is_changed=True,
        is_cancelled=True,
    ),
)
_by("keys", (shortcuts,), lambda window: window.dialogs.show_shortcuts())
_by("about", (AboutDialog,), _about)
_by("explanation", (statement,), _statement)
_by(
    "the database is away",
    (help_dialog,),
    lambda window: help_dialog(window, window.look, made_tills.TROUBLE.detail, lambda: None),
)
_by(
    "work alone",
    (alone_question,),
    lambda window: alone_question(window, window.look, made_tills.LOST_LINE),
)
_by("back from alone", (back_question,), lambda window: back_question(window, window.look))
_by("quit", (question, quit_question), lambda window: window.dialogs.ask_to_quit())
_by("take off the board", (question,), lambda window: window.dialogs.orders.remove_from_board(key(20)))
_by(
    "delivered, a step skipped",
    (question,),
    lambda window: window.dialogs.orders.act(key(20), Action.COMPLETE),
)
_by("accept by rule", (question,), _auto_accept)
_by("crash", (crash,), lambda window: window.dialogs.show_crash("ΛάθοςΤιμής"))
_by(
    "last words",
    (fatal_dialog,),
    lambda window: fatal_dialog(window, "Τέλος", "Ο φάκελος /φάκελος"),
)
_by(
    "whole order",
    (full_order,),
    lambda window: window.dialogs.show_full_order("Μουσακάς\n" * 40),
)
_by("what is wrong", (TroublesDialog,), _troubles)
_by("cancel", (CancelDialog,), _cancel)
_by("sold out", (SoldOutDialog,), _sold_out)
_by("sold out, none in the list", (SoldOutDialog,), lambda window: window.dialogs.orders.ask_sold_out())
_by("portions left", (PortionsDialog,), _portions)
_by("minutes", (MinutesDialog,), lambda window: window.dialogs.orders.ask_minutes())
_by("usual minutes", (MinutesDialog,), lambda window: window.dialogs.ask_usual())
_by("check-up", (CheckupDialog,), _checkup)
_by("check-up, looking", (CheckupDialog,), lambda window: window.dialogs.show_checkup())
_by(
    "support package",
    (SupportDialog,),
    lambda window: window.dialogs.show_support([("α.λογ", "γραμμή\n".encode() * 40)], "α.ζιπ"),
)
_by(
    "PIN before cancelling",
    (AskPinDialog,),
    lambda window: window.dialogs.prompts.ask_pin(
        "cancelling", lambda _pin: False, lambda: 0.0, lambda: None
    ),
)
_by("PIN, wrong", (AskPinDialog,), _wrong_pin)
_by(
    "PIN, wrong too often",
    (AskPinDialog,),
    lambda window: window.dialogs.prompts.ask_pin(
        "settings", lambda _pin: False, lambda: 299.0, lambda: None
    ),
)
_by(
    "PIN, chosen",
    (ChoosePinDialog,),
    lambda window: window.dialogs.prompts.choose_pin(has_one=True, chosen=lambda _pin: None),
)
_by(
    "forget the key",
    (question,),
    lambda window: window.dialogs.prompts.ask_forget_key(lambda: None),
)
_by(
    "another address in a settings file",
    (question,),
    lambda window: window.dialogs.prompts.ask_restored(
        *restore_words.restored_address("base_url", "", "https://www.dükk\u0430ngo.com/api"),
        lambda: None,
        lambda: None,
    ),
)
_by(
    "printers of a settings file",
    (question,),
    lambda window: window.dialogs.prompts.ask_restored(
        *restore_words.restored_printers((), (Printer("1", "μάγειρας", "10.0.0.9:9100"),)),
        lambda: None,
        lambda: None,
    ),
)
_by(
    "settings of a file that matter",
    (question,),
    lambda window: window.dialogs.prompts.ask_restored(
        *restore_words.restored_settings(
            Settings(allergy_words="ξηροί καρποί"),
            {"allergy_words": "", "keep_personal_data_days": 1, "pin_guards_exports": False},
        ),
        lambda: None,
        lambda: None,
    ),
)
_by(
    "back to the defaults",
    (question,),
    lambda window: window.dialogs.prompts.ask_defaults(lambda: None),
)


def _under_way(dialog: UpdateDialog) -> None:
    dialog.show_version(_NEW)
    dialog.show_progress(_NEW.size // 3)


def _ready(dialog: UpdateDialog, command: str | None) -> None:
    dialog.show_version(_NEW)
    dialog.show_ready("/φάκελος", command)


def _update(show: Callable[[UpdateDialog], None]) -> Callable[[MainWindow], Dialog]:
    def opened(window: MainWindow) -> Dialog:
        dialog = UpdateDialog(window, window.look)
        show(dialog)
        return dialog

    return opened


_NEW: Final = NewVersion("9.9.9", "16.01.2026", "Νέα και καλά\n" * 30, 45_000_000)
_by("update, orders wait", (ask_to_install,), lambda window: ask_to_install(3, window, window.look))
_by("update, looking", (UpdateDialog,), _update(lambda dialog: dialog.show_checking()))
_by("update, none", (UpdateDialog,), _update(lambda dialog: dialog.show_none("9.9.9")))
_by("update, lapsed", (UpdateDialog,), _update(lambda dialog: dialog.show_expired("22.11.2026")))
_by("update, there", (UpdateDialog,), _update(lambda dialog: dialog.show_version(_NEW)))
_by("update, downloading", (UpdateDialog,), _update(_under_way))
_by("update, to be typed", (UpdateDialog,), _update(lambda dialog: _ready(dialog, "άπτ " * 30)))
_by("update, to be unpacked", (UpdateDialog,), _update(lambda dialog: _ready(dialog, "")))
_by("update, to be installed", (UpdateDialog,), _update(lambda dialog: _ready(dialog, None)))
_by(
    "update, failed",
    (UpdateDialog,),
    _update(lambda dialog: dialog.show_failed(UpdateProblem.SIGNATURE, downloading=False)),
)
