"""Settings and options: their values, their descriptions, the file, the backup.

A wrong value falls back alone; unknown values survive.
"""
