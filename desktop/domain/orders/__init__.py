"""Orders: how the vendor's JSON is read, which states an order has, and what each event decides.

Tables and pure functions; the time is an argument.
"""
