"""The walk that turns a neutral tree into what the target has, and the door on the way out.

Rules by head, bottom up, until nothing changes; then the legality check: a node kind or function the target's
legality list does not name is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sct.ir.types import Type
from sct.sqlexpr import lacking
from sct.sqlexpr.context import Context
from sct.sqlexpr.hooks import HOOKS
from sct.sqlexpr.nodes import call_name, clone, exp, named_type, set_type, stage, type_of
from sct.sqlexpr.patterns import fill, head_of
from sct.sqlexpr.qualify import without_qualify
from sct.sqlexpr.qualifying import tell_apart
from sct.sqlexpr.rules import RuleIndex

Node: TypeAlias = exp.Expression


@dataclass(slots=True)
class Target:
    """What lowering needs to know of an engine. `functions`, `nodes`: its legality list."""

    name: str
    rules: RuleIndex
    functions: Collection[str]
    nodes: Collection[str]
    type_text: Callable[[Type], str]
    needs_quotes: Callable[[str], bool]
    runtime_schema: str = "sct"
    used_runtime: set[str] = field(default_factory=set)
    shortened: Callable[[str], str] = str
    pseudo_columns: dict[str, str] = field(default_factory=dict)  # neutral -> the target's own
    aggregates: Collection[str] = ()
    lacks: Collection[str] = ()  # constructs written by others (lacking.py)
    cast: str = ""  # the hook every CAST goes through
    natives: Collection[str] = ()  # functions it brings, in its schema `system`
    own: Callable[[str], bool] = lambda name: False  # whether the program has a routine of that name in `home`
    home: str = ""
    system: str = ""
    inert: dict[type, bool] = field(
        default_factory=dict
    )  # classes of nodes, and whether lowering looks at none of them

    def leaves(self, kind: type) -> bool:
        """Whether every node of the class stays as it is: no rule begins at it, and no step of lowering is for it."""
        known = self.inert.get(kind)
        if known is None:
            looked_at = self.lacks or issubclass(kind, _LOOKED_AT)
            known = self.inert[kind] = not looked_at and not self.rules.candidates(kind.__name__)
        return known


# What `Lowerer._settle` does something with, or finds rules for by another head than the name of the class.
_LOOKED_AT = (exp.Window, exp.Filter, exp.Select, exp.Cast, exp.Anonymous, exp.Dot, exp.Column)


class Lowerer:
    def __init__(self, ctx: Context, target: Target) -> None:
        self.ctx = ctx
        self.target = target

    def lower(self, tree: Node) -> Node:
        made = self._visit(tree)
        if self.target.lacks:
            made = lacking.finished(made, self.target.lacks, self.ctx)
        more = (made._meta or {}).get("then", ())  # statements that stand behind it
        made = self._check(made)
        for one in more:
            self._check(one)
        return made

    def _visit(self, node: Node) -> Node:
        if type(node) is exp.Identifier:  # half of all nodes, and there is nothing inside
            return node if self.target.leaves(exp.Identifier) else self._settle(node)
        for key, value in list(node.args.items()):
            if isinstance(value, exp.Expression):
                new = self._visit(value)
                if new is not value:
                    node.set(key, new)
            elif isinstance(value, list) and value and isinstance(value[0], exp.Expression):
                changed = [self._visit(v) if isinstance(v, exp.Expression) else v for v in value]
                if any(a is not b for a, b in zip(changed, value, strict=True)):
                    node.set(key, changed)
        return node if self.target.leaves(type(node)) else self._settle(node)

    def _settle(self, node: Node) -> Node:
        if isinstance(node, (exp.Window, exp.Filter)) and (
            isinstance(node.this, (exp.Cast, exp.Dot)) or call_name(node.this) == "coalesce"
        ):
            node = self._inwards(node)
        if isinstance(node, exp.Select) and node.args.get("qualify") and "Qualify" not in self.target.nodes:
            node = without_qualify(node, self.ctx)
        if self.target.lacks:
            node = lacking.apply(node, self.target.lacks, self.ctx)
        if self.target.cast and isinstance(node, exp.Cast):
            node = HOOKS[self.target.cast](node, {}, self.ctx)
        if stage(node) == "lowered":
            return node
        for rule in self.target.rules.candidates(head_of(node)):
            found = rule.matches(node)
            if found is None:
                continue
            if rule.fidelity == "refused":
                raise self.ctx.refuse(rule.code, rule.message or f"{self.target.name} has no {call_name(node)}", node)
            # an emulation was reported when it was lifted; here only what the target itself changes
            if rule.report or rule.fidelity in ("assumes", "differs"):
                self.ctx.report(rule.code, rule.message or rule.name, node)
            type_ = type_of(node)
            if rule.hook is not None:
                made = HOOKS[rule.hook](node, found, self.ctx)
            elif rule.keep:
                made = node
            else:
                assert rule.template is not None
                made = fill(rule.template, found, "lowered")
            made.meta["s"] = "lowered"
            if type_.kind != "unknown":
                set_type(made, type_)
            return made
        return node

    def _inwards(self, node: Node) -> Node:
        """`f(agg(x)) OVER (…)`, which an emulation of an aggregate makes, as `f(agg(x) OVER (…))`."""
        known = self.target.aggregates
        inner = node.this
        found = [n for n in inner.find_all(exp.Anonymous) if str(n.this).lower() in known] if known else []
        if not found:
            return node
        ids = {id(n) for n in found}
        # the aggregates themselves, not those in their arguments
        found = [n for n in found if not any(id(up) in ids for up in _above(n, inner))]
        for one in found:
            place = one.parent
            made = clone(node)
            key, index = one.arg_key, one.index
            made.set("this", one)
            if place is None:
                continue
            if index is None:
                place.set(key, made)
            else:
                place.args[key][index] = made
                made.parent, made.arg_key, made.index = place, key, index
        if type_of(node).kind != "unknown":
            set_type(inner, type_of(node))
        inner.meta["s"] = "lowered"
        outer: Node = inner
        return outer

    def _check(self, tree: Node) -> Node:
        target = self.target
        apart: list[Node] = []  # calls of names that the program and the target have
        negated: list[Node] = []  # NOT x compared with something: NOT binds less than any comparison
        for node in tree.walk():
            kind = type(node).__name__
            if kind == "Identifier" and kind in target.nodes:
                name = target.shortened(node.this)
                if name != node.this:
                    node.set("this", name)
                quoted = target.needs_quotes(name)
                if bool(node.args.get("quoted")) != quoted:
                    node.set("quoted", quoted)
                continue
            if kind == "Not" and isinstance(node.parent, exp.Binary) and not isinstance(node.parent, exp.Connector):
                negated.append(node)
            if kind == "Anonymous":
                name = node.this if isinstance(node.this, str) else node.name
                parent = node.parent
                if isinstance(parent, exp.Dot) and parent.expression is node:
                    owner = parent.this
                    if isinstance(owner, exp.Identifier) and owner.name == "sct":
                        target.used_runtime.add(name)
                    elif stage(parent) != "lowered" and stage(node) != "lowered":
                        raise self.ctx.refuse("SC0021", f"{parent.sql()} is not known on {target.name}", node)
                    continue
                if name in target.natives and (not isinstance(node.this, str) or target.own(name)):
                    apart.append(node)
                if stage(node) == "lowered" and not _neutral(node, target):
                    continue
                if name.lower() not in target.functions:
                    raise self.ctx.refuse("SC0021", f"{name} has no form on {target.name}", node)
            elif kind not in target.nodes:
                raise self.ctx.refuse("SC0022", f"{kind} has no form on {target.name}", node)
            if kind == "Window" and str(node.args.get("over") or "OVER").upper() != "OVER":
                raise self.ctx.refuse("SC0022", f"{node.args['over']} has no form on {target.name}", node)
            if kind in ("Cast", "ColumnDef"):
                key = "to" if kind == "Cast" else "kind"
                to = node.args.get(key)
                type_ = to._meta.get("t") if to is not None and to._meta else None
                if type_ is not None:
                    node.set(key, named_type(target.type_text(type_)))
            elif kind == "Column" and node._meta and "pseudo" in node._meta:
                own = target.pseudo_columns.get(node._meta["pseudo"])
                if own is None:
                    raise self.ctx.refuse("SC0022", f"{node.name} has no form on {target.name}", node)
                node.set("this", exp.to_identifier(own))
            elif kind == "Div":
                node.set("typed", True)
                node.set("safe", False)
        for node in negated:
            node.replace(exp.Paren(this=node.copy()))
        return tell_apart(apart, tree, target.home, target.system) if apart else tree


def _neutral(node: Node, target: Target) -> bool:
    """A call that a rule of the target wrote but that still is a neutral name (upper-case by convention)."""
    return bool(target.rules.candidates(head_of(node))) and str(node.this).isupper()


def tidy_types(tree: Node) -> Node:
    """Types inside a rule's template, spelled PostgreSQL's way."""
    for node in tree.find_all(exp.Cast):
        to = node.args["to"]
        if to.this != exp.DataType.Type.USERDEFINED:
            text = to.sql("postgres").lower()
            node.set("to", named_type(text.replace("decimal", "numeric")))
    return tree


__all__ = ["Any", "Lowerer", "Target", "named_type", "tidy_types"]


def _above(node: Node, top: Node) -> Iterator[Node]:
    """What a node is in, up to `top`."""
    while node is not top and node.parent is not None:
        node = node.parent
        yield node
