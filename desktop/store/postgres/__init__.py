"""The shared store: a schema of PostgreSQL that several tills use.

The only folder that imports psycopg; other modules import it lazily, because a start with the embedded store must not
pay for it.
"""
