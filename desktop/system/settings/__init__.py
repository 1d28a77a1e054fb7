"""Settings and options: the table, the file, conversion of values, backups, credentials as typed.

A wrong value falls back alone; unknown values survive.
"""
