"""The work of the kitchen as a whole, over all orders.

Pure functions: no input or output, no clock, no Qt.
"""
