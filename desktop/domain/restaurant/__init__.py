"""Branches, the menu and dishes that are off sale.

Tables and pure functions; the time is an argument.
"""
