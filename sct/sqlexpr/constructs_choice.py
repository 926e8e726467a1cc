"""Functions that choose among values: what type they give, and what NULL means to them."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr.context import Context, family
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.lowering import named_type
from sct.sqlexpr.nodes import call, calls_routine, exp, is_not_null, set_type, type_of
from sct.sqlexpr.ownership import AGGREGATES
from sct.sqlexpr.values import Values, fills, widest

Node: TypeAlias = exp.Expression


def conversions(ctx: Context) -> Values:
    """The implicit conversions, outside the walk."""
    made = Values()
    made.ctx = ctx
    return made


def _like_first(values: list[Node], ctx: Context, *, extreme: bool = False) -> list[Node]:
    """All values as the first of known type would have them. `extreme`: for GREATEST and LEAST, which compare decimals,
    and moments as the very type of the first."""
    first = next((family(type_of(v)) for v in values if family(type_of(v)) not in ("null", "unknown")), None)
    convert = conversions(ctx)
    if first is None:
        return values
    if extreme and first in ("datetime", "timestamp"):
        wanted = t.DATETIME if first == "datetime" else _first_moment(values)
        return [convert.coerce(v, wanted) for v in values]
    if first == "datetime" and any(family(type_of(v)) == "timestamp" for v in values):
        first = "timestamp"
    return convert.alike([convert.coerce(v, "decimal" if extreme and first == "number" else first) for v in values])


def _first_moment(values: list[Node]) -> Type:
    zone = next(type_of(v).zone for v in values if family(type_of(v)) == "timestamp")
    return t.TIMESTAMP if zone == "none" else t.TIMESTAMPTZ


@hook("oracle_nvl")
def oracle_nvl(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    a, b = _like_first([found["a"], found["b"]], ctx)
    a, b = (conversions(ctx).unpadded(v) for v in (a, b))  # of characters it gives a VARCHAR2
    first, second = type_of(a), type_of(b)
    target = widest([first, second]) if first.is_number and second.is_number else first
    if first.kind in ("unknown", "null"):
        target = second
    # NVL computes both: what the second does, it does in any case; only COALESCE stops at the first
    made = call("FIRST_OF_BOTH" if _does_something(b, ctx) else "coalesce", a, b, at="lifted")
    return set_type(made, target, not_null=is_not_null(a) or is_not_null(b))


def _does_something(node: Node, ctx: Context) -> bool:
    """Whether computing a value may be noticed: it calls a routine, draws from a sequence, or divides by what may be 0.

    In SQL a sequence is drawn from in every row, wherever its NEXTVAL stands (`queries.one_value_a_row`).
    """
    for inner in node.walk():
        if calls_routine(inner):
            return True
        if isinstance(inner, exp.Anonymous):
            if inner.this == "nextval" and not ctx.in_sql:
                return True
            if str(inner.this).upper() == "EXACT_DIVISION" and not _never_zero(inner.expressions[1]):
                return True
    return False


def _called_for_itself(node: Node) -> bool:
    """Whether a routine is called in it, and nothing that belongs to the query around it."""
    calls = [n for n in node.walk() if isinstance(n, (exp.Anonymous, exp.Window))]
    return any(calls_routine(n) for n in node.walk()) and not any(
        isinstance(n, exp.Window) or str(n.this).lower() in AGGREGATES for n in calls
    )


def _never_zero(node: Node) -> bool:
    return isinstance(node, exp.Literal) and any(digit in "123456789" for digit in str(node.this))


@hook("oracle_nvl2")
def oracle_nvl2(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """The third argument becomes what the second is."""
    b, c = _like_first([found["b"], found["c"]], ctx)
    test = exp.Not(this=exp.Is(this=found["a"], expression=exp.Null()))
    made = exp.Case(ifs=[exp.If(this=test, true=b)], default=c)
    types = [type_of(v) for v in (b, c) if type_of(v).kind not in ("null", "unknown")]
    known = widest(types) if types and all(k.is_number for k in types) else types[0] if types else t.UNKNOWN
    return set_type(made, known, not_null=is_not_null(b) and is_not_null(c))


@hook("oracle_coalesce")
def oracle_coalesce(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    values = _like_first(found["*xs"], ctx)
    made = call("coalesce", *values, at="lifted")
    return set_type(made, widest([type_of(v) for v in values]), not_null=any(is_not_null(v) for v in values))


@hook("oracle_nullif")
def oracle_nullif(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    a, b = found["a"], found["b"]
    pair = exp.EQ(this=a, expression=b)
    conversions(ctx).compare(pair)
    made = call("nullif", pair.this, pair.expression, at="lifted")
    return set_type(made, type_of(a))


@hook("oracle_decode")
def oracle_decode(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """DECODE(e, s1, r1, …, default) as CASE; NULL equals NULL.

    The first search value says the type of all that are compared, the first result that of all results.
    """
    subject, rest = found["e"], found["*rest"]
    pairs, default = (rest[:-1], rest[-1]) if len(rest) % 2 else (rest, None)
    convert = conversions(ctx)
    wanted = family(type_of(pairs[0]))
    if wanted == "null":
        wanted = family(type_of(subject))
    has = type_of(subject)
    if not (has.kind == "char" and all(fills(v, has) or isinstance(v, exp.Null) for v in pairs[::2])):
        subject = convert.coerce(subject, wanted)
    searches = [convert.coerce(v, wanted) for v in pairs[::2]]
    results = [*pairs[1::2], *([default] if default is not None else [])]
    kind = "text" if isinstance(results[0], exp.Null) else family(type_of(results[0]))
    results = [convert.coerce(v, kind) for v in results]
    ifs = []
    once: Node | None = None
    simple = all(is_not_null(s) for s in searches) and not isinstance(subject, exp.Null)
    if not simple and not ctx.extras.get("immutable") and _called_for_itself(subject):
        # computed once, under a name
        once = exp.Select(expressions=[exp.alias_(subject, "value")])
        subject = set_type(exp.column("value", table="decoded"), type_of(subject))
    for search, result in zip(searches, results, strict=False):
        if simple:
            test: Node = search
        elif isinstance(search, exp.Null):
            test = exp.Is(this=subject.copy(), expression=search)
        else:
            kind_of_test = exp.EQ if is_not_null(search) else exp.NullSafeEQ
            test = kind_of_test(this=subject.copy(), expression=search)
        ifs.append(exp.If(this=test, true=result))
    made = exp.Case(this=subject if simple else None, ifs=ifs, default=results[-1] if default is not None else None)
    known = [type_of(r) for r in results if type_of(r).kind not in ("null", "unknown")]
    sure = default is not None and all(is_not_null(r) for r in results)
    type_ = widest(known) if known and all(k.is_number for k in known) else known[0] if known else t.UNKNOWN
    if once is not None:
        whole = exp.Select(expressions=[set_type(made, type_)])
        alias = exp.TableAlias(this=exp.to_identifier("decoded"))
        whole.set("from_", exp.From(this=exp.Subquery(this=once, alias=alias)))
        return set_type(exp.Subquery(this=whole), type_, not_null=sure)
    return set_type(made, type_, not_null=sure)


def _extreme(name: str, node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """GREATEST or LEAST of any number of values; natively where none can be NULL."""
    given = [found["a"], *found["*xs"]]
    kinds = {family(type_of(v)) for v in given} - {"null"}
    if "unknown" in kinds or "other" in kinds or not kinds:
        raise ctx.refuse("SC1010", f"{name} of values of unknown types", node)
    floating = any(type_of(v).kind == "float" for v in given)
    values = _like_first(given, ctx, extreme=True)
    result: Type = widest([type_of(v) for v in values])
    if result.zone != "none":
        raise ctx.refuse("SC1010", f"{name} of values with time zone", node)
    if floating and family(result) == "number":
        made: Node = call(f"{name}_STRICT", *values, at="lifted", type_=t.NUMBER)
        return call("TO_DOUBLE", made, at="lifted", type_=t.FLOAT)
    sure = all(is_not_null(v) for v in values)
    if len(values) == 1:
        return values[0]
    if sure and not result.is_text:
        made = call(f"{name}_NATIVE", *values, at="lifted", type_=result)
        return set_type(made, result, not_null=True)
    element = {"number": "numeric", "text": "text", "datetime": "timestamp", "timestamp": "timestamp"}
    for i, value in enumerate(values):
        if isinstance(value, (exp.Null, exp.Literal)) and not (isinstance(value, exp.Literal) and not value.is_string):
            values[i] = exp.Cast(this=value, to=named_type(element[family(result)]))
            set_type(values[i], result)
    return set_type(call(f"{name}_STRICT", *values, at="lifted"), result, not_null=sure)


@hook("oracle_greatest")
def oracle_greatest(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    return _extreme("GREATEST", node, found, ctx)


@hook("oracle_least")
def oracle_least(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    return _extreme("LEAST", node, found, ctx)


@hook("nth_value")
def nth_value(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    position = (
        found["b"] if isinstance(found["b"], exp.Literal) else exp.Cast(this=found["b"], to=named_type("integer"))
    )
    return call("nth_value", found["a"], position, at="lifted", type_=type_of(found["a"]))


@hook("letter_case")
def letter_case(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """UPPER and LOWER keep the type of a blank-padded value, blanks included."""
    value = found["a"]
    has = type_of(value)
    if (
        isinstance(value, exp.Literal)
        and value.is_string
        and value.this
        and not ctx.coercions.get(("text", "compared"))
    ):
        has = Type("char", length=len(str(value.this)))  # a constant is blank-padded, and so is its other spelling
    made = call(str(node.this).lower(), conversions(ctx).coerce(value, "text"), at="lifted")
    if has.kind == "char" and has.length:
        made.meta.update(padded=True, padded_length=has.length)
        return set_type(made, has)
    return set_type(made, has if has.is_text else t.VARCHAR)
