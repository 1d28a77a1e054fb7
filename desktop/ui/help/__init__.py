"""Dialogs that help: about, check-up, support package, updates.

Each draws the values that it is given.
"""
