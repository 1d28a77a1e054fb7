"""The board: columns, cards, selection, branch filter and the page around them.

Draws `BoardOrder`; sends commands through `ui.commands`.
"""
