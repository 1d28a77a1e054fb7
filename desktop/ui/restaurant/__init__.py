"""The restaurant's pages: branches, and dishes on or off sale.

Draws desired and confirmed state; decides neither.
"""
