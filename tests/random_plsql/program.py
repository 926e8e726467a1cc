"""A program: a table of three rows, and a package whose `main` says in its parameter what happened."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.random_plsql import arrays, blocks, statements
from tests.random_plsql.expressions import Scope
from tests.random_plsql.meaning import Machine, Returned, run
from tests.random_plsql.writing import Construct, Writer, indented

_Stands = Callable[[Scope, int], bool]
_anywhere: _Stands = lambda scope, depth: True  # noqa: E731
_outside: _Stands = lambda scope, depth: depth < 3  # noqa: E731
_rows: _Stands = lambda scope, depth: not scope.function  # noqa: E731
_outer_rows: _Stands = lambda scope, depth: depth < 3 and not scope.function  # noqa: E731
CONSTRUCTS: list[tuple[Construct, float, _Stands]] = [
    (statements.assign, 6, _anywhere),
    (statements.assign_text, 3, _anywhere),
    (statements.log, 4, _anywhere),
    (statements.rounded, 1, _anywhere),
    (statements.select_into, 1.5, _anywhere),
    (statements.fail, 0.8, _anywhere),
    (statements.insert, 2.5, _rows),
    (statements.update, 2.5, _rows),
    (statements.delete, 1, _rows),
    (statements.dynamic, 0.8, _rows),
    (statements.returning, 0.8, _rows),
    (statements.leave, 1, lambda scope, depth: bool(scope.loops)),
    (statements.call, 1.5, lambda scope, depth: bool(scope.procedures)),
    (statements.fail_again, 0.6, lambda scope, depth: scope.handler),
    (statements.sqlcode, 1.5, lambda scope, depth: scope.handler),
    (statements.return_value, 1, lambda scope, depth: scope.returns),
    (arrays.by_number, 2, _anywhere),
    (arrays.by_text, 1.2, _anywhere),
    (arrays.delete_element, 0.5, _anywhere),
    (arrays.nested_table, 0.8, _anywhere),
    (arrays.bulk_collect, 0.8, _outer_rows),
    (arrays.forall, 0.8, _outer_rows),
    (blocks.branch, 2, _outside),
    (blocks.case, 0.8, _outside),
    (blocks.for_range, 1.2, _outside),
    (blocks.counted, 1.4, _outside),
    (blocks.handled, 3, _outside),
    (blocks.routine, 0.8, _outside),
    (blocks.for_query, 0.8, _outer_rows),
    (blocks.cursor, 1, _outer_rows),
    (blocks.savepoint, 1, _outer_rows),
]
_VARIABLES = [
    "n1 NUMBER := 1;",
    "n2 NUMBER;",
    "n3 NUMBER := 3;",
    "s1 VARCHAR2(10) := 'x';",
    "s2 VARCHAR2(6);",
    "a st.arr;",
    "sa st.sarr;",
]
_HEAD = """\
CREATE TABLE t (id NUMBER CONSTRAINT t_pk PRIMARY KEY, v NUMBER CONSTRAINT t_v NOT NULL CONSTRAINT t_c CHECK (v < 100));
INSERT INTO t VALUES (1, 10);
INSERT INTO t VALUES (2, 20);
INSERT INTO t VALUES (3, 30);
CREATE OR REPLACE PACKAGE st AS
  TYPE arr IS TABLE OF NUMBER INDEX BY PLS_INTEGER;
  TYPE sarr IS TABLE OF NUMBER INDEX BY VARCHAR2(10);
  g1 NUMBER := 0;
  gs VARCHAR2(8);
  said VARCHAR2(4000);
  PROCEDURE main(res OUT VARCHAR2);
END st;
/
CREATE OR REPLACE PACKAGE BODY st AS
  e_user EXCEPTION;
  e_one EXCEPTION;
  PRAGMA EXCEPTION_INIT(e_one, -20001);
  PROCEDURE lg(m VARCHAR2) IS
  BEGIN
    said := said || m || ' ';
  END;"""
_MAIN_END = """\
    EXCEPTION
      WHEN OTHERS THEN
        lg('END ' || SQLCODE);
    END;
    lg('n=' || n1 || ',' || n2 || ',' || n3 || ',' || s1 || ',' || s2 || ',' || g1 || ',' || gs);
    FOR r IN (SELECT id, v FROM t ORDER BY id) LOOP
      lg(r.id || ':' || r.v);
    END LOOP;
    res := said;
  END;
END st;
/"""


@dataclass(frozen=True)
class Program:
    source: str
    routines: dict[str, Callable[[Machine], None]]

    def prints(self) -> str:
        """What Oracle would say. Raises meaning.Endless."""
        return run(self.routines)


def program(seed: int) -> Program:
    w = Writer(random.Random(seed), CONSTRUCTS)
    given = frozenset(("p",))
    body = w.some(Scope(numbers=("n1", "n2", "n3", "p", "st.g1"), fixed=given, function=True, returns=True), 2, 4, 1)
    result = w.number(Scope(numbers=("n1", "n2", "n3", "p")))
    procedure = w.some(
        Scope(numbers=("n1", "n2", "n3", "p", "o", "io", "st.g1"), fixed=given, functions=("f1",)), 2, 5, 1
    )
    main = w.some(Scope(functions=("f1",), procedures=("p1",)), 5, 9, 0)

    def f1(m: Machine) -> None:
        body.run(m)
        raise Returned(result.of(m))

    lines = [
        _HEAD,
        *_routine("FUNCTION f1(p NUMBER) RETURN NUMBER", [*body.lines, f"RETURN {result.text};"]),
        *_routine("PROCEDURE p1(p NUMBER, o OUT NUMBER, io IN OUT NUMBER)", procedure.lines),
        *_routine("PROCEDURE main(res OUT VARCHAR2)", ["BEGIN", *indented(main.lines)])[:-1],
        _MAIN_END,
    ]
    return Program("\n".join(lines) + "\n", {"f1": f1, "p1": procedure.run, "main": main.run})


def _routine(head: str, body: list[str]) -> list[str]:
    return [f"  {head} IS", *indented(_VARIABLES, 2), "  BEGIN", *indented(body, 2), "  END;"]
