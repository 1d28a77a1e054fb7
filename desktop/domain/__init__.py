"""What an order is and what is decided about it.

Pure: no I/O, no clock, no Qt. Time comes in as an argument. Imports nothing else of the project.
"""
