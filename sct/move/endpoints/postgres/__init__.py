"""PostgreSQL, and what speaks its protocol and catalog."""
