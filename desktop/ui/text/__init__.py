"""Words and formats of the window: orders, money, times, plurals, languages.

Pure functions over domain types; no widgets.
"""
