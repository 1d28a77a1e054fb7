"""The embedded store: one SQLite file, one connection, one thread.

The only folder that imports sqlite3; the statements of transactions are in `desktop.store.queries`.
"""
