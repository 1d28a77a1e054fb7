"""Tickets as pictures and pages: blocks become bands of dots, the same for preview, PDF and every printer.

Knows the domain's tickets alone. Needs a `QGuiApplication`: without one, Qt ends the process at the first letter.
"""
