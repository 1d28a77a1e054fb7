"""Connects the pages of tickets and printers, and the paper of a demo, with the print queue and the settings."""
