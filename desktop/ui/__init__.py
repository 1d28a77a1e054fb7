"""The window, the tray icon and the texts: views of what controllers give them. They store nothing and do no I/O."""
