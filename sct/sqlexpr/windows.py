"""Lifting of what is computed over groups and windows in forms of their own.

LISTAGG, KEEP (DENSE_RANK FIRST | LAST), IGNORE NULLS, NTH_VALUE FROM LAST, hypothetical-set functions, RATIO_TO_REPORT,
RANGE frames over dates. What needs a query of its own inside is in `restacking.py`.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr.context import Context, family
from sct.sqlexpr.lists_of_texts import ListOf
from sct.sqlexpr.nodes import call, call_name, exp, ready, set_type, type_of
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression

HYPOTHETICAL = ("rank", "dense_rank", "percent_rank", "cume_dist")


def _plain(type_: Type) -> bool:
    """A moment without a zone."""
    return type_.kind == "timestamp" and type_.zone == "none"


class Windows:
    """Mixed into `Lifter`."""

    ctx: Context

    if TYPE_CHECKING:

        def visit(self, node: Node, scope: Scope) -> Node: ...

        def children(self, node: Node, scope: Scope) -> None: ...

        def settle(self, node: Node, scope: Scope) -> Node: ...

        def coerce(self, node: Node, wanted: str | Type) -> Node: ...

    # --- WITHIN GROUP -------------------------------------------------------------------------------------------------

    def within_group(self, node: Node, scope: Scope) -> Node:
        inner = node.this
        name = call_name(inner) if isinstance(inner, exp.Anonymous) else ""
        if name in ("listagg", "wm_concat"):
            return self._listagg(inner, node.expression, None, scope)
        self.children(inner, scope)
        self.children(node.expression, scope)
        if name in ("percentile_cont", "percentile_disc"):
            return self._percentile(node, name)
        if name in HYPOTHETICAL:
            self._like_keys(inner, node.expression)
            inner.meta["s"] = "lifted"
            if name in ("percent_rank", "cume_dist"):
                set_type(node, t.FLOAT, not_null=True)  # what the target's own function gives
                return self.coerce(node, "exact")
            return set_type(node, t.NUMBER, not_null=True)
        raise self.ctx.refuse("SC1012", f"{name} WITHIN GROUP", node)

    def _percentile(self, node: Node, name: str, over: bool = False) -> Node:
        """PERCENTILE_CONT of exact numbers and moments, and both functions over a window, have names of their own: a
        target's own form may compute in binary, know no moments, or take no OVER."""
        only = node.expression.expressions[0]
        key, fraction, falling = only.this, node.this.expressions[0], bool(only.args.get("desc"))
        type_ = type_of(key)
        result = type_ if family(type_) != "number" or type_.kind == "float" else t.NUMBER
        exact = (family(type_) == "number" and type_.kind != "float") or (family(type_) == "datetime" or _plain(type_))
        if name == "percentile_cont" and exact:
            if falling:
                known = isinstance(fraction, exp.Literal) and not fraction.is_string
                rest = exp.Sub(this=exp.Literal.number(1), expression=fraction)
                fraction = exp.Literal.number(1 - Decimal(fraction.this)) if known else exp.Paren(this=rest)
            return call("value_at_fraction", key, fraction, at="lifted", type_=result)
        if name == "percentile_disc" and over:
            return call("row_value_at_fraction", key, fraction, exp.Boolean(this=falling), at="lifted", type_=type_)
        node.this.meta["s"] = "lifted"
        return set_type(node, result)

    def _like_keys(self, inner: Node, order: Node) -> None:
        """The row that is ranked has values of the keys' own types."""
        keys = [o.this for o in order.expressions]
        inner.set("expressions", [self.coerce(a, type_of(k)) for a, k in zip(inner.expressions, keys, strict=False)])

    def listagg(self, inner: Node, scope: Scope) -> Node:
        """LISTAGG without WITHIN GROUP: in whatever order the rows come."""
        return self._listagg(inner, None, None, scope)

    def _listagg(self, inner: Node, order: Node | None, window: Node | None, scope: Scope) -> Node:
        ctx = self.ctx
        given = inner.expressions
        if isinstance(given[0], exp.Distinct):
            given = [exp.Distinct(expressions=given[0].expressions[:1]), *given[0].expressions[1:], *given[1:]]
        overflow = next((v for v in given if call_name(v) == "on_overflow"), None)
        inner.set("expressions", [v for v in given if v is not overflow])
        self.children(inner, scope)
        if order is not None:
            self.children(order, scope)
        values = inner.expressions
        distinct = isinstance(values[0], exp.Distinct)
        raw = values[0].expressions[0] if distinct else values[0]
        separator = values[1] if len(values) > 1 else exp.Literal.string("")
        if isinstance(separator, exp.Null):
            separator = exp.Literal.string("")
        asked = ListOf(self.coerce(raw, "text"), separator, overflow, inner, ctx)
        if distinct:
            if window is not None:
                raise ctx.refuse("SC1708", "LISTAGG (DISTINCT …) OVER", inner)
            return self._listagg_distinct(raw, asked, order)
        if window is None:
            return asked.of_group(order.expressions if order is not None else [])
        window.set("this", asked.gathered())
        if order is not None:
            window.set("order", exp.Order(expressions=order.expressions))
            frame = exp.WindowSpec(
                kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="UNBOUNDED", end_side="FOLLOWING"
            )
            window.set("spec", frame)
        return asked.within_limit(set_type(window, t.VARCHAR))

    def _listagg_distinct(self, raw: Node, asked: ListOf, order: Node | None) -> Node:
        keys = order.expressions if order is not None else []
        constant = all(isinstance(k.this, (exp.Literal, exp.Null)) for k in keys)
        if keys and not constant and (len(keys) != 1 or keys[0].this != raw):
            raise self.ctx.refuse("SC1708", "LISTAGG (DISTINCT …) in the order of something else", asked.node)
        descending = bool(keys and not constant and keys[0].args.get("desc"))

        def ordered(value: Node) -> Node:
            return exp.Ordered(this=value.copy(), desc=descending, nulls_first=descending)

        if asked.value is raw or family(type_of(raw)) == "text":
            return asked.of_group([ordered(asked.value)], distinct=True)
        # distinct numbers and dates in their own order: collected first, made text after
        inside = exp.Order(this=raw, expressions=[ordered(raw)])
        array = call("array_agg", exp.Distinct(expressions=[inside]), at="lowered")
        text = set_type(exp.column("item", table="listed"), type_of(raw))
        lines = exp.Select(expressions=[replace(asked, value=self.coerce(text, "text")).gathered()])
        series = exp.Table(
            this=call("unnest", array, at="lowered"),
            alias=exp.TableAlias(this=exp.to_identifier("listed"), columns=[exp.to_identifier("item")]),
        )
        lines.set("from_", exp.From(this=series))
        made = exp.Subquery(this=lines)
        made.meta["distinct_list"] = descending
        return asked.within_limit(set_type(made, t.VARCHAR))

    # --- OVER and KEEP ------------------------------------------------------------------------------------------------

    def window(self, node: Node, scope: Scope) -> Node:
        inner = node.this
        over = str(node.args.get("over") or "OVER").upper()
        if over == "KEEP":
            return self._keep(node, None, scope)
        if isinstance(inner, exp.Window) and str(inner.args.get("over") or "").upper() == "KEEP":
            return self._keep(inner, node, scope)
        if isinstance(inner, exp.WithinGroup) and call_name(inner.this) == "listagg":
            self._window_parts(node, scope)
            return self._listagg(inner.this, inner.expression, node, scope)
        if isinstance(inner, exp.Anonymous) and call_name(inner) == "listagg":
            self._window_parts(node, scope)
            return self._listagg(inner, None, node, scope)
        if isinstance(inner, exp.WithinGroup):
            name = call_name(inner.this)
            self.children(inner.this, scope)
            self.children(inner.expression, scope)
            made = self._percentile(inner, name, over=True) if name.startswith("percentile_") else inner
            if made is inner:
                raise self.ctx.refuse("SC1709", f"{name} WITHIN GROUP … OVER", node)
            self._window_parts(node, scope)
            node.set("this", made)
            return set_type(node, type_of(made))
        ranked = self._from_array(node, scope)
        if ranked is not None:
            return ranked
        if call_name(inner) == "ratio_to_report":
            return self._ratio(node, scope)
        self._whole_positions(inner)
        self.children(node, scope)
        self._range_frame(node)
        if node.this.meta.get("of_hex"):
            text, form = node.this.expressions
            node.set("this", text)
            set_type(node, t.VARCHAR)
            return call("decode", node, form, at="lowered", type_=t.BINARY)
        return self.settle(node, scope)

    @staticmethod
    def _whole_positions(inner: Node) -> None:
        """Offsets and numbers of buckets are integers on the target; a fraction is cut off in the source."""
        at = {"lag": 1, "lead": 1, "ntile": 0}.get(call_name(inner))
        if at is None or not isinstance(inner, exp.Anonymous) or len(inner.expressions) <= at:
            return
        values = list(inner.expressions)
        if not isinstance(values[at], exp.Literal):
            whole = call("trunc", exp.Paren(this=values[at]), at="lowered")
            values[at] = exp.Cast(this=whole, to=_integer())
            inner.set("expressions", values)

    def _window_parts(self, node: Node, scope: Scope) -> None:
        for key in ("partition_by", "order", "spec"):
            value = node.args.get(key)
            if isinstance(value, list):
                node.set(key, [self.visit(v, scope) for v in value])
            elif isinstance(value, exp.Expression):
                self.children(value, scope)

    def _ratio(self, node: Node, scope: Scope) -> Node:
        inner = node.this
        value = self.coerce(self.visit(inner.expressions[0], scope), "number")
        self._window_parts(node, scope)
        node.set("this", call("sum", value, at="lowered", type_=t.NUMBER))
        set_type(node, t.NUMBER)
        division = exp.Div(this=value.copy(), expression=node)
        return self.settle(division, scope)

    # --- KEEP (DENSE_RANK FIRST | LAST ORDER BY …) ----------------------------------------------------------------------

    def _keep(self, keep: Node, window: Node | None, scope: Scope) -> Node:
        """MIN and MAX of the rows of the first rank: the first row, with the value as the last sort key.

        Oracle SQL Language Reference, FIRST and LAST. Other aggregates were taken apart by `restacking.keep_apart`.
        """
        inner = keep.this
        name = call_name(inner)
        if name not in ("min", "max"):
            raise self.ctx.refuse("SC1709", f"{name.upper()} … KEEP in this query", keep)
        if keep.args.get("order") is None:
            raise self.ctx.refuse("SC1709", f"{name.upper()} … KEEP without ORDER BY", keep)
        value = self.visit(inner.expressions[0], scope)
        keys = [self._turned(o, bool(keep.args.get("first"))) for o in keep.args["order"].expressions]
        for key in keys:
            key.set("this", self.visit(key.this, scope))
        keys.append(exp.Ordered(this=value.copy(), desc=name == "max", nulls_first=False))
        type_ = type_of(value)
        if window is not None:
            self._window_parts(window, scope)
            window.set("this", call("first_value", value, at="lowered"))
            window.set("order", exp.Order(expressions=keys))
            return set_type(window, type_)
        array = call("array_agg", exp.Order(this=value, expressions=keys), at="lowered")
        return set_type(_element(array, exp.Literal.number(1)), type_)

    @staticmethod
    def _turned(ordered: Node, first: bool) -> Node:
        made: Node = ordered.copy()
        if not first:
            nulls_first = bool(ordered.args.get("nulls_first"))
            made.set("desc", not ordered.args.get("desc"))
            made.set("nulls_first", not nulls_first)
        return made

    # --- values of other rows without NULLs -----------------------------------------------------------------------------

    def _from_array(self, node: Node, scope: Scope) -> Node | None:
        """IGNORE NULLS and FROM LAST: the frame's values as an array, and the element asked for."""
        inner = node.this
        ignore = isinstance(inner, exp.IgnoreNulls)
        if isinstance(inner, (exp.IgnoreNulls, exp.RespectNulls)):
            inner = inner.this
        if not isinstance(inner, exp.Anonymous):
            return None
        args = list(inner.expressions)
        if args and isinstance(args[0], (exp.IgnoreNulls, exp.RespectNulls)):
            ignore = isinstance(args[0], exp.IgnoreNulls)
            args[0] = args[0].this
            inner.set("expressions", args)
        name = call_name(inner)
        from_last = any(call_name(a) == "from_last" for a in args)
        args = [a for a in args if call_name(a) not in ("from_last", "from_first")]
        inner.set("expressions", args)
        node.set("this", inner)
        if not ignore and not from_last:
            return None
        if name not in ("lag", "lead", "first_value", "last_value", "nth_value"):
            raise self.ctx.refuse("SC1709", f"{name.upper()} IGNORE NULLS", node)
        args = [self.visit(a, scope) for a in args]
        self._window_parts(node, scope)
        self._range_frame(node)
        value = args[0]
        shift: Node = args[1] if len(args) > 1 else exp.Literal.number(1)
        if name == "lag":
            node.set("spec", _rows("UNBOUNDED", "PRECEDING", exp.Literal.number(1), "PRECEDING"))
        elif name == "lead":
            node.set("spec", _rows(exp.Literal.number(1), "FOLLOWING", "UNBOUNDED", "FOLLOWING"))
        values = self._over(node, "array_agg", value, ignore)
        count = self._over(node, "count", value if ignore else exp.Star(), False)
        if not isinstance(shift, exp.Literal):
            shift = exp.Cast(this=shift, to=_integer())
        if name in ("lead", "first_value") or (name == "nth_value" and not from_last):
            index = exp.Literal.number(1) if name == "first_value" else shift
        elif name == "last_value":
            index = count
        else:
            index = exp.Add(this=exp.Sub(this=count, expression=shift), expression=exp.Literal.number(1))
        made = _element(values, index)
        if len(args) > 2:
            made = call("coalesce", made, self.coerce(args[2], type_of(value)), at="lifted")
        return set_type(made, type_of(value))

    @staticmethod
    def _over(window: Node, name: str, value: Node, ignore: bool) -> Node:
        made: Node = window.copy()
        aggregate: Node = call(name, value.copy(), at="lowered")
        if ignore:
            some = exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))
            aggregate = exp.Filter(this=aggregate, expression=exp.Where(this=some))
        made.set("this", aggregate)
        return made

    # --- RANGE frames ---------------------------------------------------------------------------------------------------

    def _range_frame(self, node: Node) -> None:
        """A number in a RANGE frame over dates is a number of days; over numbers both sides get one type."""
        spec, order = node.args.get("spec"), node.args.get("order")
        if spec is None or order is None or str(spec.args.get("kind")).upper() != "RANGE":
            return
        bounds = [k for k in ("start", "end") if isinstance(spec.args.get(k), exp.Expression)]
        if not bounds or len(order.expressions) != 1:
            return
        key = order.expressions[0]
        kind = family(type_of(key.this))
        for bound in bounds:
            value = spec.args[bound]
            if isinstance(value, exp.Var) or family(type_of(value)) == "interval":
                continue
            if kind in ("datetime", "timestamp"):
                day = ready(exp.Cast(this=exp.Literal.string("1 day"), to=_type("interval")))
                spec.set(bound, exp.Mul(this=exp.Paren(this=value), expression=day))
            elif kind == "number":
                spec.set(bound, exp.Cast(this=value, to=_type("numeric")))
        if kind == "number":
            key.set("this", exp.Cast(this=key.this, to=_type("numeric")))


def _rows(start: Any, start_side: str, end: Any, end_side: str) -> Node:
    return exp.WindowSpec(kind="ROWS", start=start, start_side=start_side, end=end, end_side=end_side)


def _type(text: str) -> Node:
    return exp.DataType(this=exp.DataType.Type.USERDEFINED, kind=text)


def _integer() -> Node:
    made = _type("integer")
    made.meta["t"] = t.INTEGER
    return made


def _element(array: Node, index: Node) -> Node:
    return exp.Bracket(this=exp.Paren(this=array), expressions=[index], offset=1)
