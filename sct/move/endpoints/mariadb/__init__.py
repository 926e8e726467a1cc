"""MariaDB, and MySQL as far as it is the same."""

SCHEMES = ("mariadb", "mysql")
EXTRA = "move-mysql"
OPTIONS = ("socket", "ssl_mode", "sslmode", "ssl_ca", "ssl_cert", "ssl_key")
