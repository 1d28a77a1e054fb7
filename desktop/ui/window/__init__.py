"""The main window: header, banner, menu, tray, keyboard, dialogs, and the pages inside it.

The top layer of `ui`: it imports every view, and no view imports it.
"""
