"""The main window: header, banner, menu, tray, keyboard, dialogs, and the pages inside it.

The top of `ui`: imports every view, and is imported by none.
"""
