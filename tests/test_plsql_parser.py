"""PL/SQL to the procedural IR, on small units of our own: what stands where in the tree."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from sct.frontends.oracle.statement import parse_statement
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.sqlexpr.tokens import tokenise
from sct.text.chunk import Chunk
from sct.text.span import Span

FIXTURES = Path(__file__).parent.parent / "fixtures" / "oracle" / "plsql"
_LEFT_OUT = ("span", "at", "comments")


def unit_of(text: str) -> o.Unit:
    (made,) = parse_statement(Chunk("plsql", Span("u.sql", 0, len(text)), text, 0))
    assert isinstance(made, o.Unit), made
    return made


def unit(name: str) -> o.Unit:
    return unit_of((FIXTURES / f"{name}.sql").read_text(encoding="utf-8"))


def code(name: str) -> Any:
    made = unit(name)
    assert made.problem is None
    return made.code


def dump(node: Any) -> Any:
    """A compact picture: Type(field=…) of what is not empty; SQL as its text with blanks squeezed."""
    if isinstance(node, Sql):
        return "`" + " ".join(node.text.split()) + "`"
    if isinstance(node, s.TypeRef):
        return "<" + " ".join(node.text.split()) + (" NOT NULL" if node.not_null else "") + ">"
    if isinstance(node, o.QName):
        return str(node)
    if isinstance(node, list | tuple):
        return "[" + ", ".join(str(dump(x)) for x in node) + "]"
    if dataclasses.is_dataclass(node):
        parts = []
        for field in dataclasses.fields(node):
            value = getattr(node, field.name)
            if field.name not in _LEFT_OUT and value not in (None, "", (), [], {}, False):
                parts.append(f"{field.name}={dump(value)}")
        return f"{type(node).__name__}({', '.join(parts)})"
    return str(node)


def walk(node: Any) -> Any:
    yield node
    if dataclasses.is_dataclass(node) and not isinstance(node, Sql):
        for field in dataclasses.fields(node):
            yield from walk(getattr(node, field.name))
    elif isinstance(node, list | tuple) and not isinstance(node, o.QName):
        for one in node:
            yield from walk(one)


def body_of(statement: str) -> s.Statement:
    made = unit_of(f"BEGIN {statement} END;")
    assert isinstance(made.code, s.Block), made.problem
    (one,) = made.code.body
    return one


STATEMENTS = """\
If(branches=[[`p = 1 AND v IS NOT NULL`, [Assign(target=`a(i)(j).f`, value=`1`)]], [`p = 2`, [Null()]]], \
otherwise=[Call(call=`inner_one`)])
Case(selector=`p`, branches=[[`1`, [Null()]]], otherwise=[Raise(name=[e])])
Case(branches=[[`p = 1`, [Raise()]]])
Loop(label=outer, body=[Exit(target=outer, condition=`c%NOTFOUND`), Continue()])
While(condition=`v < CASE WHEN p = 1 THEN 2 END`, body=[Assign(target=`v`, value=`v + 1`)])
ForRange(index=i, low=`1`, high=`t.COUNT`, reverse=True, body=[Null()])
ForRange(index=i, low=`1`, high=`9`, body=[Null()], step=`2`)
ForQuery(index=r, query=`SELECT x FROM (SELECT 1 x FROM dual)`, body=[Null()])
ForCursor(index=r, cursor=`c(1)`, body=[Null()])
ForIterator(indexes=[[i, <NUMBER>, True]], controls=[IterationControl(form=range, low=`1`, high=`3`), \
IterationControl(form=values, of=`t`, when=`i > 1`)], body=[Null()])
ForAll(index=i, low=`1`, high=`t.COUNT`, save_exceptions=True, body=SqlStatement(verb=update, \
sql=`UPDATE u SET n = t(i) WHERE id = i`))
ForAll(index=i, indices_of=`t`, body=SqlStatement(verb=delete, sql=`DELETE FROM u WHERE id = t(i) RETURNING id`, \
into=[`gone`], bulk=True))
SelectInto(query=`SELECT a, (SELECT 1 FROM dual) FROM t FOR UPDATE`, into=[`v`, `rec.x(2)`])
SelectInto(query=`SELECT a FROM t`, into=[`many`], bulk=True)
SqlStatement(verb=insert, sql=`INSERT INTO t VALUES (1) RETURNING id`, into=[`v`])
SqlStatement(verb=merge, sql=`MERGE INTO t USING s ON (t.id = s.id) WHEN MATCHED THEN UPDATE SET t.a = s.a`)
OpenCursor(cursor=`c`)
OpenCursor(cursor=`c2`, args=`c2(1, 2)`)
OpenFor(cursor=`rc`, query=`SELECT 1 FROM dual`)
OpenFor(cursor=`rc`, dynamic=`'select ' || x`, using=[`p`, `v`])
Fetch(cursor=`c`, into=[`v`])
Fetch(cursor=`c`, into=[`many`], bulk=True, limit=`100`)
CloseCursor(cursor=`c`)
ExecuteDynamic(text=`'x' || f(1)`, into=[`v`], using=[[in, `p`], [out, `v`], [inout, `w`]], returning=[`z`])
PipeRow(value=`(obj(1))`)
Transaction(action=commit)
Transaction(action=savepoint, name=here)
Transaction(action=rollback to, name=here)
Transaction(action=set transaction, text=READ ONLY)
Goto(target=done)
Assign(target=`:new.a`, value=`-1`)
Call(call=`close(v)`)
Call(call=`t.EXTEND`)
PragmaStatement(pragma=Pragma(name=inline, args=[f, YES]))
Block(declarations=[Variable(name=q, type=<NUMBER>)], body=[Assign(target=`q`, value=`1`)])
Return(label=done)
"""


def test_every_statement() -> None:
    walked = code("statements")
    assert "\n".join(dump(x) for x in walked.body.body) + "\n" == STATEMENTS
    assert [dump(d) for d in walked.declarations] == [
        "Variable(name=v, type=<NUMBER>, default=`CASE WHEN p > 1 THEN 2 ELSE 3 END`)",
        "CursorDecl(name=c, query=`SELECT a FROM t WHERE b = v`)",
        "Routine(kind=procedure, name=inner_one, body=Block(body=[Null()]))",
    ]
    assert [dump(h) for h in walked.body.handlers] == [
        "Handler(names=[[no_data_found], [pkg, e_x]], body=[Null()])",
        "Handler(names=[[others]], body=[Transaction(action=rollback), Raise()])",
    ]
    assert walked.body.body[0].comments == ("the first branch",)


SPECIFICATION = """\
Variable(name=c_max, type=<PLS_INTEGER NOT NULL>, default=`99`, constant=True, not_null=True)
Variable(name=g_note, type=<VARCHAR2(30 CHAR)>, default=`f(1, 2)`)
Variable(name=Mixed, type=<orders.note%TYPE>)
ExceptionDecl(name=e_closed, code=-20001)
Pragma(name=exception_init, args=[e_closed, -20001])
Subtype(name=small, base=<PLS_INTEGER NOT NULL>, range_low=`1`, range_high=`10`)
RecordType(name=line_t, fields=[Variable(name=id, type=<NUMBER(10,2) NOT NULL>, default=`0`, not_null=True), \
Variable(name=due, type=<TIMESTAMP(3) WITH LOCAL TIME ZONE>)])
CollectionType(name=lines_t, form=associative, element=<line_t>, key=<VARCHAR2(10)>)
CollectionType(name=bag_t, form=nested_table, element=<shop.orders%ROWTYPE NOT NULL>)
CollectionType(name=few_t, form=varray, element=<INTERVAL DAY(2) TO SECOND(3)>, limit=`5`)
RefCursorType(name=rc, returns=<orders%ROWTYPE>)
CursorDecl(name=c1, parameters=[Parameter(name=p_id, type=<NUMBER>, mode=in, default=`3`)], returns=<orders%ROWTYPE>)
Routine(kind=function, name=total, parameters=[Parameter(name=p_id, type=<orders.id%TYPE>, mode=in), \
Parameter(name=p_all, type=<lines_t>, mode=inout, nocopy=True), \
Parameter(name=p_on, type=<DATE>, mode=in, default=`SYSDATE`)], returns=<NUMBER>, \
options={'deterministic': '', 'result_cache': ''})
Routine(kind=function, name=stream, returns=<bag_t>, options={'pipelined': ''})
Routine(kind=procedure, name=close_order, parameters=[Parameter(name=p_id, type=<NUMBER>, mode=in), \
Parameter(name=p_done, type=<BOOLEAN>, mode=out)])
"""


def test_package_specification() -> None:
    made = code("shop_spec")
    assert (str(made.name), made.is_body, made.options) == ("shop.orders_api", False, {"authid": "current_user"})
    assert "".join(dump(d) + "\n" for d in made.declarations) == SPECIFICATION
    due = made.declarations[6].fields[1].type
    assert (due.name, due.args, due.suffix) == (("timestamp",), ("3",), "with local time zone")
    assert made.declarations[0].comments == ("how many lines an order may have",)


def test_what_cannot_be_read_is_set_aside_and_the_rest_goes_on() -> None:
    made = code("broken_in_places")
    odd, good, one = made.declarations
    assert isinstance(odd, s.OpaqueDeclaration) and odd.text == "TYPE odd IS SET OF NUMBER"
    assert isinstance(good, s.Variable)
    empty, branch, bad_if, last = one.body.body
    assert isinstance(empty, s.OpaqueStatement) and empty.text == "a :="
    ((_, (inside,)),) = branch.branches
    assert isinstance(inside, s.OpaqueStatement) and inside.text == "y y"
    assert isinstance(bad_if, s.OpaqueStatement) and bad_if.text.endswith("END IF")
    assert dump(last) == "Assign(target=`c`, value=`3`)"
    assert dump(made.init) == "Block(body=[Assign(target=`good`, value=`1`)])"


def test_conditional_compilation() -> None:
    made = unit("conditional")
    assert made.problem is None
    (returned,) = made.code.body.body
    assert dump(returned) == "Return(value=`1 + 2 + 4`)"
    assert [said for said, *_ in made.choices] == [
        "$IF $$debugging: left out",
        "$IF DBMS_DB_VERSION.VERSION >= 12 AND NOT DBMS_DB_VERSION.VER_LE_11: taken",
        "$IF $$other IS NULL: taken",
    ]


def test_an_unknown_constant_decides_nothing() -> None:
    made = unit_of("CREATE PROCEDURE p IS BEGIN $IF cfg.on $THEN NULL; $END NULL; END;")
    assert made.code is None and made.problem is not None
    assert made.problem[0] == "expected a package constant whose value is known, found 'cfg'"
    assert made.text[made.problem[1].start : made.problem[1].end] == "cfg"


def test_row_trigger() -> None:
    assert dump(code("trigger_row")) == (
        "Trigger(name=shop.t_biu, timing=before, events=[insert, update, delete], update_columns=[a, b], on=shop.orders, "
        "on_what=table, row=True, old_name=o, new_name=n, parent_name=parent, when=`n.a > 1`, follows=[x, shop.y], "
        "declarations=[Variable(name=v, type=<NUMBER>)], body=Block(body=[Assign(target=`:n.a`, value=`v`)]), colon=True)"
    )
    assert code("trigger_row").enabled is False


def test_compound_trigger() -> None:
    made = code("trigger_compound")
    assert (made.timing, made.compound, [p.timing for p in made.parts]) == (
        "for",
        True,
        ["before statement", "after each row"],
    )
    assert [dump(d) for d in made.declarations] == ["Variable(name=n, type=<NUMBER>, default=`0`)"]
    assert [d.name for d in made.parts[1].body.declarations] == ["m"]
    assert len(made.parts[1].body.handlers) == 1


def test_system_trigger() -> None:
    made = code("trigger_system")
    assert (made.events, made.on, made.on_what, made.on_schema) == (("logon", "ddl"), None, "schema", "shop")
    assert dump(made.call) == "`audit_it(1)`"


def test_type_body() -> None:
    made = code("type_body")
    assert [(m.method, m.name.name, m.overriding) for m in made.methods] == [
        ("constructor", "money_t", False),
        ("map", "weight", False),
        ("member", "show", True),
        ("static", "zero", False),
    ]
    assert made.methods[3].call_spec == "LANGUAGE JAVA NAME 'Money.zero() return Money'"
    assert made.methods[3].body is None


@pytest.mark.parametrize("name", sorted(p.stem for p in FIXTURES.glob("*.sql")))
def test_every_piece_of_sql_stands_where_it_says_and_reads_the_same_from_its_text(name: str) -> None:
    made = unit(name)
    pieces = [x for x in walk(made.code) if isinstance(x, Sql)]
    assert pieces
    for piece in pieces:
        assert piece.tokens is not None
        assert [t.text for t in tokenise(piece.text, "oracle")] == [t.text for t in piece.tokens]
        there = made.text[piece.span.start : piece.span.end]
        assert there.startswith(piece.text.split()[0])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("CREATE PROCEDURE p(a inout NUMBER) IS BEGIN NULL; END;", "expected ',' or ')', found 'NUMBER'"),
        ("CREATE FUNCTION f RETURNS NUMBER IS BEGIN NULL; END;", "expected IS, AS or ';', found 'RETURNS'"),
        (f"CREATE PROCEDURE p IS {'BEGIN ' * 900}NULL; {'END; ' * 900}", "nested too deeply to be read"),
        ("CREATE PROCEDURE p WRAPPED a000 1f", "expected source text (a wrapped unit has none), found 'WRAPPED'"),
        ("CREATE PROCEDURE p IS BEGIN NULL; END; junk", "expected the end of the unit, found 'junk'"),
        ("CREATE PROCEDURE p IS BEGIN IF x THEN NULL; END;", None),
        (
            "CREATE TRIGGER t DURING INSERT ON x BEGIN NULL; END;",
            "expected BEFORE, AFTER, INSTEAD OF or FOR, found 'DURING'",
        ),
    ],
)
def test_a_unit_that_is_no_plsql_says_where(text: str, reason: str | None) -> None:
    made = unit_of(text)
    assert made.code is None and made.problem is not None
    if reason is not None:
        assert made.problem[0] == reason


@pytest.mark.parametrize(
    "word", ["open", "close", "fetch", "merge", "exit", "raise", "commit", "lock", "pipe", "execute"]
)
def test_words_that_are_not_reserved_are_names(word: str) -> None:
    assert dump(body_of(f"{word} := 1;")) == f"Assign(target=`{word}`, value=`1`)"
    assert dump(body_of(f"{word}(1);")) == f"Call(call=`{word}(1)`)"


def test_select_without_into_is_no_statement() -> None:
    made = body_of("SELECT 1 FROM dual;")
    assert isinstance(made, s.OpaqueStatement) and made.reason.startswith("expected INTO")


@pytest.mark.parametrize("name", sorted(p.stem for p in FIXTURES.glob("*.sql")))
def test_no_damaged_unit_raises(name: str) -> None:
    """Cut off behind every token, and without any one token: always objects, with code or with a reason."""
    text = (FIXTURES / f"{name}.sql").read_text(encoding="utf-8")
    tokens = tokenise(text, "oracle")
    damaged = [text[: t.end + 1] for t in tokens] + [text[: t.start] + text[t.end + 1 :] for t in tokens[3:]]
    for one in damaged:
        for made in parse_statement(Chunk("plsql", Span("u.sql", 0, len(one)), one, 0)):
            if isinstance(made, o.Unit):
                assert (made.code is None) == (made.problem is not None)
