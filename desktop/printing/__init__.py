"""Ticket printers: the bytes that they read, and the ways to them (network, USB, serial line, system queue).

Knows the domain alone; which ticket is printed when, and once, is decided in `sync/printing`.
"""
