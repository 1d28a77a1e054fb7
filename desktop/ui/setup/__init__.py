"""The setup guide and the form for credentials.

Shows one step at a time; the controller does the work.
"""
