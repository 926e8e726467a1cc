"""The deny list (denied.yml) against PostgreSQL's parse trees and against statements of PL/pgSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sct.check.redshift.tokens import Tokens, phrase, words

LIST = Path(__file__).with_name("denied.yml")

_ROWS_FRAME, _NONDEFAULT, _RANGE, _GROUPS, _EXCLUDE = 0x4, 0x1, 0x2, 0x8, 0x8000 | 0x10000 | 0x20000
_FRAMED = frozenset(
    "avg count max min sum stddev stddev_samp stddev_pop variance var_samp var_pop first_value last_value nth_value "
    "bool_and bool_or bit_and bit_or".split()
)
_COLLATIONS = frozenset("case_sensitive case_insensitive cs ci".split())


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list. `only`/`is_`: a field and names of values; `check`: a function of this module."""

    why: str
    example: str
    node: str = ""
    has: str = ""
    is_: dict[str, frozenset[str]] = field(default_factory=dict)
    only: dict[str, frozenset[str]] = field(default_factory=dict)
    check: str = ""
    page: str = ""
    start: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Denied:
    """The whole list."""

    statements: frozenset[str]
    named: dict[str, str]
    types: frozenset[str]
    functions: frozenset[str]
    alterations: frozenset[str]
    rows: dict[str, list[Row]]
    leaves: list[Row]
    examples: list[str]


@cache
def load() -> Denied:
    """The list as it is in the file."""
    found = yaml.safe_load(LIST.read_text("utf-8"))
    rows: dict[str, list[Row]] = {}
    examples: list[str] = []
    for one in found["rows"]:
        row = Row(
            one["why"],
            one["example"],
            one["node"],
            one.get("has", ""),
            _values(one.get("is")),
            _values(one.get("only")),
            one.get("check", ""),
            one["from"],
        )
        if row.check and row.check not in _CHECKS:
            raise ValueError(f"{LIST.name}: there is no check {row.check}")
        rows.setdefault(row.node, []).append(row)
        examples.append(row.example)
    leaves = [
        Row(
            one["why"],
            one["example"],
            start=tuple(one["start"].split()),
            holds=tuple(one.get("holds", "").split()),
            page="Supported PL/pgSQL statements",
        )
        for one in found["leaves"]
    ]
    for part in ("statements", "types", "functions", "alterations"):
        examples += found[part]["examples"]
    return Denied(
        frozenset(found["statements"]["only"].split()),
        found["statements"]["named"],
        frozenset(found["types"]["only"].split()),
        frozenset(found["functions"]["refused"].split()),
        frozenset(found["alterations"]["only"].split()),
        rows,
        leaves,
        examples,
    )


def _values(raw: dict[str, str] | None) -> dict[str, frozenset[str]]:
    return {key: frozenset(str(value).split()) for key, value in (raw or {}).items()}


@dataclass(frozen=True, slots=True)
class Refusal:
    """`at`: 0-based offset in the parsed text."""

    at: int
    message: str


@dataclass(slots=True)
class Walk:
    """What is known on the way down: the nodes above, and that the statement is a late-binding view."""

    late_binding: bool = False
    above: list[Any] = field(default_factory=list)


def refusals(statement: Any, late_binding: bool = False, *, expression: bool = False) -> Iterator[Refusal]:
    """What the list has against one statement (a node of pglast). `expression`: SELECT was put before it by us."""
    denied = load()
    kind = type(statement).__name__
    if kind not in denied.statements and not expression:
        name = denied.named.get(kind, f"this statement ({kind.removesuffix('Stmt')})")
        yield Refusal(0, f"not on Redshift: {name} (Developer Guide, SQL commands)")
        return
    yield from _walk(statement, Walk(late_binding), denied, 0)


def _walk(node: Any, walk: Walk, denied: Denied, at: int) -> Iterator[Refusal]:
    if isinstance(node, (tuple, list)):
        for one in node:
            yield from _walk(one, walk, denied, at)
        return
    if not _is_node(node):
        return
    place = getattr(node, "location", None)
    at = place if isinstance(place, int) and place >= 0 else at
    name = type(node).__name__
    for row in denied.rows.get(name, ()):
        if _matches(row, node, walk):
            yield Refusal(at, f"not on Redshift: {row.why} (Developer Guide, {row.page})")
    if name == "TypeName":
        spelled = node.names[-1].sval.lower() if node.names else ""
        if spelled and not node.pct_type and spelled not in denied.types:
            yield Refusal(at, f"not on Redshift: type {spelled} (Developer Guide, Unsupported PostgreSQL data types)")
    elif name == "FuncCall":
        spelled = node.funcname[-1].sval.lower()
        if (spelled in denied.functions and len(node.funcname) == 1) or _is_builtin(node.funcname, denied.functions):
            yield Refusal(
                at, f"not on Redshift: function {spelled} (Developer Guide, Unsupported PostgreSQL functions)"
            )
    elif name == "AlterTableCmd" and node.subtype.name not in denied.alterations:
        yield Refusal(at, f"not on Redshift: ALTER TABLE of this kind ({node.subtype.name.removeprefix('AT_')})")
    walk.above.append(node)
    for attribute in node:
        yield from _walk(getattr(node, attribute), walk, denied, at)
    walk.above.pop()


def _is_node(value: Any) -> bool:
    from pglast.ast import Node

    return isinstance(value, Node)


def _is_builtin(names: Any, functions: frozenset[str]) -> bool:
    return len(names) == 2 and names[0].sval == "pg_catalog" and names[1].sval in functions


def _matches(row: Row, node: Any, walk: Walk) -> bool:
    if row.has:
        return bool(getattr(node, row.has))
    for key, values in row.is_.items():
        if _spelled(getattr(node, key)) in values:
            return True
    for key, values in row.only.items():
        if _spelled(getattr(node, key)) not in values:
            return True
    if row.check:
        return _CHECKS[row.check](node, walk)
    return not row.is_ and not row.only


def _spelled(value: Any) -> str:
    return str(getattr(value, "name", value))


def leaf_refusals(items: Tokens) -> Iterator[Refusal]:
    """What the list has against a statement of PL/pgSQL, by its words."""
    head = words(items, 3)
    for row in load().leaves:
        if tuple(head[: len(row.start)]) == row.start and (not row.holds or phrase(items, row.holds) < len(items)):
            yield Refusal(items[0].at, f"not in Redshift's PL/pgSQL: {row.why} (Developer Guide, {row.page})")


# --- what a field cannot say ------------------------------------------------------------------------------------------


def _merge(node: Any, _: Walk) -> bool:
    kinds = []
    for when in node.mergeWhenClauses or ():
        if when.condition is not None:
            return True
        matched = when.matchKind.name == "MERGE_WHEN_MATCHED"
        kinds.append((matched, when.commandType.name))
    return sorted(kinds) not in (
        [(False, "CMD_INSERT"), (True, "CMD_UPDATE")],
        [(False, "CMD_INSERT"), (True, "CMD_DELETE")],
    )


def _distinct_on(node: Any, _: Walk) -> bool:
    return bool(node.distinctClause) and node.distinctClause[0] is not None


def _values_table(node: Any, walk: Walk) -> bool:
    return bool(node.valuesLists) and not (walk.above and type(walk.above[-1]).__name__ == "InsertStmt")


def _inner_recursion(node: Any, walk: Walk) -> bool:
    inside = any(type(one).__name__ in ("RangeSubselect", "SubLink", "CommonTableExpr") for one in walk.above)
    return bool(inside and node.withClause and node.withClause.recursive)


def _recursion(node: Any, _: Walk) -> bool:
    if not node.recursive:
        return False
    for one in node.ctes:
        query = one.ctequery
        if not _mentions(query, one.ctename):
            continue
        if not one.aliascolnames or query.op.name != "SETOP_UNION" or not query.all:
            return True
    return False


def _mentions(node: Any, relation: str) -> bool:
    if isinstance(node, (tuple, list)):
        return any(_mentions(one, relation) for one in node)
    if not _is_node(node):
        return False
    if type(node).__name__ == "RangeVar":
        return bool(node.relname == relation and not node.schemaname)
    return any(_mentions(getattr(node, attribute), relation) for attribute in node)


def _changing_cte(node: Any, _: Walk) -> bool:
    return type(node.ctequery).__name__ != "SelectStmt"


def _only(node: Any, _: Walk) -> bool:
    return node.inh is False


def _frame(node: Any, _: Walk) -> bool:
    window = node.over
    return bool(
        window is not None
        and window.orderClause
        and not window.frameOptions & _NONDEFAULT
        and node.funcname[-1].sval.lower() in _FRAMED
    )


def _frame_kind(node: Any, _: Walk) -> bool:
    options = node.frameOptions
    return bool(options & _NONDEFAULT and (options & (_RANGE | _GROUPS) or options & _EXCLUDE))


def _collation(node: Any, _: Walk) -> bool:
    return node.collname[-1].sval.lower() not in _COLLATIONS


def _actions(node: Any, _: Walk) -> bool:
    return any(getattr(node, key) not in (None, "\0", "a", 97, 0) for key in ("fk_del_action", "fk_upd_action"))


def _identity(node: Any, _: Walk) -> bool:
    """IDENTITY(seed, step) was written with START WITH by attributes.py; anything else came that way."""
    if node.contype.name != "CONSTR_IDENTITY":
        return False
    return not any(one.defname == "start" for one in node.options or ())


def _temporary_view(node: Any, _: Walk) -> bool:
    return bool(node.view.relpersistence == "t")


def _late_binding(node: Any, walk: Walk) -> bool:
    return walk.late_binding and any(True for _ in _unqualified(node.query, frozenset()))


def _unqualified(node: Any, ctes: frozenset[str]) -> Iterator[str]:
    if isinstance(node, (tuple, list)):
        for one in node:
            yield from _unqualified(one, ctes)
    elif _is_node(node):
        if type(node).__name__ == "RangeVar":
            if not node.schemaname and node.relname not in ctes:
                yield node.relname
            return
        if type(node).__name__ == "SelectStmt" and node.withClause:
            ctes |= {one.ctename for one in node.withClause.ctes}
        for attribute in node:
            yield from _unqualified(getattr(node, attribute), ctes)


def _one_change(node: Any, _: Walk) -> bool:
    return len(node.cmds or ()) > 1


def _truncate(node: Any, _: Walk) -> bool:
    return len(node.relations) > 1 or bool(node.restart_seqs) or node.behavior.name == "DROP_CASCADE"


def _options(node: Any) -> dict[str, Any]:
    return {one.defname: one.arg for one in node.options or ()}


def _language(node: Any) -> str:
    found = _options(node).get("language")
    return found.sval.lower() if found is not None else "sql"


def _function_language(node: Any, _: Walk) -> bool:
    allowed = ("plpgsql",) if node.is_procedure else ("sql", "plpythonu")
    return _language(node) not in allowed


def _function_names(node: Any, _: Walk) -> bool:
    return not node.is_procedure and _language(node) == "sql" and any(one.name for one in node.parameters or ())


def _function_body(node: Any, _: Walk) -> bool:
    if node.is_procedure or _language(node) != "sql":
        return False
    body = _options(node).get("as")
    if not body:
        return False
    from pglast import parse_sql
    from pglast.parser import ParseError

    from sct.check.redshift.plain import Unjudged, fragment
    from sct.check.redshift.relations import Relations
    from sct.check.redshift.tokens import text_of, tokenise

    try:
        parsed = parse_sql(text_of(fragment(tokenise(body[0].sval), Relations())))
    except (ParseError, Unjudged):
        return False  # said elsewhere
    if len(parsed) != 1 or type(parsed[0].stmt).__name__ != "SelectStmt":
        return True
    query: Any = parsed[0].stmt
    clauses = ("fromClause", "whereClause", "groupClause", "sortClause", "limitCount", "intoClause", "valuesLists")
    return any(getattr(query, key) for key in clauses) or len(query.targetList or ()) != 1


def _procedure_options(node: Any, _: Walk) -> bool:
    return bool(node.is_procedure and set(_options(node)) - {"language", "as", "security", "set"})


_CHECKS: dict[str, Callable[[Any, Walk], bool]] = {
    "merge": _merge,
    "distinct_on": _distinct_on,
    "values": _values_table,
    "inner_recursion": _inner_recursion,
    "recursion": _recursion,
    "changing_cte": _changing_cte,
    "only": _only,
    "frame": _frame,
    "frame_kind": _frame_kind,
    "collation": _collation,
    "actions": _actions,
    "identity": _identity,
    "temporary_view": _temporary_view,
    "late_binding": _late_binding,
    "one_change": _one_change,
    "truncate": _truncate,
    "function_language": _function_language,
    "function_names": _function_names,
    "function_body": _function_body,
    "procedure_options": _procedure_options,
}
