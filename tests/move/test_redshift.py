"""Redshift as a target: real files on an S3 stand-in, real transactions on a PostgreSQL that plays Redshift."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sct.move.address import parse
from sct.move.errors import MoveError, UsageError
from sct.move.model import ColumnPlan, TablePlan
from tests.move.conftest import Mover
from tests.move.redshift_double import Error, Redshift

Query = Callable[..., list[tuple[Any, ...]]]
SECRET = "s3cret/key+of/aws"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The endpoint of an S3 stand-in with a bucket `rows`."""
    moto = pytest.importorskip("moto.server")
    import boto3

    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        keys = {"aws_access_key_id": "testing", "aws_secret_access_key": SECRET}
        boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1", **keys).create_bucket(
            Bucket="rows"
        )
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@pytest.fixture
def redshift(database: str, s3: str, monkeypatch: pytest.MonkeyPatch) -> Redshift:
    from pyarrow import fs

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    scheme, _, host = s3.partition("://")
    files = fs.S3FileSystem(endpoint_override=host, scheme=scheme, region="us-east-1")
    return Redshift(database, files).install(monkeypatch)


@pytest.fixture
def url(s3: str) -> str:
    return f"redshift://me:pw@cluster/dev?stage=s3://rows/moves&endpoint={s3}&iam_role=arn:aws:iam::1:role/load"


def left(redshift: Redshift) -> list[str]:
    from pyarrow import fs

    found = redshift.files.get_file_info(fs.FileSelector("rows", recursive=True))
    return [f.path for f in found if f.type == fs.FileType.File]


SOURCE = """
CREATE TABLE t (id bigint PRIMARY KEY, n numeric(30,4), s varchar(40), at timestamp, z timestamptz, d date, ok boolean,
  f float8, j jsonb, tm time);
INSERT INTO t SELECT g, g / 3.0, 'ü' || g, '2024-01-01'::timestamp + g * interval '1.000001 s',
  '2024-06-01 12:00+02'::timestamptz + g * interval '1 s', '2024-01-01'::date + g, g % 2 = 0, g / 7.0, '{"a": [1, 2.50]}',
  time '23:59:59.123456' FROM generate_series(1, 2500) g;
INSERT INTO t VALUES (9000, NULL, '', '0001-01-01', '9999-12-31 23:59:59.999999+00', '9999-12-31', NULL, 'NaN', NULL, NULL);
"""
RULES = "chunk_rows: 1000\nworkers: 2\n"


def test_every_row_arrives_once_and_is_proved(
    mover: Mover, redshift: Redshift, url: str, database: str, other_database: str, query: Query
) -> None:
    query(other_database, SOURCE)
    plan = mover.plan(other_database, url, RULES)
    assert {f.code for f in plan.findings} >= {"MV0038"}
    result = mover.run()
    assert (result.rows, result.rejected) == (2501, 0)
    assert query(database, "SELECT count(*), count(DISTINCT id) FROM t") == [(2501, 2501)]
    (proof,) = mover.validate()
    assert (proof.source_rows, proof.target_rows, proof.differences) == (2501, 2501, 0)
    assert query(
        database, "SELECT at::text, z AT TIME ZONE 'UTC' = '9999-12-31 23:59:59.999999' FROM t WHERE id = 9000"
    ) == [("0001-01-01 00:00:00", True)]
    assert left(redshift) == []
    assert mover.run().rows == 2501  # nothing is done twice
    assert redshift.options[0]["numeric_to_float"] is False


def test_the_ledger_is_in_the_transaction_of_its_copy(
    mover: Mover, redshift: Redshift, url: str, other_database: str, query: Query
) -> None:
    query(other_database, "CREATE TABLE t (id int PRIMARY KEY, s varchar(9)); INSERT INTO t VALUES (1, 'a')")
    mover.plan(other_database, url)
    mover.run()
    begin = max(i for i, s in enumerate(redshift.sent) if s == "LOCK sct_move.ledger") - 1
    heads = [" ".join(s.split()[:3]) for s in redshift.sent[begin : begin + 9]]
    assert heads == [
        "BEGIN",
        "LOCK sct_move.ledger",
        "SELECT COUNT(*) FROM",
        "DROP TABLE IF",
        "CREATE TEMP TABLE",
        "COPY sct_stage FROM",
        'INSERT INTO "public"."t"',
        "INSERT INTO sct_move.ledger",
        "COMMIT",
    ]
    (copy,) = [s for s in redshift.sent if s.startswith("COPY")]
    assert "IAM_ROLE 'arn:aws:iam::1:role/load'" in copy
    assert SECRET not in "".join(redshift.sent)
    assert redshift.manifests[0]["entries"][0]["mandatory"] is True


@pytest.mark.parametrize("moment", ["COPY", "INSERT INTO sct_move.ledger", "COMMIT", "after COMMIT"])
def test_a_connection_lost_anywhere_leaves_every_row_once(
    mover: Mover, redshift: Redshift, url: str, database: str, other_database: str, query: Query, moment: str
) -> None:
    query(other_database, "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 500)")
    mover.plan(other_database, url)
    lost: list[str] = []

    def before(statement: str) -> None:
        copied = [s for s in redshift.sent if s.startswith("COPY")]
        if lost or not copied:
            return
        if moment == "after COMMIT":
            # The commit reaches the server, its answer does not reach us.
            if statement == "COMMIT" and redshift.sent[-2].startswith("INSERT INTO sct_move.ledger"):
                lost.append(statement)
                query(database, "SELECT 1")
                last_connection().execute("COMMIT")
                raise Error("communication error", "reset")
        elif statement.startswith(moment):
            lost.append(statement)
            raise Error("communication error", "reset")

    def last_connection() -> Any:
        import gc

        import psycopg

        from tests.move.redshift_double import Connection

        return next(
            o.real
            for o in gc.get_objects()
            if isinstance(o, Connection)
            and not o.real.closed
            and o.real.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
        )

    redshift.before = before
    assert mover.run().rows == 500
    assert lost
    assert query(database, "SELECT count(*), count(DISTINCT id) FROM t") == [(500, 500)]
    assert query(database, 'SELECT count(*), sum("rows") FROM sct_move.ledger') == [(1, 500)]
    assert left(redshift) == []


def test_refused_rows_are_found_without_savepoints(
    mover: Mover, redshift: Redshift, url: str, database: str, other_database: str, query: Query
) -> None:
    query(
        other_database,
        "CREATE TABLE t (id int PRIMARY KEY, s text); INSERT INTO t SELECT g, g FROM generate_series(1, 40) g",
    )
    query(other_database, "UPDATE t SET s = 'much too long' WHERE id IN (7, 31)")
    query(database, "CREATE TABLE t (id int, s varchar(9))")
    mover.plan(other_database, url, "on_bad_row: exceptions\n")
    result = mover.run()
    assert (result.rows, result.rejected) == (38, 2)
    assert query(database, "SELECT count(*), count(DISTINCT id) FROM t") == [(38, 38)]
    found = query(database, 'SELECT "row_data", "reason" FROM sct_move.exceptions ORDER BY 1')
    assert len(found) == 2 and all("too long" in why or "longer than" in why for _, why in found)


def test_files_that_cannot_be_removed_are_said(redshift: Redshift, url: str, monkeypatch: Any) -> None:
    from sct.move.endpoints.redshift.staging import Stage
    from sct.move.errors import Transient
    from sct.move.model import Plan

    class Files:
        words = "AWS Error ACCESS_DENIED"

        def delete_dir(self, folder: str) -> None:
            raise OSError(f"{self.words} {SECRET}")

    stage = Stage(parse(url, "target"))
    stage.files = Files()
    (said,) = stage.sweep(Plan("p", "", "", []))
    assert "may be left" in said and SECRET not in said
    Files.words = "AWS Error NETWORK_CONNECTION"
    with pytest.raises(Transient, match="MV0068"):
        stage.sweep(Plan("p", "", "", []))


def test_a_count_that_is_not_what_was_sent_undoes_the_chunk(
    mover: Mover, redshift: Redshift, url: str, database: str, other_database: str, query: Query, monkeypatch: Any
) -> None:
    query(other_database, "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 5)")
    mover.plan(other_database, url)
    from sct.move.endpoints.redshift import writer

    monkeypatch.setattr(writer, "insert", lambda table: 'INSERT INTO "public"."t" SELECT c0 FROM sct_stage LIMIT 4')
    with pytest.raises(MoveError, match="5 rows were staged, 4 arrived"):
        mover.run()
    assert query(database, "SELECT count(*) FROM t") == [(0,)]


def test_no_access_to_s3_is_not_taken_for_a_bad_row(
    mover: Mover, redshift: Redshift, url: str, other_database: str, query: Query
) -> None:
    query(other_database, "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)")
    mover.plan(other_database, url.replace("&iam_role=arn:aws:iam::1:role/load", ""))

    def before(statement: str) -> None:
        if statement.startswith("COPY"):
            assert f"aws_secret_access_key={SECRET}" in statement  # keys only where no role is given
            raise Error({"C": "XX000", "M": f"S3ServiceException: Access Denied; {statement}"})

    redshift.before = before
    with pytest.raises(MoveError) as caught:
        mover.run()
    assert caught.value.code == "MV0012" and SECRET not in str(caught.value)
    assert SECRET not in (mover.folder / "plan.json").read_text()


def test_names_are_those_that_redshift_makes_of_them(
    mover: Mover, redshift: Redshift, url: str, database: str, other_database: str, query: Query
) -> None:
    query(other_database, 'CREATE TABLE "T" ("ID" int PRIMARY KEY, "Name" text); INSERT INTO "T" VALUES (1, \'a\')')
    plan = mover.plan(other_database, url)
    assert (plan.tables[0].target, [c.target for c in plan.tables[0].columns]) == (("public", "t"), ["id", "name"])
    assert mover.run().rows == 1
    assert mover.validate()[0].differences == 0
    assert query(database, "SELECT id, name FROM t") == [(1, "a")]
    again = Mover(mover.folder / "again").plan(other_database, url)
    assert again.pre == []  # the table is known again
    query(other_database, 'CREATE TABLE "U" ("A" int, a int)')
    with pytest.raises(UsageError, match="would both become a"):
        Mover(mover.folder / "third").plan(other_database, url)


def test_statements_pass_the_nets() -> None:
    """PostgreSQL's parser without Redshift's clauses, the deny list, and sqlfluff's Redshift dialect where it is."""
    from sct.check.redshift.fluff import Fluff
    from sct.check.redshift.grammar import judge
    from sct.check.redshift.relations import Relations
    from sct.move.endpoints.redshift.copying import copy, create_stage, insert
    from sct.move.endpoints.redshift.types import type_of
    from sct.move.endpoints.redshift.writer import LEDGER

    natives = ["bigint", "numeric(38,10)", "varchar(40)", "char(3)", "timestamp", "timestamptz", "time", "date"]
    natives += ["boolean", "double precision", "varbyte(100)", "super", "interval day to second"]
    columns = [ColumnPlan(f"c {i}", f"c {i}", type_of(n), n, n) for i, n in enumerate(natives)]
    table = TablePlan("t", ("", "t"), ("public", "my table"), columns)
    role = "IAM_ROLE 'arn:aws:iam::1:role/load'"
    texts = [
        *LEDGER,
        create_stage(table),
        copy("s3://rows/m.json", role),
        copy("s3://rows/m.json", "CREDENTIALS 'a=b'"),
    ]
    texts += [insert(table), "LOCK sct_move.ledger"]
    for text in texts:
        assert judge(text, Relations()).faults == [], text
    assert [found for found in Fluff(thorough=True).judge(texts) if found] == []


def test_what_is_missing_is_said_before_anything_connects(redshift: Redshift, s3: str, monkeypatch: Any) -> None:
    from sct.move.endpoints.redshift.staging import Stage

    with pytest.raises(UsageError, match="stage="):
        Stage(parse("redshift://me@cluster/dev", "target"))
    with pytest.raises(UsageError, match="iam_role"):
        Stage(parse("redshift://me@cluster/dev?stage=s3://rows/x&iam_role=a'b", "target"))
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(UsageError, match="COPY needs"):
        Stage(parse("redshift://me@cluster/dev?stage=s3://rows/x", "target")).credentials()
    address = parse(f"redshift://me@cluster/dev?stage=s3://rows/x&secret_key={SECRET.replace('+', '%2B')}", "target")
    assert SECRET not in address.stored and "***" in Stage(address).redact(f"x {SECRET}")


def test_the_real_driver_as_far_as_it_goes() -> None:
    pytest.importorskip("redshift_connector", reason="pip install 'sct[move-redshift]'")
    from sct.move.endpoints.redshift.reader import open_source

    with pytest.raises(MoveError) as caught:
        open_source(parse("redshift://me:pa55word@127.0.0.1:1/dev"))
    assert caught.value.code == "MV0011" and "pa55word" not in str(caught.value)
