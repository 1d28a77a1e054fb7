"""Prints the stored jobs: a task for each printer, drawing, states, questions. Below `engine`, above the other parts."""
