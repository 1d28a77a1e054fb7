"""Orders: reading the vendor's JSON, the states of an order, and the decision at each event.

Tables and pure functions; the caller passes the time.
"""
