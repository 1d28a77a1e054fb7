"""The commands of the page about tills. All of them return at once."""

from __future__ import annotations

from typing import Protocol

from desktop.ui.settings.rows import SettingsCommands


class TillCommands(SettingsCommands, Protocol):
    """Implemented by the program; the page does not know how."""

    @property
    def address(self) -> str:
        """The address of the shared database in the settings, "" for none."""

    @property
    def address_is_fixed(self) -> bool:
        """Whether the command line or the environment decides the address."""

    @property
    def password_is_fixed(self) -> bool:
        """Whether the environment gives the password."""

    def try_store(self, address: str, password: str, /) -> None:
        """Try a shared database; the page gets the answer. An empty password means the saved one."""

    def use_store(self, address: str, password: str, /) -> None:
        """Use a shared database from the next start on; "" for the file of this computer."""
