"""Views about several tills that share a database."""
