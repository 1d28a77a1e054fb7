"""All stored orders in the place of the board: found, looked through by the page, told in full, written to a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QHeaderView, QTableView

from desktop.domain.orders.search import Filter
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import tr
from desktop.ui.history.filters import HistoryFilters
from desktop.ui.history.model import BRANCH, CUSTOMER, NUMBER, PAYMENT, STATUS, TIME, TOTAL, WAY, HistoryModel
from desktop.ui.order.blocks import Caption, GapBlock, Pair
from desktop.ui.order.order_text import detail_of
from desktop.ui.order.sheet import OrderSheet
from desktop.ui.text import history_words
from desktop.ui.text.format import clock_with_seconds, one_line
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.file_dialog import ask_file
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pages import Page
from desktop.ui.widgets.theme import TOUCH
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.search import Found, Happening
    from desktop.domain.restaurant.branch import Branch
    from desktop.ui.widgets.theme import Look


_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_WIDTHS: Final = {NUMBER: 84, TIME: 116, WAY: 92, PAYMENT: 116, TOTAL: 124, STATUS: 124}
"""Pixels at 100 % of columns whose texts are about as long in each order; the others share what is left."""
_WIDE: Final = 1320
"""Pixels at 100 % of the page below which the table leaves a column out: the detail has it."""
_TIGHT: Final = 1100
_TIGHTER: Final = 900


@dataclass(frozen=True, slots=True)
class HistoryCommands:
    """What the page may ask for. All return at once."""

    find: Callable[[Filter], None]
    """Find the first page; `show_orders` and `show_count` are told."""
    more: Callable[[Filter, int], None]
    """Find the page before this place."""
    open: Callable[[str], None]
    """Tell the order with this payment key; `show_life` is told."""
    save: Callable[[Filter, str], None]
    """Write all that is found to this path."""
    branches: Callable[[], tuple[Branch, ...]]
    now: Callable[[], datetime]
    """The time of day, aware."""


class HistoryPage(Page):
    """Filters, table, and the chosen order beside it."""

    def __init__(self, look: Look, commands: HistoryCommands) -> None:
        super().__init__(look, "history", history_words.title())
        self._commands = commands
        self._asked = Filter()
        self._opened = ""
        self._count = Label(look, 16, token="muted", elides=True)
        self._count.setObjectName("historyCount")
        self.head.addWidget(self._count, shrinks=True)
        self._csv = self._file_button("historyCsv", tr("Save as CSV…"), "csv")
        self._json = self._file_button("historyJson", tr("Save as JSON…"), "json")
        self.filters = HistoryFilters(look, commands.now)
        self.filters.changed.connect(self._find)
        self.body.addWidget(self.filters)
        self.model = HistoryModel(commands.now)
        self.model.more_wanted.connect(lambda: commands.more(self._asked, self.model.last_place))
        self.table = self._build_table()
        self.sheet = OrderSheet(look)
        self.sheet.setObjectName("historySheet")
        self.sheet.show_nothing(tr("Choose an order to see all of it"))
        self._nothing = Label(look, 18, token="muted")
        self._nothing.setObjectName("historyNothing")
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        self.body.addWidget(self._nothing)
        self._sides = QHBoxLayout()
        self._sides.addWidget(self.table, 2)
        self._sides.addWidget(self.sheet, 1)
        self.body.addLayout(self._sides, 1)
        look.changed.connect(self._dress)
        self._dress()

    def enter(self) -> None:
        """Look again, and take the keyboard for searching; what was chosen last is still chosen."""
        self.filters.show_branches(self._commands.branches())
        self._find()
        self.filters.search.selectAll()
        self.filters.search.setFocus()

    def show_orders(self, asked: Filter, before: int, orders: Sequence[Found], *, has_more: bool) -> None:
        """Show a page; one that is not looked for any more is left out.

        Args:
            asked: what it was found for.
            before: where it begins.
            orders: the latest first.
            has_more: whether another page follows.
        """
        if asked != self._asked:
            return
        if self.model.rowCount() and before == self.model.last_place:
            self.model.append(orders, has_more=has_more)
            return
        self.model.begin(orders, has_more=has_more)
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
                if asked.is_everything
                else tr("No order is found. Type less, or press “Clear the search”.")
            )
            announce(self, self._nothing.text())

    def show_count(self, asked: Filter, count: int, *, is_more: bool, unindexed: int) -> None:
        """Show how many orders there are, and how many cannot be found yet."""
        if asked == self._asked:
            self._count.set_text(history_words.found(count, is_more=is_more, unindexed=unindexed))
            if count:
                announce(self, self._count.text())
            for button in (self._csv, self._json):
                button.setEnabled(count > 0)

    def show_payment_methods(self, methods: Sequence[str]) -> None:
        """Offer the ways of payment that there are."""
        self.filters.show_payment_methods(methods)

    def show_life(self, order: BoardOrder, happenings: Sequence[Happening]) -> None:
        """Show one order in full, and all that happened to it."""
        if order.payment_key != self._opened:
            return
        detail = detail_of(order, self._commands.now())
        detail.blocks.append(Caption(tr("What happened")))
        day = None
        for what in happenings:
            local = what.at.astimezone(ISTANBUL)
            if local.date() != day:
                day = local.date()
                detail.blocks.append(Caption(local.strftime("%d.%m.%Y")))
            detail.blocks.append(Pair(clock_with_seconds(what.at), history_words.happening(what), pixels=15))
        detail.blocks.append(GapBlock(16))
        self.sheet.show_detail(detail, from_top=True)
        said = [f"{clock_with_seconds(what.at)} {history_words.happening(what)}" for what in happenings]
        self.sheet.setAccessibleName(tr("The chosen order"))
        self.sheet.setAccessibleDescription("\n".join(said))

    def show_failure(self, reason: str) -> None:
        """Say that the orders could not be read."""
        text = tr("The orders could not be read ({reason}). Open the page again to try again.")
        self._nothing.set_text(text.format(reason=one_line(reason, 120)))
        self._nothing.show()
        announce(self, self._nothing.text(), urgent=True)

    def press(self, event: QKeyEvent) -> bool:
        """Let the arrows lead from the search into the table and back, and Page scroll the order."""
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
        if key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp} and not self.table.hasFocus():
            self.sheet.scroll_page(1 if key == Qt.Key.Key_PageDown else -1)
            return True
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right} and self.table.hasFocus():
            self.sheet.scroll_page(1 if key == Qt.Key.Key_Right else -1)
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out columns where there is no room for them."""
        super().resizeEvent(event)
        self._hide_columns()

    def ask_where(self, kind: str) -> None:
        """Ask where to write what is found."""
        day = self._commands.now().astimezone(ISTANBUL).date().isoformat()
        ask_file(
            self,
            tr("Save"),
            f"tezgah-{day}.{kind}",
            f"*.{kind}",
            lambda path: self._commands.save(self._asked, path),
            save=True,
            object_name="historyChooser",
        )

    def _find(self) -> None:
        self._asked = self.filters.filter
        self._commands.find(self._asked)

    def _on_current(self, current: QModelIndex) -> None:
        found = self.model.found(current.row()) if current.isValid() else None
        if found is not None:
            self._opened = found.order.payment_key
            self._commands.open(self._opened)

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
        for column in range(self.model.columnCount()):
            stretches = column in {CUSTOMER, BRANCH}
            mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(column, mode)
        header.setSectionsClickable(False)
        table.selectionModel().currentChanged.connect(lambda current, _before: self._on_current(current))
        scroll_by_finger(table)
        FocusRing(self.look, table)
        return table

    def _file_button(self, name: str, text: str, kind: str) -> Button:
        button = Button(self.look, name=name)
        button.set_text(f"{kind.upper()}…", spoken=text)
        button.clicked.connect(lambda _on=False: self.ask_where(kind))
        self.head.addWidget(button)
        return button

    def _hide_columns(self) -> None:
        px, width = self.look.px, self.width()
        for column in (WAY, PAYMENT):
            self.table.setColumnHidden(column, width < px(_TIGHT))
        self.table.setColumnHidden(STATUS, width < px(_TIGHTER))
        several = len(self._commands.branches()) > 1
        self.table.setColumnHidden(BRANCH, not several or width < px(_WIDE))

    def _dress(self) -> None:
        look = self.look
        self.table.setFont(look.font(16))
        self.table.horizontalHeader().setFont(look.font(14))
        self.table.verticalHeader().setDefaultSectionSize(look.px(TOUCH))
        self.table.horizontalHeader().setMinimumHeight(look.px(36))
        for column, width in _WIDTHS.items():
            self.table.setColumnWidth(column, look.px(width))
        self._sides.setSpacing(look.px(12))
        self._hide_columns()
