"""Dialogs about the work of the kitchen as a whole: all dishes that are being cooked, and a rush.

They show what they are given, and emit what a person chose.
"""
