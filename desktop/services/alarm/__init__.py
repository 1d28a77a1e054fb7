"""The alarm: which sound rings for which stored order or problem, and whether it is heard.

Derived from stored state; imports no Qt.
"""
