"""Teradata as a source, by Teradata's own driver (teradatasql)."""

SCHEMES = ("teradata",)
EXTRA = "move-teradata"
OPTIONS = (
    "schema",
    "locking",
    "logmech",
    "logdata",
    "sslmode",
    "sslca",
    "sslcapath",
    "encryptdata",
    "tmode",
    "https_port",
    "connect_timeout",
)
