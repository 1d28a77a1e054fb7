"""The process that draws tickets for `ticket_drawer`: it has Qt, and needs no display."""

from __future__ import annotations

import os
import sys

from desktop.domain.tickets import drawing_messages as messages
from desktop.system.user_errors import EXIT_MACHINE


def serve() -> int:
    """Draw what the standard input asks for; returns 0, or 1 where Qt does not load."""
    if sys.platform == "win32":
        import msvcrt

        for number in (0, 1):
            msvcrt.setmode(number, os.O_BINARY)
    # By their numbers: a program without a console has no standard streams in Python.
    with open(0, "rb", closefd=False) as requests, open(1, "wb", closefd=False) as answers:
        try:
            from desktop.ui.tickets import offscreen
        except ImportError as error:
            problem = messages.Answer(problem=str(error), no_qt=True)
            while messages.read(requests) is not None:
                messages.write(answers, messages.encode(problem))
            return EXIT_MACHINE
        return offscreen.serve(requests, answers)
