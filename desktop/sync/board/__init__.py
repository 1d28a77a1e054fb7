"""The board: rows of the store as `BoardOrder`, flags of an order, and their publication.

Publishes only what is committed.
"""
