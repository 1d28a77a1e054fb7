"""Accepts orders with the chosen minutes, once for each press, asks where a note names an allergy, and labels Accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from desktop.domain.orders.allergies import DEFAULT_WORDS, allergies_in, needs_reading, split_words
from desktop.ui.text.orders import order_words, press_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order
    from desktop.ui.board.board import OrderBoard
    from desktop.ui.commands import OrderCommands
    from desktop.ui.order.preparation_times import PreparationTimes
    from desktop.ui.printing.job_words import OrderTickets

PATIENCE: Final = 5.0
"""Seconds after which a press may be repeated: the store could not save it, which the banner shows."""
ASK_PAUSE: Final = 0.7
"""Seconds between the question about an allergy and the press that answers it."""
_CACHED: Final = 1000


class PendingAccepts(QObject):
    """Sends accepts. Each stays pending until the order changes on the board."""

    changed = Signal(str)
    """The texts of this order's buttons changed."""

    def __init__(
        self, commands: OrderCommands, minutes: PreparationTimes, clock: Callable[[], float], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._commands = commands
        self._minutes = minutes
        self._clock = clock
        self._pending: dict[str, tuple[BoardOrder, float]] = {}
        self._words = split_words(DEFAULT_WORDS)
        self._allergies: dict[str, tuple[Order, tuple[str, ...]]] = {}
        self._asked: Order | None = None
        """The order whose allergy the next press confirms."""
        self._held_back = False
        self.tickets: Mapping[str, OrderTickets] = {}
        """The state of the tickets of orders, by payment key."""

    def set_allergy_words(self, words: tuple[str, ...]) -> None:
        """Look for these words in notes."""
        self._words = words
        self._allergies.clear()
        self._asked = None

    def allergies(self, order: Order) -> tuple[str, ...]:
        """Return the allergy words in the notes of an order."""
        known = self._allergies.get(order.payment_key)
        if known is None or known[0] is not order:
            if len(self._allergies) >= _CACHED:
                self._allergies.clear()
            known = self._allergies[order.payment_key] = (order, allergies_in(order, self._words))
        return known[1]

    def ticket_problem(self, payment_key: str) -> str:
        """Return the sentence about an order's ticket that did not come out, "" for none."""
        tickets = self.tickets.get(payment_key)
        return "" if tickets is None else tickets.problem

    def is_left_to_person(self, order: BoardOrder) -> bool:
        """Whether an order is never accepted together with others: a note, a doubt or an allergy."""
        return needs_reading(order.order, self._words)

    def are_held_back(self) -> bool:
        """Whether marked orders wait to be accepted together: one Accept button at a time."""
        return self._held_back

    def hold_back(self, *, held: bool) -> None:
        """Let the Accept buttons of single orders wait, or not."""
        self._held_back = held

    def question(self, payment_key: str) -> str:
        """Return what the next press on Accept confirms, "" for nothing."""
        asked = self._asked
        if asked is None or asked.payment_key != payment_key:
            return ""
        return press_words.confirm_allergy(self.allergies(asked))

    def keep_question_for(self, payment_key: str | None) -> None:
        """Forget the question, unless it is about this order: its place was left."""
        asked = self._asked
        if asked is not None and asked.payment_key != payment_key:
            self._asked = None
            self.changed.emit(asked.payment_key)

    def label(self, payment_key: str, when: str = "") -> str:
        """Return the text of an order's Accept button; `when` is the time that a scheduled order is for."""
        if self.question(payment_key):
            # The line above the button names the allergy.
            return press_words.confirm_on_card()
        typed = self._minutes.typed(payment_key)
        if typed:
            return order_words.accept_typed(typed)
        return order_words.accept_label(self._minutes.minutes_for(payment_key), when)

    def is_pending(self, payment_key: str) -> bool:
        """Whether Accept was pressed and the order has not changed since."""
        return payment_key in self._pending

    def press(self, board: OrderBoard, payment_key: str) -> None:
        """Accept an order with the minutes chosen for it, unless it is pending or cannot be accepted.

        The first press for an order with an allergy only asks; the same order must be meant again.
        """
        order = board.order(payment_key)
        minutes = self._minutes.minutes_for(payment_key)
        if order is None or minutes is None or not order.may_accept or self.is_pending(payment_key):
            return
        if not self._commands.may_press():
            return
        if self.allergies(order.order) and self._asked != order.order:
            self._asked = order.order
            board.choose(payment_key)
            board.input_pause.start(ASK_PAUSE)
            board.card_input_pause.start(ASK_PAUSE)
            self.changed.emit(payment_key)
            return
        self._asked = None
        self._pending[payment_key] = (order, self._clock())
        self._minutes.forget(payment_key)
        board.selection.release(payment_key)
        board.card_input_pause.start()
        self._commands.accept(payment_key, minutes)
        self.changed.emit(payment_key)

    def discard_answered(self, board: OrderBoard) -> None:
        """Discard the accepts whose orders changed since, and those that got no answer in time."""
        for key, (order, since) in list(self._pending.items()):
            if board.order(key) is not order or self._clock() - since > PATIENCE:
                del self._pending[key]
                self.changed.emit(key)
