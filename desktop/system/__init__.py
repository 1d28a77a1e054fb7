"""The machine the program runs on: paths, settings file, credentials, log, clock, network, instance lock.

Never imports Qt, and nothing of the project but what is here.
"""
