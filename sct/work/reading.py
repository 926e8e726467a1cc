"""Paths to statements: files, the chunks they are cut into, and what the frontend reads in each."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sct.diagnostics.finding import Finding
from sct.frontends import Frontend, Read
from sct.ir import objects as o
from sct.options import Options
from sct.records import dataclass, field
from sct.text.chunk import Chunk
from sct.text.read import EXTENSIONS, IncludeLoader, ReadProblem, read_paths
from sct.text.source import SourceFile
from sct.text.span import Span
from sct.work.memory import growing
from sct.work.pool import spread
from sct.work.progress import Progress, quiet

if TYPE_CHECKING:
    from sct.work.kept.run import Kept


class InputError(Exception):
    """Input that cannot be used at all: nothing is written."""


@dataclass(slots=True)
class Sources:
    """The files of a run by their reported path, those included by another one too.

    `supplied`: those that are none of the user's, but say what the source's server brings.
    """

    files: dict[str, SourceFile] = field(default_factory=dict)
    supplied: set[str] = field(default_factory=set)

    def text(self, span: Span) -> str:
        file = self.files.get(span.file)
        return file.text[span.start : span.end] if file is not None else ""

    @property
    def lines(self) -> int:
        return sum(f.lines for f in self.files.values() if f.path not in self.supplied)


@dataclass(slots=True)
class Script:
    """All that was read: `statements` in the order of the script, each with the chunk it came from."""

    statements: list[Any] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def split_all(paths: Sequence[str], frontend: Frontend, options: Options) -> tuple[list[Chunk], Sources]:
    """The chunks of all files. Raises InputError when a path cannot be read."""
    wanted = EXTENSIONS | getattr(frontend, "extensions", frozenset())
    files, problems = read_paths(list(paths), options.encoding, wanted)
    if problems:
        raise InputError("\n".join(_words(p) for p in problems))
    if not files:
        raise InputError("nothing to convert: no SQL file found in " + ", ".join(paths))
    sources = Sources({f.path: f for f in files})
    loader = IncludeLoader(list(paths), options.encoding)
    included: set[str] = set()

    def find(base: str, name: str) -> SourceFile | None:
        found = loader(base, name)
        if found is not None:
            sources.files.setdefault(found.path, found)
            included.add(found.path)
        return found

    out = [(file.path, list(frontend.split(file, options, find))) for file in files]
    # A file that another one includes is read there, in its place, and not a second time.
    sessions = [chunks for path, chunks in out if path not in included]
    settle = getattr(frontend, "client_state", None)
    sessions, state = settle(sessions, options) if settle is not None else (sessions, None)
    chunks = [chunk for session in sessions for chunk in session]
    bring = getattr(frontend, "supplied", None)
    brought = bring(chunks) if bring is not None else []
    brought += [state] if state is not None else []
    sources.files.update({f.path: f for f in brought})
    sources.supplied.update(f.path for f in brought)
    return [chunk for file in brought for chunk in frontend.split(file, options, find)] + chunks, sources


def _words(problem: ReadProblem) -> str:
    return f"{problem.path}: {problem.message}"


def prepared(chunks: list[Chunk], frontend: Frontend, options: Options) -> Options:
    """The options with what reading a chunk needs to know of the others, where a source has such a thing."""
    prepare = getattr(frontend, "prepared", None)
    found: Options = options if prepare is None else prepare(chunks, options)
    return found


def read_all(
    chunks: list[Chunk], frontend: Frontend, options: Options, progress: Progress = quiet, kept: Kept | None = None
) -> Script:
    """Every chunk read; the script's order is kept. `kept`: what former runs read.

    All that is made here lives to the end of the run: the collector finds nothing in it now, and need not look through
    it later on.
    """
    gc.unfreeze()  # what an earlier run in this process left
    with growing():
        script = _read(chunks, frontend, options, progress, kept)
        gc.freeze()
    return script


def _read(chunks: list[Chunk], frontend: Frontend, options: Options, progress: Progress, kept: Kept | None) -> Script:
    script = Script()
    wanted = [chunk for chunk in chunks if chunk.kind != "space"]

    def read_one(index: int) -> Read:
        chunk = wanted[index]
        try:
            return frontend.read(chunk, options)
        except Exception as error:
            if options.debug:
                raise
            # a fault of ours costs the statement, and is an error in the report; it never costs the run
            words = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
            return Read([o.Opaque(chunk.span, words, "SC0007")])

    def read_these(indexes: Sequence[int]) -> list[Read]:
        weights = [len(wanted[index].text) for index in indexes]
        return spread(weights, lambda at: read_one(indexes[at]), options.jobs, "reading", progress)

    found = kept.read(wanted, read_these) if kept is not None else read_these(range(len(wanted)))
    for chunk, read in zip(wanted, found, strict=True):
        if not read.items and chunk.word and chunk.kind != "directive":
            read.findings.append(Finding("SC0002", f"{chunk.word} … was read as nothing", chunk.span))
        for item in read.items:
            if isinstance(item, o.Dml):
                item.sql.tokens = None  # a script may have very many of them, and cutting one again is quick
        script.statements.extend(read.items)
        script.spans.extend(chunk.span for _ in read.items)
        script.findings.extend(read.findings)
    return script
