"""The rows of the page of the tickets: a question, the expired tickets, one ticket."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.printing.job import PrintJobState
from desktop.domain.printing.words import expired_sentence
from desktop.domain.text.translation import tr
from desktop.domain.tickets.kinds import TicketKind
from desktop.ui.printing.job_words import job_text, job_time, job_title, question
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent

    from desktop.domain.printing.job import PrintJob
    from desktop.ui.widgets.theme import Look


class ShownJob(NamedTuple):
    """A job with the names that the page shows."""

    job: PrintJob
    printer: str
    """The name of the printer that prints it, "" for one that is gone."""
    stand_in: tuple[str, str] | None = None
    """Id and name of the printer that can take it over."""
    problem: str = ""
    """Why its printer prints nothing now, "" for one that does."""
    is_here: bool = True
    """Whether its printer is not one of another till, which this one can neither stop nor wake."""


class TicketCommands(Protocol):
    """Commands of the page; all return at once."""

    def came_out(self, job_id: int) -> None:
        """Save that a person found the ticket."""

    def print_again(self, job_id: int) -> None:
        """Print the ticket once more, marked as a reprint."""

    def try_now(self) -> None:
        """Try the printers that failed again at once."""

    def put_away(self, job_ids: Sequence[int]) -> None:
        """Print these never."""

    def print_expired(self, job_ids: Sequence[int]) -> None:
        """Print expired tickets after all."""

    def hand_to(self, job_id: int, printer_id: str) -> None:
        """Let another printer print it."""

    def give_up(self, printer_id: str) -> None:
        """End the ticket that a printer is at."""

    def now(self) -> datetime:
        """Return the time of day, aware."""


class Framed(QWidget):
    """A row on a card."""

    def __init__(self, look: Look, *, loud: bool = False) -> None:
        super().__init__()
        self.look = look
        self._loud = loud
        self.column = QVBoxLayout(self)
        px = look.px
        self.column.setContentsMargins(px(16), px(8), px(12), px(8))
        self.column.setSpacing(px(4))

    def label(self, pixels: int, weight: QFont.Weight = QFont.Weight.Normal, token: str = "ink") -> Label:
        """Add a line of text."""
        made = Label(self.look, pixels, weight, token)
        made.setWordWrap(True)
        self.column.addWidget(made)
        return made

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.color("late_ground" if self._loud else "card"))
        if self._loud:
            painter.fillRect(0, 0, self.look.px(6), self.height(), self.look.color("late"))


class Question(Framed):
    """One ticket of which nobody knows whether it came out."""

    def __init__(self, look: Look, commands: TicketCommands) -> None:
        super().__init__(look, loud=True)
        self._job_id = 0
        self._asked = self.label(20, QFont.Weight.Bold)
        self._place = self.label(15)
        self.label(15).set_text(tr("Look at the printer: does the whole ticket lie there?"))
        self.yes = _button(look, ButtonKind.PLAIN, "")
        self.yes.clicked.connect(lambda _on=False: commands.came_out(self._job_id))
        self.no = _button(look, ButtonKind.LOUD, "")
        self.no.clicked.connect(lambda _on=False: commands.print_again(self._job_id))
        row = FlowLayout()
        row.setSpacing(look.px(8))
        row.addWidget(self.yes)
        row.addWidget(self.no)
        row.addStretch(1)
        self.column.addLayout(row)

    def show_job(self, shown: ShownJob) -> None:
        """Ask about a job."""
        job = shown.job
        self._job_id = job.id
        self._asked.set_text(question(job))
        self._place.set_text(
            " · ".join(part for part in (shown.printer, job_title(job), job_time(job)) if part)
        )
        self.yes.setObjectName(f"cameOut{job.id}")
        self.no.setObjectName(f"notOut{job.id}")
        self.show_keys(shown=False)

    def show_keys(self, *, shown: bool) -> None:
        """Show the keys of the answers, or hide them."""
        asked = self._asked.text()
        yes, no = tr("Yes, it came out"), tr("No, print again (2. PRINT)")
        self.yes.set_text(yes, hint="1" if shown else "", spoken=f"{asked} {yes}")
        self.no.set_text(no, hint="2" if shown else "", spoken=f"{asked} {no}")


class Expired(Framed):
    """The tickets that waited too long, all chosen."""

    def __init__(self, look: Look, commands: TicketCommands) -> None:
        super().__init__(look, loud=True)
        self._commands = commands
        self._sentence = self.label(20, QFont.Weight.Bold)
        self._chosen: dict[int, Button] = {}
        self._free: list[Button] = []
        self._chips = FlowLayout()
        self._chips.setSpacing(look.px(8))
        self.column.addLayout(self._chips)
        self.print_now = _button(look, ButtonKind.LOUD, "printExpired")
        self.print_now.clicked.connect(lambda _on=False: commands.print_expired(self._ids()))
        self.away = _button(look, ButtonKind.PLAIN, "dropExpired")
        self.away.clicked.connect(lambda _on=False: commands.put_away(self._ids()))
        row = FlowLayout()
        row.setSpacing(look.px(8))
        row.addWidget(self.print_now)
        row.addWidget(self.away)
        row.addStretch(1)
        self.column.addLayout(row)
        self.hide()

    def show_jobs(self, shown: Sequence[ShownJob]) -> None:
        """Show these tickets, oldest first."""
        self.setVisible(bool(shown))
        present = {each.job.id for each in shown}
        for job_id in [job_id for job_id in self._chosen if job_id not in present]:
            gone = self._chosen.pop(job_id)
            gone.hide()
            self._free.append(gone)
        for each in shown:
            if each.job.id not in self._chosen:
                chip = self._free.pop(0) if self._free else self._new_chip()
                chip.setObjectName(f"expired{each.job.id}")
                chip.setChecked(True)
                chip.show()
                self._chosen[each.job.id] = chip
            self._title(each)
        if shown:
            self._sentence.set_text(expired_sentence(len(shown)))
            self._show_count()

    def buttons(self) -> list[Button]:
        """Return the buttons in their order."""
        return [*self._chosen.values(), self.print_now, self.away]

    def _title(self, shown: ShownJob) -> None:
        text = f"{job_title(shown.job)} · {job_time(shown.job)}"
        self._chosen[shown.job.id].set_text(text, spoken=f"{text} · {shown.printer}")

    def _new_chip(self) -> Button:
        chip = _button(self.look, ButtonKind.CHIP, "")
        chip.setCheckable(True)
        chip.clicked.connect(lambda _on=False: self._show_count())
        self._chips.addWidget(chip)
        return chip

    def _ids(self) -> list[int]:
        return [job_id for job_id, chip in self._chosen.items() if chip.isChecked()]

    def _show_count(self) -> None:
        count = len(self._ids())
        for button, text, key in (
            (self.print_now, tr("Print the chosen ones"), "3"),
            (self.away, tr("Put the chosen ones away"), "4"),
        ):
            button.set_text(text, tail=str(count), hint=key)
            button.setEnabled(count > 0)


class TicketRow(Framed):
    """One ticket, and its way out."""

    def __init__(self, look: Look, commands: TicketCommands) -> None:
        super().__init__(look)
        self._commands = commands
        self._shown: ShownJob | None = None
        self._title = self.label(17, QFont.Weight.DemiBold)
        self._state = self.label(15)
        self._buttons: dict[str, tuple[str, Callable[[PrintJob], None]]] = {
            "again": (tr("Print again"), lambda job: commands.print_again(job.id)),
            "now": (tr("Try now"), lambda _job: commands.try_now()),
            "other": ("", self._hand_over),
            "stop": (tr("Stop waiting"), lambda job: commands.give_up(job.sent_to)),
            "away": (tr("Put away"), lambda job: commands.put_away([job.id])),
        }
        self._made: dict[str, Button] = {}
        row = FlowLayout()
        row.setSpacing(look.px(8))
        for name, (text, act) in self._buttons.items():
            button = _button(look, ButtonKind.PLAIN, name, size=14)
            button.set_text(text)
            button.clicked.connect(partial(self._press, act))
            self._made[name] = button
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)

    def buttons(self) -> list[Button]:
        """Return the buttons in their order."""
        return list(self._made.values())

    def show_job(self, shown: ShownJob, now: datetime) -> None:
        """Show a job as it is now."""
        self._shown = shown
        job = shown.job
        parts = [job_title(job), shown.printer, job_time(job)]
        title = " · ".join(part for part in parts if part)
        self._title.set_text(title)
        fine = job.state in {PrintJobState.PRINTED, PrintJobState.HANDED_OVER}
        token = "accept_ink" if fine else "waiting_ink" if job.state.waits else "muted"
        self._state.set_text(job_text(job, now, shown.problem), token)
        waits, over = job.state.waits, not job.state.waits and job.state is not PrintJobState.SENDING
        visible = {
            "again": over and bool(job.payment_key) and job.ticket is not TicketKind.TEST,
            "now": job.state is PrintJobState.NOT_BEGUN and shown.is_here,
            "other": waits and shown.stand_in is not None,
            "stop": job.state is PrintJobState.SENDING and shown.is_here,
            "away": waits,
        }
        if shown.stand_in is not None:
            self._made["other"].set_text(tr("Print on {printer}").format(printer=shown.stand_in[1]))
        for name, button in self._made.items():
            button.setVisible(visible[name])
            button.setObjectName(f"{name}{job.id}")
            button.setAccessibleName(f"{button.text()}: {title}")

    def _press(self, act: Callable[[PrintJob], None], _on: bool = False) -> None:  # noqa: FBT001, FBT002 - a signal's slot
        if self._shown is not None:
            act(self._shown.job)

    def _hand_over(self, job: PrintJob) -> None:
        if self._shown is not None and self._shown.stand_in is not None:
            self._commands.hand_to(job.id, self._shown.stand_in[0])


def _button(look: Look, kind: ButtonKind, name: str, size: int = 16) -> Button:
    button = Button(look, kind, name=name, size=size)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
