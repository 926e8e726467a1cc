"""Object types that come with Oracle's server and that a script uses without creating them.

They are written here as the DDL of a script (a file a schema), and what the input uses of them is converted with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from sct.text.chunk import Chunk
from sct.text.source import SourceFile, count_lines

_FILES = ("mdsys.sql", "sys.sql")
_CREATED = re.compile(r"CREATE OR REPLACE TYPE (BODY )?\w+\.(\w+)")
# Only to find out which are used: what a name means, the readers say. Names in comments and texts are none.
_WORDS = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|(?:\bCREATE\b[\w\s]*?\bTYPE\s+(?:\w+\s*\.\s*)?)?\b(?:SDO|JSON)_\w+", re.I | re.S
)

_MAYBE = re.compile(r"\b(?:SDO_|JSON_\w+_(?:T|LIST)\b)", re.I)


def supplied(chunks: Iterable[Chunk], folder: str) -> list[SourceFile]:
    """Scripts, as if from `folder`, with the types that the chunks use and do not create, and what those are made of."""
    used: set[str] = set()
    own: set[str] = set()
    for chunk in chunks:
        if chunk.kind not in ("sql", "plsql"):
            continue
        lower = chunk.text.lower()
        if ("sdo_" in lower or "json_" in lower) and _MAYBE.search(chunk.text):
            for word in _WORDS.findall(chunk.text):
                lower = word.lower()
                if lower[0] in "-/'":
                    continue
                (own if lower.startswith("create") else used).add(lower.split()[-1].split(".")[-1].strip())
    return [file for name in _FILES if (file := _script(folder, name, used - own)) is not None]


def _script(folder: str, name: str, used: set[str]) -> SourceFile | None:
    text = (Path(__file__).parent / name).read_text("utf-8")
    head, *statements = re.split(r"(?m)^(?=CREATE )", text)
    of: dict[str, list[str]] = {}
    for statement in statements:
        found = _CREATED.match(statement)
        assert found is not None
        of.setdefault(found[2], []).append(statement)
    wanted: dict[str, None] = {}

    def want(type_: str) -> None:
        wanted[type_] = None
        for other in of:
            if other not in wanted and any(f".{other}" in s for s in of[type_]):
                want(other)

    for type_ in of:
        if type_ in used and type_ not in wanted:
            want(type_)
    if not wanted:
        return None
    made = head + "".join(s for type_, several in of.items() if type_ in wanted for s in several)
    return SourceFile(f"{folder}{name}", made, "utf-8", sha256(made.encode()).hexdigest(), count_lines(made))
