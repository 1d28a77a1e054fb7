"""Connects the views about several tills with the program."""
