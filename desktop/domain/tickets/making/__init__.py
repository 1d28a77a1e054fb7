"""The contents of each kind of ticket: an order, or a report, becomes blocks. `tickets.make` is the way in."""
