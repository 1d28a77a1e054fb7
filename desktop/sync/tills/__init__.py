"""Several tills on one database: one leads, the others follow."""
