"""PL/SQL blocks in strings. A block that is known is written where it is executed, its placeholders as variables; one
whose routine's name is only known at run time becomes an EXECUTE of its CALL or SELECT."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.backends.postgres.plpgsql import places, templates
from sct.backends.postgres.plpgsql.errors import Here
from sct.backends.postgres.plpgsql.places import Place
from sct.backends.postgres.plpgsql.resolver import SYMBOLS, CodeResolver
from sct.backends.postgres.plpgsql.writer import Writer
from sct.catalog.scopes import Names
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import VARCHAR, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.parse import tree_of
from sct.sqlexpr.places import Part, parts_of
from sct.sqlexpr.strings import MARK, TokenError, filled, first_word, marked
from sct.sqlexpr.tokens import tokenise

WORDS = ("BEGIN", "DECLARE", "CALL")


def write(w: Writer, one: s.ExecuteDynamic, parts: list[Any]) -> None:
    try:
        text, holes, names = marked(parts, one.text.dialect)
    except TokenError:
        raise Refused("SC1542", "a block in a string that is not whole", one.text.span) from None
    order = list(dict.fromkeys(names))  # in a block a placeholder is bound once, by its name
    if len(order) != len(one.using):
        raise Refused("SC1542", f"{len(order)} placeholders for {len(one.using)} values", one.span)
    binds = dict(zip(order, one.using, strict=True))
    block = read(w, one.text, as_block(text, one.text.dialect))
    try:
        with w.bag.standing_at(one.text.span):
            number = _raised(block) if holes and not names else None
            if number is not None:
                _raise(w, one, number, holes)
            elif holes:
                _call(w, one, block, holes, names, binds)
            else:
                _inline(w, block, names, binds)
    except Refused as error:
        inside = error.span is None or error.span.file == block.span.file
        raise Refused(error.code, error.message, one.text.span if inside else error.span) from None


def as_block(text: str, dialect: str) -> str:
    """`CALL p(:a)` and `CALL f(:a) INTO :b` as the block that does the same; a block as it is."""
    tokens = tokenise(text, dialect)
    if not tokens or tokens[0].text.upper() != "CALL":
        return text
    into = next((t for t in reversed(tokens) if t.text.upper() == "INTO"), None)
    called = text[tokens[0].end + 1 : into.start if into is not None else None].rstrip("; \n")
    given = f"{text[into.end + 1 :].strip().rstrip(';')} := " if into is not None else ""
    return f"BEGIN {given}{called}; END;"


def read(w: Writer, sql: Sql, text: str) -> s.Block:
    """The block a marked text is. Raises Refused."""
    reader = w.translator.read
    items = reader(text if text.rstrip().endswith(";") else text + ";") if reader is not None else []
    block = getattr(items[0], "code", None) if len(items) == 1 else None
    if not isinstance(block, s.Block):
        raise Refused("SC1542", "a block in a string that cannot be read", sql.span)
    return block


def _bind(resolver: CodeResolver, path: tuple[str, ...]) -> Any:
    """A placeholder inside a block in a string."""
    give = resolver.writer.facts.get("binds") if resolver.writer is not None else None
    return give(path) if give is not None else None


SYMBOLS.append(_bind)


def _type(w: Writer, sql: Sql) -> Type:
    return w.translator.type_of_node(sql, tree_of(sql))


def _inline(w: Writer, block: s.Block, names: list[str], binds: dict[str, tuple[str, Sql]]) -> None:
    held: dict[str, Place] = {}
    given: list[tuple[str, Sql]] = []
    later: list[tuple[Place, str]] = []
    for name, (mode, sql) in binds.items():
        place = places.place_of(w, sql) if mode != "in" else None
        type_ = place.type if place is not None else _type(w, sql)
        text = w.types.text(type_) if type_.kind not in ("unknown", "null") else "text"
        holder = w.temporary("bind", text)
        if mode != "out":
            given.append((holder, sql))
        if place is not None:
            later.append((place, holder))
        held[name] = Place(holder, type_, type_)

    def bind() -> None:
        for holder, sql in given:
            w.line(f"{holder} := {w.expression(sql)};")

    _step(w, bind)

    def of(path: str) -> Place | None:
        found = MARK.fullmatch(path)
        return held[names[int(found[2]) - 1]] if found is not None and found[1] == "bind" else None

    def value(path: tuple[str, ...]) -> Any:
        found = of(path[0])
        return build.name(found.base, type_=found.type) if found is not None else None

    def target(_: Writer, sql: Sql, parts: list[Part]) -> Place | None:
        found = of(parts[0].name)
        return Place(found.base, found.type, found.type) if found is not None else None

    with w.noting("binds", value), w.noting("place", target), w.scope(Names("block", w.program.names)):
        w.statement(block)
    _step(w, lambda: places.finish(w, later))


def _step(w: Writer, write_lines: Callable[[], None]) -> None:
    """Lines of our own; among steps they are one, since what they do may fail."""
    steps = w.facts.get("steps")
    start = len(w.lines)
    if steps is None:
        write_lines()
        return
    w.line("BEGIN")
    with w.indent(), w.noting("steps", None):
        write_lines()
    if len(w.lines) == start + 1:
        w.lines.pop()
        return
    w.line("EXCEPTION WHEN OTHERS THEN")
    with w.indent():
        steps.note(w, Here())
    w.line("END;")


def is_known(w: Writer, one: s.ExecuteDynamic) -> bool:
    """Whether a string is a block, or a call, that is known as a whole: it is written where it stands."""
    parts = templates.known(w, one.text)
    return bool(parts) and all(isinstance(p, str) for p in parts or ()) and _begins_block(parts or [])


def _begins_block(parts: list[Any]) -> bool:
    return isinstance(parts[0], str) and first_word(parts[0]) in WORDS


def _raised(block: s.Block) -> str | None:
    """The number, which run time knows, of the error that is all a block raises: `e EXCEPTION; PRAGMA EXCEPTION_INIT(e,
    …); BEGIN RAISE e; END;`."""
    if len(block.declarations) != 2 or len(block.body) != 1 or block.handlers:
        return None
    error, pragma = block.declarations
    raised = block.body[0]
    if not isinstance(error, s.ExceptionDecl) or not isinstance(pragma, s.Pragma) or not isinstance(raised, s.Raise):
        return None
    of_it = pragma.name == "exception_init" and len(pragma.args) == 2 and pragma.args[0].lower() == error.name
    return pragma.args[1] if of_it and raised.name == (error.name,) else None


def _raise(w: Writer, one: s.ExecuteDynamic, number: str, holes: list[Any]) -> None:
    from sct.backends.postgres.plpgsql.dynamic import concatenation

    text = concatenation(w, one.text, filled(number, holes, lambda n: ""))
    w.use_runtime("raise_ora_code")
    w.line(f"CALL sct.raise_ora_code(CAST({text} AS numeric));")


def _call(
    w: Writer,
    one: s.ExecuteDynamic,
    block: s.Block,
    holes: list[Any],
    names: list[str],
    binds: dict[str, tuple[str, Sql]],
) -> None:
    from sct.backends.postgres.plpgsql.dynamic import concatenation

    body = block.body[0] if len(block.body) == 1 and not block.declarations and not block.handlers else None
    target: str | None = None
    if isinstance(body, s.Assign):
        found = MARK.fullmatch(body.target.text.strip())
        target = names[int(found[2]) - 1] if found is not None and found[1] == "bind" else None
        call = body.value if target is not None else None
    else:
        call = body.call if isinstance(body, s.Call) else None
    parts = parts_of(call) if call is not None else None
    if parts is None or call is None:
        raise Refused("SC1542", "a block in a string whose statements are only known at run time", one.text.span)
    using: list[str] = []
    into: list[Sql] = [binds[target][1]] if target is not None else []
    args: list[str] = []
    numbers: dict[str, int] = {}
    for arg in parts[-1].args or []:
        words = " ".join(part.name for part in _one(arg))
        found = MARK.fullmatch(words)
        if found is None or found[1] != "bind":
            raise Refused("SC1542", "an argument of a block in a string that is no placeholder", one.text.span)
        name = names[int(found[2]) - 1]
        mode, sql = binds[name]
        if mode != "in":
            into.append(sql)
        if name not in numbers:
            numbers[name] = len(using) + 1
            type_ = places.place_of(w, sql).type if mode != "in" else _type(w, sql)
            using.append(w.expression(sql) if mode != "out" else f"NULL::{w.types.argument(type_)}")
        args.append(f"${numbers[name]}")
    path = ".".join(part.name for part in parts)
    start = "SELECT " if target is not None else "CALL "
    # a routine's name, or a whole call that is put into the string
    whole = target is None and not parts[-1].args and (MARK.fullmatch(path) is not None)
    given = "" if whole else f"({', '.join(args)})"
    text = concatenation(w, one.text, filled(f"{start}{path}{given}", holes, lambda n: ""))
    if whole:
        w.translator.used_runtime.add("call_of_text")
        text = f"sct.call_of_text({text})"
        w.bag.add("SC1541", f"{one.text.text.strip()}: what it calls, and with what, is only known here", one.span)
    texts, _, later = places.targets(w, tuple(into), given=[])
    w.line(f"EXECUTE {text}")
    giving = f" INTO {', '.join(texts)}" if texts else ""
    taking = f" USING {', '.join(using)}" if using else ""
    w.line(f" {giving}{taking};")
    places.finish(w, later)


def _one(arg: Any) -> list[Part]:
    from sct.sqlexpr.places import parts_in

    return parts_in(arg) or []


__all__ = ["VARCHAR", "write"]
