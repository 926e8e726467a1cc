"""Random PL/SQL programs, each with what Oracle would print: whoever writes a construct here writes what it means, too.

`meaning.py` is the machine they run on, in Python; `expressions.py`, `statements.py`, `blocks.py` and `arrays.py` write the
constructs; `program.py` puts them together to a package with a function, a procedure and a main procedure over one table.
What two databases need not agree about is left out: the order in which an expression's operands are evaluated, and
errors in expressions of constants.
"""
