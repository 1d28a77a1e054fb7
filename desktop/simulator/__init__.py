"""A simulator of the vendor: a real HTTP server on loopback with named scenarios, for demo, training and tests.

It knows the vendor's API and nothing of our engine. Only `cli` and tests import it. `printer` acts a ticket printer.
"""

from desktop.simulator.scenarios import SCENARIOS, Scenario
from desktop.simulator.shared_marketplace import JournalEntry
from desktop.simulator.simulator import ACCESS_TOKEN, APP_SECRET_KEY, REST_SECRET_KEY, Simulator

__all__ = [
    "ACCESS_TOKEN",
    "APP_SECRET_KEY",
    "REST_SECRET_KEY",
    "SCENARIOS",
    "JournalEntry",
    "Scenario",
    "Simulator",
]
