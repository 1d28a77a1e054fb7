"""Whether a window can be shown on this computer, found out before Qt is loaded: Qt would abort without a word."""

from __future__ import annotations

import os
import sys
from typing import Final

from desktop.system.machine.display import display_is_gone
from desktop.system.sentences import Pair
from desktop.system.user_errors import EXIT_MACHINE, EXIT_USAGE, UserError

_XCB_CURSOR: Final = "libxcb-cursor.so.0"
"""What desktops lack most often of all that Qt wants."""


def check_screen() -> None:
    """Let pass where a window can be shown, as far as can be told without Qt.

    Raises:
        Refusal: no display is named, it cannot be reached, or a library is missing.
    """
    if sys.platform.startswith("linux") and not os.environ.get("QT_QPA_PLATFORM"):
        _check_xcb()
    if display_is_gone(os.environ):
        name = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        raise UserError(
            Pair(
                f"Ekrana ({name}) bağlanılamıyor. Masaüstü oturumunda başlatın ya da penceresiz çalıştırın: tezgah --headless",
                f"The display ({name}) cannot be reached. Start it in a desktop session, or run without a window: tezgah"
                " --headless",
            ),
            code=EXIT_MACHINE,
        )


def _check_xcb() -> None:
    wayland = os.environ.get("WAYLAND_DISPLAY")
    if not os.environ.get("DISPLAY") and not wayland:
        raise UserError(
            Pair(
                "Ekran yok: pencere gösterilemez. Bir masaüstü oturumunda başlatın, `xvfb-run tezgah` deneyin ya da penceresiz"
                " çalıştırın: tezgah --headless",
                "There is no display to show a window on. Start it in a desktop session, try `xvfb-run tezgah`, or run"
                " without a window: tezgah --headless",
            ),
            code=EXIT_USAGE,
        )
    if not wayland:
        import ctypes

        try:
            ctypes.CDLL(_XCB_CURSOR)
        except OSError:
            raise no_qt(_XCB_CURSOR) from None


def no_qt(library: str) -> UserError:
    """Return the refusal for a library that Qt needs and this computer lacks."""
    return UserError(
        Pair(
            f"Pencere gösterilemez: bu bilgisayarda {library} yok. Tezgâh'ın .deb ya da .rpm paketini kurun, gerekenleri o"
            " getirir; ya da eksik olanı kurun (libxcb-cursor.so.0: Debian ve Ubuntu'da libxcb-cursor0, Fedora'da"
            " xcb-util-cursor).",
            f"No window can be shown: this computer lacks {library}. Install Tezgâh's .deb or .rpm, which bring what is"
            " needed; or install what is missing (libxcb-cursor.so.0: libxcb-cursor0 on Debian and Ubuntu, xcb-util-cursor on"
            " Fedora).",
        ),
        code=EXIT_MACHINE,
    )
