"""One till while the shared database is away: the last board, and working alone until the database is back."""
