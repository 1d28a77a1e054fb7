"""One press acts once, and can be taken back: repeats of keys, pauses, the bar with the seconds.

It sends no command, and it knows neither pages nor dialogs.
"""
