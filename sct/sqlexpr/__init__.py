"""Everything that touches a SQL tree: tokens, parsing, names and types, rules, printing. The only user of sqlglot."""
