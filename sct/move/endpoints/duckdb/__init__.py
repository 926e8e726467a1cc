"""DuckDB database files."""

SCHEMES = ("duckdb",)
EXTRA = "move"
OPTIONS: tuple[str, ...] = ()
