"""The wall of tickets: paints them, and knows which one a press or a key means.

Nothing moves by itself. Where a ticket comes or goes and others move, presses are ignored for a moment.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QFrame

from desktop.domain.kitchen.tickets import KitchenTicket, Mark
from desktop.ui.kitchen_screen.arrange import Arranger, Picture
from desktop.ui.kitchen_screen.card_painting import CardPainter, CardState
from desktop.ui.kitchen_screen.pending import WHOLE, PendingPresses
from desktop.ui.kitchen_screen.sizes import MARGIN
from desktop.ui.kitchen_screen.spot import Spot, dish_at
from desktop.ui.text import kitchen_words
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.focus_ring import FocusRing

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from datetime import datetime

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

    from desktop.domain.kitchen.flow import Placed
    from desktop.domain.kitchen.tickets import KitchenDish
    from desktop.ui.widgets.theme import Look

PAUSE_SECONDS: Final = 0.4
"""Seconds for which presses are ignored after tickets moved."""
SLICE_SECONDS: Final = 0.008
"""Seconds of arranging in one turn of the loop: a frame has twice as many."""
KEYS: Final = "1234567890"
"""The keys of the first ten tickets of a page."""


class TicketWall(QFrame):
    """Shows tickets. Each signal of a press carries what stood on the screen."""

    bump_wanted = Signal(str, tuple, str)
    """Payment key, keys of the dishes, what the ticket said ("" for one dish)."""
    recall_wanted = Signal(str, int)
    """Payment key, id of the bump: a dish that is ready was pressed."""
    arranged = Signal()
    """Other tickets or pages are in view."""

    def __init__(
        self, look: Look, now: Callable[[], datetime], steady: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.setObjectName("ticketWall")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(200, 120)
        self._look = look
        self._now = now
        self._steady = steady
        self._arranger = Arranger()
        self._tickets: Sequence[KitchenTicket] = ()
        self._words: tuple[str, ...] = ()
        self._work: Generator[None, None, Picture] | None = None
        self.picture: Picture | None = None
        self._page = 0
        self._selected: str | None = None
        self._dish: str | None = None
        self._pending = PendingPresses(steady)
        self.may_press: Callable[[], bool] = lambda: True
        """Returns whether a press can be saved now; where it cannot, the person is told why."""
        self._paused_until = float("-inf")
        self._pressed: Spot | None = None
        self._ages: dict[str, str] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._work_on)
        look.changed.connect(self.update)
        FocusRing(look, self)
        self._tell()

    # What is shown

    @property
    def page(self) -> int:
        """The page in view, from 0."""
        return self._page

    @property
    def pages(self) -> int:
        """The number of pages."""
        return 1 if self.picture is None else self.picture.pages

    @property
    def tickets(self) -> Sequence[KitchenTicket]:
        """All tickets, the first to be started first."""
        return self._tickets

    @property
    def in_view(self) -> list[KitchenTicket]:
        """The tickets of the page in view."""
        return [] if self.picture is None else self.picture.tickets_on(self._page)

    @property
    def out_of_view(self) -> int:
        """The number of tickets of which nothing is in view."""
        return 0 if self.picture is None else len(self.picture.cards) - len(self.in_view)

    @property
    def selected(self) -> KitchenTicket | None:
        """The selected ticket."""
        return next((each for each in self.in_view if each.payment_key == self._selected), None)

    @property
    def is_paused(self) -> bool:
        """Whether presses are ignored now."""
        return self._steady() < self._paused_until

    @property
    def is_arranging(self) -> bool:
        """Whether a new picture is being made."""
        return self._work is not None

    def show_tickets(self, tickets: Sequence[KitchenTicket], words: tuple[str, ...]) -> None:
        """Show these tickets; `words` are the allergy words."""
        self._tickets, self._words = tickets, words
        self._arrange()

    def turn(self, pages: int) -> None:
        """Turn so many pages on, or back; the first follows the last."""
        if self.pages > 1:
            self._page = (self._page + pages) % self.pages
            self._pause()
            self._selected = self._dish = None
            self.update()
            self._tell()
            self.arranged.emit()

    def tick(self) -> None:
        """Repaint the heads whose age or colour changed; nothing else."""
        for key in self._pending.expire():
            self._update_ticket(key)
        if self.picture is None:
            return
        now = self._now()
        for placed in self.picture.on_page(self._page):
            ticket = self.picture.cards[placed.ticket].ticket
            text = f"{ticket.stage(now)}{kitchen_words.age(ticket, now)}"
            if self._ages.get(ticket.payment_key) != text:
                area = self._area(placed)
                self.update(QRect(area.left(), area.top(), area.width(), self.picture.size.head))
        self._note_ages(now)

    def _note_ages(self, now: datetime) -> None:
        self._ages = {
            each.payment_key: f"{each.stage(now)}{kitchen_words.age(each, now)}" for each in self._tickets
        }

    # Arranging

    def _arrange(self) -> None:
        self._work = self._arranger.arrange(self._tickets, self.size(), self._now(), self._words)
        self._work_on()

    def _work_on(self) -> None:
        if self._work is None:
            return
        end = self._steady() + SLICE_SECONDS
        try:
            while True:
                next(self._work)
                if self._steady() >= end:
                    self._timer.start(0)
                    return
        except StopIteration as done:
            self._work = None
            self._show(done.value)

    def _show(self, picture: Picture) -> None:
        before, old_page = self._painted(), self._page
        old = self.picture
        self.picture = picture
        self._page = min(self._page, picture.pages - 1)
        self._pending.settle(self._tickets)
        if self.selected is None:
            self._selected = self._dish = None
        elif self._dish is not None and self._dish not in {dish.key for dish in self._choices(self.selected)}:
            self._dish = None
        after = self._painted()
        if old is None or old_page != self._page or old.size.key != picture.size.key:
            changed = QRegion(self.rect())
        else:
            changed = QRegion()
            for area, content in [*(before.items() - after.items()), *(after.items() - before.items())]:
                del content
                changed += QRect(*area)
        if not changed.isEmpty():
            self.update(changed)
        if any(after.get(area, content)[0] != content[0] for area, content in before.items()):
            self._pause()
        self._note_ages(self._now())
        self._tell()
        self.arranged.emit()

    def _painted(self) -> dict[tuple[int, int, int, int], tuple[str, int]]:
        """Return what stands where on the page: the payment key, and the identity of what is painted."""
        if self.picture is None:
            return {}
        keys = self._keys()
        found = {}
        for placed in self.picture.on_page(self._page):
            card = self.picture.cards[placed.ticket]
            key = card.ticket.payment_key
            content = (
                id(card.rows), placed.first, placed.end, placed.parts, keys.get(key),
                card.ticket.stage(self._now()), card.ticket.due_at, self._pending.of(key), key == self._selected,
            )  # fmt: skip
            area = self._area(placed)
            found[area.left(), area.top(), area.width(), area.height()] = key, hash(content)
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # Presses

    def press_key(self, number: int) -> bool:
        """Bump the ticket with a number key, from 0; return whether there is one."""
        tickets = self.in_view
        if number >= len(tickets) or number >= len(KEYS):
            return False
        self._bump(tickets[number], None)
        return True

    def bump_selected(self) -> bool:
        """Bump the selected dish or ticket; the first ticket if it alone is in view."""
        ticket = self.selected
        if ticket is None:
            return False
        dish = next((each for each in self._choices(ticket) if each.key == self._dish), None)
        self._bump(ticket, dish)
        return True

    def select_next(self, tickets: int) -> None:
        """Select the next ticket, or the one before; past the end of a page the next page follows."""
        in_view = self.in_view
        if not in_view:
            return
        now = self.selected
        place = -1 if now is None else in_view.index(now)
        wanted = place + tickets if now is not None or tickets > 0 else len(in_view) - 1
        if not 0 <= wanted < len(in_view):
            if self.pages > 1:
                self.turn(1 if tickets > 0 else -1)
                in_view = self.in_view
            wanted = 0 if tickets > 0 else len(in_view) - 1
        self._select(in_view[wanted], None)

    def select_next_dish(self, dishes: int) -> None:
        """Select the next dish of the selected ticket, or the one before; before the first is the ticket itself."""
        ticket = self.selected
        if ticket is None:
            self.select_next(1)
            return
        choices: list[str | None] = [None, *(dish.key for dish in self._choices(ticket))]
        place = choices.index(self._dish) if self._dish in choices else 0
        self._select(ticket, choices[(place + dishes) % len(choices)])

    def clear_selection(self) -> None:
        """Select nothing."""
        self._selected = self._dish = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = None if self.is_paused else self._spot(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        spot = self._spot(event.position().toPoint())
        # Where something else came under the finger meanwhile, nothing is bumped.
        if spot is not None and spot.is_same(pressed):
            if spot.dish is not None:
                self._bump(spot.ticket, spot.dish)
            elif spot.is_head:
                self._bump(spot.ticket, None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ignore the second press of a double click: another ticket may stand here by now."""
        event.accept()

    def _bump(self, ticket: KitchenTicket, dish: KitchenDish | None) -> None:
        if self.is_paused:
            return
        if dish is not None and dish.done_at is None and dish.mark is Mark.REMOVED:
            return  # it leaves with its ticket
        if not self.may_press() or not self._pending.add(ticket, WHOLE if dish is None else dish.key):
            return
        self._update_ticket(ticket.payment_key)
        if dish is not None and dish.done_at is not None:
            self.recall_wanted.emit(ticket.payment_key, dish.done_by)
        elif dish is None or all(each.key == dish.key for each in ticket.open_dishes):
            # The last dish: the ticket says nothing any more that is not ready.
            self.bump_wanted.emit(ticket.payment_key, ticket.covers, ticket.content)
        else:
            self.bump_wanted.emit(ticket.payment_key, (dish.key,), "")

    def _update_ticket(self, payment_key: str) -> None:
        if self.picture is not None:
            for placed in self.picture.on_page(self._page):
                if self.picture.cards[placed.ticket].ticket.payment_key == payment_key:
                    self.update(self._area(placed))

    def forget_pending(self) -> None:
        """Show no press as being saved any more: saving failed, and the banner says so."""
        self._pending.clear()
        self.update()

    def _choices(self, ticket: KitchenTicket) -> list[KitchenDish]:
        return [dish for dish in ticket.dishes if dish.mark is not Mark.REMOVED]

    def _select(self, ticket: KitchenTicket, dish: str | None) -> None:
        self._selected, self._dish = ticket.payment_key, dish
        self.update()
        self._tell()
        announce(self, kitchen_words.spoken(ticket, self._now(), self._keys().get(ticket.payment_key, "")))

    def _pause(self) -> None:
        self._paused_until = self._steady() + PAUSE_SECONDS

    # Where things are

    def _keys(self) -> dict[str, str]:
        return {ticket.payment_key: key for ticket, key in zip(self.in_view, KEYS, strict=False)}

    def _area(self, placed: Placed) -> QRect:
        assert self.picture is not None  # noqa: S101 - only its parts are asked for
        size = self.picture.size
        column = placed.column % size.columns
        left = MARGIN + column * (size.width + MARGIN)
        return QRect(left, MARGIN + placed.top, size.width, placed.height)

    def _spot(self, point: QPoint) -> Spot | None:
        if self.picture is None:
            return None
        for placed in self.picture.on_page(self._page):
            area = self._area(placed)
            if area.contains(point):
                return dish_at(self.picture, placed, point.y() - area.top())
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.color("ground"))
        if self.picture is None:
            return
        keys = self._keys()
        cards = CardPainter(painter, self._look, self.picture, self._now())
        for placed in self.picture.on_page(self._page):
            area = self._area(placed)
            if not event.region().intersects(area):
                continue
            key = self.picture.cards[placed.ticket].ticket.payment_key
            selected = key == self._selected
            state = CardState(
                keys.get(key, ""), selected, self._dish if selected else None, self._pending.of(key)
            )
            painter.setClipRect(area.intersected(self.rect()))
            cards.paint(placed, area, state)
        painter.setClipping(False)
        if not self.picture.cards:
            painter.setFont(self._look.font(28))
            painter.setPen(self._look.color("muted"))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, kitchen_words.nothing()
            )

    def _tell(self) -> None:
        self.setAccessibleName(f"{kitchen_words.title()}: {kitchen_words.tickets(len(self._tickets))}")
        now, keys = self._now(), self._keys()
        told = [self.selected] if self.selected is not None else self.in_view
        self.setAccessibleDescription(
            "\n".join(kitchen_words.spoken(each, now, keys.get(each.payment_key, "")) for each in told)
        )
