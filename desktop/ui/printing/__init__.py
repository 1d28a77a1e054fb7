"""Printers, their tickets and the questions about them: pages and dialogs, and the paper of a demo.

Imported when a page opens or the first ticket is printed, never before the board is painted.
"""
