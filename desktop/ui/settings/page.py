"""The settings page: rows by section, with a search. A choice is in force at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.text.search_folding import folded
from desktop.domain.text.translation import tr
from desktop.system.settings.setting import Section
from desktop.ui.settings.rows import SettingRow
from desktop.ui.text import settings_words
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pages import Page
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from desktop.ui.settings.rows import SettingItem, SettingsCommands
    from desktop.ui.widgets.theme import Look


_SEARCH_WIDTH: Final = 280


class SettingsPage(Page):
    """All settings."""

    def __init__(self, look: Look, commands: SettingsCommands) -> None:
        super().__init__(look, "settingsPage", str(settings_words.TITLE))
        self._commands = commands
        self._chosen: Section | None = None
        self.search = QLineEdit()
        self.search.setObjectName("settingsSearch")
        self.search.setPlaceholderText(tr("Search: sound, time, PIN…"))
        self.search.setAccessibleName(tr("Search the settings"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._filter())
        self.head.addWidget(self.search)
        self._chips: dict[Section | None, Button] = {}
        chips = FlowLayout()
        chips.setSpacing(look.px(8))
        for section in (None, *Section):
            chip = Button(
                look, ButtonKind.CHIP, name=f"section_{'all' if section is None else section.name.lower()}"
            )
            chip.setCheckable(True)
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            chip.set_text(tr("All") if section is None else str(section.value))
            chip.clicked.connect(lambda _on=False, section=section: self._choose_section(section))
            self._chips[section] = chip
            chips.addWidget(chip)
        self.body.addLayout(chips)
        self._nothing = Label(look, 17, token="muted")
        self._nothing.set_text(tr("There is no such setting. Try another word."))
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._headings: dict[Section, Label] = {}
        self._rows: dict[str, SettingRow] = {}
        for item in commands.items():
            self._add(item)
        self._list.addWidget(self._nothing)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        scroll_by_finger(area)
        self._area = area
        middle = QHBoxLayout()
        middle.addWidget(area)
        self.body.addLayout(middle, 1)
        self._nothing.hide()
        self._filter()
        self.restyle()

    def enter(self) -> None:
        """Show the present values, and put the cursor into the search."""
        self.refresh()
        for row in self._rows.values():
            row.mark(False)
        self.search.setFocus()
        self.search.selectAll()

    def refresh(self, again: str = "") -> None:
        """Show the present values; the setting `again` also where its value is the same, to drop typed text."""
        for item in self._commands.items():
            row = self._rows.get(item.setting.name)
            if row is not None and (row.item != item or item.setting.name == again):
                row.show_item(item)

    def show_setting(self, name: str) -> None:
        """Lead to one setting: all are shown, and this one is in view, marked, and has the focus."""
        row = self._rows.get(name)
        if row is None:
            return
        self._choose_section(None)
        for each in self._rows.values():
            each.mark(each is row)
        # The rows have their places only when the layout has seen which ones are visible.
        self._list.activate()
        # After a search the area would be as short as what was found, and could not scroll to the row.
        QCoreApplication.sendEvent(self._area, QEvent(QEvent.Type.LayoutRequest))
        self._area.ensureWidgetVisible(row, 0, self._area.height() // 3)
        row.focus_field()
        announce(self, str(row.item.setting.title))

    @property
    def shown(self) -> list[str]:
        """The names of the visible settings, in their order."""
        return [name for name, row in self._rows.items() if not row.isHidden()]

    def restyle(self) -> None:
        """Take measures from the look again."""
        super().restyle()
        if hasattr(self, "_area"):
            self.search.setFont(self.look.font(17))
            self.search.setMinimumHeight(self.look.px(44))
            hint = self.look.metrics(17).horizontalAdvance(self.search.placeholderText())
            self.search.setMinimumWidth(max(self.look.px(_SEARCH_WIDTH), hint + self.look.px(72)))
            self._list.setContentsMargins(
                self.look.px(16), self.look.px(8), self.look.px(16), self.look.px(8)
            )
            for row in self._rows.values():
                row.restyle()

    def _add(self, item: SettingItem) -> None:
        section = item.setting.section
        if section not in self._headings:
            heading = Label(self.look, 20, QFont.Weight.Bold)
            heading.set_text(str(section.value))
            self._headings[section] = heading
            self._list.addWidget(heading)
        row = SettingRow(self.look, item, self._commands)
        self._rows[item.setting.name] = row
        self._list.addWidget(row)

    def _choose_section(self, section: Section | None) -> None:
        self._chosen = section
        self.search.clear()
        self._filter()
        self._area.verticalScrollBar().setValue(0)

    def _filter(self) -> None:
        """Show the matching rows; words are searched in all sections."""
        wanted = folded(self.search.text()).split()
        filled = set()
        for row in self._rows.values():
            here = row.matches(wanted) if wanted else self._chosen in {None, row.section}
            row.setVisible(here)
            if here:
                filled.add(row.section)
        for section, heading in self._headings.items():
            heading.setVisible(section in filled)
        for chosen, chip in self._chips.items():
            chip.setChecked(not wanted and chosen is self._chosen)
        if not filled and self._nothing.isHidden():
            announce(self, self._nothing.text())
        self._nothing.setVisible(not filled)
