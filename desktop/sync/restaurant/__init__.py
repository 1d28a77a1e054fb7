"""Open or closed, dishes on or off sale: desired states that are retried until the vendor confirms them.

The desired state is saved before it is sent.
"""
