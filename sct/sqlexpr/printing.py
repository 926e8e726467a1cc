"""A lowered tree to the target's text."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlglot.errors import ErrorLevel, UnsupportedError

from sct.sqlexpr.nodes import exp
from sct.sqlexpr.tokens import dialect


@cache
def _generator(engine: str, pretty: bool) -> Any:
    return dialect(engine).generator(
        pretty=pretty,
        normalize_functions=False,
        comments=False,
        unsupported_level=ErrorLevel.IMMEDIATE,
        max_text_width=100,
    )


def to_sql(tree: exp.Expression, engine: str = "postgres", *, pretty: bool = False) -> str:
    """Text of a lowered tree. Raises ValueError when the printer itself finds something it cannot say."""
    generator = _generator(engine, pretty)
    if isinstance(tree, exp.Merge):
        _keep_names(tree)
    try:
        text: str = generator.generate(tree, copy=False)  # the tree was made for this text
    except UnsupportedError as error:
        raise ValueError(str(error)) from None
    if generator.unsupported_messages:
        raise ValueError("; ".join(generator.unsupported_messages))
    return text


def _keep_names(tree: exp.Merge) -> None:
    """`CASE WHEN t.a = 1` in a value of MERGE … SET: the printer takes the target's name off the left of every `=` it finds
    there, not only off the columns that are set, and the name is ambiguous when the source has such a column."""
    for when in tree.args["whens"].expressions:
        then = when.args.get("then")
        for assignment in then.expressions if isinstance(then, exp.Update) else ():
            value = assignment.expression if isinstance(assignment, exp.EQ) else None
            for equal in value.find_all(exp.EQ) if value is not None else ():
                if isinstance(equal.this, exp.Column) and equal.this.table:
                    equal.set("this", exp.Paren(this=equal.this))
