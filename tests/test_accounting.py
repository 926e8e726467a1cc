"""Every statement belongs to an object or has a finding; objects/ mirrors what is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.corpora import all_corpora
from sct import pipeline
from sct.backends.emitted import Made
from sct.backends.postgres.emit import PostgresEmitter

SCHEMAS = sorted((Path(__file__).parent.parent / "fixtures" / "schemas").iterdir())
FIXTURES = sorted((Path(__file__).parent.parent / "fixtures" / "oracle").rglob("*.sql"))


def convert(*paths: Path | str) -> pipeline.Result:
    options = pipeline.Options(check=False, encoding="latin-1")
    return pipeline.convert([str(path) for path in paths], options)


def lost(result: pipeline.Result) -> list[str]:
    return [
        f"{f.source.file}:{f.source.line}: {f.message}"
        for f in result.report.findings
        if f.code == "SC0002" and f.source
    ]


@pytest.mark.parametrize("path", [*SCHEMAS, *FIXTURES], ids=lambda path: path.name)
def test_our_own_scripts(path: Path) -> None:
    assert lost(convert(path)) == []


@pytest.mark.parametrize("work", all_corpora(), ids=lambda work: work.name)
def test_real_schemas(work: object) -> None:
    assert lost(convert(*work.arguments())) == []  # type: ignore[attr-defined]


def test_a_statement_that_is_lost_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "s.sql"
    file.write_text("CREATE TABLE a (x NUMBER);\nCREATE TABLE b (x NUMBER);\nCOMMENT ON TABLE b IS 'x';\n")
    whole = PostgresEmitter.emit_one

    def forgetful(self: PostgresEmitter, place: int, item: object) -> Made:
        return Made() if place == 1 else whole(self, place, item)

    monkeypatch.setattr(PostgresEmitter, "emit_one", forgetful)
    result = convert(file)
    assert [line.partition(":")[2].partition(":")[0] for line in lost(result)] == ["2", "3"]
    assert all(f.severity == "error" for f in result.report.findings if f.code == "SC0002")


def codes(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "s.sql"
    file.write_text(text)
    return [f.code for f in convert(file).report.findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CREATE TABLE a (x NUMBER);\nCOMMENT ON TABLE a IS 'x';\nDROP TABLE a;\n", ["SC0004", "SC0004", "SC0003"]),
        ("CREATE OR REPLACE VIEW v AS SELECT 1 c FROM dual;\n" * 2, ["SC0004"]),
        ("CREATE TABLE a (x NUMBER);\nINSERT INTO a VALUES (1);\nCOMMIT;\n", ["SC0005"]),
        ("CREATE TABLE a (x NUMBER);\nCREATE PUBLIC SYNONYM a FOR a;\n", ["SC0006"]),
        ("CREATE TABLE a (x NUMBER);\nCREATE PUBLIC SYNONYM a FOR own.a;\n", ["SC0006"]),
    ],
)
def test_what_the_script_undoes_itself_is_a_note(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert [code for code in codes(tmp_path, text) if code.startswith("SC")] == expected


def test_objects_are_mirrored(tmp_path: Path) -> None:
    file, out = tmp_path / "s.sql", tmp_path / "out"
    file.write_text(
        'CREATE TABLE hr.a (x NUMBER PRIMARY KEY);\nCREATE TABLE "a B" (x NUMBER);\nCREATE TABLE "A b" (x NUMBER);\n'
    )
    pipeline.write(convert(file), out)
    found = sorted(path.relative_to(out / "objects").as_posix() for path in (out / "objects").rglob("*.sql"))
    assert found == ["hr/table/a.sql", "public/table/A_b~2.sql", "public/table/a_B.sql"]
    file.write_text("CREATE TABLE b (x NUMBER);\nALTER TABLE b ADD CONSTRAINT b_pk PRIMARY KEY (x);\n")
    pipeline.write(convert(file), out)
    (only,) = (out / "objects").rglob("*.sql")
    assert only.relative_to(out / "objects").as_posix() == "public/table/b.sql"
    text = only.read_text()
    assert "CREATE TABLE b" in text and "ADD CONSTRAINT b_pk" in text


def test_nothing_is_removed_from_a_folder_that_was_not_ours(tmp_path: Path) -> None:
    file, out = tmp_path / "s.sql", tmp_path / "out"
    file.write_text("CREATE TABLE b (x NUMBER);\n")
    mine = out / "objects" / "my" / "own" / "work.sql"
    mine.parent.mkdir(parents=True)
    mine.write_text("SELECT 1;")
    pipeline.write(convert(file), out)
    assert mine.exists()


def test_a_fault_costs_an_object_and_never_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "s.sql"
    file.write_text("CREATE TABLE a (x NUMBER);\nCREATE TABLE b (x NUMBER);\nCREATE VIEW v AS SELECT x FROM a;\n")
    whole = PostgresEmitter.emit_one

    def broken(self: PostgresEmitter, place: int, item: object) -> Made:
        if place == 1:
            raise RuntimeError("the wheel came off")
        return whole(self, place, item)

    monkeypatch.setattr(PostgresEmitter, "emit_one", broken)
    result = convert(file)
    (finding,) = [f for f in result.report.findings if f.code == "SC0007"]
    assert finding.severity == "error" and finding.source and finding.source.line == 2
    assert "RuntimeError: the wheel came off" in finding.message and lost(result) == []
    assert "CREATE TABLE a" in result.script and "CREATE VIEW v" in result.script
    assert "/* SC0007 refused: RuntimeError: the wheel came off\nCREATE TABLE b (x NUMBER)" in result.script
    with pytest.raises(RuntimeError):
        pipeline.convert([str(file)], pipeline.Options(check=False, debug=True))


def test_the_same_thing_to_do_is_counted_once(tmp_path: Path) -> None:
    file = tmp_path / "s.sql"
    file.write_text("INSERT INTO missing VALUES (1);\n" * 50 + "INSERT INTO lost VALUES (1);\n")
    report = convert(file).report
    assert len(report.findings) == 51 and report.problems() == []
    assert report.summary.effort_minutes == 2 * report.findings[0].effort_minutes > 0


def test_privileges_on_what_the_script_drops_again_are_accounted_for(tmp_path) -> None:
    source = tmp_path / "s.sql"
    source.write_text(
        "CREATE TABLE t (a NUMBER);\nGRANT SELECT ON t TO PUBLIC;\nDROP TABLE t;\nCREATE TABLE t (b NUMBER);\n", "utf-8"
    )
    found = pipeline.convert([str(source)], pipeline.Options(check=False)).report.findings
    assert not [f for f in found if f.severity == "error"]
    assert "privileges on t" in [f.message for f in found if f.code == "SC0004"]
