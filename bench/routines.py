"""What became of every routine of a source, once its conversion is loaded: clean, loads, stub or missing.

    clean      a body with no complaint of plpgsql_check
    loads      there, but plpgsql_check found an error in it
    stub       refused by name: there only to raise its code, or (a trigger, a type's method) in the report alone
    missing    not in the catalog: never written, or the server did not take it

Source routines are counted by parsing the source: standalone ones, those a package's specification or body declares
(a declaration and its definition are one), methods of object types, triggers. Overloads are told apart by their number
of arguments, then by order. What a script drops again is not there at its end, and not counted.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STATES = ("clean", "loads", "stub", "missing")
# A stub's whole body is one RAISE of its code.
STUB = re.compile(
    r"RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = E?'(?P<code>[A-Z]{2}\d{4}): (?P<why>(?:[^']|'')*)'"
)
PROCS = """
SELECT p.oid::regprocedure::text, n.nspname, p.proname, p.pronargs, p.prosrc, p.prorettype = 'trigger'::regtype
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_language l ON l.oid = p.prolang AND l.lanname IN ('plpgsql', 'sql')
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'sct', 'sct_plpgsql_check')
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
 ORDER BY p.oid
"""
TRIGGERS = """
SELECT t.tgname, t.tgfoid::regprocedure::text, t.tgenabled = 'D'
  FROM pg_trigger t WHERE NOT t.tgisinternal ORDER BY t.tgname
"""
WORDS = re.compile(r'"[^"]*"|\b\d+\b')


@dataclass(frozen=True)
class SourceRoutine:
    """`owner`: the package or type it belongs to, "" for a standalone one."""

    kind: str
    owner: str
    name: str
    arguments: int
    private: bool = False

    @property
    def label(self) -> str:
        inner = f"{self.owner}.{self.name}" if self.owner else self.name
        return f"{self.kind} {inner}/{self.arguments}"


@dataclass
class Fate:
    """`why`: the first error of its body, the code and words of its refusal, or the error of its loading."""

    routine: SourceRoutine
    state: str
    why: str = ""


@dataclass
class Fates:
    all: list[Fate] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        found = Counter(fate.state for fate in self.all)
        return {state: found[state] for state in STATES}

    def groups(self, state: str) -> list[tuple[str, int, str]]:
        """(reason, number, one routine it holds for), most frequent first."""
        by: dict[str, list[Fate]] = defaultdict(list)
        for fate in self.all:
            if fate.state == state:
                by[WORDS.sub("…", fate.why)[:160]].append(fate)
        return sorted(((why, len(fates), fates[0].routine.label) for why, fates in by.items()), key=lambda g: -g[1])


def source_routines(files: Iterable[Path], engine: str, encoding: str) -> list[SourceRoutine]:
    """Every routine the files create; one that is created again is counted once."""
    from sct.frontends import frontend
    from sct.options import Options
    from sct.text.read import Undecodable, source_from_bytes

    chunks: list[Any] = []
    for path in files:
        try:
            source = source_from_bytes(path.name, path.read_bytes(), encoding)
        except Undecodable:
            continue
        chunks += frontend(engine).split(source, Options(source=engine), lambda *_: None)
    return routines_of(chunks, engine)


def routines_of(chunks: Iterable[Any], engine: str) -> list[SourceRoutine]:
    """Every routine that stands after these chunks of a script have run."""
    from sct.frontends import frontend
    from sct.ir import objects as o
    from sct.ir import statements as s
    from sct.options import Options

    reader, options = frontend(engine), Options(source=engine)
    found: dict[SourceRoutine, None] = {}
    packages: dict[str, list[tuple[bool, list[Any]]]] = {}
    for chunk in chunks:
        for item in reader.read(chunk, options).items:
            if isinstance(item, o.Drop):
                _dropped(item, found, packages)
            if not isinstance(item, o.Unit) or item.kind == "block":
                continue
            code, name = item.code, item.name.name
            if isinstance(code, s.Package):
                others = [
                    part for part in packages.get(name, []) if part[0] != code.is_body
                ]  # made again: the last one
                packages[name] = [*others, (code.is_body, code.declarations)]
            elif isinstance(code, s.TypeBody):
                for one in [one for one in found if one.kind == "method" and one.owner == name]:
                    del found[one]
                for method in code.methods:
                    found[SourceRoutine("method", name, method.name.name, len(method.parameters))] = None
            elif isinstance(code, s.Routine):
                found[SourceRoutine(code.kind, "", name, len(code.parameters))] = None
            elif item.kind == "trigger":
                found[SourceRoutine("trigger", "", name, 0)] = None
            else:  # not parsed: its name is all we know
                found[SourceRoutine(item.kind, "", name, -1)] = None
    for name, parts in packages.items():
        counts: dict[bool, Counter[tuple[str, str, int]]] = {False: Counter(), True: Counter()}
        for is_body, declarations in parts:
            mine: Counter[tuple[str, str, int]] = Counter()
            forward: Counter[tuple[str, str, int]] = Counter()
            for one in declarations:
                if isinstance(one, s.Routine):
                    key = (one.kind, one.name.name, len(one.parameters))
                    (mine if one.body is not None or one.call_spec or not is_body else forward)[key] += 1
            counts[is_body] |= mine | forward
        for key in [*counts[False], *(k for k in counts[True] if k not in counts[False])]:
            for number in range(max(counts[False][key], counts[True][key])):
                private = number >= counts[False][key]
                # Overloads with as many arguments are as many entries: the number keeps them apart.
                label = key[1] if not number else f"{key[1]}~{number + 1}"
                found[SourceRoutine(key[0], name, label, key[2], private)] = None
    return list(found)


def _dropped(drop: Any, found: dict[SourceRoutine, None], packages: dict[str, list[tuple[bool, list[Any]]]]) -> None:
    name = drop.name.name
    if drop.kind in ("package", "package_body"):
        kept = [part for part in packages.pop(name, []) if drop.kind == "package_body" and not part[0]]
        packages.update({name: kept} if kept else {})
    for one in list(found):
        whole = one.kind == drop.kind and not one.owner and one.name == name
        if whole or (one.owner == name and one.kind == "method" and drop.kind in ("type", "type_body")):
            del found[one]


def refusals(report: dict[str, Any]) -> dict[str, str]:
    """Name of a refused object, with the name in front of it where it has one -> its code and what is said."""
    refused = {entry["id"] for entry in report["objects"] if entry["fidelity"] == "refused"}
    told: dict[str, str] = {}
    for finding in report["findings"]:
        if finding["object"] in refused and finding["fidelity"] == "refused":
            path = finding["object"].rpartition(":")[2].split(".")
            for name in {path[-1], ".".join(path[-2:])}:
                told.setdefault(name, f"{finding['code']} {finding['message']}")
    return told


def judge(
    routines: list[SourceRoutine],
    connection: Any,
    body_findings: list[Any],
    load_errors: dict[str, str],
    refused: dict[str, str] | None = None,
) -> Fates:
    """`body_findings`: plpgsql_check's; `load_errors`: object name (lower case) -> what the server said; `refused`: see
    refusals()."""
    said = refused or {}
    errors: dict[str, str] = {}
    for one in body_findings:
        if one.level == "error":
            errors.setdefault(one.routine, f"{one.sqlstate} {one.message}")
    procs: dict[tuple[str, str], list[tuple[str, int, str]]] = defaultdict(list)
    bodies: dict[str, str] = {}
    for signature, schema, name, arguments, body, is_trigger in connection.execute(PROCS).fetchall():
        bodies[signature] = body
        if not is_trigger:
            procs[(schema, name)].append((signature, arguments, body))
            procs[("*", name)].append((signature, arguments, body))
    triggers: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for name, function, disabled in connection.execute(TRIGGERS).fetchall():
        triggers[name].append((function, disabled))
    used: set[str] = set()

    def state(signature: str, body: str) -> tuple[str, str]:
        stub = STUB.search(body)
        if stub:
            words = stub["why"].replace("''", "'")
            # the routine's own name would make every reason a group of its own
            name, _, rest = words.partition(" ")
            return "stub", f"{stub['code']} {rest if signature.lower().find(name.rpartition('.')[2]) >= 0 else words}"
        return ("loads", errors[signature]) if signature in errors else ("clean", "")

    out = Fates()
    routines = list(routines)
    own = {(r.owner, r.name) for r in routines}
    for routine in routines:
        if routine.kind == "trigger":
            # one for several events is several there; one whose turn matters has a number in front
            pattern = re.compile(rf"(_\d+_)?{re.escape(routine.name)}(_.*)?")
            found = triggers.get(routine.name) or [
                v for name, values in triggers.items() if pattern.fullmatch(name) for v in values
            ]
            if not found:
                by_name = routine.name in said
                why = said.get(routine.name) or load_errors.get(routine.name, "no such trigger")
                out.all.append(Fate(routine, "stub" if by_name else "missing", why))
                continue
            worst = max((state(f, bodies.get(f, "")) for f, _ in found), key=lambda pair: STATES.index(pair[0]))
            out.all.append(Fate(routine, *worst))
            continue
        name = routine.name.partition("~")[0]
        if routine.kind == "method" and name == routine.owner:
            name = "new"  # a constructor
        if routine.owner:
            places = [
                (routine.owner, name),
                *(("*", f"{routine.owner}{mark}{name}") for mark in ("$", "_", ".", "__")),
            ]
        else:
            places = [("*", name)]
        candidates = [c for place in places for c in procs.get(place, ()) if c[0] not in used]
        if not candidates and routine.owner:
            # an overload the target could not tell apart has a number behind its name
            several = (
                c
                for (schema, other), known in procs.items()
                if schema == routine.owner and (routine.owner, other) not in own
                for c in known
                if re.fullmatch(rf"{re.escape(name)}_\d+", other)
            )
            candidates = [c for c in several if c[0] not in used]
        inner = f"{routine.owner}.{name}" if routine.owner else name
        if not candidates and (inner in said or routine.owner in said):
            out.all.append(Fate(routine, "stub", said.get(inner) or said[routine.owner]))
            continue
        if not candidates:
            why = load_errors.get(name) or load_errors.get(routine.owner) or "no such routine"
            out.all.append(Fate(routine, "missing", why))
            continue
        # IN arguments only are counted by the server, so a routine with OUT parameters has fewer there.
        best = min(candidates, key=lambda c: abs(c[1] - routine.arguments))
        used.add(best[0])
        out.all.append(Fate(routine, *state(best[0], best[2])))
    return out
