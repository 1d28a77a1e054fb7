"""The computer: clock, network, display, autostart, sleep, signals, background threads.

Knows nothing about orders.
"""
