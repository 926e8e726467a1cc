"""Statements: assignments, rows, errors, jumps."""

from __future__ import annotations

from fractions import Fraction

from tests.random_plsql.expressions import Scope
from tests.random_plsql.meaning import Leave, Machine, OracleError, Returned, shown
from tests.random_plsql.writing import Piece, Writer


def assign(w: Writer, scope: Scope, depth: int) -> Piece:
    name, value = w.chance.choice(scope.assigned), w.small(scope)
    return Piece([f"{name} := {value.text};"], lambda m: m.set(name, value.of(m)))


def assign_text(w: Writer, scope: Scope, depth: int) -> Piece:
    name, value = w.chance.choice(scope.texts), w.text(scope)
    return Piece([f"{name} := {value.text};"], lambda m: m.set(name, value.of(m)))


def log(w: Writer, scope: Scope, depth: int) -> Piece:
    tag, value = w.tag("L"), w.number(scope) if w.chance.random() < 0.5 else w.text(scope)
    return Piece([f"lg('{tag}=' || {value.text});"], lambda m: m.print(f"{tag}={shown(value.of(m))}"))


def rounded(w: Writer, scope: Scope, depth: int) -> Piece:
    """A variable with one decimal: rounded half away from zero, or too large for it."""
    tag, value, by = w.tag("D"), w.number(scope), w.chance.choice((2, 4, 5, 8))

    def run(m: Machine) -> None:
        found = value.of(m)
        if found is None:
            m.print(f"{tag}=")
            return
        tenths = int(abs(Fraction(found, by)) * 10 + Fraction(1, 2))
        if tenths >= 1000:
            raise OracleError(-6502)
        whole, rest = divmod(tenths, 10)
        digits = (str(whole) if whole or not rest else "") + (f".{rest}" if rest else "")
        m.print(f"{tag}={'-' if found < 0 and tenths else ''}{digits}")

    lines = [
        "DECLARE",
        "  d NUMBER(3,1);",
        "BEGIN",
        f"  d := {value.text} / {by};",
        f"  lg('{tag}=' || d);",
        "END;",
    ]
    return Piece(lines, run)


def insert(w: Writer, scope: Scope, depth: int) -> Piece:
    key, value = w.number(scope.inside_sql()), w.number(scope.inside_sql())
    return Piece(
        [f"INSERT INTO t (id, v) VALUES ({key.text}, {value.text});"], lambda m: m.insert(key.of(m), value.of(m))
    )


def update(w: Writer, scope: Scope, depth: int) -> Piece:
    (where, keys), value, tag = w.rows(scope), w.number(scope.inside_sql()), w.tag("R")

    def run(m: Machine) -> None:
        found = keys(m)
        m.add(found, value.of(m))
        m.print(f"{tag}={len(found)}")

    return Piece([f"UPDATE t SET v = v + {value.text} WHERE {where};", f"lg('{tag}=' || SQL%ROWCOUNT);"], run)


def delete(w: Writer, scope: Scope, depth: int) -> Piece:
    where, keys = w.rows(scope)

    def run(m: Machine) -> None:
        for key in keys(m):
            del m.rows[key]

    return Piece([f"DELETE FROM t WHERE {where};"], run)


def dynamic(w: Writer, scope: Scope, depth: int) -> Piece:
    value, key, tag = w.number(scope.inside_sql()), w.number(scope.inside_sql()), w.tag("Y")

    def run(m: Machine) -> None:
        found = [one for one in (key.of(m),) if one in m.rows]
        m.add(found, value.of(m))
        m.print(f"{tag}={len(found)}")

    text = f"EXECUTE IMMEDIATE 'UPDATE t SET v = v + :x WHERE id = :y' USING {value.text}, {key.text};"
    return Piece([text, f"lg('{tag}=' || SQL%ROWCOUNT);"], run)


def returning(w: Writer, scope: Scope, depth: int) -> Piece:
    name, key = w.chance.choice(scope.assigned), w.number(scope.inside_sql())

    def run(m: Machine) -> None:
        found = key.of(m)
        if found in m.rows:
            m.rows[found] -= 3
            m.set(name, m.rows[found])

    return Piece([f"UPDATE t SET v = v - 3 WHERE id = {key.text} RETURNING v INTO {name};"], run)


def select_into(w: Writer, scope: Scope, depth: int) -> Piece:
    name = w.chance.choice(scope.assigned)
    if w.chance.random() < 0.5:
        key = w.number(scope.inside_sql())

        def one_row(m: Machine) -> None:
            found = key.of(m)
            if found not in m.rows:
                raise OracleError(100)
            m.set(name, m.rows[found])

        return Piece([f"SELECT v INTO {name} FROM t WHERE id = {key.text};"], one_row)
    (where, keys), what = w.rows(scope), w.chance.choice(("COUNT(*)", "SUM(v)", "MAX(id)"))

    def aggregate(m: Machine) -> None:
        found = keys(m)
        values = {"COUNT(*)": len(found), "SUM(v)": sum(m.rows[k] for k in found), "MAX(id)": max(found, default=0)}
        m.set(name, values[what] if found or what == "COUNT(*)" else None)

    return Piece([f"SELECT {what} INTO {name} FROM t WHERE {where};"], aggregate)


def fail(w: Writer, scope: Scope, depth: int) -> Piece:
    condition, code = w.condition(scope), -20000 - w.chance.randint(1, 3)
    text, error = w.chance.choice(
        (
            (f"RAISE_APPLICATION_ERROR({code}, 'app');", (code, "")),
            ("RAISE e_user;", (1, "e_user")),
            ("RAISE NO_DATA_FOUND;", (100, "")),
            ("RAISE e_one;", (-20001, "")),
        )
    )

    def run(m: Machine) -> None:
        if condition.of(m):
            raise OracleError(*error)

    return Piece([f"IF {condition.text} THEN", f"  {text}", "END IF;"], run)


def fail_again(w: Writer, scope: Scope, depth: int) -> Piece:
    condition = w.condition(scope)

    def run(m: Machine) -> None:
        if condition.of(m):
            raise m.errors[-1]

    return Piece([f"IF {condition.text} THEN", "  RAISE;", "END IF;"], run)


def sqlcode(w: Writer, scope: Scope, depth: int) -> Piece:
    tag = w.tag("E")
    return Piece([f"lg('{tag}=' || SQLCODE);"], lambda m: m.print(f"{tag}={m.errors[-1].code}"))


def leave(w: Writer, scope: Scope, depth: int) -> Piece:
    word, condition = w.chance.choice(("EXIT", "CONTINUE")), w.condition(scope)
    labels = [label for label in scope.loops if label is not None]
    label = w.chance.choice(labels) if labels and w.chance.random() < 0.5 else None

    def run(m: Machine) -> None:
        if condition.of(m):
            raise Leave(word, label)

    return Piece([f"{word}{f' {label}' if label else ''} WHEN {condition.text};"], run)


def return_value(w: Writer, scope: Scope, depth: int) -> Piece:
    condition, value = w.condition(scope), w.number(scope)

    def run(m: Machine) -> None:
        if condition.of(m):
            raise Returned(value.of(m))

    return Piece([f"IF {condition.text} THEN", f"  RETURN {value.text};", "END IF;"], run)


def call(w: Writer, scope: Scope, depth: int) -> Piece:
    name, value = w.chance.choice(scope.procedures), w.number(scope)
    out, inout = w.chance.sample([one for one in scope.assigned if not one.startswith("st.")], 2)

    def run(m: Machine) -> None:
        first, second = m.procedure(name, value.of(m), m.get(inout))
        m.set(out, first)
        m.set(inout, second)

    return Piece([f"{name}({value.text}, {out}, {inout});"], run)
