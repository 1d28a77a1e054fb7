"""Polls: ask the vendor, save the answer in one transaction, notice silence, sleep and wrong clocks.

Nothing is acknowledged or published before the commit.
"""
