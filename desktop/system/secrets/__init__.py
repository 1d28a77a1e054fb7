"""Secrets: the PIN, and credentials in the keyring or in a private file.

A secret never reaches a log, the settings file or a command line.
"""
