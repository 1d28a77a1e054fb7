"""The connection of the program without a window to the vendor."""
