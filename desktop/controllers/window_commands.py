"""What people press in the window, handed on to whom it is for: the engine, what rings, the settings, who helps."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.domain.orders.lifecycle import Action
from desktop.system.machine.clock import now
from desktop.ui.commands import OrderCommands

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.controllers.help import HelpController
    from desktop.controllers.settings import SettingsController
    from desktop.domain.trouble import Trouble
    from desktop.services.alarm.alarm_service import AlarmService
    from desktop.services.backend import Backend


class Pressing:
    """The window is there before the engine is: until then a press has nothing to act on."""

    def __init__(
        self,
        backend: Backend,
        alarm_service: AlarmService,
        choices: SettingsController,
        help_room: Callable[[], HelpController],
    ) -> None:
        self._backend = backend
        self._alarm_service = alarm_service
        self._choices = choices
        self._help_room = help_room

    def commands(self, *, quit_program: Callable[[], None]) -> OrderCommands:
        """Return what the window may ask for."""
        return OrderCommands(
            accept=self.accept,
            act=self._act,
            cancel=self._cancel,
            undo_cancel=self._undo_cancel,
            set_muted=self._set_muted,
            remove_from_board=self._remove_from_board,
            seen=self._seen,
            start_rush=self._start_rush,
            set_auto_accept=self._choices.set_auto_accept,
            choose_preparing_time=lambda minutes: self._choices.choose(preparing_time=minutes),
            poll_now=self._poll_now,
            test_sound=self._alarm_service.test,
            dismiss_trouble=self._dismiss_trouble,
            check_up=self._check_up,
            gather_support=self._gather_support,
            save_support=self._save_support,
            quit=quit_program,
            now=now,
        )

    def accept(self, payment_key: str, minutes: int) -> None:
        """Accept an order in so many minutes."""
        self._backend.engine.accept(payment_key, minutes)

    def _act(self, payment_key: str, action: Action) -> None:
        self._backend.engine.act(payment_key, action)

    def _cancel(self, payment_key: str, reason_id: int) -> None:
        self._backend.engine.act(payment_key, Action.CANCEL, reason_id)

    def _undo_cancel(self, payment_key: str) -> None:
        self._backend.engine.undo_cancel(payment_key)

    def _remove_from_board(self, payment_key: str) -> None:
        self._backend.engine.remove_from_board(payment_key)

    def _seen(self, payment_key: str) -> None:
        self._backend.engine.seen(payment_key)

    def _start_rush(self, minutes: int, lasts: int) -> None:
        self._backend.engine.start_rush(minutes, timedelta(minutes=lasts))

    def _poll_now(self) -> None:
        self._backend.engine.poll_now()

    def _dismiss_trouble(self, trouble: Trouble) -> None:
        self._backend.engine.dismiss(trouble)

    def _set_muted(self, muted: bool) -> None:  # noqa: FBT001 - a signal's slot
        keys = self._alarm_service.silence(muted=muted)
        if keys:
            self._backend.engine.mute(keys, muted=muted)

    def _check_up(self) -> None:
        self._help_room().check_up()

    def _gather_support(self) -> None:
        self._help_room().gather_support()

    def _save_support(self, path: str) -> None:
        self._help_room().save_support(path)
