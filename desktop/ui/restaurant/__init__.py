"""The pages of the restaurant: open and closed branches, and dishes on or off sale.

They show desired and confirmed states and send commands.
"""
