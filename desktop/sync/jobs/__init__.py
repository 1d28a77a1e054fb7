"""Periodic jobs: reminders, the automatic rule, cancel reasons, search index, removal of old data.

Each job is supervised and restarts with backoff.
"""
