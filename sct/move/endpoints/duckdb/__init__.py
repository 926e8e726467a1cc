"""DuckDB database files."""

SCHEMES = ("duckdb",)
EXTRA = "move"
