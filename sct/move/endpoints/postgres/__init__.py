"""PostgreSQL, and what speaks its protocol and catalog."""

SCHEMES = ("postgresql", "postgres", "embedded")
EXTRA = "move"
