"""The header: restaurant, connection, time of the next poll, sound, clock, menu."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Signal, SignalInstance
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QWidget

from desktop.domain.text.translation import tr
from desktop.domain.trouble import Connection, Link
from desktop.ui.restaurant.portions_chip import PortionsChip
from desktop.ui.text import plurals, restaurant_words, trouble_words
from desktop.ui.text.format import clock, one_line
from desktop.ui.text.orders import order_words
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.glyphs import Glyph
from desktop.ui.widgets.label import Label, TickingLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from desktop.domain.restaurant.branch import Branch
    from desktop.domain.restaurant.portions import PortionCount
    from desktop.ui.widgets.theme import Look

_FEW_BELOW: Final = 800
"""Pixels at 100 % that the chips leave to the others, below which dishes off sale give way to portions."""
_ROOM_FOR_RUSH: Final = 860
"""Pixels at 100 % from which the button for a rush is always there."""
_ROOM_FOR_WORDS: Final = 820
"""Pixels at 100 % for all that is always there; with less, some chips have numbers alone."""


def minutes_left(until: datetime, now: datetime) -> int:
    """Return the whole minutes until a time, rounded up; 0 if it has passed."""
    return max(0, math.ceil((until - now).total_seconds() / 60))


class Header(QWidget):
    """The bar at the top."""

    mute_pressed = Signal()
    menu_pressed = Signal()
    poll_pressed = Signal()
    shop_pressed = Signal()
    off_sale_pressed = Signal()
    rush_pressed = Signal()

    def __init__(
        self, look: Look, now: Callable[[], datetime], steady: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.setObjectName("header")
        self._look = look
        self._now = now
        self._steady = steady
        self._connection = Connection(Link.STARTING)
        self._setting_up = False
        self._next_poll_at: float | None = None
        self._waits_for_store = False
        self._name = Label(look, 20, QFont.Weight.Bold, elides=True)
        self._name.setObjectName("restaurantName")
        self._name.set_text("Tezgâh")
        self._next = TickingLabel(look, 14, token="muted")
        self._next.setObjectName("nextLook")
        self._link = self._chip("connectionButton", self.poll_pressed)
        self._mute = self._chip("muteButton", self.mute_pressed)
        self._shop = self._chip("shopChip", self.shop_pressed)
        self._shop.set_text(tr("Open?"))
        self._shop.hide()
        self._off_sale = self._chip("offSaleChip", self.off_sale_pressed)
        self._off_sale.set_text(plurals.off_sale(0))
        self._off_sale.hide()
        self._off_sale_count = 0
        self._pace = self._chip("paceButton", self.menu_pressed)
        self.portions = PortionsChip(look)
        self._pace.set_glyph(Glyph.CLOCK, "waiting_ink")
        self._pace.set_text(tr("By rule"))
        self._pace.hide()
        self._rush_button = self._chip("rushButton", self.rush_pressed)
        self._rush = 0
        self._rush_until: datetime | None = None
        self._minutes_left = 0
        self._branches: tuple[Branch, ...] = ()
        self._clock = TickingLabel(look, 20, QFont.Weight.Bold)
        self._menu = self._chip("menuButton", self.menu_pressed)
        self._menu.set_glyph(Glyph.MENU)
        self._menu.set_text(tr("Menu"), hint="F10")
        self._layout = FlowLayout(self)
        self._layout.addWidget(self._name, shrinks=True)
        self._layout.addWidget(self._shop)
        self._layout.addStretch(1)
        for widget in (
            self._off_sale,
            self._rush_button,
            self._pace,
            self.portions,
            self._next,
            self._link,
            self._mute,
            self._clock,
            self._menu,
        ):
            self._layout.addWidget(widget)
        look.changed.connect(self._restyle)
        self._restyle()
        self.show_connection(self._connection)
        self.show_sound(working=None, waiting=0, muted=0)
        self._fit_chips()
        self.tick()

    def _chip(self, name: str, pressed: SignalInstance) -> Button:
        button = Button(self._look, ButtonKind.CHIP, name=name)
        button.clicked.connect(pressed)
        return button

    @property
    def menu_button(self) -> Button:
        """The button that opens the menu."""
        return self._menu

    def show_restaurant(self, name: str) -> None:
        shown = one_line(name, 80)
        self._name.set_text(shown or "Tezgâh")

    def set_up(self, setting_up: bool) -> None:  # noqa: FBT001 - reads like Qt's setVisible
        """Show a connection that nobody has set up yet without an alarm, while somebody does it."""
        self._setting_up = setting_up
        self.show_connection(self._connection)

    def wait_for_store(self, *, waits: bool) -> None:
        """Say instead of the next poll that nobody polls from here: the shared database is away."""
        self._waits_for_store = waits
        self.tick()

    def show_connection(self, connection: Connection) -> None:
        """Show whether orders arrive, and count down to the next poll."""
        self._connection = connection
        wait = connection.next_poll_in
        self._next_poll_at = None if wait is None else self._steady() + wait
        text = trouble_words.link(connection)
        good = connection.link is Link.CONNECTED
        if self._setting_up and connection.link is Link.OFF and connection.silent_since is None:
            text = tr("Not connected yet")
            self._link.set_kind(ButtonKind.CHIP)
            self._link.set_glyph(Glyph.CLOCK, "muted")
        elif connection.is_lost:
            self._link.set_kind(ButtonKind.ALARM)
            self._link.set_glyph(Glyph.WARNING)
        else:
            self._link.set_kind(ButtonKind.CHIP)
            self._link.set_glyph(Glyph.DOT if good else Glyph.CLOCK, "accept" if good else "muted")
        self._link.set_text(text, spoken=tr("{state}. Press to check now (F5)").format(state=text))
        self._show_shop()
        self.tick()

    def show_sound(self, *, working: bool | None, waiting: int, muted: int, lost_rings: bool = False) -> None:
        """Show the state of the sound.

        Args:
            working: False if nothing can be heard, None if that is not known yet.
            waiting: the number of waiting orders.
            muted: the number of muted ones among them.
            lost_rings: whether the bell rings because no orders arrive.
        """
        button = self._mute
        if working is False:
            button.set_kind(ButtonKind.ALARM)
            button.set_glyph(Glyph.BELL_MUTED)
            text = tr("No sound. Press to try the bell (F8)")
            button.set_text(order_words.capitals(tr("No sound")), hint="F8", spoken=text)
            return
        button.set_kind(ButtonKind.CHIP)
        if waiting and muted >= waiting and not lost_rings:
            button.set_glyph(Glyph.BELL_MUTED, "waiting_ink")
            text = plurals.muted(muted)
            spoken = tr("{state}. Press to unmute (F8)").format(state=text)
        elif waiting or lost_rings:
            button.set_glyph(Glyph.BELL, "accept_ink")
            text = tr("Mute")
            spoken = tr("Sound on. Press to mute (F8)")
        else:
            button.set_glyph(Glyph.BELL, "accept_ink")
            text = tr("Sound on")
            spoken = tr("Sound on. Nothing is ringing (F8)")
        button.set_text(text, hint="F8", spoken=spoken)

    def show_branches(self, branches: tuple[Branch, ...]) -> None:
        """Show whether the restaurant takes orders; hidden until the vendor has named its branches."""
        self._branches = branches
        self._shop.setVisible(bool(branches))
        self._show_shop()
        self._fit_chips()

    def _show_shop(self) -> None:
        if not self._branches:
            return
        mood = restaurant_words.branches_summary(self._branches)
        lost = self._connection.is_lost
        # "Closing…" is our own wish, and true without an answer too.
        text = f"{mood.text}?" if lost and not mood.text.endswith("…") else mood.text
        self._shop.set_kind(ButtonKind.ALARM if mood.alarming else ButtonKind.CHIP)
        # Without an answer from the vendor its last report is no more than that.
        token = "muted" if lost else mood.token
        self._shop.set_glyph(Glyph.WARNING if mood.alarming else Glyph.DOT, token)
        spoken = tr("Restaurant: {state}. Press to open or close (F11)")
        self._shop.set_text(text, spoken=spoken.format(state=text))

    def show_off_sale(self, count: int) -> None:
        """Show the number of dishes that are off sale."""
        self._off_sale_count = count
        self._fit_chips()

    def show_portions(self, counts: Sequence[PortionCount], branch_names: Mapping[str, str]) -> None:
        """Show the dish with the fewest portions left, see `PortionsChip`."""
        self.portions.show_counts(counts, branch_names)
        self._fit_chips()

    def show_rush(self, minutes: int, until: datetime | None) -> None:
        """Show the extra minutes of a rush and count down to its end; 0 for no rush."""
        self._rush, self._rush_until = minutes, until
        self._fit_chips()

    def show_auto_accept(self, *, on: bool) -> None:
        """Show whether a rule accepts orders."""
        self._pace.setVisible(on)
        self._fit_chips()

    def _set_rush_text(self, *, short: bool) -> None:
        button = self._rush_button
        if self._rush and self._rush_until is not None:
            self._minutes_left = minutes_left(self._rush_until, self._now())
            values = {"minutes": self._rush, "left": self._minutes_left}
            text = tr("Rush +{minutes} · {left} min").format(**values)
            shown = tr("+{minutes} · {left} min").format(**values) if short else text
            button.set_text(shown, spoken=text)
            button.set_glyph(Glyph.CLOCK, "waiting_ink")
        else:
            button.set_text(tr("Rush"), spoken=tr("Rush: add minutes to each preparation time"))
            button.set_glyph(None)

    def tick(self) -> None:
        """Update clock and countdowns; called each second."""
        self._clock.set_text(clock(self._now()))
        self._next.set_text(self._next_poll_text())
        if self._rush_until is not None and minutes_left(self._rush_until, self._now()) != self._minutes_left:
            self._fit_chips()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._look.fill(painter, self.rect(), "card")
        self._look.fill(painter, QRect(0, self.height() - 1, self.width(), 1), "edge")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the countdown if it does not fit."""
        super().resizeEvent(event)
        self._fit_chips()

    def _fit_chips(self) -> None:
        self._set_off_sale_text(short=False)
        self._set_rush_text(short=False)
        self.portions.set_short(False)
        # What is shown is decided before anything is shown or hidden: that would lay out the header each time, and two
        # layouts could follow each other for ever.
        chips = [chip for chip in (self._shop, self.portions, self._pace) if not chip.isHidden()]
        if self._off_sale_count:
            chips.append(self._off_sale)
        # The menu has it too; while a rush lasts, its end must be seen.
        shows_rush = bool(self._rush) or self._room(chips) >= self._look.px(_ROOM_FOR_RUSH)
        if shows_rush:
            chips.append(self._rush_button)
        self._next.setVisible(self._room(chips) >= self._look.px(880))
        short = self._room(chips) < self._look.px(_ROOM_FOR_WORDS)
        self._set_rush_text(short=short)
        self._set_off_sale_text(short=short)
        self.portions.set_short(short)
        # Both lead to the dishes, and the portions are the news.
        gives_way = self.portions in chips and self._room(chips) < self._look.px(_FEW_BELOW)
        self._off_sale.setVisible(self._off_sale_count > 0 and not gives_way)
        self._rush_button.setVisible(shows_rush)

    def _room(self, chips: Iterable[QWidget]) -> int:
        """Return the pixels that these chips leave to the others."""
        gap = self._look.px(16)
        taken: int = sum(chip.sizeHint().width() + gap for chip in chips)
        return self.width() - taken

    def _set_off_sale_text(self, *, short: bool) -> None:
        count = self._off_sale_count
        if count:
            text = plurals.off_sale(count)
            spoken = tr("{state}. Press to see the dishes (F6)")
            self._off_sale.set_glyph(Glyph.WARNING, "waiting_ink")
            self._off_sale.set_text(str(count) if short else text, spoken=spoken.format(state=text))

    def _next_poll_text(self) -> str:
        if self._waits_for_store:
            return tr("Waiting for the database")
        if self._connection.receiver:
            return tr("{till} receives the orders").format(
                till=order_words.till_name(self._connection.receiver)
            )
        if self._next_poll_at is None:
            return "" if self._connection.link is Link.OFF else tr("Checking…")
        left = max(0, round(self._next_poll_at - self._steady()))
        return tr("Next check {seconds} s").format(seconds=left)

    def _restyle(self) -> None:
        px = self._look.px
        self._layout.setContentsMargins(px(20), px(8), px(20), px(8))
        self._layout.setSpacing(px(16))
        self._fit_chips()
        self.update()
