"""The history page: stored orders, filters and search.

It draws pages of results; the controller finds them.
"""
