"""The board: columns of cards, selection, branch filter, and the page around them.

It draws `BoardOrder` and sends commands through `ui.commands`.
"""
