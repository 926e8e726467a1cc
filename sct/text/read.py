"""Paths to source files: which files, in which order, decoded how. Nothing is guessed: what is neither marked, nor
UTF-8, nor in the encoding the user named is refused, with the place of the first bad byte."""

from __future__ import annotations

import codecs
import hashlib
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sct.text.source import SourceFile, count_lines

_EXTENSIONS = """
.sql .ddl .pks .pkb .pkg .prc .fnc .trg .tps .tpb .vw .pls .plsql .pck .spc .bdy .tab .idx .con .seq .syn .mvw
.typ .pkh .fun
.bteq .btq
"""
EXTENSIONS: frozenset[str] = frozenset(_EXTENSIONS.split())
STDIN = "-"

# Longest first: the UTF-32 LE mark begins with the UTF-16 LE one.
_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """An input that could not be read. `path` as the user knows it; `offset` in bytes and `line` (1-based) when
    they are known."""

    path: str
    message: str
    offset: int | None = None
    line: int | None = None


class Undecodable(Exception):
    """Bytes that are in no admitted encoding; `offset` is that of the first bad byte, `line` is 1-based."""

    def __init__(self, message: str, offset: int | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.offset = offset
        self.line = line


def read_paths(
    paths: Sequence[str], encoding: str | None = None, extensions: Iterable[str] = EXTENSIONS
) -> tuple[list[SourceFile], list[ReadProblem]]:
    """Read files, folders (recursively, in sorted order, hidden folders left out) and `-` (standard input).

    A file named by itself is read whatever its extension. Reported paths are relative to the PATH given: of a file its
    name, of a folder the path below it. A file reached twice is read once, at its first place.
    """
    roots = Roots(paths)
    wanted = frozenset(e.lower() for e in extensions)
    files: list[SourceFile] = []
    problems: list[ReadProblem] = []
    seen: set[Path] = set()
    for given in paths:
        if given == STDIN:
            if any(f.path == STDIN for f in files):
                continue
            _keep(files, problems, STDIN, sys.stdin.buffer.read(), encoding)
            continue
        found, trouble = _files_of(given, wanted)
        problems.extend(trouble)
        for real in found:
            shown = roots.shown(real)
            if real in seen:
                continue
            seen.add(real)
            if shown is None:
                problems.append(ReadProblem(real.name, "is a link that leads out of the given folder; not read"))
                continue
            try:
                data = real.read_bytes()
            except OSError as error:
                problems.append(ReadProblem(shown, f"cannot be read: {error.strerror or error}"))
                continue
            _keep(files, problems, shown, data, encoding)
    return files, problems


# What people hand over instead of scripts, and how it begins.
_NO_TEXT = (
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"%PDF-", "a PDF"),
)


def source_from_bytes(path: str, data: bytes, encoding: str | None = None) -> SourceFile:
    """Decode one file's bytes. Raises Undecodable."""
    text, used = decode(data, encoding)
    return SourceFile(path, text, used, hashlib.sha256(data).hexdigest(), count_lines(text))


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """(text without BOM, encoding used): BOM; UTF-16 shown by its NULs; UTF-8; else the encoding the user named.

    An encoding in which ASCII bytes do not mean ASCII (UTF-16, EBCDIC, ISO-2022 ...) is taken at the user's word
    first: such a file may pass for UTF-8 by accident. Raises Undecodable.
    """
    for begins, what in _NO_TEXT:
        if data.startswith(begins):
            raise Undecodable(f"is {what}, not the text of a script; unpack or export it first")
    if data[:1] < b" " and b"EXPORT:V" in data[:16]:
        raise Undecodable("is a dump of Oracle's exp, not the text of a script; imp with INDEXFILE or SHOW gives that")
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _strictly(data[len(bom) :], name, len(bom), "its byte order mark says"), name
    if encoding is not None:
        try:
            info = codecs.lookup(encoding)
        except LookupError:
            raise Undecodable(f"unknown encoding {encoding!r} (--encoding)") from None
        if not _ascii_compatible(info):
            return _strictly(data, info.name, 0, "--encoding says"), info.name
    utf16 = _utf16_by_nuls(data)
    if utf16 is not None:
        return _strictly(data, utf16, 0, "its NUL bytes say"), utf16
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if encoding is not None:
            return _strictly(data, encoding, 0, "--encoding says"), codecs.lookup(encoding).name
        line = _line_of(data[: error.start], "utf-8")
        raise Undecodable(
            f"is not UTF-8: byte 0x{data[error.start]:02X} at offset {error.start}, line {line}; name its encoding, "
            "for instance --encoding cp1252",
            error.start,
            line,
        ) from None


class Roots:
    """The folders the user opened to us, and how a file below them is called in reports."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._roots: list[tuple[Path, bool]] = []  # (real path, is a folder)
        for given in paths:
            if given != STDIN and Path(given).exists():
                real = Path(given).resolve()
                entry = (real, real.is_dir())
                if entry not in self._roots:
                    self._roots.append(entry)
        self._prefixes = self._distinct_prefixes()

    def _distinct_prefixes(self) -> dict[Path, str]:
        """A prefix for each root's folder: none for a single one; its name, numbered if need be, for several."""
        folders: list[Path] = []
        for real, is_folder in self._roots:
            folder = real if is_folder else real.parent
            if folder not in folders:
                folders.append(folder)
        if len(folders) < 2:
            return dict.fromkeys(folders, "")
        prefixes: dict[Path, str] = {}
        for folder in folders:
            name, number = folder.name or "root", 1
            while f"{name}/" in prefixes.values():
                number += 1
                name = f"{folder.name}~{number}"
            prefixes[folder] = f"{name}/"
        return prefixes

    @property
    def folders(self) -> list[Path]:
        return list(self._prefixes)

    def shown(self, real: Path) -> str | None:
        """The reported path of a resolved file, or None when it lies outside every root."""
        for folder, prefix in self._prefixes.items():
            if real.is_relative_to(folder):
                return prefix + real.relative_to(folder).as_posix()
        return None

    def real(self, shown: str) -> Path | None:
        """The file behind a reported path."""
        for folder, prefix in self._prefixes.items():
            if shown.startswith(prefix):
                candidate = folder / shown[len(prefix) :]
                if candidate.is_file():
                    return candidate
        return None


class IncludeLoader:
    """Finds included scripts, only below the given PATHs (a link that leads out of them is not followed).

    Called with the reported path of the including file ("" for the roots themselves) and a relative name; gives None
    when there is no such file. What was found but could not be decoded is in `problems`.
    """

    def __init__(self, paths: Sequence[str], encoding: str | None = None) -> None:
        self._roots = Roots(paths)
        self._encoding = encoding
        self.problems: list[ReadProblem] = []

    def __call__(self, base_path: str, name: str) -> SourceFile | None:
        if base_path:
            base = self._roots.real(base_path)
            folders = [base.parent] if base is not None else []
        else:
            folders = self._roots.folders
        relative = PurePosixPath(name.replace("\\", "/"))
        if relative.is_absolute():
            return None
        for folder in folders:
            real = _existing(folder, relative)
            shown = None if real is None else self._roots.shown(real)
            if real is None or shown is None:
                continue
            try:
                return source_from_bytes(shown, real.read_bytes(), self._encoding)
            except Undecodable as error:
                self.problems.append(ReadProblem(shown, str(error), error.offset, error.line))
            except OSError as error:
                self.problems.append(ReadProblem(shown, f"cannot be read: {error.strerror or error}"))
            return None
        return None


def _existing(folder: Path, relative: PurePosixPath) -> Path | None:
    """The resolved file, or the only one that differs just in case (scripts written on Windows)."""
    exact = folder / relative
    if exact.is_file():
        return exact.resolve()
    at = folder
    for part in relative.parts:
        if part in (".", ".."):
            at = at / part
            continue
        if not at.is_dir():
            return None
        names = [part] if (at / part).exists() else [p.name for p in at.iterdir() if p.name.lower() == part.lower()]
        if len(names) != 1:
            return None
        at = at / names[0]
    return at.resolve() if at.is_file() else None


def _files_of(given: str, extensions: frozenset[str]) -> tuple[list[Path], list[ReadProblem]]:
    path = Path(given)
    name = path.name or given
    if path.is_file():
        return [path.resolve()], []
    if not path.is_dir():
        return [], [ReadProblem(name, "no such file or folder")]
    found: list[Path] = []
    problems: list[ReadProblem] = []

    def unreadable(error: OSError) -> None:
        problems.append(ReadProblem(Path(error.filename or given).name, f"cannot be read: {error.strerror or error}"))

    for folder, below, names in os.walk(path, onerror=unreadable):
        below[:] = sorted(d for d in below if not d.startswith("."))
        found.extend(Path(folder, n) for n in names if Path(n).suffix.lower() in extensions)
    if not found and not problems:
        problems.append(ReadProblem(name, "holds no file with a known extension"))
    # One order for the whole tree, the same on every file system.
    found.sort(key=lambda p: p.relative_to(path).as_posix())
    return [p.resolve() for p in found], problems


def _keep(files: list[SourceFile], problems: list[ReadProblem], shown: str, data: bytes, encoding: str | None) -> None:
    try:
        files.append(source_from_bytes(shown, data, encoding))
    except Undecodable as error:
        problems.append(ReadProblem(shown, str(error), error.offset, error.line))


def _strictly(data: bytes, name: str, skipped: int, because: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        offset = error.start + skipped
        line = _line_of(data[: error.start], name)
        raise Undecodable(
            f"is not {name}, as {because}: offset {offset}, line {line}; name its encoding with --encoding",
            offset,
            line,
        ) from None


def _line_of(before: bytes, name: str) -> int:
    text = before.decode(name, errors="replace")
    return count_lines(text + "x")


def _ascii_compatible(info: codecs.CodecInfo) -> bool:
    # Every byte once, then the shifts of ISO-2022, HZ and UTF-7.
    probe = bytes(range(128)) + b"\x1b$BI=\x1b(B ~{VD~} +AGE-"
    try:
        return probe.decode(info.name) == probe.decode("ascii")
    except (UnicodeDecodeError, LookupError):
        return False


def _utf16_by_nuls(data: bytes) -> str | None:
    """UTF-16 without BOM: mostly-ASCII text has a NUL in every other byte, and on one side only."""
    if len(data) < 2 or len(data) % 2:
        return None
    sample = data[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.4 and even * 20 < odd:
        return "utf-16-le"
    if even > half * 0.4 and odd * 20 < even:
        return "utf-16-be"
    return None
