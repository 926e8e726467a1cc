"""Branches, loops, blocks with handlers, savepoints, routines of blocks."""

from __future__ import annotations

from dataclasses import replace

from tests.random_plsql.expressions import Scope
from tests.random_plsql.meaning import Machine, OracleError
from tests.random_plsql.writing import Piece, Writer, indented, looped, once

_CODES = {"NO_DATA_FOUND": 100, "DUP_VAL_ON_INDEX": -1, "ZERO_DIVIDE": -1476, "VALUE_ERROR": -6502, "e_one": -20001}


def branch(w: Writer, scope: Scope, depth: int) -> Piece:
    several = [(w.condition(scope), w.some(scope, 1, 3, depth + 1)) for _ in range(w.chance.randint(1, 2))]
    otherwise = w.some(scope, 1, 2, depth + 1) if w.chance.random() < 0.5 else None

    def run(m: Machine) -> None:
        chosen = next((body for condition, body in several if condition.of(m)), otherwise)
        if chosen is not None:
            chosen.run(m)

    lines = [
        line
        for at, (condition, body) in enumerate(several)
        for line in (f"{'ELSIF' if at else 'IF'} {condition.text} THEN", *indented(body.lines))
    ]
    return Piece([*lines, *(["ELSE", *indented(otherwise.lines)] if otherwise else []), "END IF;"], run)


def case(w: Writer, scope: Scope, depth: int) -> Piece:
    selector = w.variable(scope.numbers)
    several = [(w.chance.randint(-2, 4), w.several(scope, 1, depth + 1)) for _ in range(2)]
    otherwise = w.several(scope, 1, depth + 1) if w.chance.random() < 0.6 else None

    def run(m: Machine) -> None:
        value = selector.of(m)
        chosen = next((body for wanted, body in several if value == wanted), otherwise)
        if chosen is None:
            raise OracleError(-6592)
        chosen.run(m)

    lines = [line for wanted, body in several for line in (f"WHEN {wanted} THEN", *indented(body.lines))]
    lines += ["ELSE", *indented(otherwise.lines)] if otherwise else []
    return Piece([f"CASE {selector.text}", *indented(lines), "END CASE;"], run)


def for_range(w: Writer, scope: Scope, depth: int) -> Piece:
    index, label = w.tag("i"), w.tag("lp") if w.chance.random() < 0.4 else None
    low, high, reverse = w.chance.randint(-1, 2), w.chance.randint(0, 3), w.chance.random() < 0.3
    body = w.some(looped(scope, label, index), 1, 3, depth + 1)

    def run(m: Machine) -> None:
        with m.declared(index):
            for value in range(high, low - 1, -1) if reverse else range(low, high + 1):
                m.set(index, value)
                if once(body, m, label):
                    break

    lines = [f"FOR {index} IN {'REVERSE ' if reverse else ''}{low}..{high} LOOP", *indented(body.lines)]
    return Piece([*([f"<<{label}>>"] if label else []), *lines, f"END LOOP{f' {label}' if label else ''};"], run)


def counted(w: Writer, scope: Scope, depth: int) -> Piece:
    """WHILE, or LOOP with EXIT WHEN."""
    turns, times, condition = w.tag("w"), w.chance.randint(1, 3), w.condition(scope)
    plain = w.chance.random() < 0.4
    body = w.some(looped(scope, None), 1, 2, depth + 1)

    def run(m: Machine) -> None:
        done = 0
        while done < times and (plain or condition.of(m)):
            done += 1
            if once(body, m, None):
                break

    head = "LOOP" if plain else f"WHILE {turns} < {times} AND ({condition.text}) LOOP"
    inside = [f"{turns} := {turns} + 1;", *([f"EXIT WHEN {turns} > {times};"] if plain else []), *body.lines]
    lines = ["DECLARE", f"  {turns} NUMBER := 0;", "BEGIN", f"  {head}", *indented(inside, 2), "  END LOOP;", "END;"]
    return Piece(lines, run)


def for_query(w: Writer, scope: Scope, depth: int) -> Piece:
    """Over the rows as they were when it began."""
    row, (where, keys) = w.tag("r"), w.rows(scope)
    names = (f"{row}.id", f"{row}.v")
    body = w.some(looped(scope, None, *names), 1, 2, depth + 1)

    def run(m: Machine) -> None:
        found = [(key, m.rows[key]) for key in keys(m)]
        with m.declared(*names):
            for values in found:
                for name, value in zip(names, values, strict=True):
                    m.set(name, value)
                if once(body, m, None):
                    break

    head = f"FOR {row} IN (SELECT id, v FROM t WHERE {where} ORDER BY id) LOOP"
    return Piece([head, *indented(body.lines), "END LOOP;"], run)


def cursor(w: Writer, scope: Scope, depth: int) -> Piece:
    name, value, tag, (where, keys) = w.tag("c"), w.tag("q"), w.tag("K"), w.rows(scope)
    inner = replace(looped(scope, None), numbers=(*scope.numbers, value))
    body = w.some(inner, 1, 2, depth + 1)

    def run(m: Machine) -> None:
        fetched = 0
        with m.declared(value):
            for key in reversed(keys(m)):
                fetched += 1
                m.set(value, key)
                if once(body, m, None):
                    break
        m.print(f"{tag}={fetched}")

    lines = [
        "DECLARE",
        f"  CURSOR {name} IS SELECT id FROM t WHERE {where} ORDER BY id DESC;",
        f"  {value} NUMBER;",
        "BEGIN",
        f"  OPEN {name};",
        "  LOOP",
        f"    FETCH {name} INTO {value};",
        f"    EXIT WHEN {name}%NOTFOUND;",
        *indented(body.lines, 2),
        "  END LOOP;",
        f"  lg('{tag}=' || {name}%ROWCOUNT);",
        f"  CLOSE {name};",
        "END;",
    ]
    return Piece(lines, run)


def handled(w: Writer, scope: Scope, depth: int) -> Piece:
    """A block with handlers, perhaps with a variable of its own: what was done before an error stays."""
    own = [(w.tag("m"), w.number(scope.inside_sql()))] if w.chance.random() < 0.4 else []
    inner = replace(scope, numbers=(*scope.numbers, *(name for name, _ in own)))
    body = w.some(inner, 1, 4, depth + 1)
    names = w.chance.sample([*_CODES, "e_user"], w.chance.randint(0, 2))
    handler = replace(inner, handler=True)
    handlers = [(name, w.some(handler, 1, 2, depth + 1)) for name in names]
    if not handlers or w.chance.random() < 0.6:
        handlers.append(("OTHERS", w.some(handler, 1, 2, depth + 1)))

    def run(m: Machine) -> None:
        with m.declared(*(name for name, _ in own)):
            for name, value in own:
                m.set(name, value.of(m))
            try:
                body.run(m)
            except OracleError as error:
                chosen = next((made for name, made in handlers if _takes(name, error)), None)
                if chosen is None:
                    raise
                m.errors.append(error)
                try:
                    chosen.run(m)
                finally:
                    m.errors.pop()

    lines = ["DECLARE", *(f"  {name} NUMBER := {value.text};" for name, value in own)] if own else []
    lines += ["BEGIN", *indented(body.lines), "EXCEPTION"]
    for name, made in handlers:
        lines += [f"  WHEN {name} THEN", *indented(made.lines, 2)]
    return Piece([*lines, "END;"], run)


def _takes(name: str, error: OracleError) -> bool:
    if name in ("OTHERS", "e_user"):
        return name == "OTHERS" or error.name == name
    return not error.name and error.code == _CODES[name]


def savepoint(w: Writer, scope: Scope, depth: int) -> Piece:
    """Rows are taken back, variables and package state are not."""
    name, condition = w.tag("sp"), w.condition(scope)
    body = w.some(replace(scope, loops=()), 1, 3, depth + 1)

    def run(m: Machine) -> None:
        before = dict(m.rows)
        body.run(m)
        if condition.of(m):
            m.rows = before

    lines = [f"SAVEPOINT {name};", *body.lines, f"IF {condition.text} THEN", f"  ROLLBACK TO {name};", "END IF;"]
    return Piece(lines, run)


def routine(w: Writer, scope: Scope, depth: int) -> Piece:
    """A procedure of a block, called twice, over the variables around it."""
    name = w.tag("inside")
    body = w.some(replace(scope, loops=(), handler=False, procedures=(), returns=False), 1, 2, 3)

    def run(m: Machine) -> None:
        around, m.errors = m.errors, []
        try:
            body.run(m)
            body.run(m)
        finally:
            m.errors = around

    declared = [f"PROCEDURE {name} IS", "BEGIN", *indented(body.lines), "END;"]
    return Piece(["DECLARE", *indented(declared), "BEGIN", f"  {name};", f"  {name};", "END;"], run)
