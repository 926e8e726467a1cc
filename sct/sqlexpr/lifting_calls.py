"""Lifting of calls, methods, subscripts and what is written with dots: built-in functions by their rules, routines by the resolver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sct.ir.types import Type
from sct.sqlexpr import build, built_ins, json_paths, object_keys, query_texts
from sct.sqlexpr import constructs_collections as collections
from sct.sqlexpr import constructs_objects as objects
from sct.sqlexpr.constructs_json_changes import with_columns
from sct.sqlexpr.context import Context
from sct.sqlexpr.nodes import call, call_name, clone, dotted, exp, set_type, stage, type_of
from sct.sqlexpr.patterns import head_of
from sct.sqlexpr.places import Part, parts_in
from sct.sqlexpr.rules import Rule
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression


class Calls:
    """Mixed into `Lifter`."""

    ctx: Context

    if TYPE_CHECKING:

        def visit(self, node: Node, scope: Scope) -> Node: ...

        def children(self, node: Node, scope: Scope) -> None: ...

        def settle(self, node: Node, scope: Scope) -> Node: ...

        def apply(self, rule: Rule, node: Node, found: dict[str, Any]) -> Node: ...

        def coerce(self, node: Node, wanted: str | Type) -> Node: ...

        def listagg(self, node: Node, scope: Scope) -> Node: ...

        def field(self, base: Node, name: str, node: Node) -> Node | None: ...

    def chain(self, node: Node, scope: Scope) -> Node | None:
        """A chain with arguments that begins at a name of the surrounding code (never at a column of the query)."""
        ask = getattr(self.ctx.resolver, "chain", None)
        parts = parts_in(node) if ask is not None else None
        if ask is None or not parts or not parts[0].name:
            return None
        first = parts[0].name
        if scope.source(first) is not None:
            return None
        info = scope.column(first) if parts[0].args is None else None
        if info is not None and info.type.kind != "unknown":
            return None
        if not self.ctx.resolver.knows(tuple(p.name for p in parts)):  # type: ignore[attr-defined]
            return None
        ready = [Part(p.name, None if p.args is None else [self.visit(a, scope) for a in p.args]) for p in parts]
        made = ask(ready, self, node)
        if made is not None and node._meta and "start" in node._meta:
            made.meta.setdefault("start", node.meta["start"])
            made.meta.setdefault("end", node.meta["end"])
        result: Node | None = made
        return result

    def anonymous(self, node: Node, scope: Scope) -> Node:
        if not stage(node) and built_ins.comes_first(call_name(node), self.ctx):
            tried = clone(node)
            self.children(tried, scope)
            fits = built_ins.fitting(tried, self.ctx.rules.candidates(head_of(tried)))
            if fits is not None:
                return self.apply(fits[0], tried, fits[1])
        if call_name(node) == "json_object_of":
            with_columns(node, scope, self.ctx)
        made = self.chain(node, scope)
        if made is not None:
            return made
        if call_name(node) == "listagg":
            return self.listagg(node, scope)
        whole = objects.row_value(node, scope, self) or objects.reference(node, scope, self)
        if whole is not None:
            return whole
        if call_name(node) == "cursor":
            opened = query_texts.cursor(node, scope, self)
            if opened is not None:
                return opened
        self.children(node, scope)
        if stage(node):
            return node  # written by a construct: it has its meaning
        return self._call(node, (call_name(node),), node.expressions, scope)

    def dot(self, node: Node, scope: Scope) -> Node:
        """`a.b.f(x)`, `f(x).attribute`, `t(i).field`, `v.method(x)`."""
        known = self.chain(node, scope)
        if known is not None:
            return known
        right = node.expression
        if isinstance(right, exp.Anonymous):
            path = dotted(node.this)
            if path is not None:
                self.children(right, scope)
                return self._call(node, (*path, right.name), right.expressions, scope)
            base = self.visit(node.this, scope)
            node.set("this", base)
            self.children(right, scope)
            return self._method(node, base, right.this, right.expressions)
        base = self.visit(node.this, scope)
        node.set("this", base)
        if isinstance(right, exp.Identifier):
            made = self.field(base, right.name, node) or json_paths.deeper(base, right, self.ctx)
            if made is not None:
                return made
            return self._method(node, base, right.name, [])
        return node

    def bracket(self, node: Node, scope: Scope) -> Node:
        """`t.doc.list[0]`: elements of a document."""
        if stage(node):
            self.children(node, scope)
            return node
        base = self.visit(node.this, scope)
        made = json_paths.element(base, node.expressions)
        if made is None:
            raise self.ctx.refuse("SC1008", "an element of something that is no JSON document", node)
        return made

    def _method(self, node: Node, base: Node, name: str, args: list[Node]) -> Node:
        base = objects.dereferenced(base, self) or base
        if type_of(base).kind == "xml":
            dotted_call = exp.Dot(this=exp.to_identifier("xmltype"), expression=call(name, base, *args))
            fits = built_ins.fitting(dotted_call, self.ctx.rules.candidates(f"call:xmltype.{name}"))
            if fits is not None:
                return self.apply(fits[0], dotted_call, fits[1])
        method = getattr(self.ctx.resolver, "method", None)
        found = method(base, type_of(base), name, args, self) if method else None
        if found is None:
            raise self.ctx.refuse("SC1008", f"{name} is no known attribute or method of this value", node)
        made: Node = found
        return made

    def _call(self, node: Node, path: tuple[str, ...], args: list[Node], scope: Scope) -> Node:
        ctx = self.ctx
        if len(path) > 1:
            # a method of a column or variable, or an element of its collection
            owner = scope.source(path[0])
            if owner is not None and len(path) == 2:
                this = objects.of_row(path[0], owner, self)
                if this is not None:
                    return self._method(node, this, path[1], args)
            info = owner.columns.get(path[1]) if owner is not None and len(path) == 3 else None
            if info is None and len(path) == 2:
                info = scope.column(path[0])
                if info is not None and info.type.kind in ("unknown",):
                    info = None
            if info is not None:
                base = exp.column(path[-2], table=path[0] if len(path) == 3 else None)
                set_type(base, info.type)
                return self._method(node, base, path[-1], args)
        symbol = ctx.resolver.symbol(path)
        if symbol is not None and symbol.kind == "variable":
            item = getattr(ctx.resolver, "item", None)
            base = symbol.build() if symbol.build else exp.column(*reversed(path))
            base = set_type(base, symbol.type)
            made = item(base, symbol.type, args) if item else None
            if made is not None:
                result: Node = made
                return result
        if len(path) > 1:
            owner_symbol = ctx.resolver.symbol(path[:-1])
            if owner_symbol is not None:
                base = owner_symbol.build() if owner_symbol.build else exp.column(*reversed(path[:-1]))
                return self._method(node, set_type(base, owner_symbol.type), path[-1], args)
        routine = ctx.resolver.routine(path, args)
        if routine is not None:
            return self._routine_call(node, routine, args)
        node = built_ins.plain(node)
        of_objects = objects.function(path[-1], args, self) if len(path) == 1 else None
        if of_objects is not None:
            return of_objects
        of_collections = collections.function(node, path[-1], args, self) if len(path) == 1 else None
        if of_collections is not None:
            return of_collections
        if len(path) == 1:
            object_keys.called(path[-1], node.expressions, self)
        rules = ctx.rules.candidates(head_of(node))
        built_ins.positional(node, rules, ctx)
        fits = built_ins.fitting(node, rules)
        if fits is not None:
            return self.apply(fits[0], node, fits[1])
        raise built_ins.unknown(node, path, ctx)

    def _routine_call(self, node: Node, routine: Any, args: list[Node]) -> Node:
        if routine.build is not None:
            made: Node = routine.build(args)
        else:
            types = {name: type_ for name, _, type_, _ in routine.parameters}
            given: list[Node] = []
            for position, arg in enumerate(args):
                if isinstance(arg, exp.Kwarg):
                    wanted = types.get(arg.name)
                    arg.set("this", exp.to_identifier(arg.name))  # a name like any other, in quotes where it needs them
                    if wanted is not None:
                        arg.set("expression", self.coerce(arg.expression, wanted))
                elif position < len(routine.parameters):
                    arg = self.coerce(arg, routine.parameters[position][2])
                given.append(arg)
            made = dotted_call(routine.target, given)
        made.meta["s"] = "lowered"
        made.meta["routine"] = routine.kind == "function"
        return set_type(made, self._result(routine.returns))

    def _result(self, type_: Type) -> Type:
        """What a routine gives: where the source's VARCHAR has limits at all, a result has none, whatever its type says."""
        return type_.unlimited if ("text", "fitted") in self.ctx.coercions else type_

    def kwarg(self, node: Node, scope: Scope) -> Node:
        node.set("expression", self.visit(node.expression, scope))
        return set_type(node, type_of(node.expression))


def dotted_call(path: tuple[str, ...], args: list[Node]) -> Node:
    return build.function(path, *args, own=True)
