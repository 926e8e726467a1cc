"""The proof of scripts for Amazon Redshift, of which there is no server to try them on. prover.py says how.

tokens.py         nested tokens that know their place, and text made of them
relations.py      which columns the script's relations have
attributes.py     the clauses of tables only Redshift has: judged and taken off
plain.py          Redshift's SQL with PostgreSQL's grammar
queries.py        TOP, QUALIFY, MINUS, aliases used in their own select list; hierarchy.py: CONNECT BY
blocks.py         the structure of a PL/pgSQL body
grammar.py        the first net, with denied.py and its list denied.yml
fluff.py          the second net
loadable.py       the third net: meaning.py (types, functions), keys.py, handlers.py (errors, transactions), functions.sql
"""
