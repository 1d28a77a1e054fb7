"""The keyring of the system: Windows has its Credential Manager, Linux the Secret Service or KWallet."""

from __future__ import annotations

from typing import Any, Final

_NO_KEYRINGS: Final = ("keyring.backends.fail", "keyring.backends.null")
_TRUSTED: Final = "keyring.backends."
"""Backends of the library itself encrypt; others may be a plain file under another name."""


def usable_keyring() -> Any:
    """Return the system's keyring, None where there is none that protects secrets."""
    # Importing it takes as long as a quarter of the window.
    import keyring

    try:
        backend = keyring.get_keyring()
    except Exception:  # noqa: BLE001 - the configuration may name a missing backend
        return None
    parts = list(getattr(backend, "backends", ())) or [backend]
    modules = [type(part).__module__ for part in parts]
    usable = all(name.startswith(_TRUSTED) and not name.startswith(_NO_KEYRINGS) for name in modules)
    return backend if usable and modules else None
