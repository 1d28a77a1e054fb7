"""The outbox: commands and acknowledgements that the vendor has not confirmed yet.

Rows are saved first, then sent and retried until the vendor answers.
"""
