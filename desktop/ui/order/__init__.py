"""One order: detail pane, accept panel, status actions and their dialogs.

Texts of the vendor are always drawn as plain text.
"""
