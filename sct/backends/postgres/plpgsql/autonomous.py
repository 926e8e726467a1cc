"""PRAGMA AUTONOMOUS_TRANSACTION: the routine's body is a procedure `p$auto`, called over a connection of its own.

The routine itself hands its arguments over as text and takes the results back. What the body reads and writes is another
session's: it does not see the caller's open changes, and what it commits stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sct.backends.postgres.names import body_tag, ident, qualified, shortened, string
from sct.backends.postgres.plpgsql import body as bodies
from sct.backends.postgres.plpgsql import hoisting, nested, routines, transactions
from sct.backends.postgres.plpgsql.resolver import CodeResolver
from sct.catalog.effects import is_autonomous
from sct.catalog.scopes import RoutineItem
from sct.diagnostics.finding import Bag
from sct.ir import statements as s
from sct.rulebook.translate import Refused

SUFFIX = "$auto"


def applies(item: RoutineItem) -> bool:
    return is_autonomous(item.code)


def make(code: Any, item: RoutineItem, bag: Bag) -> str:
    """Both statements: the body as a procedure, and the routine that calls it."""
    how = code.emitter.options.autonomous
    name = item.code.name.name
    if how == "refuse":
        raise Refused("SC1534", f"{name} is an autonomous transaction", item.code.span)
    if item.facts.get("captured") and item.facts.get("written"):
        raise Refused("SC1535", f"{name} is autonomous and changes its surroundings' variables", item.code.span)
    results = [(p.name, code.types.argument(p.type)) for p in item.outs]
    if item.returns is not None:
        results.append((hoisting.RESULT, code.types.argument(item.returns)))
    if how == "pg_background" and results:
        raise Refused("SC1535", f"{name} is autonomous and gives values back", item.code.span)
    bag.add("SC1536", f"{name} runs in a session of its own", item.code.span)
    extension = "CREATE EXTENSION IF NOT EXISTS pg_background;\n" if how == "pg_background" else ""
    return f"{extension}{_inner(code, item, bag)}\n{_outer(code, item, bag, results, how)}"


def _inner(code: Any, item: RoutineItem, bag: Bag) -> str:
    assert item.code.body is not None
    w = routines.writer(code, item, bag)
    w.resolver.form = _path(item)
    parts = nested.parameters(w.resolver, item)
    parts += [f"{routines._MODES[p.mode]}{ident(p.name)} {code.types.argument(p.type)}" for p in item.params]
    if item.returns is not None:
        parts.append(f"OUT {hoisting.RESULT} {code.types.argument(item.returns)}")
        hoisting.result(w)
    w.facts["autonomous"] = True
    block = trimmed(w, item.code.body)
    declarations = [d for d in item.code.declarations if not isinstance(d, s.Pragma)]
    text = bodies.block_text(w, [*declarations, *block.declarations], block, routines.starts(w, item))
    find = code.program.effects.finder(item.names)
    security = "" if code.program.effects.block(block, find).ends else routines._DEFINER
    tag = body_tag(text)
    return (
        f"CREATE OR REPLACE PROCEDURE {qualified(_path(item))}({', '.join(parts)})\n"
        f"LANGUAGE plpgsql {security}AS {tag}\n{text}\n{tag};"
    )


def _path(item: RoutineItem) -> tuple[str, ...]:
    return (*item.path[:-1], shortened(item.path[-1] + SUFFIX))


def _outer(code: Any, item: RoutineItem, bag: Bag, results: list[tuple[str, str]], how: str) -> str:
    marks: list[str] = []
    values: list[str] = []
    resolver = CodeResolver(code.program, code.types, item.outer)
    for of in nested.captured(item):
        marks.append(f"%L::{nested.type_of(resolver, item, of)}")
        values.append(ident(nested.renamed(item)[id(of.decl)]))
    for p in item.params:
        type_ = code.types.argument(p.type)
        if p.mode == "out":
            marks.append(f"NULL::{type_}")
        else:
            marks.append(f"%L::{type_}")
            values.append(ident(p.name))
    if item.returns is not None:
        marks.append(f"NULL::{code.types.argument(item.returns)}")
    call = string(f"CALL {qualified(_path(item)).replace('%', '%%')}({', '.join(marks)})")
    command = f"format({', '.join([call, *values])})" if values else call
    lines = ["#variable_conflict use_column"]
    if how == "pg_background":
        lines += ["BEGIN", f"  PERFORM * FROM pg_background_result(pg_background_launch({command})) AS (result text);"]
    else:
        code.translator.used_runtime.add("autonomous")
        given = [*(p.type for p in item.outs), *([item.returns] if item.returns is not None else [])]
        composite = any(type_.kind in ("named", "record") for type_ in given)
        declared = []
        if item.returns is not None and not item.outs:
            declared.append(f"  {hoisting.RESULT} {code.types.argument(item.returns)};")
        if composite:
            declared.append("  sct_row record;")  # INTO would spread the row over a composite variable's fields
        lines += ["DECLARE", *declared] if declared else []
        lines.append("BEGIN")
        if composite:
            columns = ", ".join(f"r{n} {type_}" for n, (_, type_) in enumerate(results, 1))
            lines.append(f"  SELECT * INTO sct_row\n    FROM dblink(sct.autonomous(), {command}) AS t({columns});")
            lines.extend(f"  {ident(name)} := sct_row.r{n};" for n, (name, _) in enumerate(results, 1))
        elif results:
            into = ", ".join(ident(name) for name, _ in results)
            columns = ", ".join(f"r{n} {type_}" for n, (_, type_) in enumerate(results, 1))
            lines.append(f"  SELECT * INTO {into}\n    FROM dblink(sct.autonomous(), {command}) AS t({columns});")
        else:
            lines.append(f"  PERFORM dblink_exec(sct.autonomous(), {command});")
        if item.returns is not None and not item.outs:
            lines.append(f"  RETURN {hoisting.RESULT};")
    body = "\n".join([*lines, "END"])
    head = routines.signature(code, item, bag)
    result = ""
    if item.returns is not None and not item.outs:
        result = f" RETURNS {code.types.argument(item.returns)}"
    return routines.create(item, head, result, body)


# --- the ends of transactions the call itself brings ----------------------------------------------------------------------


def trimmed(w: Any, block: s.Block) -> s.Block:
    """The body without the COMMIT at its end, which the end of the call is, and without the ROLLBACK its handlers begin
    with where nothing was committed before: leaving by the handler undoes the block."""
    body = block.body
    if body and isinstance(body[-1], s.Transaction) and body[-1].action == "commit":
        body = body[:-1]
    elif len(body) > 1 and isinstance(body[-1], s.Return) and _is_commit(body[-2]):
        body = [*body[:-2], body[-1]]
    ends = any(_is_end(x) for one in body for x in _inside(one))
    handlers = []
    rolls_back = not ends
    for handler in block.handlers:
        last = handler.body[:-1] if handler.body and _is_commit(handler.body[-1]) else handler.body
        handlers.append(replace(handler, body=last or [s.Null(handler.span)]))
        begins = bool(handler.body) and transactions._rolls_all_back(handler.body[0])
        rolls_back = rolls_back and (begins or transactions._only_raises(handler))
    made = replace(block, body=body or [s.Null(block.span)], handlers=handlers)
    return transactions.undone(w, made, "") if handlers and rolls_back else made


def _is_commit(one: s.Statement) -> bool:
    return isinstance(one, s.Transaction) and one.action == "commit"


def _is_end(one: Any) -> bool:
    return isinstance(one, s.Transaction) and one.ends


def _inside(one: s.Statement) -> Any:
    from sct.ir.walking import everything

    return everything(one)


bodies.SPECIAL.append((applies, make))
