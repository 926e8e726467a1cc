"""MariaDB, and MySQL as far as it is the same."""

SCHEMES = ("mariadb", "mysql")
EXTRA = "move-mysql"
