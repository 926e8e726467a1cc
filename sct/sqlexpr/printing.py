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
    try:
        text: str = generator.generate(tree, copy=False)  # the tree was made for this text
    except UnsupportedError as error:
        raise ValueError(str(error)) from None
    if generator.unsupported_messages:
        raise ValueError("; ".join(generator.unsupported_messages))
    return text
