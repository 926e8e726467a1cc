"""Db2 for Linux, UNIX and Windows as a source, by IBM's own driver (ibm_db)."""

SCHEMES = ("db2",)
EXTRA = "move-db2"
OPTIONS = (
    "schema",
    "isolation",
    "security",
    "sslservercertificate",
    "sslclientkeystoredb",
    "sslclientkeystash",
    "authentication",
    "connecttimeout",
)
