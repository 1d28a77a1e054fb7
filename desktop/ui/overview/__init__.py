"""Views beside the board that show no single order: the running day, promised times on a line, the mark of a demo.

Views that only show: nothing here can be pressed, and nothing here knows the store.
"""
