"""Text rules for all layers: Turkish sort order, search folding, local time.

Pure functions without input or output.
"""
