"""The PL/SQL Web Toolkit: packages HTP, HTF, OWA, OWA_UTIL and WPG_DOCLOAD with the members that a script uses, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from sct.text.chunk import Chunk
from sct.text.source import SourceFile, count_lines

_HERE = Path(__file__).parent
PACKAGES = ("owa", "htf", "htp", "owa_util", "wpg_docload")
_MAYBE = re.compile(r"\b(?:htp|htf|owa\w*|wpg_docload)\s*\.", re.IGNORECASE)
# Only to find out which are used: what a name means, the readers say. Names in comments and texts are none.
_WORDS = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'"
    r"|\bPACKAGE\s+(?:BODY\s+)?(?:\"?\w+\"?\s*\.\s*)?\"?(?P<own>htp|htf|owa|owa_util|wpg_docload)\"?\s+(?:AUTHID\s+\w+\s+)?[AI]S\b"
    r"|(?<![\w.$#])(?P<package>htp|htf|owa|owa_util|wpg_docload)\s*\.\s*(?P<name>\w+)",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = re.compile(r"^((?:PROCEDURE|FUNCTION) .*?) IS$", re.MULTILINE)
_PART = re.compile(r"\[([^\]]*)\]|\{(\w+)\}|([^\[{]+)")

Members = dict[tuple[str, str], tuple[str, tuple[tuple[str, str], ...]]]
"""(package, name) -> (its declarations or bodies, what they need)."""


@cache
def members() -> Members:
    import yaml  # few scripts use the toolkit

    out: Members = {}
    _, *entries = re.split(r"^-- (?=\w+\.\w+[ \n])", (_HERE / "web.sql").read_text("utf-8"), flags=re.MULTILINE)
    for entry in entries:
        head, _, text = entry.partition("\n")
        first, *needs = [tuple(word.split(".")) for word in head.split()]
        out[first[0], first[1]] = (text, tuple((p, n) for p, n in needs))
    for name, (parameters, markup) in yaml.safe_load((_HERE / "markup.yml").read_text("utf-8")).items():
        names = [word.strip() for word in parameters.split(",") if word.strip()]
        plain = [re.split("[?=]", one)[0] for one in names]
        declared = f"({', '.join(map(_parameter, names))})" if names else ""
        passed = f"({', '.join(plain)})" if names else ""
        function = f"FUNCTION {name}{declared} RETURN VARCHAR2 IS\nBEGIN\n  RETURN {_expression(markup)};\nEND;\n"
        procedure = f"PROCEDURE {name}{declared} IS\nBEGIN\n  htp.print(htf.{name}{passed});\nEND;\n"
        out["htf", name] = (function, ())
        out["htp", name] = (procedure, (("htp", "print"), ("htf", name)))
    return out


def _parameter(one: str) -> str:
    name, equals, value = one.partition("=")
    if equals:
        return f"{name} VARCHAR2 DEFAULT '{value}'"
    return f"{name[:-1]} VARCHAR2 DEFAULT NULL" if name.endswith("?") else f"{name} VARCHAR2"


def _expression(markup: str) -> str:
    """The markup as an expression: texts and parameters one behind the other."""
    parts = []
    for optional, name, text in _PART.findall(markup):
        if not optional:
            parts.append(name or f"'{text}'")
            continue
        asked = re.search(r"\{!?(\w+)\}", optional)
        assert asked is not None
        before, _, behind = optional.partition(asked.group())
        value = [f"'{before}'"] if "!" in asked.group() else [f"'{before}'", asked[1]]
        given = " || ".join([*value, f"'{behind}'"] if behind else value)
        parts.append(f"CASE WHEN {asked[1]} IS NOT NULL THEN {given} END")
    return " || ".join(parts)


def script(chunks: Iterable[Chunk], folder: str) -> SourceFile | None:
    """A script, as if from `folder`, with the packages of the toolkit that the chunks use and do not create."""
    used: dict[tuple[str, str], None] = {}
    own: set[str] = set()
    for chunk in chunks:
        if chunk.kind not in ("sql", "plsql"):
            continue
        lower = chunk.text.lower()
        if not ("htp" in lower or "htf" in lower or "owa" in lower or "wpg_docload" in lower) or not _MAYBE.search(
            chunk.text
        ):
            continue
        for found in _WORDS.finditer(chunk.text):
            if found["own"]:
                own.add(found["own"].lower())
            elif found["name"]:
                used[found["package"].lower(), found["name"].lower()] = None
    if own or not used:
        return None  # the input has no use for it, or brings a toolkit of its own
    known = members()
    wanted: dict[tuple[str, str], None] = {}

    def want(member: tuple[str, str]) -> None:
        if member not in wanted:
            wanted[member] = None
            for other in known[member][1]:
                want(other)

    for member in used:
        if member in known:
            want(member)
    if not wanted:
        return None
    text = "".join(
        _package(package, [known[m][0] for m in known if m in wanted and m[0] == package]) for package in PACKAGES
    )
    return SourceFile(f"{folder}web.sql", text, "utf-8", sha256(text.encode()).hexdigest(), count_lines(text))


def _package(name: str, texts: list[str]) -> str:
    if not texts:
        return ""
    heads: list[str] = []
    bodies: list[str] = []
    for text in texts:
        found = _HEAD.findall(text)
        heads += [f"{head};\n" for head in found] if found else [text]
        bodies += [text] if found else []
    made = f"CREATE OR REPLACE PACKAGE {name} AS\n{''.join(heads)}END;\n/\n"
    return made + (f"CREATE OR REPLACE PACKAGE BODY {name} AS\n{''.join(bodies)}END;\n/\n" if bodies else "")
