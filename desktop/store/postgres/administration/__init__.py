"""Work on a shared database that a till does seldom: set it up, upgrade it, examine it, move it.

Each function opens a connection of its own and raises the store's errors, never the driver's.
"""
