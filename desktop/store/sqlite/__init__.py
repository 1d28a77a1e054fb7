"""The embedded store: one SQLite file, one connection, one thread.

The only folder that imports sqlite3; one function per transaction.
"""
