"""Use cases beside the flow of orders, the same for window and terminal.

Each is `async` and returns its result; no callbacks, no Qt, no views.
"""
