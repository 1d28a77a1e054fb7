"""The types of orders and restaurants, and all decisions about them.

Pure: no I/O, no clock, no Qt. Time comes in as an argument. Imports nothing else of the project.
"""
