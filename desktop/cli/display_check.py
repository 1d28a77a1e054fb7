"""Checks that a window can be shown before Qt is loaded: Qt would abort without an explanation."""

from __future__ import annotations

import os
import sys
from typing import Final

from desktop.domain.text.translation import Message
from desktop.system.machine.display import display_is_gone
from desktop.system.user_errors import EXIT_USAGE, UserError

_XCB_CURSOR: Final = "libxcb-cursor.so.0"
"""The library of Qt that desktops lack most often."""


def check_display() -> None:
    """Check for a display and its libraries, as far as that is possible without Qt.

    Raises:
        UserError: no display is named, it cannot be reached, or a library is missing.
    """
    if sys.platform.startswith("linux") and not os.environ.get("QT_QPA_PLATFORM"):
        _check_xcb()
    if display_is_gone(os.environ):
        name = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        raise UserError(
            Message(
                "The display ({name}) cannot be reached. Start Tezgâh in a desktop session, or run it without a window:"
                " tezgah --headless",
                name=name,
            )
        )


def _check_xcb() -> None:
    wayland = os.environ.get("WAYLAND_DISPLAY")
    if not os.environ.get("DISPLAY") and not wayland:
        raise UserError(
            Message(
                "There is no display for a window. Start Tezgâh in a desktop session, try `xvfb-run tezgah`, or run it without"
                " a window: tezgah --headless"
            ),
            code=EXIT_USAGE,
        )
    if not wayland:
        import ctypes

        try:
            ctypes.CDLL(_XCB_CURSOR)
        except OSError:
            raise missing_library(_XCB_CURSOR) from None


def missing_library(library: str) -> UserError:
    """Return the error for a library that Qt needs and this computer lacks."""
    return UserError(
        Message(
            "No window can be shown: this computer lacks {library}. Install Tezgâh's .deb or .rpm package, which brings all"
            " libraries, or install the missing one (libxcb-cursor.so.0: libxcb-cursor0 on Debian and Ubuntu,"
            " xcb-util-cursor on Fedora).",
            library=library,
        )
    )
