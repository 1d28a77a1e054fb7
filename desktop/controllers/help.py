"""Puts check-up, support package and licences together with the window that asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.backend import Backend
    from desktop.services.checkup import Finding
    from desktop.services.diagnostics import Diagnostics
    from desktop.ui.window.main_window import MainWindow


class HelpController:
    """What helps the people at the counter. All methods but `close` return at once."""

    def __init__(
        self,
        window: MainWindow,
        backend: Backend,
        *,
        has_tray: Callable[[], bool],
        beside: Callable[[Callable[[], None]], None],
        post: Callable[[Callable[[], None]], object],
    ) -> None:
        """Take what is needed.

        Args:
            window: where.
            backend: the running program.
            has_tray: whether the icon is in a tray now.
            beside: calls something on another thread.
            post: calls something in the loop, from any thread.
        """
        self._window = window
        self._backend = backend
        self._has_tray = has_tray
        self._beside = beside
        self._post = post
        self._commands: Diagnostics | None = None
        window.dialogs.licences_wanted.connect(lambda: self._beside(self._gather_licences))

    def check_up(self) -> None:
        """Look at all that orders need, and show one finding after the other."""
        from desktop.ui.help.checkup_dialog import tray_row

        self._window.dialogs.show_check(tray_row(self._has_tray()))
        self._help_desk().check_up()

    def gather_support(self) -> None:
        """Gather a support package, and show what is in it."""
        self._help_desk().gather_support()

    def save_support(self, path: str) -> None:
        """Write the support package that was shown."""
        self._help_desk().save_support(path)

    async def close(self) -> None:
        """Give up what is under way."""
        if self._commands is not None:
            await self._commands.close()

    def _help_desk(self) -> Diagnostics:
        # Seldom wanted, and much to import.
        from desktop.services.diagnostics import Diagnostics

        if self._commands is None:
            dialogs = self._window.dialogs
            self._commands = Diagnostics(
                self._backend,
                on_found=self._show_finding,
                on_checked=dialogs.end_checkup,
                on_gathered=dialogs.show_support,
                on_saved=dialogs.tell_support_saved,
            )
        return self._commands

    def _show_finding(self, finding: Finding) -> None:
        from desktop.ui.help.checkup_dialog import CheckRow, Health

        self._window.dialogs.show_check(
            CheckRow(Health(finding.level.value), str(finding.message), finding.detail)
        )

    def _gather_licences(self) -> None:
        from desktop.system.files import licences

        text = licences.text()
        self._post(lambda: self._window.dialogs.show_licences(text))
