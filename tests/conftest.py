"""Defaults for all tests, and keyrings. Other fixtures are in the folders that use them."""

from __future__ import annotations

import os
from gettext import NullTranslations
from typing import TYPE_CHECKING

import keyring
import pytest
from hypothesis import HealthCheck, settings
from keyring.backends.fail import Keyring as NoKeyring

from desktop.domain.text import translation
from tests.keyrings import Memory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A busy computer draws examples slowly; the time says nothing about the program.
settings.register_profile("tezgah", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("tezgah"), max_examples=20)
settings.load_profile("tezgah")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Reset the language after each test."""
    yield
    translation.speak("en", NullTranslations())


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """Give the tests' application the program's font."""
    from desktop.ui.text.fonts import load_fonts

    load_fonts(qapp)
    return qapp


@pytest.fixture
def no_keyring() -> Iterator[None]:
    """A computer without a keyring."""
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    """A computer with a keyring that the program trusts."""
    monkeypatch.setattr(Memory, "__module__", "keyring.backends.memory")
    before = keyring.get_keyring()
    backend = Memory()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)
