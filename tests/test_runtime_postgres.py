"""The PostgreSQL runtime library: every file loads on a real server and every example holds there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.servers import Server

FOLDER = Path(__file__).parent.parent / "rules" / "runtime" / "postgres"
KEYS = {"name", "signature", "source", "why", "needs", "example"}


@dataclass(frozen=True)
class RuntimeFile:
    name: str
    signatures: tuple[str, ...]
    needs: tuple[str, ...]
    examples: tuple[str, ...]
    keys: frozenset[str]
    ddl: str


def read(path: Path) -> RuntimeFile:
    found: list[tuple[str, str]] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    start = 0
    for start, line in enumerate(lines):  # noqa: B007  (its last value is where the DDL begins)
        match = re.fullmatch(r"-- ([a-z]+): (.+)", line)
        if match is None:
            break
        found.append((match[1], match[2]))

    def values(key: str) -> tuple[str, ...]:
        return tuple(value for name, value in found if name == key)

    needs = tuple(name.strip() for value in values("needs") for name in value.split(",") if name.strip())
    (name,) = values("name")
    keys = frozenset(key for key, _ in found)
    return RuntimeFile(name, values("signature"), needs, values("example"), keys, "\n".join(lines[start:]))


@cache
def library() -> dict[str, RuntimeFile]:
    return {path.stem: read(path) for path in sorted(FOLDER.glob("*.sql"))}


def in_order(names: Iterator[str] | list[str]) -> list[str]:
    """The named files with all they need, callees first."""
    files, done, stack = library(), dict[str, None](), list[str]()

    def visit(name: str) -> None:
        if name in done:
            return
        assert name not in stack, f"needs form a cycle: {[*stack, name]}"
        stack.append(name)
        for need in files[name].needs:
            visit(need)
        stack.pop()
        done[name] = None

    for name in names:
        visit(name)
    return list(done)


def run(connection: Any, expression: str) -> str:
    """The example's result as text; a CALL gives its INOUT values joined by `|`, or OK."""
    import psycopg

    try:
        if expression.startswith("CALL "):
            cursor = connection.execute(expression)
            if cursor.description is None:
                return "OK"
            (row,) = cursor.fetchall()
            return "|".join("<NULL>" if value is None else str(value) for value in row)
        ((value,),) = connection.execute(f"SELECT ({expression})::text").fetchall()
    except psycopg.Error as error:
        connection.rollback()
        return f"ERROR {error.sqlstate}: {error.diag.message_primary}"
    return "<NULL>" if value is None else str(value)


@pytest.fixture(scope="module", params=["pg15", "pg18"])
def loaded(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A connection to a database holding the whole library."""
    server: Server = request.getfixturevalue(request.param)
    database = server.new_database("runtime")
    with server.connect(database) as connection:
        connection.execute("CREATE SCHEMA sct")
        connection.execute("CREATE EXTENSION dblink")
        connection.execute("CREATE TYPE public.sct_example_item AS (k integer, v text)")
        for name in in_order(list(library())):
            try:
                connection.execute(library()[name].ddl)
            except Exception as error:
                raise AssertionError(f"{name}.sql does not load: {error}") from error
        yield connection
    server.drop_database(database)


def skip_reason(connection: Any, file: RuntimeFile) -> str | None:
    """XML functions need a server that was built with libxml (the embedded one is not)."""
    if not any("xml" in signature.partition("(")[2] for signature in file.signatures):
        return None
    return "this server has no XML" if run(connection, "xml '<a/>'").startswith("ERROR 0A000") else None


@pytest.mark.parametrize("name", sorted(library()))
def test_header(name: str) -> None:
    file = library()[name]
    assert file.name == name
    # A trigger function cannot stand in an expression; it has a test of its own below.
    optional = {"needs", "example"} if file.signatures[0].endswith(" returns trigger") else {"needs"}
    assert file.keys >= KEYS - optional, f"missing {sorted(KEYS - optional - file.keys)}"
    assert file.keys <= KEYS | {"extension"}
    assert set(file.needs) <= set(library())
    assert all(" => " in example for example in file.examples)
    called = set(re.findall(r"\bsct\.([a-z_0-9]+)", file.ddl)) - {name}
    # A dot inside a quoted setting name (sct.ctx…) is no call.
    assert called & set(library()) == set(file.needs), "needs: does not say what the DDL calls"


@pytest.mark.parametrize("name", sorted(library()))
def test_examples(loaded: Any, name: str) -> None:
    reason = skip_reason(loaded, library()[name])
    if reason is not None:
        pytest.skip(reason)
    wrong = []
    for example in library()[name].examples:
        expression, expected = example.rsplit(" => ", 1)
        got = run(loaded, expression)
        if expected.startswith("ERROR "):
            right = got.split(":")[0] == expected or got == expected
        else:
            right = got == expected
        if not right:
            wrong.append(f"{expression}\n    expected {expected!r}\n    got      {got!r}")
    assert not wrong, "\n".join(wrong)


def test_signatures_are_what_exists(loaded: Any) -> None:
    """Every declared signature resolves, and there are as many as the server has."""
    for name, file in library().items():
        ((count,),) = loaded.execute(
            "SELECT count(*) FROM pg_proc WHERE pronamespace = 'sct'::regnamespace AND proname = %s", (name,)
        ).fetchall()
        assert count == len(file.signatures), f"{name}: {count} functions, {len(file.signatures)} signatures"
        for signature in file.signatures:
            call, _, result = signature.partition(" returns ")
            ((oid,),) = loaded.execute("SELECT to_regprocedure(%s)", (f"sct.{call}",)).fetchall()
            assert oid is not None, f"{name}: no {call}"
            ((kind, real),) = loaded.execute(
                "SELECT prokind, CASE WHEN prokind = 'p' THEN '' ELSE pg_get_function_result(oid) END"
                " FROM pg_proc WHERE oid = to_regprocedure(%s)::oid",
                (f"sct.{call}",),
            ).fetchall()
            if kind == "p":
                assert result == "procedure", f"{name}: {signature} is a procedure"
            else:
                assert result.startswith("SETOF ") == real.startswith("SETOF "), f"{name}: {signature} returns {real}"
                result, real = result.removeprefix("SETOF "), real.removeprefix("SETOF ")
                ((same,),) = loaded.execute("SELECT %s::regtype = %s::regtype", (result, real)).fetchall()
                assert same, f"{name}: {signature} really returns {real}"


def test_independent_of_search_path(loaded: Any) -> None:
    """Native functions of the same name are called as pg_catalog's, whatever stands first in the search path."""
    loaded.execute("SET search_path = sct, pg_catalog")
    for kept in ("module", "action", "client_info"):  # examples before may have set them
        loaded.execute(f"RESET sct.ctx.userenv.{kept}")
    try:
        for name, file in library().items():
            for example in () if skip_reason(loaded, file) else file.examples:
                expression, expected = example.rsplit(" => ", 1)
                if expected.startswith("ERROR") or "current_schema(" in file.ddl or "dblink" in file.ddl:
                    continue
                assert run(loaded, expression) == expected, f"{name}: {expression}"
    finally:
        loaded.execute("RESET search_path")


def notices_of(connection: Any, *statements: str) -> list[str]:
    seen: list[str] = []

    def keep(diagnostic: Any) -> None:
        seen.append(diagnostic.message_primary)

    connection.add_notice_handler(keep)
    for statement in statements:
        connection.execute(statement)
    connection.remove_notice_handler(keep)
    return seen


def test_output_lines(loaded: Any) -> None:
    """PUT and PUT_LINE become NOTICEs; after ENABLE, GET_LINE gives them back in order."""
    seen = notices_of(
        loaded,
        "CALL sct.dbms_output_disable()",
        "CALL sct.dbms_output_enable(NULL)",
        "CALL sct.dbms_output_put('a')",
        "CALL sct.dbms_output_put(0.50)",
        "CALL sct.dbms_output_put_line('b')",
        "CALL sct.dbms_output_put_line(timestamp '2024-03-04')",
        "CALL sct.dbms_output_put_line(NULL)",
    )
    assert seen == ["a.5b", "04-MAR-24", ""]
    get = "CALL sct.dbms_output_get_line(NULL, NULL)"
    assert [run(loaded, get) for _ in range(2)] == ["a.5b|0", "04-MAR-24|0"]
    loaded.execute("CALL sct.dbms_output_put_line('later')")
    assert [run(loaded, get) for _ in range(2)] == ["later|0", "<NULL>|1"], "unread lines go with the next output"
    assert notices_of(loaded, "CALL sct.dbms_output_disable()", "CALL sct.dbms_output_put_line('x')") == []
    loaded.execute("CALL sct.dbms_output_enable(2000)")
    overflow = run(loaded, "CALL sct.dbms_output_put_line(repeat('x', 2001))")
    assert overflow == "ERROR ORA00: ORA-20000: ORU-10027: buffer overflow, limit of 2000 bytes"


def test_contexts(loaded: Any) -> None:
    loaded.execute("CALL sct.set_context('Hr_Ctx', 'DEPT', '10')")
    loaded.execute("CALL sct.set_context('HR_CTX', 'odd name!', 'x')")
    assert run(loaded, "sct.sys_context('HR_CTX', 'dept')") == "10"
    assert run(loaded, "sct.sys_context('hr_ctx', 'ODD NAME!')") == "x"
    loaded.execute("CALL sct.clear_context('HR_CTX', NULL, 'DEPT')")
    assert run(loaded, "sct.sys_context('HR_CTX', 'DEPT')") == "<NULL>"
    assert run(loaded, "sct.sys_context('HR_CTX', 'odd name!')") == "x"
    loaded.execute("CALL sct.clear_context('HR_CTX')")
    assert run(loaded, "sct.sys_context('HR_CTX', 'odd name!')") == "<NULL>"
    loaded.execute("CALL sct.dbms_application_info_set_module('billing', 'post')")
    assert run(loaded, "sct.sys_context('USERENV', 'MODULE') || sct.sys_context('USERENV', 'ACTION')") == "billingpost"


def test_trigger_functions(loaded: Any) -> None:
    """Every trigger function of the library, in the trigger it is made for."""
    names = {name for name, file in library().items() if file.signatures[0].endswith(" returns trigger")}
    # note_updated is run by the behaviour cases about UPDATING('COLUMN')
    assert names <= {"read_only_view", "temporary_cleanup", "note_updated"}, (
        "a new trigger function needs its case here"
    )
    if "read_only_view" in names:
        loaded.execute("CREATE TABLE public.held (a int); INSERT INTO public.held VALUES (1)")
        loaded.execute("CREATE VIEW public.shown AS SELECT a FROM public.held")
        loaded.execute(
            "CREATE TRIGGER no INSTEAD OF INSERT OR UPDATE OR DELETE ON public.shown"
            " FOR EACH ROW EXECUTE FUNCTION sct.read_only_view()"
        )
        for statement in (
            "INSERT INTO public.shown VALUES (2)",
            "UPDATE public.shown SET a = 2",
            "DELETE FROM public.shown",
        ):
            with pytest.raises(Exception, match="ORA-42399"):
                loaded.execute(statement)
        assert run(loaded, "(SELECT sum(a) FROM public.held)") == "1"
    if "temporary_cleanup" in names:
        loaded.execute("CREATE TABLE public.rows_s (sct_owner text NOT NULL, a int)")
        loaded.execute("CREATE TABLE public.rows_t (sct_owner text NOT NULL, a int)")
        for table, kind, gone in (("rows_s", "session", "s1.1"), ("rows_t", "transaction", "t3")):
            mine = "sct.temporary_owner(false)" if kind == "session" else "'t' || pg_current_xact_id()"
            loaded.execute(f"INSERT INTO public.{table} VALUES ('{gone}', 1), ({mine}, 2)")
            loaded.execute(
                f"CREATE TRIGGER c BEFORE INSERT ON public.{table}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION sct.temporary_cleanup('{kind}')"
            )
            loaded.execute(f"INSERT INTO public.{table} VALUES ({mine}, 3)")
        assert run(loaded, "(SELECT string_agg(a::text, ',' ORDER BY a) FROM public.rows_s)") == "2,3"
        assert run(loaded, "(SELECT string_agg(a::text, ',' ORDER BY a) FROM public.rows_t)") == "3"


def test_error_codes_round_trip(loaded: Any) -> None:
    """ora_sqlstate is injective where PostgreSQL has no state of its own, and no code is a whole class."""
    rows = loaded.execute(
        "SELECT n, s FROM (SELECT n, sct.ora_sqlstate(n) AS s FROM generate_series(-65535, -1) AS n) AS x"
        " WHERE s LIKE 'O%' AND sct.ora_code(s, '') <> n OR s LIKE '%000' AND s LIKE 'O%' LIMIT 5"
    ).fetchall()
    assert rows == []


def test_conversion_error_knows_its_place(loaded: Any) -> None:
    """ORA-01722 in an SQL statement, ORA-06502 in a procedural expression."""
    loaded.execute(
        "CREATE FUNCTION public.place(in_sql boolean) RETURNS text LANGUAGE plpgsql AS $$"
        " DECLARE v numeric; t text := 'abc';"
        " BEGIN IF in_sql THEN SELECT sct.text_to_num(t) INTO v; ELSE v := sct.text_to_num(t); END IF; RETURN v;"
        " EXCEPTION WHEN OTHERS THEN RETURN sct.ora_code(SQLSTATE, SQLERRM) || ' ' || sct.ora_errm(SQLSTATE, SQLERRM);"
        " END $$"
    )
    assert run(loaded, "public.place(true)") == "-1722 ORA-01722: invalid number"
    assert run(loaded, "public.place(false)") == (
        "-6502 ORA-06502: PL/SQL: numeric or value error: character to number conversion error"
    )


HOT = {
    "sct.substr(s, 2, 3)": "sct.",
    "sct.substr(s, -2)": "sct.",
    "sct.instr(s, 'x')": "sct.",
    "sct.add_months(d, 1)": "sct.",
    "sct.last_day(d)": "sct.",
    "sct.months_between(d, d)": "sct.",
    "sct.trunc_date(d, 'MM')": "sct.",
    "sct.trunc_date(d)": "sct.",
    "sct.replace(s, 'a', 'b')": "sct.",
    "sct.mod_oracle(n, 2)": "sct.",
    "sct.date_add_days(d, n)": "sct.",
    "sct.greatest(n, 5)": "sct.",
    "sct.num_to_text(n)": "sct.num_to_text(",
    "sct.text_to_num(s)": "sct.text_to_num(",
}


@pytest.mark.parametrize("expression", HOT)
def test_hot_functions_are_inlined(loaded: Any, expression: str) -> None:
    """The planner takes the body of what is called most: no call is left in the plan."""
    loaded.execute("CREATE TEMP TABLE IF NOT EXISTS hot (s text, n numeric, d timestamp)")
    plan = loaded.execute(f"EXPLAIN (VERBOSE, COSTS OFF) SELECT {expression} FROM hot").fetchall()
    assert HOT[expression] not in "\n".join(line for (line,) in plan)


def test_immutable_functions_fit_an_index(loaded: Any) -> None:
    loaded.execute(
        "CREATE TABLE public.indexed (s text, n numeric, d timestamp, t text GENERATED ALWAYS AS (sct.num_to_text(n)) STORED)"
    )
    for expression in (
        "sct.substr(s, 1, 3)",
        "sct.trunc_date(d)",
        "sct.to_char_date(d, 'YYYY-MM')",
        "sct.regexp_substr(s, '[a-z]+')",
        "sct.to_char_number(n, 'FM990.00')",
        "sct.soundex(s)",
    ):
        loaded.execute(f"CREATE INDEX ON public.indexed (({expression}))")
    loaded.execute("INSERT INTO public.indexed (s, n, d) VALUES ('abc', 0.50, '2024-03-04')")
    assert run(loaded, "(SELECT t FROM public.indexed)") == ".5"


def test_tree_shaken_files_load_alone(pg15: Server) -> None:
    """A file and what it needs are enough: nothing leans on a file it does not declare."""
    database = pg15.new_database("runtime")
    with pg15.connect(database) as connection:
        for name in library():
            connection.execute("BEGIN")
            connection.execute("CREATE SCHEMA sct")
            for needed in in_order([name]):
                connection.execute(library()[needed].ddl)
            connection.execute("ROLLBACK")
    pg15.drop_database(database)


def test_bodies_compile(pg15: Server) -> None:
    """plpgsql_check finds what PostgreSQL itself leaves until a line is reached."""
    database = pg15.new_database("runtime")
    with pg15.connect(database) as connection:
        have = connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'plpgsql_check'").fetchall()
        if not have:
            pytest.skip("plpgsql_check is not installed")
        connection.execute("CREATE EXTENSION plpgsql_check; CREATE EXTENSION dblink; CREATE SCHEMA sct")
        connection.execute("CREATE TYPE public.sct_example_item AS (k integer, v text)")
        for name in in_order(list(library())):
            connection.execute(library()[name].ddl)
        found = connection.execute(
            "SELECT p.oid::regprocedure::text, c.lineno, c.message FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang,"
            " plpgsql_check_function_tb(p.oid, other_warnings => true, extra_warnings => false,"
            " performance_warnings => false,"
            # what is keyed are composites with a key
            " anyelememttype => CASE WHEN p.proname LIKE 'keyed%' THEN 'public.sct_example_item' ELSE 'int' END::regtype) c"
            " WHERE p.pronamespace = 'sct'::regnamespace AND l.lanname = 'plpgsql'"
            " AND p.prorettype <> 'trigger'::regtype"  # needs a table; executed by a test instead
            # An assignment that casts (extract() into an integer) is meant.
            " AND c.message <> 'target type is different type than source type'"
        ).fetchall()
    pg15.drop_database(database)
    assert not found, "\n".join(map(str, found))
