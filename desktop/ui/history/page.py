"""The history page: it searches stored orders, shows one in full and exports the results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QHeaderView, QTableView

from desktop.domain.orders.order import OrderStatus
from desktop.domain.orders.search import Filter
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import tr
from desktop.ui.history.filters import HistoryFilters
from desktop.ui.history.model import HistoryColumn, HistoryModel
from desktop.ui.order.blocks import Caption, GapBlock, Pair
from desktop.ui.order.order_text import detail_of
from desktop.ui.order.sheet import OrderSheet
from desktop.ui.pressing.guard import unguarded
from desktop.ui.text import history_words
from desktop.ui.text.format import clock_with_seconds, one_line, order_number
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.file_dialog import ask_file
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pages import Page
from desktop.ui.widgets.theme import TOUCH
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, time

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.search import FoundOrder, OrderEvent
    from desktop.domain.restaurant.branch import Branch
    from desktop.ui.pressing.guard import Guard
    from desktop.ui.widgets.theme import Look


_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_WIDTHS: Final = {
    HistoryColumn.NUMBER: 84,
    HistoryColumn.TIME: 116,
    HistoryColumn.TYPE: 92,
    HistoryColumn.PAYMENT: 116,
    HistoryColumn.TOTAL: 124,
    HistoryColumn.STATUS: 124,
}
"""Pixels at 100 % of the columns with a fixed width; the others share the rest."""
_NEEDED_WIDTHS: Final = {
    HistoryColumn.BRANCH: 1320,
    HistoryColumn.TYPE: 1100,
    HistoryColumn.PAYMENT: 1100,
    HistoryColumn.STATUS: 900,
}
"""Pixels at 100 % of the page below which the table hides a column: the order beside it shows the same."""


class HistoryCommands(Protocol):
    """Commands of the page; all return at once."""

    def find(self, wanted: Filter) -> None:
        """Search; `show_orders` and `show_count` follow."""

    def find_more(self, wanted: Filter, before: int) -> None:
        """Search below this place; `show_more` follows."""

    def open_order(self, payment_key: str) -> None:
        """Read an order; `show_timeline` follows."""

    def save(self, wanted: Filter, path: str) -> None:
        """Write the found orders to a file."""

    def print_ticket(self, payment_key: str, number: str, *, is_cancelled: bool) -> None:
        """Ask which ticket of an order is printed."""

    def has_printer(self) -> bool:
        """Whether a ticket can be printed."""

    def branches(self) -> tuple[Branch, ...]:
        """Return the restaurant's branches."""

    def now(self) -> datetime:
        """Return the wall clock, aware."""

    def day_begins(self) -> time:
        """Return the local time at which the business day begins."""


class HistoryPage(Page):
    """Shows filters, a table, and the selected order beside it."""

    def __init__(self, look: Look, commands: HistoryCommands) -> None:
        super().__init__(look, "history", history_words.title())
        self._commands = commands
        self.guard: Guard = unguarded
        self._filter = Filter()
        self._count = Label(look, 16, token="muted", elides=True)
        self._count.setObjectName("historyCount")
        self.head.addWidget(self._count, shrinks=True)
        self._csv = self._file_button("historyCsv", tr("Save as CSV…"), "csv")
        self._xlsx = self._file_button("historyXlsx", tr("Save for Excel…"), "xlsx", tr("Excel…"))
        self._json = self._file_button("historyJson", tr("Save as JSON…"), "json")
        self._ticket = Button(look, name="historyTicket")
        self._ticket.set_text(tr("Ticket…"), hint="P", spoken=tr("Print a ticket of the selected order"))
        self._ticket.clicked.connect(lambda _on=False: self._print_ticket())
        self.head.addWidget(self._ticket)
        self.filters = HistoryFilters(look, commands.now, commands.day_begins)
        self.filters.changed.connect(self._find)
        self.body.addWidget(self.filters)
        self.model = HistoryModel(commands.now)
        self.model.more_wanted.connect(self._on_more_wanted)
        self.table = self._build_table()
        self.sheet = OrderSheet(look)
        self.sheet.setObjectName("historySheet")
        self.sheet.show_nothing(tr("Select an order to see all of it"))
        self._nothing = Label(look, 18, token="muted")
        self._nothing.setObjectName("historyNothing")
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        self.body.addWidget(self._nothing)
        self._sides = QHBoxLayout()
        self._sides.addWidget(self.table, 2)
        self._sides.addWidget(self.sheet, 1)
        self.body.addLayout(self._sides, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    def enter(self) -> None:
        """Search again with the last filter, and focus the search line."""
        self.filters.show_branches(self._commands.branches())
        self._ticket.setVisible(self._commands.has_printer())
        self._find()
        self.filters.search.selectAll()
        self.filters.search.setFocus()

    def show_orders(self, orders: Sequence[FoundOrder], *, has_more: bool) -> None:
        """Show the first page of a search, the latest order first; `has_more` where another page follows."""
        self.model.replace(orders, has_more=has_more)
        self._hide_columns()
        self.table.setVisible(bool(orders))
        self.sheet.setVisible(bool(orders))
        self._nothing.setVisible(not orders)
        if orders:
            index = self.model.index(0, 0)
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        else:
            self._nothing.set_text(
                tr("No order is stored here yet.")
                if self._filter.is_everything
                else tr("No order found. Type less, or press “Clear the search”.")
            )
            announce(self, self._nothing.text())

    def show_more(self, orders: Sequence[FoundOrder], *, has_more: bool) -> None:
        """Add the next page of the same search."""
        self.model.append(orders, has_more=has_more)

    def show_count(self, count: int, *, is_more: bool, unindexed: int) -> None:
        """Show how many orders the search finds, and how many no search finds yet."""
        self._count.set_text(history_words.found(count, is_more=is_more, unindexed=unindexed))
        if count:
            announce(self, self._count.text())
        for button in (self._csv, self._xlsx, self._json):
            button.setEnabled(count > 0)

    def show_payment_methods(self, methods: Mapping[str, tuple[str, ...]]) -> None:
        """Offer these payment methods in the filter, each with all its spellings."""
        self.filters.show_payment_methods(methods)

    def show_timeline(self, order: BoardOrder, events: Sequence[OrderEvent]) -> None:
        """Show one order in full, with its events."""
        detail = detail_of(order, self._commands.now())
        detail.blocks.append(Caption(tr("What happened")))
        day = None
        spoken = []
        for event in events:
            local = event.at.astimezone(ISTANBUL)
            if local.date() != day:
                day = local.date()
                detail.blocks.append(Caption(local.strftime("%d.%m.%Y")))
            at, text = clock_with_seconds(event.at), history_words.event_text(event)
            detail.blocks.append(Pair(at, text, pixels=15))
            spoken.append(f"{at} {text}")
        detail.blocks.append(GapBlock(16))
        self.sheet.show_detail(detail, from_top=True)
        self.sheet.setAccessibleName(tr("The selected order"))
        self.sheet.setAccessibleDescription("\n".join(spoken))

    def show_failure(self, reason: str) -> None:
        """Show that the orders could not be read, and why."""
        text = tr("The orders could not be read ({reason}). Open the page again to try again.")
        self._nothing.set_text(text.format(reason=one_line(reason, 120)))
        self._nothing.show()
        announce(self, self._nothing.text(), urgent=True)

    def press(self, event: QKeyEvent) -> bool:
        """Handle the keys: arrows and Esc move between search and table, Page keys scroll the order."""
        key = event.key()
        in_search = self.filters.search.hasFocus()
        if in_search and (key == Qt.Key.Key_Down or key in _ENTER):
            self.table.setFocus()
            return True
        if key == Qt.Key.Key_Escape and (self.table.hasFocus() or not self.filters.filter.is_everything):
            if self.table.hasFocus():
                self.filters.search.setFocus()
            else:
                self.filters.clear()
            return True
        if key == Qt.Key.Key_P and self.table.hasFocus() and not self._ticket.isHidden():
            self._print_ticket()
            return True
        if key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp} and not self.table.hasFocus():
            self.sheet.scroll_page(1 if key == Qt.Key.Key_PageDown else -1)
            return True
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right} and self.table.hasFocus():
            self.sheet.scroll_page(1 if key == Qt.Key.Key_Right else -1)
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the columns that do not fit."""
        super().resizeEvent(event)
        self._hide_columns()

    def ask_file_name(self, kind: str) -> None:
        """Ask for the file to export the results to; `kind` is "csv", "xlsx" or "json"."""
        self.guard("exports", lambda: self._ask_file_name(kind))

    def _ask_file_name(self, kind: str) -> None:
        day = self._commands.now().astimezone(ISTANBUL).date().isoformat()
        ask_file(
            self,
            tr("Save"),
            f"tezgah-{day}.{kind}",
            f"*.{kind}",
            lambda path: self._commands.save(self._filter, path),
            save=True,
            object_name="historyChooser",
        )

    def _find(self) -> None:
        self._filter = self.filters.filter
        self._commands.find(self._filter)

    def _print_ticket(self) -> None:
        current = self.table.currentIndex()
        found = self.model.found(current.row()) if current.isValid() else None
        if found is not None:
            order = found.order
            self._commands.print_ticket(
                order.payment_key,
                order_number(order.number, order.payment_key),
                is_cancelled=order.status_id == OrderStatus.CANCELLED,
            )

    def _on_more_wanted(self) -> None:
        self._commands.find_more(self._filter, self.model.last_place)

    def _on_current_changed(self, current: QModelIndex) -> None:
        found = self.model.found(current.row()) if current.isValid() else None
        if found is not None:
            self._commands.open_order(found.order.payment_key)

    def _build_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("historyTable")
        table.setAccessibleName(history_words.title())
        table.setModel(self.model)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setTabKeyNavigation(False)
        table.setCornerButtonEnabled(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        for column in HistoryColumn:
            is_fixed = column in _WIDTHS
            mode = QHeaderView.ResizeMode.Fixed if is_fixed else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, mode)
        header.setSectionsClickable(False)
        table.selectionModel().currentChanged.connect(self._on_current_changed)
        scroll_by_finger(table)
        FocusRing(self.look, table)
        return table

    def _file_button(self, name: str, text: str, kind: str, shown: str = "") -> Button:
        button = Button(self.look, name=name)
        button.set_text(shown or f"{kind.upper()}…", spoken=text)
        button.clicked.connect(lambda _on=False: self.ask_file_name(kind))
        self.head.addWidget(button)
        return button

    def _hide_columns(self) -> None:
        several = len(self._commands.branches()) > 1
        for column, needed in _NEEDED_WIDTHS.items():
            is_useless = column is HistoryColumn.BRANCH and not several
            self.table.setColumnHidden(column, is_useless or self.width() < self.look.px(needed))

    def _restyle(self) -> None:
        look = self.look
        self.table.setFont(look.font(16))
        self.table.horizontalHeader().setFont(look.font(14))
        self.table.verticalHeader().setDefaultSectionSize(look.px(TOUCH))
        self.table.horizontalHeader().setMinimumHeight(look.px(36))
        for column, width in _WIDTHS.items():
            self.table.setColumnWidth(column, look.px(width))
        self._sides.setSpacing(look.px(12))
        self._hide_columns()
