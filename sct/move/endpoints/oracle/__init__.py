"""Oracle Database, by python-oracledb in thin mode. Coded against the real driver; not run against a server here."""

SCHEMES = ("oracle",)
EXTRA = "move-oracle"
OPTIONS = ("schema",)
