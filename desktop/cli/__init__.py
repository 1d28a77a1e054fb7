"""How the program is started, and its commands in a terminal: arguments, exit codes, JSON and text output.

Nothing but `__main__` imports this folder. Qt is imported by `startup` alone, and only for the window.
"""
