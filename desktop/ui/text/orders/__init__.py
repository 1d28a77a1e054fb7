"""Texts about one order: its state, its changes, its times, its payment and its address.

They take an order and return texts; they show nothing.
"""
