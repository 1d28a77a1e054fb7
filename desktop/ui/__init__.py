"""The window, the tray icon and the words: a view of `desktop.orders`, with no truth of its own and no I/O."""
