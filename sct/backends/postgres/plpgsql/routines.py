"""CREATE FUNCTION and CREATE PROCEDURE: signature, options, body; a stub where the body is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sct.backends.emitted import Emitted
from sct.backends.postgres.names import TAKEN, body_tag, ident, parameter, qualified, string
from sct.backends.postgres.plpgsql import body as bodies
from sct.backends.postgres.plpgsql import (
    hoisting,
    mutating,
    nested,
    nested_defaults,
    object_types,
    overriding,
    owners_names,
    pipelined,
    volatility,
)
from sct.backends.postgres.plpgsql.declarations import initial
from sct.backends.postgres.plpgsql.missing_types import missing
from sct.backends.postgres.plpgsql.overriding import is_dispatched
from sct.backends.postgres.plpgsql.resolver import CodeResolver
from sct.backends.postgres.plpgsql.writer import Writer
from sct.catalog.constants import has_moment
from sct.catalog.endings import by_argument
from sct.catalog.scopes import Param, RoutineItem
from sct.diagnostics.finding import Bag
from sct.ir import statements as s
from sct.ir.types import Type
from sct.rulebook.translate import Refused
from sct.text.span import Span

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code

Path = tuple[str, ...]
_DEFINER = "SECURITY DEFINER SET search_path FROM CURRENT "


_MODES = {"in": "", "out": "OUT ", "inout": "INOUT "}


def emit(code: Code, item: RoutineItem, place: int, origin: Span, owner: str = "") -> None:
    """The routine and its nested ones; `owner` = the object they belong to in the report (default: the routine)."""
    object_id = owner or f"{item.kind}:{item.id}"
    bag = code.emitter.bag(object_id)
    code.program.settle(item)
    code.begin()
    refused: Refused | None = None
    comment = ""
    if "renamed" in item.facts:
        bag.add("SC1907", f"{'.'.join(item.path)}: an overload of {item.facts['renamed']}", item.code.span)
    try:
        text = written(code, item, bag)
    except Refused as error:
        refused = error
        name = item.code.name.name
        bag.add(error.code, f"{name}: {error.message}", error.span or item.code.span)
        comment = code.original(item.code.span, error.code, error.message)
        code.forget()
        text = stub(code, item, bag, f"{error.code}: {'.'.join(item.path)} is not converted: {error.message}")
    needs = code.needs()
    sql = comment + text
    schema = item.path[0] if item.path[1:] else ""
    code.add(
        Emitted(
            object_id if not owner else f"{object_id}#{item.id}",
            object_id,
            item.kind,
            sql,
            origin,
            place,
            needs=needs,
            name=overriding.own_path(item)[-1],
            schema=schema,
            stub=refused is not None,
        )
    )
    from sct.backends.postgres.plpgsql import handled

    message = "" if refused is None else f"{refused.code}: {'.'.join(item.path)} is not converted: {refused.message}"
    handled.emit(code, item, place, origin, object_id, message)
    if refused is None:
        for inner in item.nested:
            emit(code, inner, place, origin, object_id)


def written(code: Code, item: RoutineItem, bag: Bag) -> str:
    """The whole statement of a converted routine. Raises Refused."""
    if item.code.call_spec:
        raise Refused("SC1517", "its body is in another language (LANGUAGE …)", item.code.span)
    if item.code.body is None:
        raise Refused("SC1518", "its body is not among the input", item.code.span)
    if "sql_macro" in item.code.options:
        raise Refused("SC1950", f"{item.code.name.name} is a SQL macro", item.code.span)
    for p in item.params:
        if p.type.kind == "unknown":
            raise missing(code.translator.book, p.name, p.decl.type.text, p.decl.span)
    if item.returns is not None and item.returns.kind == "unknown":
        assert item.code.returns is not None
        raise missing(code.translator.book, "RETURN", item.code.returns.text, item.code.returns.span)
    for kind, make in bodies.SPECIAL:
        if kind(item):
            return make(code, item, bag)
    w = writer(code, item, bag)
    effect = code.program.effects.routines.get(id(item.code))
    from_sql = item.kind == "function" and item.parent is None and not item.outs  # SQL sees no nested function
    w.facts["missing"] = from_sql and effect is not None and effect.missing
    if item.kind == "function" and effect is not None and effect.ends:
        raise Refused("SC1531", "COMMIT or ROLLBACK in a function, or in a procedure it calls", item.code.span)
    if by_argument(code.program.effects, item):
        bag.add("SC1625", f"{item.code.name}: COMMIT or ROLLBACK where an argument asks for it", item.code.span)
    head = signature(code, item, bag)
    result = ""
    if nested.lost_changes(item) and not nested.hands_back(item):
        bag.add("SC1580", f"{item.code.name.name} changes variables around it", item.code.span)
    if item.code.method == "constructor":
        w.facts["return"] = object_types.returns_self
    if nested.gives_several(item):
        hoisting.result(w)
    elif item.kind == "function":
        if item.returns is None:
            raise Refused("SC1500", "a function without RETURN", item.code.span)
        result = f" RETURNS {pipelined.result(code, item)}"
    body = bodies.routine_body(w, item.code, starts(w, item))
    words, promised = volatility.options(item, code.indexed, code.graph, bool(w.facts.get("calls")))
    if promised:
        bag.add(
            "SC1908",
            f"{item.code.name.name} is IMMUTABLE because an index or generated column calls it",
            item.code.span,
        )
    return create(item, head, result, body, words)


def writer(code: Code, item: RoutineItem, bag: Bag) -> Writer:
    resolver = CodeResolver(code.program, code.types, item.names)
    resolver.renamed = nested.renamed(item)
    top = item
    while top.parent is not None:
        top = top.parent
    give = top.facts.get("updating")  # of a trigger's routine
    if give is not None:
        resolver.predicate = lambda name, args: give(resolver, args) if name == "updating" and args else None
    w = Writer(code.program, code.translator, resolver, bag, item)
    first = len(nested.captured(item)) + 1
    for number, p in enumerate(item.params, first):
        if p.name in TAKEN:  # the parameter keeps its name for its callers
            w.facts.setdefault("aliases", []).append(f"{parameter(p.name)} ALIAS FOR ${number};")
    tables = code.mutating.get(id(item.code))
    if tables:
        w.facts["before"] = [lambda writer, one: mutating.in_routine(writer, tables, one)]
    return w


def gives_one_value(item: RoutineItem) -> bool:
    """Whether it is a function of one plain result."""
    several = nested.gives_several(item) or item.code.options.get("pipelined") is not None
    return item.kind == "function" and not several


def starts(w: Writer, item: RoutineItem) -> list[str]:
    """What a routine does before its own statements."""
    out: list[str] = []
    schema = owners_names.owner(item)
    if schema and owners_names.has_open_text(item.code):
        if _invoker(item):
            if item.facts.get("commits"):
                w.bag.add("SC1541", f"names in it are looked for on the caller's path, not in {schema}", item.code.span)
        else:
            out.append(owners_names.owner_first(schema))
    package = item.package
    if package is not None and item.public and (package.init is not None or has_moment(package, w.program)):
        out.append(f"PERFORM {qualified(package.inside('sct_init'))}();")
    if item.code.method == "constructor" and item.owner_type in w.program.hierarchies:
        out.append(object_types.constructed_self(w, item))
    if item.code.method == "member" and not is_dispatched(item):
        gives_value = gives_one_value(item) and w.facts.get("try") is None
        if gives_value:
            w.use_runtime("called_from_sql")
        out.extend(object_types.given_self(gives_value))
    for p in item.params:
        if p.mode != "out" and p.type.kind in ("varchar", "char") and w.translator.empty_is_null:
            out.append(f"{parameter(p.name)} := nullif({parameter(p.name)}, '');")
        if p.mode != "out" and (cast := w.types.checked(p.type)):
            out.append(f"{parameter(p.name)} := {parameter(p.name)}::{cast};")
        elif p.mode == "out" and p.type.kind == "collection" and p.type.key is not None:
            out.append(f"{parameter(p.name)} := '{{}}';")
        elif p.mode == "out" and any(q.optional for q in item.params[: item.params.index(p)]):
            out.append(f"{parameter(p.name)} := NULL;")
        if p.mode == "out" and p.type.kind == "record" and w.program.record_item(p.type) is not None:
            out.extend(initial(w, parameter(p.name), p.type))  # fields that have defaults have them here too
    return out


def signature(code: Code, item: RoutineItem, bag: Bag, *, as_procedure: bool = False) -> str:
    """The parameters in parentheses. Defaults must run to the end: one without a default behind one that has it is
    given NULL, which callers that name all arguments never see."""
    resolver = CodeResolver(code.program, code.types, item.outer)
    parts: list[str] = nested.parameters(resolver, item)
    w = Writer(code.program, code.translator, resolver, bag, None)
    optional = False
    for p in item.params:
        mode = _MODES[p.mode]
        if p.mode == "out" and optional and item.kind == "procedure":
            mode = "INOUT "  # PostgreSQL wants no OUT parameter behind one with a default; the body forgets its value
        text = f"{mode}{ident(p.name)} {code.types.argument(p.type)}"
        if p.decl.default is not None or (item.declared and _declared_default(item, p)):
            default = p.decl.default or _declared_default(item, p)
            assert default is not None
            around = nested_defaults.surrounds(code.program, item, p)
            text += f" DEFAULT {'NULL' if around else w.expression(default, p.type)}"
            optional = True
        elif optional and (p.mode != "out" or item.kind == "procedure"):
            text += " DEFAULT NULL"
        parts.append(text)
    # a default is resolved when the routine is created: what it calls stands before it
    code.types.relations.update(f"{one.kind}:{one.id}" for one in resolver.calls if one is not item)
    code.types.relations.update(one.package.piece(one.name) for one in resolver.state if one.package)
    if nested.gives_several(item) and item.returns is not None and not as_procedure:
        parts.append(f"OUT {hoisting.RESULT} {code.types.argument(item.returns)}")
    return ", ".join(parts)


def _declared_default(item: RoutineItem, p: Param) -> Any:
    """The default the public declaration gives, when the definition leaves it out."""
    assert item.declared is not None
    return next((d.default for d in item.declared.parameters if d.name == p.name), None)


def create(item: RoutineItem, head: str, result: str, body: str, options: str = "", path: Path = ()) -> str:
    security = "" if _invoker(item) else _DEFINER
    tag = body_tag(body)
    return (
        f"CREATE OR REPLACE {item.kind.upper()} {qualified(path or overriding.own_path(item))}({head}){result}\n"
        f"LANGUAGE plpgsql {options}{security}AS {tag}\n{body}\n{tag};"
    )


def _invoker(item: RoutineItem) -> bool:
    """AUTHID CURRENT_USER; a procedure that ends transactions may not be SECURITY DEFINER or SET anything, and what a
    block declares runs as whoever runs the block."""
    top = item
    while top.parent is not None:
        top = top.parent
    if isinstance(top.facts.get("stands_for"), s.Block):
        return True
    options: dict[str, str] = item.code.options
    if item.package is not None and item.package.spec is not None:
        options = item.package.spec.options
    return options.get("authid", "").lower().startswith("current") or bool(item.facts.get("commits"))


def stub(code: Code, item: RoutineItem, bag: Bag, message: str, path: Path = ()) -> str:
    """The right signature, and a body that raises."""
    parts = stub_parameters(code, item)
    result = ""
    if item.kind == "function":
        returns = item.returns or Type("text")
        if nested.gives_several(item):
            parts.append(f"OUT {hoisting.RESULT} {code.types.argument(returns)}")
        else:
            result = f" RETURNS {pipelined.result(code, item)}"
    return create(item, ", ".join(parts), result, raising(message), path=path)


def raising(message: str) -> str:
    return f"BEGIN\n  RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = {string(message)};\nEND"


def stub_parameters(code: Code, item: RoutineItem) -> list[str]:
    for p in item.params:
        if p.type.kind == "unknown":
            p.type = Type("text", raw=p.type.raw)
    parts: list[str] = _captured(code, item)
    optional = False
    for p in item.params:
        procedure = item.kind == "procedure"
        mode = "INOUT " if p.mode == "out" and optional and procedure else _MODES[p.mode]
        optional = optional or p.decl.default is not None
        default = " DEFAULT NULL" if optional and (p.mode != "out" or procedure) else ""
        parts.append(f"{mode}{ident(p.name)} {code.types.argument(p.type)}{default}")
    return parts


def _captured(code: Code, item: RoutineItem) -> list[str]:
    """What a stub is handed of its surroundings, as far as that has a type."""
    try:
        return nested.parameters(CodeResolver(code.program, code.types, item.outer), item)
    except Refused:
        return []


def is_routine(code: Any) -> bool:
    return isinstance(code, s.Routine)
