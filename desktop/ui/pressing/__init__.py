"""What makes one press act once, on what a person saw: repeats, pauses, changes under the hand, taking back.

It sends no command, and it knows neither pages nor dialogs.
"""
