"""BTEQ, FastLoad, MultiLoad and FastExport scripts as scripts of Amazon Redshift RSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from sct.backends.redshift import rsql
from sct.frontends.teradata.engine import ENGINE
from sct.options import Options
from sct.text.source import SourceFile


def written(text: str) -> tuple[list[str], list[str]]:
    """The lines of the RSQL script, and the codes of what is said of it; statements stay as they are."""
    file = SourceFile("a.btq", text, "utf-8", "", text.count("\n"))
    chunks = list(ENGINE.split(file, Options(source="teradata"), lambda base, name: None))
    assert "".join(text[c.span.start : c.span.end] for c in chunks) == text
    script = ENGINE.script("a.btq", chunks)
    assert script is not None
    out, findings = rsql.write(script, lambda span: text[span.start : span.end].strip())
    return out.splitlines()[1:], [f.code for f in findings]


def test_control_flow() -> None:
    lines, codes = written(
        ".LOGON prod/me,secret;\nSELECT 1 FROM t;\n.IF ERRORCODE = 3807 THEN .GOTO MAKE\n.IF ERRORCODE <> 0 THEN .QUIT 8\n"
        ".IF ACTIVITYCOUNT = 0 THEN\n.REMARK 'nothing'\n.ELSE\nDELETE FROM t;\n.ENDIF\n.LABEL MAKE\n.QUIT ERRORCODE\n"
    )
    assert lines == [
        "SELECT 1 FROM t;",
        "\\if :ERRORCODE = '42P01'",
        "  \\goto MAKE",
        "\\endif",
        "\\if :ERROR <> 0",
        "  \\exit 8",
        "\\endif",
        "\\if :ACTIVITYCOUNT = 0",
        "  \\remark 'nothing'",
        "\\else",
        "DELETE FROM t;",
        "\\endif",
        "\\label MAKE",
        "\\if :ERROR <> 0",
        "  \\exit 1",
        "\\endif",
        "\\exit 0",
    ]
    assert codes == []


def test_an_error_only_the_source_knows_is_said() -> None:
    lines, codes = written("DELETE FROM t;\n.IF ERRORCODE = 2631 THEN .QUIT 4\n")
    assert lines[1] == "\\if :ERROR <> 0"
    assert codes == ["SC2004"]


def test_files_in_and_out() -> None:
    lines, codes = written(
        ".EXPORT REPORT FILE=/tmp/x.txt\nSELECT a FROM t;\n.EXPORT RESET\n.IMPORT VARTEXT '|' FILE=/data/in.txt, SKIP=1\n"
        ".REPEAT *\nUSING (a VARCHAR(10)) INSERT INTO t (a) VALUES (:a);\n.OS rm x\n.RUN FILE=other.btq\n"
    )
    assert lines == [
        "\\o /tmp/x.txt",
        "SELECT a FROM t;",
        "\\o",
        "-- SC2005: put /data/in.txt into S3 first",
        "COPY t (a) FROM 's3://BUCKET/in.txt' IAM_ROLE DEFAULT DELIMITER '|' IGNOREHEADER 1;",
        "-- SC2003: OS rm x",
        "\\i other.btq",
    ]
    assert codes == ["SC2005", "SC2003"]


def test_load_utilities() -> None:
    fastload = (
        'SESSIONS 4;\nLOGON prod/me,secret;\nSET RECORD VARTEXT ",";\nDEFINE a (VARCHAR(10)) FILE=/d/data.txt;\n'
        "BEGIN LOADING t ERRORFILES e1, e2;\nINSERT INTO t (a) VALUES (:a);\nEND LOADING;\nLOGOFF;\n"
    )
    assert written(fastload)[0][-1] == "COPY t (a) FROM 's3://BUCKET/data.txt' IAM_ROLE DEFAULT DELIMITER ',';"
    multiload = (
        ".LOGTABLE x;\n.BEGIN IMPORT MLOAD TABLES t;\n.LAYOUT l;\n.FIELD a * VARCHAR(10);\n.DML LABEL i;\n"
        "INSERT INTO t VALUES (:a);\n.IMPORT INFILE /d/in.csv FORMAT VARTEXT ';' LAYOUT l APPLY i;\n.END MLOAD;\n"
    )
    assert written(multiload)[0][-1] == "COPY t FROM 's3://BUCKET/in.csv' IAM_ROLE DEFAULT DELIMITER ';';"
    export = ".BEGIN EXPORT SESSIONS 4;\n.EXPORT OUTFILE /d/o.txt;\nSELECT 'x' FROM t;\n.END EXPORT;\n"
    unload = "UNLOAD ('SELECT ''x'' FROM t') TO 's3://BUCKET/o.txt' IAM_ROLE DEFAULT PARALLEL OFF ALLOWOVERWRITE;"
    assert written(export)[0] == [unload]


_MLOAD = (
    ".BEGIN IMPORT MLOAD TABLES t;\n.LAYOUT l;\n.FIELD a * VARCHAR(10);\n.FIELD b * VARCHAR(10);\n.DML LABEL i{how};\n{first}"
    "INSERT INTO t (x, y) VALUES ({values});\n.IMPORT INFILE /d/in.csv FORMAT VARTEXT ';' LAYOUT l APPLY i{where};\n.END MLOAD;\n"
)


def test_a_copy_has_the_columns_in_the_order_of_the_fields() -> None:
    swapped = _MLOAD.format(how="", first="", values=":b, :a", where="")
    assert written(swapped)[0][-1] == "COPY t (y, x) FROM 's3://BUCKET/in.csv' IAM_ROLE DEFAULT DELIMITER ';';"
    fastload = (
        'SET RECORD VARTEXT ",";\nDEFINE a (VARCHAR(10)), b (CHAR(5)) FILE=/d/x.txt;\nBEGIN LOADING t ERRORFILES e1, e2;\n'
        "INSERT INTO t (p, q) VALUES (:b, :a);\nEND LOADING;\n"
    )
    assert written(fastload)[0][-1].startswith("COPY t (q, p) FROM")


@pytest.mark.parametrize(
    "text",
    [
        _MLOAD.format(how="", first="", values=":b, :a", where=" WHERE a = 'U'"),
        _MLOAD.format(how="", first="", values=":b, :b", where=""),
        _MLOAD.format(
            how=" DO INSERT FOR MISSING UPDATE ROWS",
            first="UPDATE t SET y = :b WHERE x = :a;\n",
            values=":a, :b",
            where="",
        ),
        "SET RECORD VARTEXT;\nDEFINE a (CHAR(1)), b (CHAR(1)) FILE=x;\nBEGIN LOADING t ERRORFILES e, f;\n"
        "INSERT INTO t (p) VALUES (:b);\nEND LOADING;\n",
    ],
)
def test_what_a_copy_would_load_otherwise_is_none(text: str) -> None:
    lines, codes = written(text)
    assert not any(line.startswith("COPY") for line in lines)
    assert "SC2003" in codes


_JOB = (
    "DEFINE JOB j ( DEFINE SCHEMA s (a VARCHAR(5), b VARCHAR(5)); DEFINE OPERATOR l TYPE LOAD SCHEMA *;"
    " DEFINE OPERATOR r TYPE DATACONNECTOR PRODUCER SCHEMA s ATTRIBUTES (VARCHAR FileName = 'x.csv',"
    " VARCHAR Format = 'Delimited', VARCHAR TextDelimiter = {delimiter});"
    " APPLY {apply} TO OPERATOR (l[1]) SELECT {what} FROM OPERATOR (r[1]){where}; );"
)
_ONE = "('INSERT INTO t (p, q) VALUES (:b, :a);')"


def test_a_job_of_parallel_transporter() -> None:
    lines, _ = written(_JOB.format(delimiter="';'", apply=_ONE, what="*", where=""))
    assert lines[-1] == "COPY t (q, p) FROM 's3://BUCKET/x.csv' IAM_ROLE DEFAULT DELIMITER ';';"


@pytest.mark.parametrize(
    "given",
    [
        {"delimiter": "@d"},
        {"where": " WHERE a = 'x'"},
        {"what": "a, 'k' AS b"},
        {"apply": f"CASE WHEN (a = 'U') THEN {_ONE} END"},
        {"apply": "('INSERT INTO t (p, q) VALUES (:b, :a);', 'DELETE FROM t WHERE p = :a;')"},
    ],
)
def test_a_job_that_chooses_rows_is_no_copy(given: dict[str, str]) -> None:
    lines, codes = written(_JOB.format(**{"delimiter": "';'", "apply": _ONE, "what": "*", "where": "", **given}))
    assert not any(line.startswith("COPY") for line in lines)
    assert "SC2003" in codes


def test_a_condition_without_a_form_ends_the_script() -> None:
    """Nothing behind it may run without it; its ELSE and ENDIF go with it, those of others stay."""
    lines, codes = written(
        ".IF &SYSRC > 0 THEN;\n.REMARK 'x';\n.ELSE;\n.ENDIF;\n.IF ERRORCODE = 0 THEN\n.REMARK 'y'\n"
        ".IF &SYSRC > 1 THEN .QUIT 4\n.ENDIF\n"
    )
    assert [line.strip() for line in lines if line.strip().startswith("\\")] == [
        "\\remark 'not converted: .IF &SYSRC > 0 THEN'",
        "\\exit 12",
        "\\remark 'x'",
        "\\if :ERROR = 0",
        "\\remark 'y'",
        "\\remark 'not converted: .IF &SYSRC > 1 THEN .QUIT 4'",
        "\\exit 12",
        "\\endif",
    ]
    assert codes == ["SC2007", "SC2003", "SC2003", "SC2007"]


def test_an_elseif_without_a_form_ends_the_script_in_its_place() -> None:
    lines, _ = written(
        ".IF ERRORCODE = 0 THEN\n.REMARK 'x'\n.ELSEIF &A = 1 THEN\n.REMARK 'y'\n.ELSE\n.REMARK 'z'\n.ENDIF\n.REMARK 'w'\n"
    )
    assert [line.strip() for line in lines if line.strip().startswith("\\")][:6] == [
        "\\if :ERROR = 0",
        "\\remark 'x'",
        "\\else",
        "\\remark 'not converted: .ELSEIF &A = 1 THEN'",
        "\\exit 12",
        "\\endif",
    ]


def test_a_password_is_never_shown() -> None:
    text = ".LOGON prod/me,secret;\nSELECT 1;\n"
    assert "secret" not in ENGINE.hidden(text)
    assert len(ENGINE.hidden(text)) == len(text)
    assert "secret" not in "\n".join(written(text)[0])


def test_statements_of_a_script_are_the_converted_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a target whose client has scripts; here PostgreSQL's statements stand in for Redshift's."""
    from sct.backends import backend
    from sct.pipeline import convert, write

    monkeypatch.setattr(type(backend("postgres")), "client_script", staticmethod(rsql.write), raising=False)
    monkeypatch.setattr(type(backend("postgres")), "script_ending", ".rsql", raising=False)
    source = tmp_path / "load.btq"
    source.write_text(
        ".LOGON prod/me,secret;\nCREATE MULTISET TABLE t (a INTEGER) PRIMARY INDEX (a);\n"
        "INS t (1);\n.IF ERRORCODE <> 0 THEN .QUIT 8\nDEL t ALL;\nSEL ZEROIFNULL(a) FROM t;\n.QUIT\n"
    )
    result = convert([str(source)], Options(source="teradata", check=False))
    assert list(result.scripts) == ["load.rsql"]
    lines = result.scripts["load.rsql"].splitlines()
    assert [line for line in lines if line.startswith(("INSERT", "DELETE", "SELECT", "\\"))] == [
        "INSERT INTO t VALUES (1);",
        "\\if :ERROR <> 0",
        "\\endif",
        "DELETE FROM t;",
        "SELECT coalesce(a, 0) FROM t;",
        "\\exit 0",
    ]
    write(result, tmp_path / "out")
    assert (tmp_path / "out" / "scripts" / "load.rsql").read_text().splitlines() == lines
    for path in (tmp_path / "out").rglob("*"):
        assert not path.is_file() or "secret" not in path.read_text("utf-8"), path


def test_a_parallel_transporter_job_is_a_copy() -> None:
    lines, codes = written(
        "DEFINE JOB j\n(\n DEFINE SCHEMA s (a VARCHAR(5), b VARCHAR(5));\n"
        " DEFINE OPERATOR f TYPE DATACONNECTOR PRODUCER SCHEMA s ATTRIBUTES (VARCHAR FileName = 'c.csv',"
        " VARCHAR DirectoryPath = '/data/', VARCHAR Format = 'Delimited', VARCHAR TextDelimiter = ';', INTEGER SkipRows = 1);\n"
        " DEFINE OPERATOR l TYPE LOAD SCHEMA * ATTRIBUTES (VARCHAR UserPassword = 'secret', VARCHAR TargetTable = 'd.t');\n"
        " DEFINE OPERATOR e TYPE EXPORT SCHEMA s ATTRIBUTES (VARCHAR SelectStmt = 'SELECT 1;');\n"
        " STEP one (APPLY ('INSERT INTO d.t (a, b) VALUES (:a, :b);') TO OPERATOR (l[2]) SELECT * FROM OPERATOR (f[1]););\n"
        " STEP two (APPLY ('INSERT INTO d.t VALUES (:a, :b || 1);') TO OPERATOR (l) SELECT a, b FROM OPERATOR (f););\n"
        " STEP three (APPLY TO OPERATOR (f) SELECT * FROM OPERATOR (e););\n);\n"
    )
    assert lines == [
        "-- SC2005: put /data/c.csv into S3 first",
        "COPY d.t (a, b) FROM 's3://BUCKET/c.csv' IAM_ROLE DEFAULT DELIMITER ';' IGNOREHEADER 1;",
        "-- SC2003: INSERT INTO d.t VALUES (:a, :b || 1);",
        "-- SC2003: Parallel Transporter: EXPORT to DATACONNECTOR PRODUCER",  # a producer takes no rows
    ]
    assert codes == ["SC2005", "SC2003", "SC2003"]
    assert "secret" not in " ".join(lines)


EXPORT = """DEFINE JOB j
(
 DEFINE SCHEMA s (a VARCHAR(5));
 DEFINE OPERATOR e TYPE EXPORT SCHEMA s
  ATTRIBUTES (VARCHAR SelectStmt = 'SEL ZEROIFNULL(a) AS a FROM d.t WHERE w = ''it'''''' ;', VARCHAR UserPassword = 'secret');
 DEFINE OPERATOR g TYPE EXPORT SCHEMA s ATTRIBUTES (VARCHAR SelectStmt = 'SELECT no_such FROM d.t');
 DEFINE OPERATOR h TYPE EXPORT SCHEMA s ATTRIBUTES (VARCHAR SelectStmt = @query);
 DEFINE OPERATOR f TYPE DATACONNECTOR CONSUMER SCHEMA s
  ATTRIBUTES (VARCHAR FileName = 'o.csv', VARCHAR DirectoryPath = '/out', VARCHAR Format = 'Delimited', VARCHAR TextDelimiter = ';');
 STEP one (APPLY TO OPERATOR (f) SELECT * FROM OPERATOR (e[2]););
 STEP two (APPLY TO OPERATOR (f ATTR (VARCHAR FileName = 'p.csv')) SELECT * FROM OPERATOR (g););
 STEP three (APPLY TO OPERATOR (f) SELECT * FROM OPERATOR (h););
);
"""


def test_a_parallel_transporter_export_is_an_unload(tmp_path: Path) -> None:
    from sct.pipeline import convert

    source = tmp_path / "job.tpt"
    source.write_text("CREATE MULTISET TABLE d.t (a INTEGER, w VARCHAR(9)) PRIMARY INDEX (a);\n" + EXPORT)
    result = convert([str(source)], Options(source="teradata", target="redshift", version="current", check=False))
    lines = result.scripts["job.rsql"].splitlines()
    query = r"SELECT coalesce(a, 0) AS a FROM d.t WHERE w = 'it\''"
    assert [line for line in lines if line.startswith("UNLOAD")] == [
        "UNLOAD ('"
        + query.replace("\\", "\\\\").replace("'", "''")
        + "') TO 's3://BUCKET/o.csv' IAM_ROLE DEFAULT DELIMITER ';' "
        "PARALLEL OFF ALLOWOVERWRITE;"
    ]
    assert any(line.startswith("/* SC1006 refused") for line in lines), "what is refused is shown, not unloaded"
    assert "-- SC2003: Parallel Transporter: EXPORT to DATACONNECTOR CONSUMER" in lines
    (wrong,) = [f for f in result.report.findings if f.code == "SC1006"]
    assert "no_such" in wrong.message
    assert wrong.source is not None and (wrong.source.line, wrong.source.column) == (7, 82)
    assert "secret" not in result.scripts["job.rsql"]
