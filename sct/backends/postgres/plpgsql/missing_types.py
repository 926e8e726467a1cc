"""The refusal of a type that is not among the input: by the supplied package that brings it, or by its name."""

from __future__ import annotations

from sct.rulebook.load import Rulebook
from sct.rulebook.translate import Refused
from sct.sqlexpr.built_ins import package_rule
from sct.text.span import Span


def missing(book: Rulebook, what: str, written: str, span: Span) -> Refused:
    """`what`: whose type it is; `written`: the type as the source has it."""
    words = written.lower().partition("%")[0].partition("(")[0].split()
    path = tuple(part.strip('"') for part in words[-1].split(".")) if words else ()
    rule = package_rule(path, book.lift) if len(path) > 1 else None
    if rule is not None:
        return Refused(rule.code, f"{what}: type {written} has no equal on the target", span)
    return Refused("SC1514", f"{what}: type {written} is not among the input", span)
