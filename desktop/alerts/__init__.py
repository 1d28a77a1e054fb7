"""Devices that alert people: the bell and desktop notifications.

A device may hang, but never blocks the caller. This folder knows neither engine nor store.
"""
