"""The settings page and the PIN dialog.

The rows come from the settings table.
"""
