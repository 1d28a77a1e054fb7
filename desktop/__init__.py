"""Tezgâh: orders of Dükkango restaurants at the counter.

The version stands here and nowhere else. Nothing is imported here, so that any part can be imported alone.
"""

__version__ = "0.1.0"
