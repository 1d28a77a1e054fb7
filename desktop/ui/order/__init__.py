"""One order: detail pane, accept panel, status actions and their dialogs.

Every text of the vendor is drawn as plain text.
"""
