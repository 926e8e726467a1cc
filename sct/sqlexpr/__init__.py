"""Everything that touches a SQL tree: tokens, parsing, names and types, rules, printing. The only user of sqlglot."""

from sct.sqlexpr import library  # noqa: F401  (first: it says how sqlglot is imported)
