"""The store of this program, embedded or shared: opened, tried, set up and moved.

`desktop.store.postgres` is imported late: a start with the embedded store must not pay for it.
"""
