"""What people press in the window, handed on to whom it is for: the engine, what rings, the settings, who helps."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.domain.orders.lifecycle import Action
from desktop.system.machine.clock import now
from desktop.ui.commands import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.controllers.help import HelpRoom
    from desktop.controllers.settings import SettingsRoom
    from desktop.domain.trouble import Trouble
    from desktop.services.alarm.alarm_service import AlarmStation
    from desktop.services.backend import Service


class Pressing:
    """The window is there before the engine is: until then a press has nothing to act on."""

    def __init__(
        self,
        service: Service,
        station: AlarmStation,
        choices: SettingsRoom,
        help_room: Callable[[], HelpRoom],
    ) -> None:
        self._service = service
        self._station = station
        self._choices = choices
        self._help_room = help_room

    def desk(self, *, quit_program: Callable[[], None]) -> Desk:
        """Return what the window may ask for."""
        return Desk(
            accept=self.accept,
            act=self._act,
            cancel=self._cancel,
            take_back=self._take_back,
            set_muted=self._set_muted,
            put_away=self._put_away,
            seen=self._seen,
            begin_rush=self._begin_rush,
            set_auto_accept=self._choices.set_auto_accept,
            choose_preparing_time=lambda minutes: self._choices.choose(preparing_time=minutes),
            look_now=self._look_now,
            test_sound=self._station.test,
            dismiss_trouble=self._dismiss_trouble,
            check_up=self._check_up,
            gather_support=self._gather_support,
            save_support=self._save_support,
            quit=quit_program,
            now=now,
        )

    def accept(self, payment_key: str, minutes: int) -> None:
        """Accept an order in so many minutes."""
        self._service.engine.accept(payment_key, minutes)

    def _act(self, payment_key: str, action: Action) -> None:
        self._service.engine.act(payment_key, action)

    def _cancel(self, payment_key: str, reason_id: int) -> None:
        self._service.engine.act(payment_key, Action.CANCEL, reason_id)

    def _take_back(self, payment_key: str) -> None:
        self._service.engine.take_back(payment_key)

    def _put_away(self, payment_key: str) -> None:
        self._service.engine.put_away(payment_key)

    def _seen(self, payment_key: str) -> None:
        self._service.engine.seen(payment_key)

    def _begin_rush(self, minutes: int, lasts: int) -> None:
        self._service.engine.begin_rush(minutes, timedelta(minutes=lasts))

    def _look_now(self) -> None:
        self._service.engine.look_now()

    def _dismiss_trouble(self, trouble: Trouble) -> None:
        self._service.engine.dismiss(trouble)

    def _set_muted(self, muted: bool) -> None:  # noqa: FBT001 - a signal's slot
        keys = self._station.silence(muted=muted)
        if keys:
            self._service.engine.mute(keys, muted=muted)

    def _check_up(self) -> None:
        self._help_room().check_up()

    def _gather_support(self) -> None:
        self._help_room().gather_support()

    def _save_support(self, path: str) -> None:
        self._help_room().save_support(path)
