"""SQLite database files."""

SCHEMES = ("sqlite",)
EXTRA = "move"
OPTIONS: tuple[str, ...] = ()
