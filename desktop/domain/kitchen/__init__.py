"""The work of the kitchen as a whole, over all orders.

Pure functions: no input or output, no clock, no Qt.
"""

from typing import Final

VIEW: Final = "kitchen"
"""The value of ``--view`` that starts the program with the kitchen screen."""
