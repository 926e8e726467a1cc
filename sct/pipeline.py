"""The whole compiler on one page: read -> split -> parse -> bind -> lift -> lower -> order -> emit -> check -> report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sct import __version__
from sct.backends.emitted import Emitted
from sct.backends.postgres.emit import PostgresEmitter
from sct.backends.postgres.names import needs_quotes, shortened
from sct.backends.postgres.types import type_text
from sct.catalog.catalog import Catalog, CatalogResolver
from sct.catalog.fold import fold
from sct.catalog.order import stable_order
from sct.diagnostics.finding import FIDELITIES, Bag, Finding, worst
from sct.frontends.oracle.split import split
from sct.frontends.oracle.sqlplus import Session
from sct.frontends.oracle.statement import parse_statement
from sct.frontends.oracle.types import type_of_text
from sct.ir import objects as o
from sct.report import (
    CodeInfo,
    FindingEntry,
    ObjectEntry,
    Proof,
    Report,
    ReportTexts,
    SourceFileInfo,
    SourceInfo,
    SpanJson,
    TargetInfo,
    ToolInfo,
    summarize,
)
from sct.rulebook.load import Rulebook, load
from sct.rulebook.runtime import needed
from sct.rulebook.translate import Translator
from sct.sqlexpr.scope import Shape
from sct.text.read import IncludeLoader, ReadProblem, read_paths
from sct.text.source import SourceFile
from sct.text.span import Span


class InputError(Exception):
    """Input that cannot be read at all: nothing is written."""


@dataclass(slots=True)
class Options:
    source: str = "oracle"
    target: str = "postgres"
    version: str = "15"
    encoding: str | None = None
    define: dict[str, str] = field(default_factory=dict)
    check: bool = True
    dsn: str | None = None


@dataclass(slots=True)
class Result:
    """Everything one run found out. `script` is schema.sql; `pieces` the same in order, one statement group each."""

    report: Report
    texts: ReportTexts
    pieces: list[Emitted]
    script: str
    pre: str
    post: str
    manifest: dict[str, Any]


def convert(paths: Sequence[str], options: Options) -> Result:
    """Raises InputError when a path cannot be read, or the server named for the proof cannot be used."""
    files, problems = read_paths(list(paths), options.encoding)
    if problems:
        raise InputError("\n".join(str(_words(p)) for p in problems))
    if not files:
        raise InputError("nothing to convert: no SQL file found in " + ", ".join(paths))
    book = load(options.source, options.target)
    sources: dict[str, SourceFile] = {f.path: f for f in files}
    chunks = _split(files, paths, options, sources)
    loose: list[Finding] = []
    statements: list[Any] = []
    for chunk in chunks:
        if chunk.kind == "directive":
            if chunk.problem:
                loose.append(Finding("OR0020", chunk.problem, chunk.span))
            continue
        if chunk.kind == "space":
            continue
        if chunk.kind == "bad":
            statements.append(o.Opaque(chunk.span, chunk.problem or "cannot be read", "OR0001"))
            continue
        if chunk.problem:
            loose.append(Finding("OR0020", chunk.problem, chunk.span))
        try:
            statements.extend(parse_statement(chunk))
        except RecursionError:
            statements.append(o.Opaque(chunk.span, "nested too deeply", "OR0019"))

    catalog = Catalog(_current_schema(statements))
    folded = fold(statements, catalog)
    resolver = CatalogResolver(catalog, type_of_text)
    translator = Translator(options.source, book, resolver, options.target, type_text, needs_quotes, shortened)

    def infer(item: Any) -> Shape:
        shape = translator.shape(item.query)
        if item.columns:
            names = [c if isinstance(c, str) else c.name for c in item.columns]
            infos = list(shape.columns.values())
            if len(infos) == len(names):
                return Shape(dict(zip(names, infos, strict=True)))
            return Shape(open=True)
        return shape

    catalog.infer = infer
    emitter = PostgresEmitter(catalog, folded, translator, lambda span: _slice(sources, span))
    ordered = _ordered(emitter.emit())
    ordered = _transactions(ordered, emitter)
    _refuse_dependents(ordered, emitter.bags, lambda span: _slice(sources, span))
    runtime = needed(translator.used_runtime, options.target)
    prelude = [
        Emitted("sct", "sct", "runtime", "CREATE SCHEMA IF NOT EXISTS sct;", Span("", 0, 0), -2, schema="sct"),
        *(
            Emitted(f"sct.{f.name}", f"sct.{f.name}", "runtime", f.sql, Span("", 0, 0), -2, name=f.name)
            for f in runtime
        ),
    ]
    pieces = [*(prelude if runtime else []), *ordered]
    findings = [*loose, *folded.findings, *(f for bag in emitter.bags.values() for f in bag)]
    return _result(pieces, findings, sources, files, options, book, len(statements), emitter)


def _current_schema(statements: list[Any]) -> str | None:
    """The schema the script says it stands in (ALTER SESSION SET CURRENT_SCHEMA): its names need no owner."""
    named = [s.name for s in statements if isinstance(s, o.Accounted) and s.kind == "current schema"]
    return named[-1] if named else None


def _words(problem: ReadProblem) -> str:
    return f"{problem.path}: {problem.message}"


def _split(
    files: list[SourceFile], paths: Sequence[str], options: Options, sources: dict[str, SourceFile]
) -> list[Any]:
    loader = IncludeLoader(list(paths), options.encoding)
    included: set[str] = set()

    def find(base: str, name: str) -> SourceFile | None:
        found = loader(base, name)
        if found is not None:
            sources.setdefault(found.path, found)
            included.add(found.path)
        return found

    out: list[tuple[str, list[Any]]] = []
    for file in files:
        # settings and variables of one script are not the next one's; what the user gives holds in all of them
        out.append((file.path, list(split(file, Session(dict(options.define)), find))))
    # A file that another one includes is read there, in its place, and not a second time.
    return [chunk for path, chunks in out if path not in included for chunk in chunks]


def _slice(sources: dict[str, SourceFile], span: Span) -> str:
    file = sources.get(span.file)
    return file.text[span.start : span.end] if file is not None else ""


def _ordered(emitted: list[Emitted]) -> list[Emitted]:
    by_id: dict[str, Emitted] = {}
    for item in sorted(emitted, key=lambda e: e.place):
        unique, number = item.id, 1
        while unique in by_id:
            number += 1
            unique = f"{item.id}~{number}"
        by_id[unique] = item
    order, _ = stable_order(list(by_id), {key: item.needs for key, item in by_id.items()})
    return [by_id[key] for key in order]


def _transactions(pieces: list[Emitted], emitter: PostgresEmitter) -> list[Emitted]:
    """The script's transactions, where they matter: it rolls back, or a constraint is checked at commit only.

    SQL*Plus begins one with the first data statement, commits before DDL and at the end.
    """
    ends = [p for p in pieces if p.kind == "transaction"]
    if not any(p.name != "commit" for p in ends) and not emitter.has_deferred:
        return [p for p in pieces if p.kind != "transaction"]
    out: list[Emitted] = []
    is_open = False

    def mark(sql: str, near: Emitted) -> None:
        id_ = f"script:{sql.strip(';').lower()}:{len(out)}"
        out.append(Emitted(id_, id_, "transaction", sql, near.span, near.place, name=sql))

    for piece in pieces:
        if piece.kind == "data" and not is_open:
            mark("BEGIN;", piece)
            is_open = True
        elif piece.kind not in ("data", "transaction") and is_open:
            mark("COMMIT;", piece)
            is_open = False
        if piece.kind == "transaction":
            if not is_open:
                continue
            is_open = piece.name == "savepoint"
        out.append(piece)
    if is_open:
        mark("COMMIT;", pieces[-1])
    return out


def _refuse_dependents(pieces: list[Emitted], bags: dict[str, Bag], texts: Any) -> None:
    """What needs a refused object cannot be loaded either: it is refused by name too, in loading order."""
    gone = {p.object_id for p in pieces if p.refused}
    for piece in pieces:
        missing = next((n for n in piece.needs if n in gone), None)
        if piece.refused or missing is None:
            continue
        bags.setdefault(piece.object_id, Bag(piece.object_id)).add(
            "OR0018", f"needs {missing}, which is refused", piece.span
        )
        text = texts(piece.span).rstrip().replace("*/", "* /").replace("/*", "/ *")
        piece.sql = f"/* OR0018 refused: needs {missing}, which is refused\n{text}\n*/"
        piece.refused = True
        if piece.id == piece.object_id:
            gone.add(piece.object_id)


def _header(options: Options) -> str:
    return (
        f"-- {options.source} to {options.target} {options.version}, written by sct {__version__}\n"
        "SET client_min_messages = warning;\n"
    )


def _result(
    pieces: list[Emitted],
    findings: list[Finding],
    sources: dict[str, SourceFile],
    files: list[SourceFile],
    options: Options,
    book: Rulebook,
    statements: int,
    emitter: PostgresEmitter,
) -> Result:
    script, places = _script(pieces, _header(options))
    proofs = _prove(pieces, options) if options.check else {}
    entries, rows = _entries(pieces, places, findings, sources, book, proofs, script)
    lines = sum(f.lines for f in sources.values())
    report = Report(
        tool=ToolInfo("sct", __version__, rulebook=__version__),
        source=SourceInfo(
            options.source,
            tuple(SourceFileInfo(f.path, f.sha256, f.lines) for f in sorted(sources.values(), key=lambda f: f.path)),
        ),
        target=TargetInfo(options.target, options.version),
        summary=summarize(entries, rows, statements, lines),
        objects=tuple(entries),
        findings=tuple(rows),
    )
    codes = {c.code: CodeInfo(c.name, c.why, c.effort_minutes, c.howto) for c in book.codes.values()}
    texts = ReportTexts({f.path: f.text for f in sources.values()}, {"schema.sql": script}, codes)
    pre = _script(
        [p for p in pieces if p.section == "pre" and p.kind not in ("data", "transaction")], _header(options)
    )[0]
    post = _script([p for p in pieces if p.section == "post"], _header(options))[0]
    manifest = {
        "version": 1,
        "source": {"engine": options.source},
        "target": {"engine": options.target, "version": options.version},
        "tables": [{"source": r.source, "target": r.target, "columns": r.columns} for r in emitter.rows],
    }
    return Result(report, texts, pieces, script, pre, post, manifest)


def _script(pieces: list[Emitted], header: str) -> tuple[str, dict[int, tuple[int, int]]]:
    """The script and where each piece stands in it (character offsets)."""
    parts = [header]
    at = len(header)
    places: dict[int, tuple[int, int]] = {}
    for index, piece in enumerate(pieces):
        text = "\n" + piece.sql + "\n"
        places[index] = (at + 1, at + 1 + len(piece.sql))
        parts.append(text)
        at += len(text)
    return "".join(parts), places


def _prove(pieces: list[Emitted], options: Options) -> dict[str, Proof]:
    from sct.check import check
    from sct.check.model import Piece

    wanted = [p for p in pieces if not p.refused]
    found = check([Piece(p.object_id, p.sql) for p in wanted], dsn=options.dsn)
    if found.not_run and options.dsn:
        # A proof that was asked for by name and cannot be had is no success.
        raise InputError(found.not_run)
    if found.not_run:
        return {p.object_id: Proof("not_run", options.target, "", found.not_run) for p in wanted}
    out: dict[str, Proof] = {}
    for piece, result in zip(wanted, found.results, strict=True):
        old = out.get(piece.object_id)
        if result.state == "failed" or old is None:
            if old is not None and old.state == "failed":
                continue
            out[piece.object_id] = Proof(result.state, found.engine, found.version, result.message or "")
    return out


def _span_json(span: Span | None, sources: dict[str, SourceFile]) -> SpanJson | None:
    file = sources.get(span.file) if span is not None else None
    if file is None or span is None:
        return None
    line, column = file.position(span.start)
    end_line, end_column = file.position(max(span.end, span.start))
    return SpanJson(span.file, line, column, end_line, end_column)


def _entries(
    pieces: list[Emitted],
    places: dict[int, tuple[int, int]],
    findings: list[Finding],
    sources: dict[str, SourceFile],
    book: Rulebook,
    proofs: dict[str, Proof],
    script: str,
) -> tuple[list[ObjectEntry], list[FindingEntry]]:
    target = SourceFile("schema.sql", script, "utf-8", "", script.count("\n"))
    known = {p.object_id for p in pieces}
    for object_id, proof in proofs.items():
        if proof.state == "failed":
            span = next(p.span for p in pieces if p.object_id == object_id)
            findings.append(Finding("PG0106", proof.message or "", span, object_id))
    rows: list[FindingEntry] = []
    of: dict[str, list[int]] = {}
    spots = {p.object_id: places[i] for i, p in reversed(list(enumerate(pieces)))}
    for finding in findings:
        code = book.codes.get(finding.code)
        if code is None:
            raise AssertionError(f"{finding.code} is raised and not declared")
        owner = finding.object_id if finding.object_id in known else None
        at = spots.get(owner) if owner else None
        spot = _span_json(Span("schema.sql", *at), {"schema.sql": target}) if at else None
        if owner:
            of.setdefault(owner, []).append(len(rows))
        rows.append(
            FindingEntry(
                finding.code,
                code.severity,
                code.fidelity,
                owner,
                finding.message,
                _span_json(finding.span, sources),
                spot,
                code.effort_minutes,
            )
        )
    entries: dict[str, ObjectEntry] = {}
    first: dict[str, Emitted] = {}
    needs: dict[str, dict[str, None]] = {}
    for piece in pieces:
        first.setdefault(piece.object_id, piece)
        mine = needs.setdefault(piece.object_id, {})
        for other in piece.needs:
            if other in known and other != piece.object_id:
                mine[other] = None
    for object_id, piece in first.items():
        if piece.kind in ("runtime", "schema", "transaction"):
            continue
        mine_rows = of.get(object_id, [])
        fidelity = worst(book.codes[rows[i].code].fidelity for i in mine_rows)
        at = spots[object_id]
        entries[object_id] = ObjectEntry(
            id=object_id,
            kind=piece.kind,
            fidelity=fidelity,
            source=_span_json(piece.span, sources),
            target=_span_json(Span("schema.sql", *at), {"schema.sql": target}),
            depends_on=tuple(needs[object_id]),
            effort_minutes=sum(rows[i].effort_minutes for i in mine_rows),
            proof=proofs.get(object_id) or Proof("not_run"),
            findings=tuple(mine_rows),
        )
    assert set(FIDELITIES)
    return list(entries.values()), rows


def write(result: Result, out: Path) -> None:
    """Everything DESIGN names, into a folder; files of an earlier run that are not written again are left alone."""
    from sct.report import html

    out.mkdir(parents=True, exist_ok=True)
    (out / "schema.sql").write_text(result.script, "utf-8")
    (out / "pre-data.sql").write_text(result.pre, "utf-8")
    (out / "post-data.sql").write_text(result.post, "utf-8")
    (out / "report.json").write_text(json.dumps(result.report.to_json(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    (out / "manifest.json").write_text(json.dumps(result.manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (out / "report.html").write_text(html.render(result.report, result.texts), "utf-8")
    objects: dict[Path, list[str]] = {}
    for piece in result.pieces:
        if piece.kind in ("schema", "data", "transaction"):
            continue
        schema = _file_name(piece.schema or "public")
        owner = _file_name(piece.object_id.split(":")[-1])
        objects.setdefault(out / "objects" / schema / _file_name(piece.kind) / f"{owner}.sql", []).append(piece.sql)
    for path, texts in objects.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(texts) + "\n", "utf-8")


def _file_name(text: str) -> str:
    """A file name out of an object's name: source text never becomes a path."""
    safe = "".join(c if c.isalnum() or c in "._-$#" else "_" for c in text)
    return safe.strip(".")[:120] or "_"


__all__ = ["Bag", "InputError", "Options", "Result", "convert", "write"]
