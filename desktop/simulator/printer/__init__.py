"""An acted ticket printer: a real TCP port, a decoder of its own, paper as pictures, and moods.

It shares no code with `desktop.printing`: the decoder was written from the published command tables.
"""

from desktop.simulator.printer.acted_printer import ActedPrinter, Moods
from desktop.simulator.printer.paper import Sheet

__all__ = ["ActedPrinter", "Moods", "Sheet"]
