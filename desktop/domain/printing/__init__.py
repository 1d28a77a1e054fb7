"""Which ticket goes to which printer, when, and whether it may be printed again.

Pure: printers send and say what they know in `printing`; `sync/printing` runs the jobs.
"""
