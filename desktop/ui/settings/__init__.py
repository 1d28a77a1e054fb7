"""The settings page and the PIN dialog.

Rows are made from the settings' descriptions.
"""
