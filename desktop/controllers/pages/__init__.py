"""Builds the controllers of the pages that nobody sees at the start."""
