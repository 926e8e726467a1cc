"""Associative arrays, nested tables, BULK COLLECT and FORALL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.random_plsql.expressions import Scope, Value
from tests.random_plsql.meaning import Machine, OracleError, shown
from tests.random_plsql.writing import Piece, Writer


def by_number(w: Writer, scope: Scope, depth: int) -> Piece:
    return _associative(w, scope, "a", w.number(scope), "PLS_INTEGER", lambda m: m.by_number, lambda key: key is None)


def by_text(w: Writer, scope: Scope, depth: int) -> Piece:
    refused = lambda key: key is None or len(key) > 10  # noqa: E731
    return _associative(w, scope, "sa", w.text(scope), "VARCHAR2(10)", lambda m: m.by_text, refused)


def _associative(
    w: Writer,
    scope: Scope,
    name: str,
    key: Value,
    type_: str,
    array: Callable[[Machine], dict[Any, Any]],
    refused: Callable[[Any], bool],
) -> Piece:
    """An element is given, asked for, or all are walked through in the order of their keys."""

    def found(m: Machine) -> Any:
        value = key.of(m)
        if refused(value):
            raise OracleError(-6502)
        return value

    kind = w.chance.random()
    if kind < 0.4:
        value = w.number(scope)

        def give(m: Machine) -> None:
            at, given = found(m), value.of(m)
            array(m)[at] = given

        return Piece([f"{name}({key.text}) := {value.text};"], give)
    if kind < 0.65:
        target = w.chance.choice(scope.assigned)

        def ask(m: Machine) -> None:
            at = found(m)
            if at not in array(m):
                raise OracleError(100)
            m.set(target, array(m)[at])

        return Piece([f"{target} := {name}({key.text});"], ask)
    tag = w.tag("C")
    lines = [
        "DECLARE",
        f"  i {type_} := {name}.FIRST;",
        f"  o VARCHAR2(400) := '{tag}:' || {name}.COUNT || ':';",
        "BEGIN",
        "  WHILE i IS NOT NULL LOOP",
        f"    o := o || i || '/' || {name}(i) || ';';",
        f"    i := {name}.NEXT(i);",
        "  END LOOP;",
        "  lg(o);",
        "END;",
    ]

    def walk(m: Machine) -> None:
        held = array(m)
        m.print(f"{tag}:{len(held)}:" + "".join(f"{at}/{shown(held[at])};" for at in sorted(held)))

    return Piece(lines, walk)


def delete_element(w: Writer, scope: Scope, depth: int) -> Piece:
    key = w.number(scope)
    return Piece([f"a.DELETE({key.text});"], lambda m: m.by_number.pop(key.of(m), None) and None)


def nested_table(w: Writer, scope: Scope, depth: int) -> Piece:
    """Three elements, the second one deleted."""
    tag, at, value, target = w.tag("N"), w.number(scope), w.number(scope), w.chance.choice(scope.assigned)

    def run(m: Machine) -> None:
        held = {1: 5, 3: value.of(m)}
        wanted = at.of(m)
        if wanted is None:
            raise OracleError(-6502)
        if not 1 <= wanted <= 3:
            raise OracleError(-6532 if wanted < 1 else -6533)
        if wanted not in held:
            raise OracleError(100)
        m.set(target, held[wanted])
        m.print(f"{tag}={len(held)}")

    lines = [
        "DECLARE",
        "  TYPE nt IS TABLE OF NUMBER;",
        "  l nt := nt(5, 6);",
        "BEGIN",
        "  l.EXTEND;",
        f"  l(3) := {value.text};",
        "  l.DELETE(2);",
        f"  {target} := l({at.text});",
        f"  lg('{tag}=' || l.COUNT);",
        "END;",
    ]
    return Piece(lines, run)


def bulk_collect(w: Writer, scope: Scope, depth: int) -> Piece:
    tag, (where, keys) = w.tag("B"), w.rows(scope)

    def run(m: Machine) -> None:
        found = keys(m)
        m.print(f"{tag}={len(found)}:" + "".join(f"{key}/{m.rows[key]};" for key in found))

    lines = [
        "DECLARE",
        "  TYPE tt IS TABLE OF t%ROWTYPE;",
        "  r tt;",
        "  o VARCHAR2(400);",
        "BEGIN",
        f"  SELECT * BULK COLLECT INTO r FROM t WHERE {where} ORDER BY id;",
        f"  o := '{tag}=' || r.COUNT || ':';",
        "  FOR i IN 1..r.COUNT LOOP",
        "    o := o || r(i).id || '/' || r(i).v || ';';",
        "  END LOOP;",
        "  lg(o);",
        "END;",
    ]
    return Piece(lines, run)


def forall(w: Writer, scope: Scope, depth: int) -> Piece:
    """Rows before the one that fails stay; with SAVE EXCEPTIONS the ones behind it, too."""
    tag, keys, value = w.tag("F"), [w.number(scope) for _ in range(3)], w.number(scope.inside_sql())
    save = w.chance.random() < 0.6

    def run(m: Machine) -> None:
        failed: list[str] = []
        elements = [key.of(m) for key in keys]
        for at, key in enumerate(elements, 1):
            try:
                m.insert(key, value.of(m))
            except OracleError as error:
                if not save:
                    raise
                failed.append(f"{tag}!{at}/{-error.code}")
        for one in failed or [f"{tag}={len(elements)}"]:
            m.print(one)

    lines = [
        "DECLARE",
        "  TYPE nt IS TABLE OF NUMBER;",
        f"  l nt := nt({', '.join(key.text for key in keys)});",
        "BEGIN",
        f"  FORALL i IN 1..l.COUNT{' SAVE EXCEPTIONS' if save else ''}",
        f"    INSERT INTO t (id, v) VALUES (l(i), {value.text});",
        f"  lg('{tag}=' || SQL%ROWCOUNT);",
    ]
    if save:
        lines += [
            "EXCEPTION",
            "  WHEN OTHERS THEN",
            "    IF SQLCODE != -24381 THEN",
            "      RAISE;",
            "    END IF;",
            "    FOR i IN 1..SQL%BULK_EXCEPTIONS.COUNT LOOP",
            f"      lg('{tag}!' || SQL%BULK_EXCEPTIONS(i).ERROR_INDEX || '/' || SQL%BULK_EXCEPTIONS(i).ERROR_CODE);",
            "    END LOOP;",
        ]
    return Piece([*lines, "END;"], run)
