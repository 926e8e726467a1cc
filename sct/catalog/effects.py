"""What code does beside giving values: whether it does work that a failure could undo, can fail, ends transactions.

Work is data changed and package state written; drawing from a sequence or printing is none. A routine called is found by
its name alone (all overloads): too much is assumed rather than too little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sct.catalog.literals import tight
from sct.catalog.pieces import STRINGS, chains, facts, is_safe, is_sure, safe_tokens, tokens_of
from sct.catalog.program import Program
from sct.catalog.scopes import Names, PackageItem, Path
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything, inside, parts

_DML = ("insert", "update", "delete", "merge")
# Built-in calls that neither work nor fail, by the package's name.
_QUIET = frozenset({"dbms_output", "dbms_application_info"})
# Built-in functions of cursors that have numbers, and of values in the session's memory: what they have done is gone after a failure, or the rows changed are.
_WORKING = frozenset(
    ("dbms_sql", name)
    for name in (
        "open_cursor close_cursor parse bind_variable bind_variable_char bind_variable_raw bind_array define_column "
        "define_column_char define_column_raw define_array execute execute_and_fetch fetch_rows to_refcursor to_cursor_number"
    ).split()
) | frozenset(("sct_json", name) for name in ("parsed", "at", "given", "change"))  # values of JSON_OBJECT_T

# Procedures of the source's server that change rows.
_CHANGING = frozenset(("utl_ref_update_object", "utl_ref_delete_object"))

# How many routines are looked at inside each other: a routine behind those called is looked at once.
_DEEP = 8


class Effect(NamedTuple):
    """work: changes something; fails: can raise; late: can raise after it has worked; ends: ends a transaction;
    asks: asks for its caller's error (SQLCODE outside a handler); missing: can leave with NO_DATA_FOUND."""

    work: bool = False
    fails: bool = False
    late: bool = False
    ends: bool = False
    asks: bool = False
    missing: bool = False
    state: bool = False  # writes package state

    def then(self, other: Effect) -> Effect:
        """This, and after it the other."""
        if other is NOTHING:
            return self
        if self is NOTHING:
            return other
        late = self.late or other.late or (self.work and other.fails)
        return Effect(
            self.work or other.work,
            self.fails or other.fails,
            late,
            self.ends or other.ends,
            self.asks or other.asks,
            self.missing or other.missing,
            self.state or other.state,
        )

    def either(self, other: Effect) -> Effect:
        if other is NOTHING or other is self:
            return self
        if self is NOTHING:
            return other
        return Effect(*(a or b for a, b in zip(self, other, strict=True)))


NOTHING = Effect()
FAILS = Effect(fails=True)
WORKS = Effect(work=True, fails=True)
Find = Callable[[Path], list[s.Routine]]


@dataclass(slots=True)
class Effects:
    """`routines`: id of a routine's code -> its effect, as its callers see it. `asks`: names that ask for the error."""

    program: Program
    asks: frozenset[str] = frozenset()
    raises: frozenset[str] = frozenset()
    routines: dict[int, Effect] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)  # simple names of all routines
    tight: set[int] = field(default_factory=set)  # ids of literals that may not fit where they are assigned
    states: set[str] = field(default_factory=set)  # simple names of all package variables
    collected: list[tuple[s.Routine, Names, dict[str, list[s.Routine]]]] = field(default_factory=list)
    _methods: dict[str, list[s.Routine]] | None = None
    inner: dict[str, list[s.Routine]] = field(default_factory=dict)  # routines declared inside others, by name
    local: dict[int, dict[str, list[s.Routine]]] = field(default_factory=dict)  # id of such a code -> what it declares
    bodies: dict[int, Effect] = field(default_factory=dict)  # id of a routine's block -> what its statements do
    by_argument: set[int] = field(default_factory=set)  # ids of functions that end transactions where they are told to
    _asks: frozenset[Path] = field(init=False)
    _finds: dict[int, Find] = field(default_factory=dict)
    # while the whole program is looked at: the place (in `collected`) of what is at hand, and of what waits
    _at: int = -1
    _depth: int = 0
    _callers: dict[int, set[int]] = field(
        default_factory=dict
    )  # id of a routine's code -> whose effects lean on its own
    _fresh: dict[int, int] = field(default_factory=dict)  # id of a routine's code that has not had its turn -> place
    _waiting: list[int] = field(default_factory=list)
    _queued: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._asks = frozenset(tuple(name.split(".")) for name in self.asks)

    # --- the whole program ------------------------------------------------------------------------------------------

    def run(self, others: list[Any]) -> None:
        """Until nothing changes: effects grow only. `others`: code that is no routine but may declare some (triggers,
        anonymous blocks)."""
        todo = self.collected
        for one in others:
            self._collect_in(one, todo)
        scopes = [(item.code, item.names or item.outer) for item in self.program.routines]
        self.tight = tight(self.program, [*scopes, *((one, self.program.names) for one in others if one is not None)])
        for package in self.program.packages.values():
            self.states.update(i.name for i in package.state)
        for item in self.program.routines:
            self._collect(item.code, item.names or item.outer, {}, todo)
        places = range(len(todo) - 1, -1, -1)
        self._fresh = {id(todo[at][0]): at for at in places}
        self._waiting, self._queued = list(places), set(places)
        while self._waiting:
            at = self._waiting.pop()
            if at in self._queued:
                self._evaluate(at)

    def _evaluate(self, at: int) -> None:
        outer, self._at = self._at, at
        self._queued.discard(at)
        code, names, local = self.collected[at]
        self._fresh.pop(id(code), None)
        try:
            now = self._routine(code, self.remembered(code, names, local))
        finally:
            self._at = outer
        if now != self.routines.get(id(code), NOTHING):
            self.routines[id(code)] = now
            again = self._callers.get(id(code), set()) - self._queued
            self._waiting.extend(again)
            self._queued |= again

    def _leans_on(self, code: s.Routine) -> None:
        """The routine being looked at calls this one: best looked at before, or the other one is looked at again."""
        if self._at < 0:
            return
        self._callers.setdefault(id(code), set()).add(self._at)
        place = self._fresh.get(id(code))
        if place is None or self._depth >= _DEEP:
            return
        self._depth += 1
        try:
            self._evaluate(place)
        except RecursionError:
            self._queued.add(place)  # its turn comes
            self._waiting.insert(0, place)
        finally:
            self._depth -= 1

    def _collect_in(self, code: Any, todo: list[Any]) -> None:
        if not isinstance(code, (s.Block, s.Trigger)):
            return
        local: dict[str, list[s.Routine]] = {}
        found = self._nested(code)
        for inner in found:
            local.setdefault(inner.name.name, []).append(inner)
            self.names.add(inner.name.name)
        self.local[id(code)] = local
        for inner in found:
            self._collect(inner, self.program.names, local, todo)

    def _collect(self, code: s.Routine, names: Names, outer: dict[str, list[s.Routine]], todo: list[Any]) -> None:
        local = dict(outer)
        found = self._nested(code)
        for inner in found:
            local.setdefault(inner.name.name, [])
            local[inner.name.name] = [*local[inner.name.name], inner]
            self.names.add(inner.name.name)
        self.names.add(code.name.name)
        if code.body is not None:
            todo.append((code, names, local))
        for inner in found:
            if inner is not code:
                self._collect(inner, names, local, todo)

    def _nested(self, code: Any) -> list[s.Routine]:
        """The routines declared in a code; most have none, which its outline says at once."""
        inner = any(isinstance(one, s.Routine) and one is not code for one in self.program.outline(code))
        found = list(nested(code)) if inner else []
        for one in found:
            self.inner.setdefault(one.name.name, []).append(one)
        return found

    def finder(self, names: Names, local: dict[str, list[s.Routine]] | None = None) -> Find:
        def find(path: Path) -> list[s.Routine]:
            if len(path) == 1 and local and path[0] in local:
                return local[path[0]]
            found = self.program.find(path, names)
            if found is not None and found.item.kind == "routines" and not found.rest:
                return [r.code for r in found.item.routines]
            if len(path) == 1:  # one that is declared in a block inside of what is looked at
                return self.inner.get(path[0], []) if found is None else []
            # `x.method`: of which type x is, is not known here
            return self.methods().get(path[-1], [])

        return find

    def remembered(self, code: s.Routine, names: Names, local: dict[str, list[s.Routine]]) -> Find:
        """As `finder`, of a routine; to be used as long as no scope of the program changes."""
        known = self._finds.get(id(code))
        if known is None:
            find, found = self.finder(names, local), dict[Path, list[s.Routine]]()

            def known(path: Path) -> list[s.Routine]:
                several = found.get(path)
                if several is None:
                    several = found[path] = find(path)
                return several

            self._finds[id(code)] = known
        return known

    def methods(self) -> dict[str, list[s.Routine]]:
        """The methods of all object types by name."""
        if self._methods is None:
            self._methods = {}
            for (_, name), several in self.program.methods.items():
                if not name.startswith("<"):
                    self._methods.setdefault(name, []).extend(one.code for one in several)
        return self._methods

    def _routine(self, code: s.Routine, find: Find) -> Effect:
        assert code.body is not None
        declared = self.declarations([*code.declarations], find)
        whole = declared.then(self.block(code.body, find))
        if is_autonomous(code):
            return Effect(fails=whole.fails, asks=whole.asks, missing=whole.missing)
        return whole

    # --- statements -------------------------------------------------------------------------------------------------

    def several(self, statements: Iterable[s.Statement], find: Find) -> Effect:
        out = NOTHING
        for one in statements:
            out = out.then(self.statement(one, find))
        return out

    def statement(self, one: s.Statement, find: Find) -> Effect:
        way = _WAYS.get(type(one))
        return way(self, one, find) if way is not None else self._simple(one, find)

    def _loop(self, one: Any, find: Find) -> Effect:
        head = NOTHING
        for part in parts(one):
            if isinstance(part, Sql):
                head = head.then(self.piece(part, find))
        if isinstance(one, (s.ForQuery, s.ForCursor, s.ForIterator)):
            head = head.then(FAILS)
        body = self.several(one.body, find)
        return head.then(body).then(head).then(body)

    def _return(self, one: s.Return, find: Find) -> Effect:
        return self.piece(one.value, find) if one.value is not None else NOTHING

    def _assign(self, one: s.Assign, find: Find) -> Effect:
        made = self.piece(one.target, find, target=True).then(self.piece(one.value, find))
        if not self._keeps(one.value):
            made = made.then(FAILS)
        return made._replace(work=True, state=True) if self._is_state(one.target) else made

    def _simple(self, one: s.Statement, find: Find) -> Effect:
        inside = NOTHING
        for part in parts(one):
            if isinstance(part, Sql) and part.kind == "expression":
                inside = inside.then(self.piece(part, find))
            elif isinstance(part, Sql) and self._asks_in(part):
                inside = inside._replace(asks=True)
        if isinstance(one, s.SqlStatement):
            into = any(self._is_state(t) for t in one.into)
            return inside._replace(work=one.verb in _DML or into or inside.work, fails=True)
        if isinstance(one, s.SelectInto):
            state = any(self._is_state(t) for t in one.into)
            return inside._replace(work=inside.work or state, fails=True, missing=inside.missing or not one.bulk)
        if isinstance(one, s.Fetch):
            return inside._replace(work=inside.work or any(self._is_state(t) for t in one.into), fails=True)
        if isinstance(one, (s.OpenCursor, s.OpenFor)) and one.outlives:
            return inside._replace(work=True, fails=True)
        if isinstance(one, s.ForAll):
            return inside.then(self.statement(one.body, find)).then(self.statement(one.body, find))
        if isinstance(one, s.ExecuteDynamic):
            late = inside.late or _is_constant_block(one.text)
            return inside._replace(work=not _is_constant_query(one.text), fails=True, late=late)
        if isinstance(one, s.ParseCursor):
            return inside._replace(work=True, fails=True)
        if isinstance(one, s.Transaction):
            return Effect(ends=one.ends, fails=True)
        if isinstance(one, s.Raise):
            return Effect(fails=True, missing=one.name[-1:] == ("no_data_found",))
        if isinstance(one, (s.Null, s.Goto, s.PragmaStatement)):
            return NOTHING
        if isinstance(one, (s.Exit, s.Continue, s.Return)):
            return inside
        return inside.then(FAILS)

    def _asks_in(self, sql: Sql) -> bool:
        """Whether a statement of SQL asks for the error; most do not hold the words at all. A plain name (SQLCODE) is a
        column there."""
        text = sql.text.lower()
        dotted = [path for path in self._asks if len(path) > 1 and path[-1] in text]
        return bool(dotted) and not set(dotted).isdisjoint(chains(sql))

    def _branches(self, one: s.If | s.Case, find: Find) -> Effect:
        head = self.piece(one.selector, find) if isinstance(one, s.Case) and one.selector is not None else NOTHING
        bodies = NOTHING
        for condition, body in one.branches:
            head = head.then(self.piece(condition, find))
            bodies = bodies.either(self.several(body, find))
        if one.otherwise is not None:
            bodies = bodies.either(self.several(one.otherwise, find))
        elif isinstance(one, s.Case):
            bodies = bodies.either(FAILS)
        return head.then(bodies)

    def block(self, one: s.Block, find: Find) -> Effect:
        """What leaves a block: its own errors when no handler takes them, and its handlers' ones."""
        declared = self.declarations(one.declarations, find)
        body = self.several(one.body, find)
        if not one.handlers:
            return declared.then(body)
        if self._at >= 0:
            self.bodies[id(one)] = body
        handlers = NOTHING
        for handler in one.handlers:
            # inside a handler the error asked for is its own
            handlers = handlers.either(self.several(handler.body, find)._replace(asks=False))
        names = {name[-1] for handler in one.handlers for name in handler.names}
        all_caught = "others" in names
        fails = handlers.fails or (body.fails and not all_caught)
        late = handlers.late or (body.late and (handlers.fails or not all_caught))
        missing = handlers.missing or (body.missing and not all_caught and "no_data_found" not in names)
        reraises = any(isinstance(x, s.Raise) and not x.name for h in one.handlers for x in _all(h.body))
        whole = Effect(
            body.work or handlers.work,
            fails,
            late,
            body.ends or handlers.ends,
            body.asks,
            missing or (body.missing and reraises),
            body.state or handlers.state,
        )
        return declared.then(whole)

    def declarations(self, several: Iterable[Any], find: Find) -> Effect:
        out = NOTHING
        for decl in several:
            if isinstance(decl, s.Variable) and decl.default is not None:
                out = out.then(self.piece(decl.default, find))
                if not self._keeps(decl.default):
                    out = out.then(FAILS)
        return out

    def _call(self, one: s.Call, find: Find) -> Effect:
        made = self.piece(one.call, find, call=True)
        chain = next(chains(one.call), None)
        if chain is None:
            return made.then(FAILS)
        path = chain
        if any(find(path[:n]) for n in range(1, len(path) + 1)):
            return made
        if path[0] in _QUIET or is_working(path):
            return made
        if path[-1] in _CHANGING:
            return made.then(WORKS)
        # built in, or a method of a collection
        return made.then(FAILS)._replace(work=made.work or self._is_state(one.call))

    # --- pieces -----------------------------------------------------------------------------------------------------

    def piece(self, sql: Sql, find: Find, target: bool = False, call: bool = False) -> Effect:
        """What evaluating an expression does: the routines it calls, and whether it can fail. `call`: a call that stands
        as a statement, what it calls itself comes behind its arguments."""
        names, safe, _, heads = facts(sql)
        if safe:
            for path in names:
                if len(path) != 1 or path[0] in self.names or path in self._asks:
                    break
            else:
                return NOTHING  # most: literals and plain variables
        out = NOTHING
        known: set[Path] = set()  # routines
        arguments = NOTHING
        for at, path in enumerate((*names[1:], *names[:1]) if call else names, 1):
            if call and at == len(names):
                arguments, out = out, NOTHING
            if path in self._asks:
                out = out._replace(asks=True)
            if len(path) > 1 and is_working(path):
                known.add(path)
                out = out.then(WORKS)
            if self.names.isdisjoint(path):
                continue
            for length in range(1, len(path) + 1):
                one = NOTHING  # one of the overloads is called
                for code in find(path[:length]):
                    if code.kind == "procedure" and length < len(path):
                        continue  # it qualifies a parameter of its own, `p.n`
                    known.add(path)
                    self._leans_on(code)
                    one = one.either(self.routines.get(id(code), NOTHING))
                out = out.then(one)
        if not target and not safe and (heads is None or not known.issuperset(heads)):
            # the arguments of a call fail before it is made
            return arguments.then(FAILS).then(out) if call else out.then(FAILS)
        return arguments.then(out)

    def _is_state(self, sql: Sql) -> bool:
        """Whether a target may be a package's variable."""
        return not all(self.states.isdisjoint(path) for path in chains(sql))

    def _keeps(self, sql: Sql) -> bool:
        """Whether a value surely fits its target; a count, or a cursor's number, does too."""
        if is_sure(sql):
            return id(sql) not in self.tight
        return any(len(path) > 1 and is_working(path) for path in chains(sql))


# Most of a program is made of a few kinds of statements.
_WAYS: dict[type, Callable[[Effects, Any, Find], Effect]] = {
    s.Assign: Effects._assign,
    s.Block: Effects.block,
    s.Call: Effects._call,
    s.Case: Effects._branches,
    s.ForCursor: Effects._loop,
    s.ForIterator: Effects._loop,
    s.ForQuery: Effects._loop,
    s.ForRange: Effects._loop,
    s.If: Effects._branches,
    s.Loop: Effects._loop,
    s.Return: Effects._return,
    s.While: Effects._loop,
}


def is_working(path: Path) -> bool:
    """Whether a name is a built-in function's that does work; a failure of it leaves nothing done."""
    return path[-2:] in _WORKING


def nested(code: Any) -> Iterator[s.Routine]:
    """The routines declared in the declarations of a routine, block or trigger, and in the blocks of its body."""
    todo: list[Any] = parts(code)
    while todo:
        one = todo.pop(0)
        if isinstance(one, s.Routine):
            yield one
        else:
            todo.extend(inside(one))


def is_autonomous(code: s.Routine | s.Trigger) -> bool:
    return any(isinstance(d, s.Pragma) and d.name == "autonomous_transaction" for d in code.declarations)


def _is_constant_block(text: Sql) -> bool:
    """Whether a dynamic statement is surely a block or a call: it may do several things before it fails."""
    tokens = tokens_of(text)
    first = tokens[0].text.split(None, 1)[:1] if tokens and tokens[0].token_type in STRINGS else []
    return bool(first) and first[0].lower() in ("begin", "declare", "call")


def _is_constant_query(sql: Sql) -> bool:
    tokens = tokens_of(sql)
    return (
        bool(tokens) and tokens[0].token_type in STRINGS and tokens[0].text.lstrip(" (\n").lower().startswith("select")
    )


def _all(body: list[s.Statement]) -> Iterator[Any]:
    for one in body:
        yield from everything(one)


__all__ = [
    "FAILS",
    "NOTHING",
    "WORKS",
    "Effect",
    "Effects",
    "Find",
    "PackageItem",
    "chains",
    "is_autonomous",
    "is_safe",
    "nested",
    "safe_tokens",
    "tokens_of",
]
