"""Tickets on paper: an order becomes blocks with emphasis, in the order in which they are printed.

Pure: no drawing, no printer. `ui/tickets` draws them, `printing` sends the picture.
"""
