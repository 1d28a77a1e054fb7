"""Texts and formats of the window: orders, money, times, plurals, languages.

Pure functions of domain types; no widgets.
"""
