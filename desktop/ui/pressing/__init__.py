"""What makes one press act once, and lets it be taken back: repeats, pauses, the bar with the seconds.

It sends no command, and it knows neither pages nor dialogs.
"""
