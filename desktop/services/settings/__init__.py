"""The settings of the running program: written to their file, and shared with other tills."""
