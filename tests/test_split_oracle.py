"""Oracle scripts to chunks: boundaries, client directives, variables, includes, and recovery from broken text."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sct.frontends import frontend
from sct.frontends.oracle.split import split
from sct.frontends.oracle.sqlplus import Session
from sct.options import Options
from sct.text.chunk import Chunk
from sct.text.read import IncludeLoader, read_paths
from sct.text.source import SourceFile

FIXTURES = Path(__file__).parent.parent / "fixtures" / "oracle" / "sqlplus"


def chunks(
    text: str, session: Session | None = None, scripts: dict[str, str] | None = None, path: str = "t.sql"
) -> list[Chunk]:
    def load(base: str, name: str) -> SourceFile | None:
        folder = base.rpartition("/")[0]
        full = f"{folder}/{name}" if folder else name
        return SourceFile(full, scripts[full], "utf-8", "", 0) if scripts and full in scripts else None

    return list(split(SourceFile(path, text, "utf-8", "", 0), session or Session(), load))


def kept(text: str, session: Session | None = None) -> list[tuple[str, str]]:
    """(kind, text) of all but blank space."""
    return [(c.kind, c.text) for c in chunks(text, session) if c.kind != "space"]


def statements(text: str, session: Session | None = None) -> list[str]:
    return [c.text for c in chunks(text, session) if c.kind in ("sql", "plsql")]


def words(text: str) -> list[str]:
    return [c.word for c in chunks(text) if c.kind == "directive"]


def assert_lossless(text: str, found: list[Chunk]) -> None:
    at = 0
    for chunk in found:
        assert chunk.span.start == at < chunk.span.end
        at = chunk.span.end
    assert at == len(text)


# --- nothing is lost --------------------------------------------------------------------------------------------------

_WORDS = """' " ; / . - & ( ) q'[ ]' nq'{ }' -- /* */ @ @@x ! # << >> $ := \\ a 1 é select insert create begin declare
end if loop case procedure package type table trigger prompt set define exec rem exit accept as is java spool end;"""
_LINES = [
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "\n/\n",
    "\n.\n",
    ";\n",
    "\n\n",
    "-\n",
    "\x1a",
    "\ufeff",
    "&x",
    "&&y.",
]
_STARTS = [
    "create table ",
    "create or replace ",
    "prompt ",
    "define off\n",
    "set sqlterminator off\n",
    "set escape on\n",
]
_BITS = st.sampled_from([*_WORDS.split(), *_LINES, *_STARTS])


@settings(max_examples=400, deadline=None)
@example("@&x")
@example("exec\n/\n")
@given(st.lists(_BITS, max_size=40).map("".join) | st.lists(_BITS, max_size=30).map(" ".join))
def test_chunks_cover_any_text(text: str) -> None:
    found = chunks(text, Session({"x": "it's ;\n"}))
    assert_lossless(text, found)
    for chunk in found:
        assert chunk.kind != "bad" or chunk.problem
        offsets = [chunk.locate(i) for i in range(len(chunk.text) + 1)]
        if chunk.word not in {"CONNECT", "HOST", "COPY"}:
            # a statement run again by / or RUN says where it stands, which is further up
            again = text[chunk.span.start : chunk.span.end].lower().split()[:1] in (["/"], ["r"], ["run"])
            assert all((0 if again else chunk.span.start) <= o <= chunk.span.end for o in offsets)
        if not chunk.pieces and chunk.kind != "directive":
            assert text[chunk.base : chunk.base + len(chunk.text)] == chunk.text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_chunks_cover_arbitrary_characters(text: str) -> None:
    assert_lossless(text, chunks(text))


@settings(max_examples=150, deadline=None)
@given(st.lists(_BITS.filter(lambda b: "\r" not in b), max_size=30).map(" ".join))
def test_line_ends_do_not_matter(text: str) -> None:
    def shape(script: str) -> list[tuple[str, str, str]]:
        found = chunks(script, Session())
        return [(c.kind, c.word, c.text.replace("\r\n", "\n")) for c in found]

    assert shape(text.replace("\n", "\r\n")) == shape(text)


# --- where SQL statements end -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ';' FROM dual",
        "SELECT 'it''s;' || \"a;b\" FROM dual",
        "SELECT q'[it's; ]x]' , Nq'!;'!', nQ'(;)' FROM dual",
        "SELECT 1 -- ; not here\nFROM dual",
        "SELECT /*+ hint; */ 1 /* ;\n/\n; */ FROM dual",
        "SELECT a / b, a\n- b FROM t",
        "SELECT seq'x' FROM t",
        "INSERT INTO t VALUES ('two\nlines;\n\nof text')",
        "CREATE TABLE t (\n\n a NUMBER\n\n)",
        "COMMENT ON TABLE t IS 'create table x;\n\nINSERT INTO y'",
        "GRANT\nCREATE TABLE,\nCREATE VIEW TO u",
        "CREATE SCHEMA AUTHORIZATION u\nCREATE TABLE t (a INT)\n\nGRANT SELECT ON t TO v",
        "MERGE INTO t USING s ON (1=1)\n\nWHEN MATCHED THEN\n\nUPDATE SET a = 1",
        "CALL p(1)",
        "SET TRANSACTION READ ONLY",
        "(SELECT 1 FROM dual) UNION (SELECT 2 FROM dual)",
        "ALTER TYPE t ADD ATTRIBUTE (x NUMBER) CASCADE",
        'CREATE TABLE "a\nb" (x NUMBER)',
    ],
)
@pytest.mark.parametrize("end", [";", "\n/", ";\n", "\n/\n", " ;  -- done\n", "", "\n  /  \n"])
def test_a_statement_is_one_chunk_without_its_terminator(text: str, end: str) -> None:
    assert kept(text + end) == [("sql", text)]


def test_several_statements_on_a_line() -> None:
    assert statements("INSERT INTO a VALUES (1); commit; SELECT 1 FROM dual\n/\n") == [
        "INSERT INTO a VALUES (1)",
        "commit",
        "SELECT 1 FROM dual",
    ]


def test_leading_comments_belong_to_the_statement() -> None:
    text = "\n-- what it is;\n/* and why */\n\nCREATE TABLE t (a INT); -- after\n-- last words\n"
    assert [(c.kind, c.text) for c in chunks(text)] == [
        ("space", "\n"),
        ("sql", "-- what it is;\n/* and why */\n\nCREATE TABLE t (a INT)"),
        ("space", "-- last words\n"),
    ]


def test_comments_before_a_directive_stand_by_themselves() -> None:
    assert [(c.kind, c.word) for c in chunks("-- setup\nSET ECHO ON\n")] == [("space", ""), ("directive", "SET")]


def test_another_statement_terminator() -> None:
    text = (
        "SET SQLTERMINATOR '!'\nINSERT INTO t VALUES (';')!\nSET SQLT OFF\nDELETE FROM t;x\n/\nSET SQLT ON\nCOMMIT;\n"
    )
    assert statements(text) == ["INSERT INTO t VALUES (';')", "DELETE FROM t;x", "COMMIT"]


def test_a_missing_terminator_costs_no_statement() -> None:
    text = "CREATE TABLE a (x INT)\nCREATE TABLE b (x INT);\nALTER TABLE a ADD y INT\n\nINSERT INTO b VALUES (1);\n"
    found = [c for c in chunks(text) if c.kind == "sql"]
    assert [c.text.split()[0] for c in found] == ["CREATE", "CREATE", "ALTER", "INSERT"]
    assert [bool(c.problem) for c in found] == [True, False, True, False]


# --- where PL/SQL units end -------------------------------------------------------------------------------------------

_PROC = "CREATE OR REPLACE PROCEDURE p IS\nBEGIN\n  x := 'a;\nb'; -- it's\n\n  y := a\n  / b;\nEND p;"


@pytest.mark.parametrize(
    "unit",
    [
        _PROC,
        "create or replace editionable function f return number is begin return 1; end;",
        "CREATE OR REPLACE NONEDITIONABLE PACKAGE BODY k AS\nPROCEDURE a IS\nBEGIN\ninsert into t values (1);\nEND;\nEND k;",
        "CREATE TRIGGER g BEFORE\nINSERT OR UPDATE ON t FOR EACH ROW\nDECLARE\n x INT;\nBEGIN NULL; END;",
        "CREATE TRIGGER g FOR INSERT ON t COMPOUND TRIGGER\nBEFORE STATEMENT IS\nBEGIN\nNULL;\nEND BEFORE STATEMENT;\nEND g;",
        "CREATE /* why */ OR REPLACE\n-- how\nTYPE BODY t AS MEMBER FUNCTION f RETURN INT IS BEGIN RETURN 1; END; END;",
        "DECLARE x INT; BEGIN x := CASE WHEN 1=1 THEN 1 END; END;",
        "<<outer>>\nBEGIN NULL; END;",
        "BEGIN EXECUTE IMMEDIATE 'create table x (a int)'; END;",
        "CREATE OR REPLACE FUNCTION f RETURN INT AS LANGUAGE JAVA NAME 'A.f() return int';",
    ],
)
@pytest.mark.parametrize("end", ["\n/\n", "\n/", "\n.\n/\n", "\n.\nRUN\n", "", "\n\n  /\n"])
def test_a_unit_is_one_chunk_with_its_last_semicolon(unit: str, end: str) -> None:
    found = [c for c in chunks(unit + end) if c.kind != "space"]
    assert [(c.kind, c.text, c.problem) for c in found] == [("plsql", unit, None)]


@pytest.mark.parametrize("end", [";", ";\n/\n", "\n/\n", ";\n\n/", ""])
def test_a_type_ends_at_its_semicolon_or_slash(end: str) -> None:
    text = "CREATE TYPE t FORCE AS OBJECT (\n a INT,\n MEMBER FUNCTION f RETURN INT\n)"
    assert kept(text + end) == [("plsql", text + (";" if ";" in end else ""))]
    if end:
        assert statements(text + end + "\nCOMMIT;\n")[1:] == ["COMMIT"]


def test_java_source_is_left_alone() -> None:
    text = "CREATE AND RESOLVE JAVA SOURCE NAMED \"A\" AS\n// it's\nclass A { char c = '\"'; /* ; */ }"
    assert kept(text + "\n/\nCOMMIT;") == [("plsql", text), ("sql", "COMMIT")]


@pytest.mark.parametrize("end", ["\n/\n", ";\n/\n"])
def test_a_query_with_plsql_in_it_ends_at_the_slash(end: str) -> None:
    text = "WITH FUNCTION f RETURN INT IS\nBEGIN\n RETURN 1;\nEND;\nSELECT f FROM dual"
    assert kept(text + end + "COMMIT;") == [("sql", text), ("sql", "COMMIT")]
    view = "CREATE VIEW v AS " + text
    assert kept(view + end + "COMMIT;") == [("sql", view), ("sql", "COMMIT")]


def test_a_unit_without_slash_gives_way_to_what_cannot_belong_to_it() -> None:
    text = f"{_PROC}\n\n-- next\nCREATE TABLE t (a INT);\nBEGIN NULL; END;\nGRANT SELECT ON t TO u;\n{_PROC}\nSHOW ERRORS\n"
    found = [c for c in chunks(text) if c.kind != "space"]
    assert [c.word for c in found] == ["CREATE", "CREATE", "BEGIN", "GRANT", "CREATE", "SHOW"]
    assert [bool(c.problem) for c in found] == [True, False, True, False, True, False]
    assert found[0].text == _PROC and found[1].text == "-- next\nCREATE TABLE t (a INT)"


def test_a_nested_routine_does_not_end_its_unit() -> None:
    text = "CREATE PROCEDURE p IS\nPROCEDURE q IS\nBEGIN\nNULL;\nEND;\nBEGIN\nDELETE FROM t;\nCOMMIT;\nEND;"
    assert kept(text) == [("plsql", text)]
    assert kept("DECLARE\nx INT;\nBEGIN\nNULL;\nEND;\n\nBEGIN\nNULL;\nEND;\n/\n") == [
        ("plsql", "DECLARE\nx INT;\nBEGIN\nNULL;\nEND;"),
        ("plsql", "BEGIN\nNULL;\nEND;"),
    ]


def test_a_semicolon_too_many_after_a_block() -> None:
    assert statements("BEGIN NULL; END;;\nBEGIN NULL; END;;\nCREATE TABLE t (a INT);\n") == [
        "BEGIN NULL; END;",
        "BEGIN NULL; END;",
        "CREATE TABLE t (a INT)",
    ]


def test_a_unit_that_is_only_put_in_the_buffer_says_so() -> None:
    (unit, _, commit) = chunks("BEGIN NULL; END;\n.\n\nCOMMIT;\n")
    assert unit.kind == "plsql" and "not run" in (unit.problem or "")
    assert commit.text == "COMMIT"


# --- "/" ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "harm"),
    [
        ("INSERT INTO t VALUES (1);", True),
        ("delete from t\n/", True),
        ("BEGIN p; END;\n/", True),
        ("EXEC p", True),
        ("CREATE TABLE t (a INT);", False),
        ("SELECT 1 FROM dual;", False),
        ("GRANT SELECT ON t TO u;", False),
    ],
)
@pytest.mark.parametrize("again", ["/", "RUN", "r", " / "])
def test_a_stray_slash_runs_data_changes_again_and_nothing_else(before: str, harm: bool, again: str) -> None:
    found = [c for c in chunks(f"{before}\nPROMPT x\n\n{again}\n") if c.kind != "space"]
    if not harm:
        assert [c.kind for c in found[1:]] == ["directive", "directive"]
        assert found[-1].word == "RUN" and found[-1].problem is None
        return
    first, last = found[0], found[-1]
    assert (last.kind, last.word, last.text) == (first.kind, first.word, first.text)
    # what is said of it is said where the statement stands
    assert [last.locate(i) for i in range(len(last.text))] == [first.locate(i) for i in range(len(first.text))]


# --- directives -------------------------------------------------------------------------------------------------------


def test_commands_are_known_by_their_abbreviations() -> None:
    text = """rem x
    pro x
    sho err
    spo a.log
    def x = 1
    undef x
    col a format a10
    bre on a
    comp sum of a on a
    tti 'x'
    bti 'x'
    var b number
    pri b
    disc
    ho ls
    ! ls
    pau
    cl scr
    timi start
    desc t
    passw
    archive log list
    startup
    whenever sqlerror exit 1
    l
    ;
    set lines 100
    """
    assert (
        words(text)
        == (
            "REMARK PROMPT SHOW SPOOL DEFINE UNDEFINE COLUMN BREAK COMPUTE TTITLE BTITLE VARIABLE PRINT DISCONNECT HOST HOST"
            " PAUSE CLEAR TIMING DESCRIBE PASSWORD ARCHIVE STARTUP WHENEVER LIST LIST SET"
        ).split()
    )


def test_prose_keeps_its_quotes_dashes_and_semicolons() -> None:
    text = "PROMPT it's -----\nREM don't -----\nPROMPT a; b -\nand so on\nCREATE TABLE t (a INT);\n"
    assert [c.word for c in chunks(text)] == ["PROMPT", "REMARK", "PROMPT", "CREATE"]


def test_a_directive_goes_on_after_a_hyphen() -> None:
    assert kept("COLUMN a -\n  FORMAT a10\nCOMMIT;") == [("directive", "COLUMN a -\n  FORMAT a10"), ("sql", "COMMIT")]


def test_several_directives_on_a_line_with_cmdsep() -> None:
    assert words("SET CMDSEP ON\nSET ECHO ON; SHOW USER; SPOOL x\nSET CMDSEP OFF\n") == [
        "SET",
        "SET",
        "SHOW",
        "SPOOL",
        "SET",
    ]


def test_passwords_are_not_kept() -> None:
    found = chunks(
        "CONNECT scott/tiger@db\nCOPY FROM a/tiger@x TO b/tiger@y\nHOST imp u/tiger\n!x tiger\nCONN a/tiger\n"
    )
    assert "tiger" not in "".join(c.text + (c.problem or "") for c in found)
    assert all(c.problem for c in found)


def test_what_follows_exit_is_converted_and_said() -> None:
    exit_, _, commit = chunks("EXIT\n\nCOMMIT;\n")
    assert "stops" in (exit_.problem or "") and commit.text == "COMMIT"
    assert chunks("EXIT;\n\n")[0].problem is None


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("EXEC p(1);\n", "BEGIN p(1); END;"),
        ("execute p\n", "BEGIN p; END;"),
        ("EXEC :x := f('a;b')\n", "BEGIN :x := f('a;b'); END;"),
        ("EXEC p( -\n  1)\n", "BEGIN p( \n  1); END;"),
        ("EXEC p(&v, '&v.x') -- why\n", "BEGIN p(42, '42x') -- why\n; END;"),
    ],
)
def test_execute_is_a_block(text: str, block: str) -> None:
    (chunk,) = chunks(text, Session({"V": "42"}))
    assert (chunk.kind, chunk.word, chunk.text) == ("plsql", "EXECUTE", block)
    at = block.index("p(") if "p(" in block else block.index("f(") if "f(" in block else block.index("p;")
    assert text[chunk.locate(at)] == block[at]
    close = block.rindex(")") if ")" in block else at
    assert text[chunk.locate(close)] == block[close]


# --- variables --------------------------------------------------------------------------------------------------------


def test_variables_are_replaced_and_located() -> None:
    text = "DEFINE own = 'hr'\nSELECT '&own', x FROM &&own..t_&own -- &own\n;\n"
    chunk = chunks(text)[1]
    assert chunk.text == "SELECT 'hr', x FROM hr.t_hr -- &own"
    assert chunk.problem is None
    for mark in ("SELECT", ", x", ".t_", " -- "):
        assert text.startswith(mark, chunk.locate(chunk.text.index(mark)))
    assert text.startswith("&own'", chunk.locate(chunk.text.index("r'")))
    assert chunk.locate(len(chunk.text)) == text.index("\n;")


def test_what_is_given_wins_over_the_script() -> None:
    text = "DEFINE a = script\nACCEPT b DEFAULT script\nUNDEFINE a\nSELECT '&a &b' FROM dual;\n"
    assert statements(text, Session({"a": "given", "B": "too"})) == ["SELECT 'given too' FROM dual"]
    assert statements(text.replace("UNDEFINE a\n", "")) == ["SELECT 'script script' FROM dual"]


def test_an_unknown_variable_is_left_and_said() -> None:
    (chunk,) = chunks("INSERT INTO t VALUES ('R&D', 'Tom & Jerry');\n")
    assert chunk.text == "INSERT INTO t VALUES ('R&D', 'Tom & Jerry')"
    assert "&D, &JERRY" in (chunk.problem or "")


@pytest.mark.parametrize("off", ["SET DEFINE OFF", "set scan off;", "SET ECHO ON DEF OFF VERIFY ON"])
def test_substitution_can_be_off(off: str) -> None:
    chunk = chunks(f"{off}\nINSERT INTO t VALUES ('R&D');\n", Session({"D": "x"}))[1]
    assert (chunk.text, chunk.problem) == ("INSERT INTO t VALUES ('R&D')", None)


def test_other_marks_and_escapes() -> None:
    session = Session({"x": "1"})
    text = (
        "SET DEFINE ^ CONCAT !\nSELECT ^x!2, '&x' FROM dual;\nSET DEFINE ON ESCAPE ON\nSELECT '\\&x', &x FROM dual;\n"
    )
    assert statements(text, session) == ["SELECT 12, '&x' FROM dual", "SELECT '&x', 1 FROM dual"]


def test_values_that_only_the_database_knows() -> None:
    text = "COLUMN v NEW_VALUE ver NOPRINT\nSELECT 1 v FROM dual;\nSELECT &ver FROM dual;\nACCEPT pw HIDE\n"
    found = chunks(text)
    assert "from a query" in (found[2].problem or "")
    assert "-D PW=" in (found[3].problem or "")


def test_a_line_that_is_a_variable() -> None:
    session = Session({"c": "--", "s": "DROP TABLE t", "p": "PROMPT", "e": "exec p", "i": "start a"})
    assert kept("&c hidden\n&s;\n&p hi\n&e\n&i\n&nothing here\n", session) == [
        ("directive", "-- hidden"),
        ("sql", "DROP TABLE t"),
        ("directive", "PROMPT hi"),
        ("bad", "exec p"),
        ("directive", "start a"),
        ("bad", "&nothing here"),
    ]


# --- includes ---------------------------------------------------------------------------------------------------------


def test_includes_come_in_place_with_their_arguments() -> None:
    scripts = {"sub/a.sql": "CREATE TABLE &1 (a INT);\n@@b\n", "sub/b.sql": "COMMIT;\n", "c.txt": "DROP TABLE &2;\n"}
    found = chunks("SET ECHO ON\n@sub/a t1 'x y'\nSTART c.txt t2 t3;\nROLLBACK;\n", scripts=scripts, path="main.sql")
    assert [(c.span.file, c.text) for c in found if c.kind == "sql"] == [
        ("sub/a.sql", "CREATE TABLE t1 (a INT)"),
        ("sub/b.sql", "COMMIT"),
        ("c.txt", "DROP TABLE t3"),
        ("main.sql", "ROLLBACK"),
    ]
    assert [c.word for c in found if c.span.file == "main.sql"] == ["SET", "INCLUDE", "INCLUDE", "ROLLBACK"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("@nowhere", "not found"),
        ("@/etc/passwd", "absolute"),
        ("@?/rdbms/admin/utlxplan", "absolute"),
        ("@C:\\x\\y", "absolute"),
        ("@https://x/y.sql", "absolute"),
        ("@@../../x", "leads out"),
        ("@&dir/x", "&DIR"),
        ("@@me", "includes itself"),
        ("@", "names no script"),
    ],
)
def test_an_include_that_cannot_be_followed_says_why(line: str, said: str) -> None:
    found = chunks(f"{line}\nCOMMIT;\n", scripts={"d/me.sql": ""}, path="d/me.sql")
    assert [c.word for c in found] == ["INCLUDE", "COMMIT"]
    assert said in (found[0].problem or "")


# --- broken text ------------------------------------------------------------------------------------------------------


def test_an_unbalanced_quote_costs_one_statement() -> None:
    good = "INSERT INTO t VALUES ('fine');\n"
    text = good + "INSERT INTO t VALUES ('it's');\n" + good * 2 + "INSERT INTO t VALUES ('O'Neil', 'x');\n\n" + good
    assert [c.kind for c in chunks(text) if c.kind != "space"] == ["sql", "bad", "sql", "sql", "bad", "sql"]


@pytest.mark.parametrize("broken", ["'", "q'[", "/* ", '"'])
def test_an_unclosed_quote_or_comment_in_a_unit_ends_at_the_slash(broken: str) -> None:
    text = f"CREATE PROCEDURE p IS BEGIN x := {broken}abc;\nEND;\n/\nCREATE TABLE t (a INT);\n"
    found = chunks(text)
    assert [(c.kind, c.word) for c in found] == [("bad", "CREATE"), ("sql", "CREATE")]
    assert "not closed" in (found[0].problem or "")


def test_text_that_is_no_script_is_bad_up_to_the_next_statement() -> None:
    found = chunks("Hello, this is\nsome prose\nCREATE TABLE t (a INT);\nUSE db;\n\n</xml>\n")
    assert [c.kind for c in found] == ["bad", "sql", "bad", "space", "bad"]
    assert all(c.problem for c in found if c.kind == "bad")


def test_long_texts_take_linear_time() -> None:
    for text in ("(" * 200_000, "insert into t values ('" + "x\n\n" * 100_000 + "')", "'" * 100_001, "/" * 100_000):
        assert_lossless("select " + text, chunks("select " + text))


# --- whole scripts ----------------------------------------------------------------------------------------------------


def fixture(name: str, session: Session | None = None) -> list[Chunk]:
    files, problems = read_paths([str(FIXTURES)])
    assert problems == []
    source = next(f for f in files if f.path == name)
    found = list(split(source, session or Session(), IncludeLoader([str(FIXTURES)])))
    assert_lossless(source.text, [c for c in found if c.span.file == name])
    return found


def test_dbms_metadata_output() -> None:
    found = [c for c in fixture("dbms_metadata.sql") if c.kind != "space"]
    assert [c.kind for c in found] == ["sql", "sql", "plsql", "plsql", "sql"]
    assert not any(c.problem for c in found)
    assert found[2].text.endswith("END;") and found[3].text.endswith("VARCHAR2(40);")


def test_an_installation_script() -> None:
    found = [c for c in fixture("install.sql") if c.kind != "space"]
    sent = [(c.span.file, c.text) for c in found if c.kind in ("sql", "plsql")]
    assert sent == [
        (
            "tables/orders.sql",
            "-- orders of &1\nCREATE TABLE shop.orders (\n  id   NUMBER PRIMARY KEY,\n\n"
            "  note VARCHAR2(80) DEFAULT 'q&a'\n) TABLESPACE users",
        ),
        ("install.sql", "BEGIN dbms_stats.gather_schema_stats( \n  ownname => 'shop'); END;"),
        ("install.sql", "GRANT SELECT ON shop.orders TO reporting"),
    ]
    assert [c.problem for c in found if c.problem] == [
        "no value for &A; left as it stands. Give -D A=..., or SET DEFINE OFF if no variable is meant"
    ]


def test_a_sloppy_script() -> None:
    found = [c for c in fixture("sloppy.sql") if c.kind != "space"]
    assert [(c.kind, c.word, bool(c.problem)) for c in found] == [
        ("sql", "CREATE", False),
        ("sql", "CREATE", False),
        ("plsql", "CREATE", True),
        ("plsql", "CREATE", False),
        ("bad", "INSERT", True),
        ("sql", "INSERT", False),
        ("sql", "INSERT", False),
        ("sql", "DROP", False),
    ]


@pytest.mark.parametrize("case", ["795", "800", "801", "857"])
def test_statements_that_break_off_end_no_run(case: str) -> None:
    """What is rewritten before it is read: domains, macros, routines of a WITH, cut off behind every word."""
    (file,) = (Path(__file__).parents[1] / "fixtures/behaviour/oracle_postgres").glob(f"{case}_*.case")
    script = file.read_text("utf-8").split("--- source\n")[1].split("--- check")[0]
    ends = [m.end() for m in re.finditer(r"\w+|\S", script)]
    engine = frontend("oracle")
    for end in ends[:: max(1, len(ends) // 150)]:
        for text in (script[:end], f"{script[:end]}\n/\n", script[end:]):
            found = list(engine.split(SourceFile("x.sql", text, "utf-8", "", 1), Options(), lambda base, name: None))
            sessions, _ = engine.client_state([found], Options(debug=True))
            assert sum(len(chunks) for chunks in sessions) >= len(found)
