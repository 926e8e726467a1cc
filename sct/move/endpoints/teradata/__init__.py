"""Teradata as a source, by Teradata's own driver (teradatasql)."""

SCHEMES = ("teradata",)
EXTRA = "move-teradata"
