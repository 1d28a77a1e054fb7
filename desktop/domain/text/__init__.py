"""Text rules shared by all layers: Turkish order of letters, search folding, local time.

Pure functions without input or output.
"""
