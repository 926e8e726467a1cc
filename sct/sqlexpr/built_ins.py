"""Calls of the engine's own functions and packages: named notation, the rule that fits, or the refusal by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from sct.sqlexpr.context import Context, Refused
from sct.sqlexpr.nodes import call_args, dotted, exp, type_of
from sct.sqlexpr.patterns import Binding, head_of
from sct.sqlexpr.rules import Rule, RuleIndex

Node: TypeAlias = exp.Expression


def plain(node: Node) -> Node:
    """`sys.dbms_lob.substr(…)` and `standard.upper(…)` without the owner that says nothing."""
    if isinstance(node, exp.Dot) and isinstance(node.expression, exp.Anonymous):
        path = dotted(node.this)
        owner = _owner(path or ())
        if path is not None and owner:
            inner = node.expression
            if len(path) == owner:
                return inner.pop()  # a call that is kept as it is must not drag its owner along
            base: Node = exp.to_identifier(path[owner])
            for part in path[owner + 1 :]:
                base = exp.Dot(this=base, expression=exp.to_identifier(part))
            node.set("this", base)
    elif isinstance(node, exp.Column) and (owner := _owner([p.name for p in node.parts[:-1]])):
        made = exp.column(*[p.name for p in reversed(node.parts[owner:])])
        made.meta.update(node.meta)
        return made
    return node


def _owner(path: Sequence[str]) -> int:
    """How many names in front say that what follows is the engine's own: `sys`, `standard`, `sys.standard`."""
    return 2 if list(path[:2]) == ["sys", "standard"] else int(bool(path) and path[0] in ("sys", "standard"))


def positional(node: Node, rules: list[Rule], ctx: Context) -> None:
    """`f(b => 2, a => 1)` as `f(1, 2)`: the rules know the names; one written with `?` is NULL when it is left out, one
    with `=1` is that number."""
    args = call_args(node)
    if not rules or not any(isinstance(a, exp.Kwarg) for a in args):
        return
    told = {a.this.name.lower() for a in args if isinstance(a, exp.Kwarg)}
    lists = [r.parameters for r in rules if r.parameters]
    # forms of one name may have different parameters: the list that has all the names
    written = next((one for one in lists if told <= set(_names(one))), lists[0] if lists else ())
    names = _names(written)
    given: list[Node | None] = [None] * max(len(names), len(args))
    for position, arg in enumerate(args):
        if not isinstance(arg, exp.Kwarg):
            given[position] = arg
            continue
        name = arg.this.name.lower()
        if name not in names or given[names.index(name)] is not None:
            raise ctx.refuse("SC1010", f"{ctx.words(node)}: no parameter {name} of this function is known", node)
        given[names.index(name)] = arg.expression
    while given and given[-1] is None:
        given.pop()
    given = [_default(written[at]) if arg is None else arg for at, arg in enumerate(given)]
    if None in given:
        left = names[given.index(None)]
        raise ctx.refuse("SC1010", f"{ctx.words(node)}: the default of {left} is not known", node)
    inner = node.expression if isinstance(node, exp.Dot) else node
    inner.set("expressions", given)


def _names(parameters: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.rstrip("?").partition("=")[0] for name in parameters)


def _default(parameter: str) -> Node | None:
    """The value of a parameter that is left out, if the rules say it."""
    if parameter.endswith("?"):
        return exp.Null()
    _, written, number = parameter.partition("=")
    return exp.Literal.number(number) if written else None


# What code has no function of: a routine that stands alone is meant there.
_ONLY_IN_SQL = frozenset(
    "avg collect corr count covar_pop covar_samp cume_dist decode dense_rank dump first_value grouping lag last_value lead "
    "listagg max median min nth_value ntile percent_rank rank ratio_to_report row_number stddev stddev_pop stddev_samp sum "
    "var_pop var_samp variance vsize".split()
)


def comes_first(name: str, ctx: Context) -> bool:
    """Whether a call means the engine's function, if it has one that fits, although the program has a routine of that name:
    its own come first in SQL, in code only before routines that stand alone."""
    if ctx.resolver.declares(name):
        return ctx.in_sql
    return ctx.resolver.has_routine(name) and (ctx.in_sql or name not in _ONLY_IN_SQL)


def fitting(node: Node, rules: list[Rule]) -> tuple[Rule, Binding] | None:
    for rule in rules:
        found = rule.matches(node)
        if found is not None:
            return rule, found
    return None


def unknown(node: Node, path: tuple[str, ...], ctx: Context) -> Refused:
    """The refusal of a call or name nothing converts: by its package, by its form, or as unknown."""
    name = ".".join(path)
    if ctx.rules.candidates(head_of(node)):
        kinds = ", ".join(type_of(a).kind for a in call_args(node)) if _is_call(node) else ""
        return ctx.refuse("SC1010", f"{name}({kinds}): this form of the call has no conversion", node)
    package = of_package(path, ctx)
    if package is not None:
        return ctx.refuse(package.code, f"{name} has no equal on the target", node)
    unread = getattr(ctx.resolver, "unread", None)
    if unread is not None and unread(path):
        return ctx.refuse("SC0001", f"needs {name}, which is refused", node)
    outside = getattr(ctx.resolver, "outside", None)
    hidden = outside(path) if outside is not None else ""
    if hidden:
        return ctx.refuse("SC1009" if _is_call(node) else "SC1006", hidden, node)
    if _is_call(node):
        return ctx.refuse("SC1009", f"{name} is no function we know and none of the input", node)
    return ctx.refuse("SC1006", f"{name} is not known here: no column, variable or function", node)


def of_package(path: tuple[str, ...], ctx: Context) -> Rule | None:
    """The rule that refuses what a known package holds beside what is converted."""
    return package_rule(path, ctx.rules)


def package_rule(path: tuple[str, ...], rules: RuleIndex) -> Rule | None:
    """As `of_package`: what is said of the subprogram or type itself, else of its whole package."""
    for at, part in enumerate(path[:2]):
        for key in (".".join((part, *path[at + 1 : at + 2])), part):
            found = rules.candidates(f"package:{key}")
            if found:
                return found[0]
    return None


def _is_call(node: Any) -> bool:
    return isinstance(node, exp.Anonymous) or (isinstance(node, exp.Dot) and isinstance(node.expression, exp.Anonymous))
