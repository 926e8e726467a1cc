"""The walk that gives a source tree its neutral meaning: names resolved, types inferred, rules applied, bottom up.

What no rule, no list and no known routine gives a meaning is refused by name. The tree is changed in place; every
method returns the node that now stands for the one it was given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr import addresses, built_ins, json_paths, numbers, object_keys, query_texts
from sct.sqlexpr import constructs_collections as collections
from sct.sqlexpr import constructs_objects as objects
from sct.sqlexpr.conditions import quantified
from sct.sqlexpr.context import Context
from sct.sqlexpr.data_statements import DataStatements
from sct.sqlexpr.fitting import fitted
from sct.sqlexpr.hooks import HOOKS
from sct.sqlexpr.lifting_calls import Calls, dotted_call
from sct.sqlexpr.names import as_name
from sct.sqlexpr.nodes import call, calls_routine, exp, is_not_null, set_type, stage, type_of, type_words
from sct.sqlexpr.patterns import fill, head_of
from sct.sqlexpr.rules import TYPES, Rule
from sct.sqlexpr.scope import Scope, Shape
from sct.sqlexpr.values import ARITHMETIC as _ARITHMETIC
from sct.sqlexpr.values import COMPARISONS as _COMPARISONS
from sct.sqlexpr.values import Values, calculated, widest
from sct.sqlexpr.windows import Windows

Node: TypeAlias = exp.Expression

_ON_COLLECTIONS = (exp.EQ, exp.NEQ)
_BOOLEAN = (exp.And, exp.Or, exp.Not, exp.Exists, exp.In, exp.Between, exp.Like, exp.Is, *_COMPARISONS)


class Lifter(Calls, Values, Windows, DataStatements):
    """One piece's walk. `expression` for code and column expressions, `query` and `statement` for SQL."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.outer: Scope | None = None  # what surrounds the SELECT a construct is reshaping

    # --- entries ------------------------------------------------------------------------------------------------

    def expression(self, tree: Node, scope: Scope | None = None) -> Node:
        return self.visit(tree, scope or Scope())

    # --- the walk -----------------------------------------------------------------------------------------------

    def visit(self, node: Node, scope: Scope) -> Node:
        meta = node._meta
        if meta and "ready" in meta:
            return node
        if isinstance(node, exp.Is):
            made = collections.condition(node, scope, self)
            if made is not None:
                return made
        handler = _HANDLERS.get(type(node))
        if handler is not None:
            return handler(self, node, scope)
        self.children(node, scope)
        return self.settle(node, scope)

    def children(self, node: Node, scope: Scope) -> None:
        for key, value in list(node.args.items()):
            if isinstance(value, exp.Expression):
                new = self.visit(value, scope)
                if new is not value:
                    node.set(key, new)
            elif isinstance(value, list) and value and isinstance(value[0], exp.Expression):
                changed = [self.visit(v, scope) if isinstance(v, exp.Expression) else v for v in value]
                if any(a is not b for a, b in zip(changed, value, strict=True)):
                    node.set(key, changed)

    def settle(self, node: Node, scope: Scope) -> Node:
        """Children done: conversions the operator implies, the first rule that fits, else the type by kind."""
        if isinstance(node, exp.Is):
            made = collections.null_test(node, self)
            if made is not None:
                return made
        made = object_keys.settled(node, self)
        if made is not None:
            return made
        if isinstance(node, _COMPARISONS):
            made = collections.objects(node, self)
            if made is not None:
                return made
        if type(node) in collections.OPERATORS or (type(node) in _ON_COLLECTIONS and _composite(node)):
            made = collections.operator(node, self)
            if made is not None:
                return made
        if isinstance(node, exp.In):
            made = collections.among(node, self)
            if made is not None:
                return made
        if isinstance(node, _COMPARISONS):
            self.compare(node)
        elif isinstance(node, _ARITHMETIC):
            self.calculate(node)
            made = numbers.wrapped(node)
            if made is not None:
                return made
        elif isinstance(node, (exp.Between, exp.In)):
            self.compare_several(node)
            if isinstance(node, exp.Between) and any(calls_routine(inner) for inner in node.this.walk()):
                bounds = (node.this, node.args["low"], node.args["high"])
                return call("LIES_BETWEEN", *bounds, at="lifted", type_=t.BOOLEAN)
        elif isinstance(node, exp.Case):
            self.branches(node)
        elif isinstance(node, exp.Neg):
            node.set("this", self.coerce(node.this, "number"))
        rules = self.ctx.rules.candidates(head_of(node))
        for rule in rules:
            found = rule.matches(node)
            if found is not None:
                return self.apply(rule, node, found)
        return self._type_by_kind(node)

    def comparison(self, node: Node, scope: Scope) -> Node:
        made = quantified(node)
        if made is not None:
            return self.visit(made, scope)
        self.children(node, scope)
        return self.settle(node, scope)

    def like(self, node: Node, scope: Scope) -> Node:
        """LIKE; the parser keeps the NOT of NOT LIKE on the node itself, where no rule would see it."""
        negated = bool(node.args.get("negate"))
        if negated:
            node.set("negate", None)
        self.children(node, scope)
        made = self.settle(node, scope)
        if not negated:
            return made
        inner = made.this if isinstance(made, exp.Escape) else made
        if isinstance(inner, (exp.Like, exp.ILike)):
            inner.set("negate", True)
            return made
        return set_type(exp.Not(this=exp.Paren(this=made)), t.BOOLEAN)

    def apply(self, rule: Rule, node: Node, found: dict[str, Any]) -> Node:
        ctx = self.ctx
        if rule.fidelity == "refused":
            raise ctx.refuse(rule.code, rule.message or f"{ctx.words(node)} has no equivalent", node)
        if rule.procedure and node.parent is not None:
            raise ctx.refuse("SC1010", f"{ctx.words(node)}: a procedure has no value", node)
        if rule.report or rule.fidelity != "exact":
            ctx.report(rule.code, rule.message or f"{rule.name}: {ctx.words(node)}", node)
        for name, wanted in rule.coerce.items():
            if name in found:
                found[name] = self.coerce(found[name], wanted)
            elif "*" + name in found:
                found["*" + name] = [self.coerce(v, wanted) for v in found["*" + name]]
        returns = self._returned(rule, found)
        not_null = self._never_null(rule, found)
        if rule.keep:
            node.meta["s"] = "lifted"
            made = node
            if rule.coerce:
                self._put_back(node, rule, found)
        elif rule.hook is not None:
            made = HOOKS[rule.hook](node, found, ctx)
            if returns is None:
                returns = type_of(made) if type_of(made).kind != "unknown" else type_of(node)
        else:
            assert rule.template is not None
            made = fill(rule.template, found, "lifted")
        if returns is not None:
            set_type(made, returns, not_null=not_null)
        return made

    def _put_back(self, node: Node, rule: Rule, found: dict[str, Any]) -> None:
        """A kept call whose arguments were converted: the pattern, filled in, is the node again."""
        again = fill(rule.pattern, found, "lifted")
        for key, value in again.args.items():
            node.set(key, value)

    def _returned(self, rule: Rule, found: dict[str, Any]) -> Type | None:
        returns = rule.returns
        if returns is None:
            return None
        if returns.startswith("$"):
            return type_of(found[returns[1:]])
        if returns == "widest":
            nodes: list[Node] = []
            for value in found.values():
                nodes.extend(value if isinstance(value, list) else [value])
            return widest([type_of(n) for n in nodes])
        return TYPES[returns]

    def _never_null(self, rule: Rule, found: dict[str, Any]) -> bool:
        if rule.not_null == "always":
            return True
        if rule.not_null == "all":
            return all(
                all(is_not_null(v) for v in value) if isinstance(value, list) else is_not_null(value)
                for value in found.values()
            )
        if rule.not_null.startswith("$"):
            return is_not_null(found[rule.not_null[1:]])
        return False

    # --- leaves and names -----------------------------------------------------------------------------------------

    def literal(self, node: Node, scope: Scope) -> Node:
        if node.is_string:
            rules = self.ctx.rules.candidates("Literal")
            for rule in rules:
                found = rule.matches(node)
                if found is not None:
                    return self.apply(rule, node, found)
            return set_type(node, Type("varchar", length=len(node.this)), not_null=True)
        whole = node.this.isdigit()
        kind = Type("integer", bits=32 if len(node.this) < 10 else 64) if whole and len(node.this) < 19 else t.NUMBER
        return set_type(node, kind, not_null=True)

    def column(self, node: Node, scope: Scope) -> Node:
        if stage(node):
            return node  # a construct, or a lifting before, gave it its meaning
        parts = node.parts
        ctx = self.ctx
        if isinstance(node.this, exp.Star):
            return node
        names = tuple([p.name for p in parts])
        if names[-1] in objects.PSEUDO and len(names) <= 2:
            of_object = objects.pseudo_column(names, scope, self)
            if of_object is not None:
                return of_object
        if names[-1] in _ROW_ADDRESS and len(names) <= 2 and self._is_address(names, scope):
            node.meta["pseudo"] = _ROW_ADDRESS[names[-1]]
            if ctx.sql.kind != "expression" and names[-1] == "rowid" and "internal" not in node.meta:
                addresses.found(node, names, scope, ctx)
                ctx.report("SC1720", "a row's address changes when the row does", node)
            return set_type(node, Type("rowid"), not_null=True)
        if len(names) == 1:
            info = scope.column(names[0])
            if info is not None and info.type.kind != "unknown":
                return set_type(node, info.type, not_null=info.not_null)
            given = query_texts.of_row_around(node, names, scope, self) if info is None else None
            if given is not None:
                return given
            quick = self._name_rule(node)
            symbol = ctx.resolver.symbol(names)
            if symbol is not None:
                return self._symbol(node, symbol)
            if quick is not None:
                return quick
            if info is not None:
                return node
            alias = scope.aliases.get(names[0])
            if alias is not None:
                return set_type(node, alias.type, not_null=alias.not_null)
        else:
            shape = scope.source(names[-2]) if len(names) <= 3 else None
            given = query_texts.of_row_around(node, names, scope, self) if shape is None else None
            if given is not None:
                return given
            if shape is not None:
                found = shape.columns.get(names[-1])
                if found is not None:
                    return set_type(node, found.type, not_null=found.not_null)
            if names[-1] in ("nextval", "currval"):
                target = ctx.resolver.sequence(names[:-1])
                if target is not None:
                    ctx.extras["draws"] = True
                    made = call(names[-1], exp.Literal.string(as_name(target)), at="lifted", type_=t.NUMBER)
                    made.meta["nn"] = True
                    return made
            symbol = ctx.resolver.symbol(names)
            if symbol is not None:
                return self._symbol(node, symbol)
            if shape is not None:
                quick = self._name_rule(node)
                if quick is not None:
                    return quick
                if shape.open:
                    return node
                raise ctx.refuse("SC1007", f"{'.'.join(names)}: {names[-2]} has no column {names[-1]}", node)
            inner = self._field_of_column(node, names, scope)
            if inner is None:
                inner = json_paths.member(node, names, scope, ctx)
            if inner is not None:
                return inner
            quick = self._name_rule(node) or self._name_rule(built_ins.plain(node))
            if quick is not None:
                return quick
        routine = ctx.resolver.routine(names, [])
        if routine is not None:
            made = routine.build([]) if routine.build else dotted_call(routine.target, [])
            made.meta["s"] = "lowered"
            made.meta["routine"] = routine.kind == "function"
            return set_type(made, self._result(routine.returns))
        if len(names) == 1 and not parts[0].args.get("quoted"):
            # code calls the engine's functions without parentheses: SYS_GUID, EMPTY_CLOB
            quick = self._name_rule(exp.Anonymous(this=names[0], expressions=[]))
            if quick is not None:
                return quick
        raise built_ins.unknown(node, names, ctx)

    def _is_address(self, names: tuple[str, ...], scope: Scope) -> bool:
        """ROWID of a table in scope that has no column of that name."""
        shapes = [scope.source(names[0])] if len(names) == 2 else list(scope.sources.values())
        return bool(shapes) and all(s is not None and names[-1] not in s.columns for s in shapes)

    def _field_of_column(self, node: Node, names: tuple[str, ...], scope: Scope) -> Node | None:
        """alias.column.attribute (object types), column.attribute, and attributes of the object an attribute holds."""
        shape = scope.source(names[0])
        if shape is not None and len(names) > 2 and names[1] in shape.columns:
            made: Node | None = exp.column(names[1], table=names[0])
            info, attributes = shape.columns[names[1]], names[2:]
        else:
            found = scope.column(names[0])
            if found is None:
                return None
            made, info, attributes = exp.column(names[0]), found, names[1:]
        set_type(made, info.type, not_null=info.not_null)
        for name in attributes:
            made = self.field(made, name, node) if made is not None else None
        return made

    def field(self, base: Node, name: str, node: Node) -> Node | None:
        """`(base).name` of a composite value, or of the object a reference leads to."""
        base = objects.dereferenced(base, self) or base
        for member, type_ in self._members(type_of(base)):
            if member == name:
                made = exp.Dot(this=exp.Paren(this=base), expression=exp.to_identifier(name))
                made.meta["s"] = "lifted"
                return set_type(made, type_)
        return None

    def _members(self, type_: Type) -> tuple[tuple[str, Type], ...]:
        if type_.members:
            return type_.members
        if type_.kind == "named":
            return self.ctx.resolver.type_of_text(type_.name).members
        return ()

    def _symbol(self, node: Node, symbol: Any) -> Node:
        made = symbol.build() if symbol.build else node
        made.meta.setdefault("s", "lifted")
        if made is not node and node._meta and "start" in node._meta:
            made.meta["start"], made.meta["end"] = node.meta["start"], node.meta["end"]
        return set_type(made, symbol.type, not_null=symbol.not_null)

    def _name_rule(self, node: Node) -> Node | None:
        for rule in self.ctx.rules.candidates(head_of(node)):
            found = rule.matches(node)
            if found is not None:
                return self.apply(rule, node, found)
        return None

    # --- calls ----------------------------------------------------------------------------------------------------

    def interpret_cast(self, node: Node, scope: Scope) -> Node:
        node.set("this", self.visit(node.this, scope))
        to = node.args["to"]
        text = type_words(to) if to.this == exp.DataType.Type.USERDEFINED else to.sql(self.ctx.engine)
        known = to._meta.get("t") if to._meta else None
        target = known or self.ctx.resolver.type_of_text(text)
        if target.kind == "unknown" or (target.kind == "named" and not target.members):
            raise self.ctx.refuse("SC1005", f"type {text} is not among the input", node)
        gathered = collections.gathered(node.this, target, self)
        if gathered is not None:
            return gathered
        if target.kind == "collection" and isinstance(node.this, exp.Null):
            return set_type(node.this, target)  # how it is held is the target's affair, and NULL fits every form
        to.meta["t"] = target
        node.set("this", self.coerce(node.this, target))
        if target.kind == "interval":
            return self._cast_to_interval(node, target)
        set_type(node, target, not_null=is_not_null(node.this))
        for rule in self.ctx.rules.candidates("Cast"):
            found = rule.matches(node)
            if found is not None:
                return self.apply(rule, node, found)
        return node

    def _cast_to_interval(self, node: Node, target: Type) -> Node:
        """A CAST to an interval of so many digits; of a text nothing says how many it has."""
        of_text = not isinstance(node.this, exp.Null) and type_of(node.this).kind != "interval"
        has = replace(target, precision=9, scale=9) if of_text else type_of(node.this)
        set_type(node, has, not_null=is_not_null(node.this))
        made = fitted(node, target, self.ctx, column=False)
        return set_type(made, target)

    # --- types of what no rule changed ------------------------------------------------------------------------------

    def _type_by_kind(self, node: Node) -> Node:
        if isinstance(node, _BOOLEAN):
            return set_type(node, t.BOOLEAN)
        if isinstance(node, (exp.Paren, exp.Neg, exp.Alias, exp.Distinct, exp.Prior, exp.ConnectByRoot)):
            inner = node.this if not isinstance(node, exp.Distinct) else (node.expressions or [node])[0]
            if isinstance(inner, exp.Expression):
                return set_type(node, type_of(inner), not_null=is_not_null(inner))
            return node
        if isinstance(node, exp.DPipe):
            return set_type(node, t.VARCHAR, not_null=is_not_null(node.this) or is_not_null(node.expression))
        if isinstance(node, _ARITHMETIC):
            both = is_not_null(node.this) and is_not_null(node.expression)
            return set_type(node, calculated(node), not_null=both)
        if isinstance(node, exp.Case):
            values = [i.args["true"] for i in node.args["ifs"]]
            default = node.args.get("default")
            nodes = values + ([default] if default is not None else [])
            found = widest([type_of(v) for v in nodes])
            return set_type(node, found, not_null=default is not None and all(is_not_null(v) for v in nodes))
        if isinstance(node, (exp.Window, exp.WithinGroup, exp.Filter, exp.IgnoreNulls, exp.RespectNulls)):
            return set_type(node, type_of(node.this), not_null=is_not_null(node.this))
        if isinstance(node, exp.Null):
            return set_type(node, t.NULL)
        if isinstance(node, exp.Extract):
            return set_type(node, t.NUMBER, not_null=is_not_null(node.expression))
        if isinstance(node, exp.Boolean):
            return set_type(node, t.BOOLEAN, not_null=True)
        return node


_HANDLERS: dict[type, Callable[[Any, Node, Scope], Node]] = {
    exp.Literal: Lifter.literal,
    exp.Column: Lifter.column,
    exp.Anonymous: Lifter.anonymous,
    exp.Dot: Lifter.dot,
    exp.Bracket: Lifter.bracket,
    exp.Kwarg: Lifter.kwarg,
    exp.WithinGroup: Lifter.within_group,
    exp.Window: lambda self, node, scope: object_keys.windows(self.window(node, scope), self),
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE), Lifter.comparison),
    exp.Cast: Lifter.interpret_cast,
    exp.Like: Lifter.like,
    exp.ILike: Lifter.like,
    exp.Select: Lifter.select_expression,
    exp.Subquery: Lifter.subquery_expression,
    exp.Union: Lifter.select_expression,
    exp.Except: Lifter.select_expression,
    exp.Intersect: Lifter.select_expression,
    exp.Identifier: lambda self, node, scope: node,
    exp.Var: lambda self, node, scope: node,
    exp.DataType: lambda self, node, scope: node,
    exp.Star: lambda self, node, scope: node,
}

__all__ = ["Lifter", "Shape", "stage", "widest"]

# Pseudo-columns every table has: where a row is, and which partition it is in.
_ROW_ADDRESS = {"rowid": "row_address", "rowid table": "row_table"}


def _composite(node: Node) -> bool:
    """Whether both sides may be collections."""
    return {type_of(node.this).kind, type_of(node.expression).kind} & {"collection", "named"} != set()
