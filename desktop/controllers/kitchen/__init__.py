"""Connects the kitchen screen with the program. `opener` is what a start loads; the rest comes with the first screen."""
