"""The kitchen screen: a wall of tickets with a tally, and its window.

It shows tickets as `domain.kitchen` makes them, and sends each press to `KitchenCommands`.
"""
