"""The main menu, created each time it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.orders.lifecycle import PRESET_PREPARING_TIMES
from desktop.domain.text.translation import tr
from desktop.ui.text.language import own_name
from desktop.ui.text.orders import order_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.widgets.pages import Entry


class MainMenu(QObject):
    """The main menu; each entry emits a signal."""

    usual_time_chosen = Signal(int)
    other_usual_time_wanted = Signal()
    sound_test_wanted = Signal()
    poll_wanted = Signal()
    checkup_wanted = Signal()
    shortcuts_wanted = Signal()
    about_wanted = Signal()
    update_wanted = Signal()
    quit_wanted = Signal()
    page_wanted = Signal(str)
    setting_wanted = Signal(str)
    """The settings at the one with this name."""
    kitchen_wanted = Signal()
    rush_wanted = Signal()
    auto_accept_wanted = Signal(bool)

    def __init__(
        self,
        parent: QWidget,
        usual: int,
        pages: Sequence[Entry] = (),
        times: Sequence[int] = PRESET_PREPARING_TIMES,
    ) -> None:
        super().__init__(parent)
        self.widget = QMenu(parent)
        self.widget.setObjectName("mainMenu")
        self._times = times
        for page in pages:
            if page.in_menu:
                self._add_page(page)
        self._add(tr("Kitchen screen"), self.kitchen_wanted)
        self.widget.addSeparator()
        self._add_usual(usual)
        self._add(tr("Rush…"), self.rush_wanted)
        self._automatic = self.widget.addAction(tr("Accept by rule"))
        self._automatic.setCheckable(True)
        self._automatic.triggered.connect(self.auto_accept_wanted)
        self._add(tr("Check for orders now") + "\tF5", self.poll_wanted)
        self.widget.addSeparator()
        language = self.widget.addAction(tr("Language: {language}").format(language=own_name()))
        language.setEnabled(any(page.name == "settings" for page in pages))
        language.triggered.connect(lambda _checked=False: self.setting_wanted.emit("language"))
        # The rarely used entries have a menu of their own: all of the main one is in view on a small screen.
        help_menu = self.widget.addMenu(tr("Help"))
        self._add(tr("Keys") + "\tF1", self.shortcuts_wanted, help_menu)
        self._add(tr("Check-up") + "\tF9", self.checkup_wanted, help_menu)
        self._add(tr("Test sound"), self.sound_test_wanted, help_menu)
        self._add(tr("About Tezgâh"), self.about_wanted, help_menu)
        self._updates = self.widget.addAction("")
        self._updates.setVisible(False)
        self._updates.triggered.connect(lambda _checked=False: self.update_wanted.emit())
        self.widget.addSeparator()
        self._add(tr("Quit"), self.quit_wanted)

    def _add(self, text: str, signal: SignalInstance, menu: QMenu | None = None) -> None:
        (menu or self.widget).addAction(text).triggered.connect(lambda _checked=False: signal.emit())

    def offer_updates(self, version: str | None) -> None:
        """Show the entry for updates: a newer version, "" to check for one, None for no entry."""
        self._updates.setVisible(version is not None)
        self._updates.setText(
            tr("New version {version}…").format(version=version)
            if version
            else tr("Check for a new version…")
        )

    def set_auto_accept(self, *, on: bool) -> None:
        """Show whether a rule accepts orders."""
        self._automatic.setChecked(on)

    def _add_page(self, page: Entry) -> None:
        key = f"\t{page.key}" if page.key else ""
        action = self.widget.addAction(page.title + key)
        action.triggered.connect(lambda _checked=False: self.page_wanted.emit(page.name))

    def _add_usual(self, usual: int) -> None:
        times = [(order_words.minutes(minutes), minutes) for minutes in self._times]
        if usual not in self._times:
            times.append((order_words.minutes(usual), usual))
        title = tr("Usual preparation time: {minutes} min").format(minutes=usual)
        menu = self._add_choice(title, times, usual, self.usual_time_chosen)
        other = menu.addAction(tr("Other…"))
        other.triggered.connect(lambda _checked=False: self.other_usual_time_wanted.emit())

    def _add_choice(
        self, title: str, choices: Sequence[tuple[str, object]], chosen: object, signal: SignalInstance
    ) -> QMenu:
        menu = self.widget.addMenu(title)
        group = QActionGroup(menu)
        for text, value in choices:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(value == chosen)
            group.addAction(action)
            action.triggered.connect(lambda _checked=False, value=value: signal.emit(value))
        return menu
