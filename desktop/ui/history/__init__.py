"""The history page: stored orders, filters and search.

Draws pages of results; the controller finds them.
"""
