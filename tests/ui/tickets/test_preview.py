"""The preview shows the chosen ticket on the chosen paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton

from desktop.domain.tickets.options import TextSize, TicketOptions
from desktop.domain.tickets.sample import sample_tickets
from desktop.ui.tickets.picture import as_qimage, draw_ticket
from desktop.ui.tickets.preview import TicketPreview
from desktop.ui.widgets.theme import Look

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def shown(preview: TicketPreview) -> tuple[int, int]:
    """Return the dots of the shown ticket."""
    image = preview._picture._image
    return image.width(), image.height()


@pytest.fixture
def preview(qtbot: QtBot) -> TicketPreview:
    made = TicketPreview(Look(), sample_tickets(TicketOptions()))
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def test_each_kind_is_shown_as_it_is_printed(preview: TicketPreview) -> None:
    tickets = sample_tickets(TicketOptions())
    assert preview.list.count() == len(tickets)
    for place, (name, ticket) in enumerate(tickets):
        preview.list.setCurrentRow(place)
        image = as_qimage(draw_ticket(ticket, 576))
        assert shown(preview) == (image.width(), image.height())
        assert preview._picture.accessibleName() == name


def test_narrow_paper_is_chosen_by_a_press(preview: TicketPreview) -> None:
    chips = {button.objectName(): button for button in preview.findChildren(QPushButton)}
    narrow, wide = chips["paper_58"], chips["paper_80"]
    narrow.click()
    assert shown(preview)[0] == 384
    assert (narrow.isChecked(), wide.isChecked()) == (True, False)


def test_a_changed_setting_keeps_the_place(preview: TicketPreview) -> None:
    preview.list.setCurrentRow(2)
    before = shown(preview)
    preview.set_tickets(sample_tickets(TicketOptions(size=TextSize.VERY_LARGE)))
    assert preview.list.currentRow() == 2
    assert shown(preview)[1] > before[1]


def test_a_small_window_shows_the_whole_width(preview: TicketPreview) -> None:
    preview.resize(420, 300)
    picture = preview._picture
    assert picture._place().width() <= picture.width()
    assert picture.minimumHeight() > preview.area.height()
