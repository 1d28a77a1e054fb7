"""Defaults of the environment for all tests; fixtures live next to the tests that use them."""

import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A busy machine draws examples slowly; how long that takes says nothing about the program.
settings.register_profile("tezgah", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tezgah")
