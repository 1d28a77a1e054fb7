"""Widgets without knowledge of orders: buttons, dialogs, fields, layouts, colours.

Known by all views; imports `ui.text` alone.
"""
