"""The whole compiler on one page: read -> split -> parse -> bind -> lift -> lower -> emit -> order -> check -> report."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sct import __version__
from sct.backends import Backend, backend
from sct.backends.emitted import Emitted, Made
from sct.catalog import statistics
from sct.catalog.catalog import Catalog, CatalogResolver
from sct.catalog.fold import fold
from sct.diagnostics.finding import Finding
from sct.frontends import frontend
from sct.options import Options
from sct.report import CodeInfo, Proof, Report, ReportTexts, SourceFileInfo, SourceInfo, TargetInfo, ToolInfo, summarize
from sct.report.building import anchors, entries, lay_out
from sct.report.result import Result
from sct.rulebook.load import Rulebook, RuleFileError, load, rulebook_id
from sct.rulebook.runtime import needed
from sct.rulebook.translate import Translator
from sct.work.accounting import account
from sct.work.client_scripts import client_scripts
from sct.work.created import taken_out
from sct.work.cutting import cut
from sct.work.edits import Edits
from sct.work.emitting import comment_faults, emit_all, keep_steps, ordered, refuse_dependents
from sct.work.lacking import lacking
from sct.work.memory import growing
from sct.work.once import said_once
from sct.work.progress import Progress, quiet
from sct.work.reading import InputError, Sources, prepared, read_all, split_all
from sct.work.strings import converter, reader


def convert(paths: Sequence[str], options: Options, progress: Progress = quiet, edits: Edits | None = None) -> Result:
    """`edits`: what was edited by hand since the last run. Raises InputError when a path or a rule file cannot be
    used, or the server named for the proof."""
    edits = edits or Edits()
    source, target = frontend(options.source), backend(options.target)
    try:
        book = load(options.source, options.target, options.rules)
    except RuleFileError as error:
        raise InputError(str(error)) from None

    chunks, sources = split_all(paths, source, options)
    options = prepared(chunks, source, options)
    kept = None
    if options.cache:
        from sct.work.kept.run import Kept  # not what every run needs

        kept = Kept(options, tuple(paths))
    script = read_all(chunks, source, options, progress, kept)

    read = Counter(script.spans)
    script.statements, script.spans, created = taken_out(
        script.statements, script.spans, source, options, book.errors.named, sources.text
    )
    script.findings.extend(created)
    taken_apart = {span for span, times in Counter(script.spans).items() if times > read[span]}

    catalog = Catalog()
    catalog.row_sets = options.set_tables == "dedupe"
    if options.stats:
        try:
            catalog.stats = statistics.read(options.stats)
        except statistics.StatisticsError as error:
            raise InputError(str(error)) from None
    resolver = CatalogResolver(catalog, source.type_of_text)
    translator = Translator(
        options.source,
        book,
        resolver,
        options.target,
        target.type_text,
        target.needs_quotes,
        target.shortened,
        target.native_functions,
        target.default_schema,
        target.system_schema,
    )
    catalog.infer = translator.columns_of
    translator.read = reader(source, options)
    translator.script = converter(source, target, options, translator)
    with growing():
        folded = fold(script.statements, catalog)
        emitter = target.emitter(catalog, folded, translator, sources.text, options)
        gc.freeze()
    made = emit_all(emitter, folded, options, progress, kept)
    if kept is not None:
        kept.keep()
    gc.freeze()  # what is there now lives to the end: the collector need not look through it while the report is made
    pieces = [*emitter.finish(made), *(piece for one in made for piece in one.pieces)]
    keep_steps(pieces, script.spans, taken_apart)
    pieces = ordered(pieces)
    comment_faults(pieces, target, sources)
    pieces = target.arrange(pieces, emitter)
    by_hand = edits.adopt(pieces, target, sources)
    refused = refuse_dependents(pieces, target, sources)
    runtime = needed({name for one in made for name in one.runtime}, options.target)
    pieces = [*target.prelude(runtime), *pieces]

    findings = [*script.findings, *folded.findings, *(f for one in made for f in one.findings), *refused]
    findings = said_once(findings, book.codes)
    written = client_scripts(chunks, source, target, pieces, script)
    findings += written.findings
    findings += account(script, folded, catalog, pieces, [*findings, *by_hand])
    findings = edits.keep(findings, by_hand)
    findings += lacking(folded.items, book.legal.get("has") or (), catalog, source.counts_blanks)
    progress("proving", 0, 0)
    proofs = _prove(pieces, findings, target, options) if options.check else {}
    result = _result(pieces, findings, proofs, made, sources, len(script.statements), book, target, options)
    result.scripts = written.texts
    result.edits, result.there = edits.found, edits.there
    result.reused = kept.reused if kept is not None else 0
    return result


def _prove(pieces: list[Emitted], findings: list[Finding], target: Backend, options: Options) -> dict[str, Proof]:
    """The proofs by object; a failed one is a finding too."""
    from sct.check.model import Limits
    from sct.check.proving import prove

    proved = prove(pieces, options.dsn, options.target, Limits(running=options.check_seconds))
    if proved.not_run and options.dsn:
        # A proof that was asked for by name and cannot be had is no success.
        raise InputError(proved.not_run)
    engine = proved.engine if not proved.not_run else options.target
    for id_, verdict in proved.verdicts.items():
        if verdict.state == "failed" and verdict.piece is not None:
            findings.append(Finding(target.load_failed, verdict.message, verdict.source, id_))
    if proved.cut_short is not None:
        count, first = proved.cut_short
        said = (
            f"{count} that run were stopped or not begun ({options.check_seconds:g} s are given to all), this one first"
        )
        findings.append(Finding("SC1622", said, first.span, first.object_id))
    findings.extend(Finding(target.body_failed, c.message, c.source, c.object_id) for c in proved.complaints)
    return {id_: Proof(v.state, engine, proved.version, v.message) for id_, v in proved.verdicts.items()}


@growing()
def _result(
    pieces: list[Emitted],
    findings: list[Finding],
    proofs: dict[str, Proof],
    made: list[Made],
    sources: Sources,
    statements: int,
    book: Rulebook,
    target: Backend,
    options: Options,
) -> Result:
    header = target.header(options)
    laid = lay_out(pieces, header)
    objects, rows = entries(pieces, laid, findings, sources.files, book, proofs)
    files = sorted(sources.files.values(), key=lambda f: f.path)
    report = Report(
        tool=ToolInfo("sct", __version__, rulebook=rulebook_id(options.rules)),
        source=SourceInfo(options.source, tuple(SourceFileInfo(f.path, f.sha256, f.lines) for f in files)),
        target=TargetInfo(options.target, options.version),
        summary=summarize(objects, rows, statements, sources.lines),
        objects=tuple(objects),
        findings=tuple(rows),
    )
    codes = {c.code: CodeInfo(c.name, c.why, c.effort_minutes, c.howto) for c in book.codes.values()}
    pairs = anchors(pieces, laid, sources.files)
    hidden = getattr(frontend(options.source), "hidden", str)  # a password stays out of the report's copy of the source
    checks = {index: one.check for index, one in enumerate(findings) if one.check}
    texts = ReportTexts({f.path: hidden(f.text) for f in files}, {"schema.sql": laid.text}, codes, checks, pairs)
    pre, post = (lay_out(half, header) for half in cut(pieces))
    manifest = {
        "version": 1,
        "source": {"engine": options.source},
        "target": {"engine": options.target, "version": options.version},
        "tables": [{"source": r.source, "target": r.target, "columns": r.columns} for one in made for r in one.rows],
    }
    return Result(report, texts, pieces, laid.text, pre.text, post.text, manifest, target.default_schema)


@growing()
def write(result: Result, out: Path, jobs: int = 1) -> None:
    """Everything into a folder."""
    from sct.report.writing import write as write_all

    write_all(result, out, jobs)


__all__ = ["InputError", "Options", "Result", "convert", "write"]
