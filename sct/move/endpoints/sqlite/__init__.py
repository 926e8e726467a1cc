"""SQLite database files."""

SCHEMES = ("sqlite",)
EXTRA = "move"
