"""The statements of transactions: one SQL text with `:name` parameters, for SQLite and PostgreSQL alike.

No engine is imported here. SQLite's words are `rowid`, `json_each` and `json_extract` alone: the other engine translates them.
"""
