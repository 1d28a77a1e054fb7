"""Sales reports: periods, sales and their sums.

Tables and pure functions; the time is an argument.
"""
