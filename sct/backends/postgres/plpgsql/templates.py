"""What is known of a dynamic text: constants and values put together in one expression, or step by step in a variable.

A text is converted with marks where values and placeholders stand. Of a variable that is extended piece by piece, the
whole up to each piece is converted: what the piece adds to the converted text is its conversion.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sct.backends.postgres.names import qualified, string
from sct.backends.postgres.plpgsql import dynamic_ddl
from sct.backends.postgres.plpgsql.resolver import CodeResolver
from sct.backends.postgres.plpgsql.writer import Writer
from sct.catalog.executed import handed
from sct.catalog.scopes import Item
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import UNKNOWN, Type
from sct.ir.walking import everything
from sct.rulebook.translate import Refused, Translator
from sct.sqlexpr import build
from sct.sqlexpr.scope import RoutineInfo, Shape, Symbol
from sct.sqlexpr.strings import (
    MARK,
    TokenError,
    filled,
    first_word,
    joined,
    marked,
    name_of,
    parts_of_text,
    without_into,
)
from sct.sqlexpr.text_choices import Choice, segments
from sct.sqlexpr.tokens import TokenType, tokenise

_QUERIES = ("SELECT", "WITH")
_RUN = (s.ExecuteDynamic, s.ParseCursor)  # statements that run a text, or will
_DDL = ("CREATE", "ALTER", "DROP", "TRUNCATE")
_DML = ("INSERT", "UPDATE", "DELETE", "MERGE")
# Names of things that may come to be before a text runs, and a text that is in error in the source too: it says so by itself
# when it runs. A form that is known to have no conversion does not become one by standing in a string.
_AT_RUN_TIME = ("SC1005", "SC1006", "SC1007", "SC1008", "SC1009", "SC1015", "SC1020", "SC1021", "SC1514")


@dataclass(slots=True)
class Built:
    """A variable that holds a statement: what each assignment (by id of its value) adds, converted; `bad`: why not."""

    pieces: dict[int, list[Any]] = field(default_factory=dict)
    whole: list[Any] = field(default_factory=list)  # the source's parts after the last assignment
    text: str = ""  # its conversion, with marks
    numbered: bool = False


class _Outside(CodeResolver):
    """What dynamic SQL sees: the program's names, none of the routine's own; marks are names of unknown type."""

    def __init__(self, inner: CodeResolver, binds: list[Type], holes: bool) -> None:
        super().__init__(inner.program, inner.types, inner.program.names)
        self.calls = inner.calls
        self.binds = binds
        self.holes = holes  # some name or fragment is only known at run time

    def symbol(self, path: tuple[str, ...]) -> Symbol | None:
        found = MARK.fullmatch(path[-1])
        if found is not None:
            type_ = UNKNOWN
            if found[1].lower() == "bind" and len(self.binds) >= int(found[2]):
                type_ = self.binds[int(found[2]) - 1]
            name = path[-1]
            return Symbol(type_, build=lambda: build.name(name, type_=type_))
        if MARK.search(path[-1]):
            return Symbol(UNKNOWN)
        return super().symbol(path)

    def sequence(self, path: tuple[str, ...]) -> tuple[str, ...] | None:
        return path if any(MARK.search(part) for part in path) else super().sequence(path)

    def routine(self, path: tuple[str, ...], args: list[Any]) -> RoutineInfo | None:
        """A package's function whose name only run time knows is called by that name."""
        if len(path) > 1 and MARK.search(path[-1]) and self._is_package(path[:-1]):
            return RoutineInfo("function", path, UNKNOWN)
        return super().routine(path, args)

    def _is_package(self, path: tuple[str, ...]) -> bool:
        return self.catalog.key(path) in self.program.packages

    def relation(self, path: tuple[str, ...]) -> tuple[tuple[str, ...], Shape] | None:
        if any(MARK.search(part) for part in path):
            return path, Shape(open=True)
        found = super().relation(path)
        if found is None:
            return path, Shape(open=True)
        return (found[0], Shape(dict(found[1].columns), True)) if self.holes else found


def known(w: Writer, sql: Sql) -> list[Any] | None:
    """The parts of a text, constants followed to their values; None when nothing of it is constant."""
    parts = parts_of_text(sql)
    return known_parts(w, parts) if parts is not None else None


def known_parts(w: Writer, parts: list[Any]) -> list[Any] | None:
    """The same of a text that has been taken apart."""
    out: list[Any] = []
    for part in parts:
        constant = _constant(w, part)
        out.extend(constant if constant is not None else [part])
    if out and not isinstance(out[0], str):
        return None
    return joined(out)


def _constant(w: Writer, part: Any) -> list[Any] | None:
    """The value of a constant, when it is all text."""
    path = name_of(part)
    if not path:
        return None
    found = w.program.find(path, w.names)
    if found is None or found.rest or found.item.kind != "constant" or found.item.decl.default is None:
        return None
    parts = parts_of_text(found.item.decl.default)
    return parts if parts is not None and all(isinstance(p, str) for p in parts) else None


def converted(
    w: Writer, sql: Sql, parts: list[Any], binds: list[Type], numbered: bool = True, into: list[Type] | None = None
) -> list[Any]:
    """The parts of the target's text. What cannot be converted stays as it is, with a finding. `into`: the types of what its
    values go into."""
    try:
        text, holes, names = marked(parts, sql.dialect)
    except TokenError:
        w.bag.add("SC1541", f"{' '.join(sql.text.split())[:60]}: not a whole statement", sql.span)
        return parts
    try:
        made = statement(w, sql, text, binds, into)
    except Refused as error:
        if first_word(text) not in (*_QUERIES, *_DML) or not (holes or error.code in _AT_RUN_TIME):
            raise Refused("SC1543", f"{' '.join(sql.text.split())[:60]}: {error.message}", sql.span) from None
        w.bag.add("SC1541", f"{' '.join(sql.text.split())[:60]}: {error.message}", sql.span)
        made = text
    out = filled(made, holes, lambda n: f"${n}" if numbered else f":{names[n - 1]}")
    return dynamic_ddl.with_names(out) if first_word(text) in _DDL else out


def has_unknown_names(parts: list[Any], dialect: str) -> bool:
    """Whether a part that only run time knows stands outside of quotes."""
    text, holes, _ = marked(parts, dialect)
    return bool(holes) and any(
        t.token_type is not TokenType.STRING and MARK.search(t.text) for t in tokenise(text, dialect)
    )


def on_one_line(text: str) -> str:
    """A statement laid out over lines, on one; a literal with a line break in it is left alone."""
    lines = text.split("\n")
    return text if any(line.count("'") % 2 for line in lines) else " ".join(line.strip() for line in lines)


def statement(w: Writer, sql: Sql, text: str, binds: list[Type], into: list[Type] | None = None) -> str:
    """A marked statement as the target's, marks left in. Raises Refused."""
    word = first_word(text)
    outside = _Outside(w.resolver, binds, "sct_hole_" in text)
    outside.writer = None
    translator: Translator = replace(w.translator, resolver=outside)
    span = sql.span
    try:
        if word in _QUERIES:
            return on_one_line(_query(w, translator, Sql("query", text, span, sql.dialect), into, outside.holes))
        if word in _DML:
            piece = Sql("statement", without_into(text, sql.dialect), span, sql.dialect)
            return translator.statement(piece, w.bag, into, outside.holes)
        if word in ("COMMIT", "ROLLBACK", "SAVEPOINT"):
            raise Refused("SC1543", f"{word} in a string", span)
        setting = dynamic_ddl.session_format(text, sql.dialect)
        if setting is not None:
            w.use_runtime("dbms_session_set_nls")
            return f"CALL sct.dbms_session_set_nls({string(setting[0])}, {string(setting[1])})"
        simple = dynamic_ddl.simple(text, sql.dialect, lambda path: _placed(w, path), lambda path: _deleted(w, path))
        if simple is not None:
            for name in dynamic_ddl.RUNTIME:
                if f"sct.{name}(" in simple:
                    w.use_runtime(name)
            if "sct.drop_package(" in simple and w.program.prefixed:
                raise Refused("SC1543", "DROP PACKAGE: its routines are not in a schema of their own", span)
            return simple
        if w.translator.script is not None:
            said: list[Any] = []
            made = str(w.translator.script(text, said))
            for one in said:
                w.bag.add(one.code, one.message, span)
            return made
    except Refused as error:
        raise Refused(error.code, error.message, span) from None
    raise Refused("SC1543", f"{word} in a string", span)


def _query(w: Writer, translator: Translator, sql: Sql, into: list[Type] | None, named_late: bool) -> str:
    if into:
        try:
            return translator.select_into(sql, w.bag, into, named_late)
        except Refused as error:
            if error.code != "SC1500":
                raise
    return translator.query(sql, w.bag)[0]


def _deleted(w: Writer, path: tuple[str, ...]) -> bool:
    """Whether a table that is truncated has to be emptied by DELETE: others' foreign keys refer to it."""
    catalog = w.program.catalog
    key = catalog._resolve(path, catalog.relations)
    return key is not None and catalog.deletes_to_empty(key)


def _placed(w: Writer, path: tuple[str, ...]) -> str | None:
    """A name of a text that runs where only the target's own search path tells the schema: the script's schema said."""
    catalog = w.program.catalog
    if not catalog.schemas or len(path) > 2:
        return None
    known = w.resolver.relation(path)
    return qualified(known[0] if known is not None else catalog.key(path))


# --- texts in variables ---------------------------------------------------------------------------------------------------


def _plan(w: Writer) -> dict[int, Built]:
    """Every variable of the routine that holds a statement, by id of its item's declaration."""
    plan: dict[int, Built] | None = w.facts.get("built")
    if plan is None:
        plan = w.facts["built"] = {}
        for item in _statements_in_variables(w):
            made = _build(w, item)
            if made is not None:
                plan[id(item.decl)] = made
    return plan


def _local(w: Writer, sql: Sql) -> Item | None:
    """The local variable a dynamic text consists of or begins with."""
    parts = parts_of_text(sql)
    path = name_of(parts[0]) if parts and not isinstance(parts[0], str) else ()
    found = w.program.find(path, w.names) if path else None
    if found is None or found.rest or found.item.kind != "variable" or found.item.package is not None:
        return None
    return found.item


def _statements_in_variables(w: Writer) -> list[Item]:
    out: dict[int, Item] = {}
    for root in w.facts.get("code", ()):
        for one in everything(root):
            sql = one.text if isinstance(one, _RUN) else one.dynamic if isinstance(one, s.OpenFor) else None
            item = _local(w, sql) if sql is not None else None
            if item is not None:
                out[id(item.decl)] = item
            if w.program.executed and isinstance(one, s.Call):
                for name in handed(w.program, one.call, w.names):
                    found = w.names.find((name,))
                    if found is not None and found.item.kind == "variable" and found.item.package is None:
                        out[id(found.item.decl)] = found.item
    return list(out.values())


def _values(w: Writer, item: Item) -> list[Sql]:
    """What is assigned to a variable, in the order of the source."""
    out: list[Sql] = [item.decl.default] if item.decl.default is not None else []
    for root in w.facts.get("code", ()):
        for one in everything(root):
            if isinstance(one, s.Assign) and one.target.text.strip().lower() == item.name:
                out.append(one.value)
    return out


def _build(w: Writer, item: Item) -> Built | None:
    """Each text by itself: from a value that begins one to the last that extends it. One that cannot be converted is named,
    and stays as it is."""
    made = Built()
    binds = _bound(w)
    chain: dict[int, list[Any]] = {}
    grown = Grown()
    begun: list[Any] = []  # constants that are no statement yet: what follows is converted together with them
    trouble: tuple[Sql, str] | None = None

    def close() -> None:
        if trouble is None:
            made.pieces.update(chain)
        else:
            w.bag.add("SC1541", f"{' '.join(trouble[0].text.split())[:60]}: {trouble[1]}", trouble[0].span)

    for value in _values(w, item):
        parts = parts_of_text(value)
        if parts is None:
            return None
        own = not isinstance(parts[0], str) and name_of(parts[0]) == (item.name,)
        if not own:
            close()
            chain, grown, begun, trouble = {}, Grown(), [], None
            if not isinstance(parts[0], str):
                if len(parts) > 1 or not _is_null(parts[0]):
                    trouble = value, "what it holds is not known here"
                continue
        elif not grown.whole and not begun and trouble is None:
            return None
        if trouble is not None and not begun:
            continue
        more = joined([*begun, *parts[1:]]) if own else parts
        try:
            added, now = _grown(w, value, grown, more, lambda names: [binds.get(name, UNKNOWN) for name in names])
        except (TokenError, Refused) as error:
            trouble = trouble or (value, getattr(error, "message", "not a whole statement"))
            begun = more if not grown.whole and all(isinstance(part, str) for part in more) else []
            continue
        chain[id(value)] = [parts[0], *added] if own and not begun else added
        grown, begun, trouble = now, [], None
    close()
    if trouble is None:
        made.whole, made.text = grown
    return made if made.pieces else None


class Grown(NamedTuple):
    """A text so far: the source's parts, and their conversion with marks."""

    whole: list[Any] = []
    text: str = ""


def _grown(
    w: Writer, sql: Sql, before: Grown, parts: list[Any], types: Callable[[list[str]], list[Type]]
) -> tuple[list[Any], Grown]:
    """What parts add to a text, converted, and the text with them; each branch of a CASE among them by itself, where the
    text in front of it is a whole statement. Raises Refused, TokenError."""
    found = segments(parts)
    if any(isinstance(one, Choice) for one in found):
        try:
            return _chosen(w, sql, before, found, types)
        except (TokenError, Refused):
            pass  # the CASE is a value that only run time knows
    whole = joined([*before.whole, *parts])
    text, holes, names = marked(whole, sql.dialect)
    now = statement(w, sql, text, types(names))
    if not now.startswith(before.text):
        raise Refused("SC1541", "what it adds changes what was there", sql.span)
    added = filled(now[len(before.text) :], holes, lambda n: f":{names[n - 1]}")
    if first_word(text) in _DDL:
        added = dynamic_ddl.with_names(added)
    return added, Grown(whole, now)


def _chosen(
    w: Writer, sql: Sql, before: Grown, found: list[list[Any] | Choice], types: Callable[[list[str]], list[Type]]
) -> tuple[list[Any], Grown]:
    out: list[Any] = []
    for one in found:
        if not isinstance(one, Choice):
            added, before = _grown(w, sql, before, one, types)
            out.extend(added)
            continue
        made = [_grown(w, sql, before, branch, types) if branch else ([], before) for branch in one.branches]
        out.append(one.with_branches([added for added, _ in made]))
        before = max((grown for _, grown in made), key=lambda grown: len(grown.text))
    return joined(out), before


def chosen(w: Writer, sql: Sql, parts: list[Any], binds: list[Type]) -> list[Any] | None:
    """The parts of the target's text where some of them are chosen by CASE, placeholders by name; None without such a
    one, or where that does not go."""
    found = segments(parts)
    if not any(isinstance(one, Choice) for one in found):
        return None
    try:
        return _chosen(w, sql, Grown(), found, lambda names: [*binds, *[UNKNOWN] * len(names)][: len(names)])[0]
    except (TokenError, Refused):
        return None


def _bound(w: Writer) -> dict[str, Type]:
    """The types of what the routine binds to placeholders by name, where it gives texts to cursors that have numbers."""
    from sct.backends.postgres.plpgsql.cursor_numbers import bound_types

    if not any(isinstance(one, s.ParseCursor) for root in w.facts["code"] for one in everything(root)):
        return {}
    known: dict[str, Type] | None = w.facts.get("bound")
    if known is None:
        known = w.facts["bound"] = bound_types(w)
    return known


def _is_null(node: Any) -> bool:
    from sct.sqlexpr.places import is_null

    return is_null(node)


def assignment(w: Writer, target: Sql, value: Sql) -> list[Any] | None:
    if "code" not in w.facts or not _has_dynamic(w):
        return None
    for built_ in _plan(w).values():
        if id(value) in built_.pieces:
            return built_.pieces[id(value)]
    return None


def default(w: Writer, decl: s.Variable) -> list[Any] | None:
    if "code" not in w.facts or decl.default is None or not _has_dynamic(w):
        return None
    found = _plan(w).get(id(decl))
    return found.pieces.get(id(decl.default)) if found is not None else None


def holds_statement(w: Writer, decl: s.Variable) -> bool:
    """Whether a statement that was converted is put into a variable."""
    return "code" in w.facts and _has_dynamic(w) and id(decl) in _plan(w)


def _has_dynamic(w: Writer) -> bool:
    known: bool | None = w.facts.get("dynamic")
    if known is None:
        kinds = (*_RUN, s.OpenFor)
        known = any(
            isinstance(one, kinds) or (isinstance(one, s.Call) and _hands_over(w, one))
            for root in w.facts["code"]
            for one in everything(root)
        )
        w.facts["dynamic"] = known
    return known


def _hands_over(w: Writer, one: s.Call) -> bool:
    return bool(w.program.executed) and any(True for _ in handed(w.program, one.call, w.names))


def built(w: Writer, sql: Sql) -> str | None:
    """A text that begins with a variable whose assignments were converted."""
    from sct.backends.postgres.plpgsql.dynamic import concatenation

    item = _local(w, sql)
    found = _plan(w).get(id(item.decl)) if item is not None else None
    parts = parts_of_text(sql)
    if found is None or parts is None:
        return None
    if len(parts) == 1:
        return w.expression(sql)
    if not found.whole:
        return None
    try:
        text, holes, names = marked(joined([*found.whole, *parts[1:]]), sql.dialect)
        known_types = _bound(w)
        now = statement(w, sql, text, [known_types.get(name, UNKNOWN) for name in names])
        if not now.startswith(found.text):
            # an earlier state of the variable: the text it began with
            raise Refused("SC1541", "what it adds changes what was there", sql.span)
    except (TokenError, Refused):
        now, added = "", _from_start(w, sql, item, parts)
        if added is None:
            return None
        return concatenation(w, sql, [parts[0], *added])
    added = filled(now[len(found.text) :], holes, lambda n: f":{names[n - 1]}")
    return concatenation(w, sql, [parts[0], *added])


def built_returning(w: Writer, sql: Sql) -> list[str]:
    """The placeholders behind RETURNING … INTO of a text that begins with such a variable."""
    from sct.backends.postgres.plpgsql.cursor_numbers import returned

    item = _local(w, sql)
    found = _plan(w).get(id(item.decl)) if item is not None else None
    parts = parts_of_text(sql)
    if found is None or parts is None:
        return []
    text, _, names = marked(joined([*found.whole, *parts[1:]]), sql.dialect)
    return returned(text, names, sql.dialect)


def query_shape(w: Writer, sql: Sql) -> Shape | None:
    """The columns of a dynamic query, as far as they are known; None where the text is not."""
    parts = known(w, sql)
    if parts is None or not any(isinstance(part, str) for part in parts):
        item = _local(w, sql)
        found = _plan(w).get(id(item.decl)) if item is not None else None
        more = parts_of_text(sql)
        if found is None or more is None:
            return None
        parts = joined([*found.whole, *more[1:]])
    try:
        text, _, _ = marked(parts, sql.dialect)
    except TokenError:
        return None
    return shape(w, sql, text, []) if first_word(text) in _QUERIES else None


def shape(w: Writer, sql: Sql, text: str, binds: list[Type]) -> Shape:
    """The columns of a marked query."""
    outside = _Outside(w.resolver, binds, "sct_hole_" in text)
    outside.writer = None
    return replace(w.translator, resolver=outside).shape(Sql("query", text, sql.span, sql.dialect))


def _from_start(w: Writer, sql: Sql, item: Item | None, parts: list[Any]) -> list[Any] | None:
    """What the expression adds to the variable's first value."""
    assert item is not None
    values = _values(w, item)
    base = parts_of_text(values[0]) if values else None
    if base is None or not isinstance(base[0], str):
        return None
    try:
        first = statement(w, sql, marked(base, sql.dialect)[0], [])
        text, holes, names = marked(joined([*base, *parts[1:]]), sql.dialect)
        now = statement(w, sql, text, [])
    except (TokenError, Refused):
        return None
    return filled(now[len(first) :], holes, lambda n: f":{names[n - 1]}") if now.startswith(first) else None
