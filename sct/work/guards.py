"""Blocks of installers that only guard a statement: they ask the source's data dictionary what is there already.

The target is empty when the script runs. Once what a block creates stands in front of it, and what it would drop is not
there, the rest of such a block may come to nothing.
"""

from __future__ import annotations

from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.sqlexpr.places import parts_of
from sct.sqlexpr.quiet import asks_the_dictionary, is_quiet

_PRINTS = ("put_line", "put", "new_line", "enable")
_DECLARED = (s.Variable, s.RecordType, s.CollectionType, s.Subtype)


def comes_to_nothing(block: s.Block, around: frozenset[str] = frozenset()) -> bool:
    """Whether it only reads the data dictionary, sets its own variables (or those `around` it) and prints."""
    variables = [d for d in block.declarations if isinstance(d, s.Variable)]
    own = around | {d.name for d in variables}
    return (
        all(isinstance(d, _DECLARED) for d in block.declarations)
        and all(d.default is None or is_quiet(d.default, own) for d in variables)
        and _idle_all(block.body, own)
        and all(_idle_all([x for x in h.body if not isinstance(x, s.Raise)], own) for h in block.handlers)
    )


def _idle_all(body: list[s.Statement], own: frozenset[str]) -> bool:
    return all(_idle(one, own) for one in body)


def _idle(one: s.Statement, own: frozenset[str]) -> bool:
    """A statement that changes nothing but `own` variables."""
    if isinstance(one, s.Null):
        return True
    if isinstance(one, s.Assign):
        return _is_own(one.target, own) and is_quiet(one.target, own) and is_quiet(one.value, own)
    if isinstance(one, s.SelectInto):
        asks = asks_the_dictionary(one.query) and is_quiet(one.query, own)
        return asks and all(_is_own(target, own) for target in one.into)
    if isinstance(one, s.If):
        branches = all(is_quiet(test, own) and _idle_all(body, own) for test, body in one.branches)
        return branches and _idle_all(one.otherwise or [], own)
    if isinstance(one, s.ForQuery):
        asks = asks_the_dictionary(one.query) and is_quiet(one.query, own)
        return asks and _idle_all(one.body, own | {one.index})
    if isinstance(one, s.ForRange):
        bounds = is_quiet(one.low, own) and is_quiet(one.high, own)
        return bounds and _idle_all(one.body, own | {one.index})
    if isinstance(one, s.Block):
        return comes_to_nothing(one, own)
    return isinstance(one, s.Call) and prints(one.call) and is_quiet(one.call, own | {"dbms_output", *_PRINTS})


def _is_own(target: Sql, own: frozenset[str]) -> bool:
    parts = parts_of(target)
    return parts is not None and parts[0].name in own


def prints(call: Sql) -> bool:
    """A call of DBMS_OUTPUT that writes."""
    parts = parts_of(call)
    return parts is not None and len(parts) == 2 and parts[0].name == "dbms_output" and parts[1].name in _PRINTS
