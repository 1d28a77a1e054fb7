"""The check-up: examines everything that orders need to arrive and to be heard. Never imports Qt.

`tezgah doctor` and the window use the same one. It changes nothing, requests no order, and its findings contain no secrets
and no customers' data.
"""

from desktop.services.checkup.finding import Finding, Level
from desktop.services.checkup.run import Machine, examine
from desktop.services.checkup.vendor_checks import examine_credentials

__all__ = ["Finding", "Level", "Machine", "examine", "examine_credentials"]
