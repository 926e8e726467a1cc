"""MariaDB, and MySQL as far as it is the same."""
