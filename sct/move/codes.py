"""What the MV codes mean: rules/move/*.yml, for `sct explain` and for reports."""

from __future__ import annotations

from functools import cache

from sct.rulebook.codes import Code, code_of
from sct.rulebook.load import entries


@cache
def codes() -> dict[str, Code]:
    """Every declared code of the data-move stage."""
    return {entry["code"]: code_of(entry, file) for file, entry in entries("move")}
