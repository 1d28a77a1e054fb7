"""The check-up: looks at everything that orders need to arrive and to be heard, and says what to do. Never imports Qt.

`tezgah doctor` and the window's check-up are the same. Nothing is changed by it, no order is asked for, and no secret and
nothing of a customer is in what it finds.
"""

from desktop.services.checkup.finding import Finding, Level
from desktop.services.checkup.run import Machine, examine
from desktop.services.checkup.vendor_checks import try_out

__all__ = ["Finding", "Level", "Machine", "examine", "try_out"]
