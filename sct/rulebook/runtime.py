"""The emulation functions of a target: which there are, what they need, their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from sct.rulebook.load import kept, rules_folder


@dataclass(frozen=True, slots=True)
class RuntimeFunction:
    name: str
    needs: tuple[str, ...]
    why: str
    source: str
    sql: str
    is_procedure: bool = False
    extension: str = ""


@cache
def runtime_functions(target: str) -> dict[str, RuntimeFunction]:
    folder = f"runtime/{target}"
    found = {}
    for name, entry in kept().of(folder, lambda: [(one.name, asdict(one)) for one in _read(rules_folder() / folder)]):
        found[name] = RuntimeFunction(**{**entry, "needs": tuple(entry["needs"])})
    kept().keep()
    return found


def _read(folder: Path) -> Iterator[RuntimeFunction]:
    for path in sorted(folder.glob("*.sql")):
        header: dict[str, list[str]] = {}
        body: list[str] = []
        for line in path.read_text("utf-8").splitlines():
            if not body and line.startswith("-- ") and ": " in line:
                key, _, value = line[3:].partition(": ")
                header.setdefault(key, []).append(value.strip())
            else:
                body.append(line)
        needs = tuple(n.strip() for part in header.get("needs", ()) for n in part.split(",") if n.strip())
        name = header["name"][0]
        yield RuntimeFunction(
            name,
            needs,
            " ".join(header.get("why", ())),
            " ".join(header.get("source", ())),
            "\n".join(body).strip(),
            any(signature.endswith("returns procedure") for signature in header.get("signature", ())),
            " ".join(header.get("extension", ())),
        )


def is_procedure(name: str, target: str) -> bool:
    """Whether `sct.name` of the runtime library is called by CALL."""
    found = runtime_functions(target).get(name.removeprefix("sct."))
    return found is not None and found.is_procedure


def changed(name: str, target: str) -> tuple[int, ...]:
    """Which arguments a procedure `sct.name` of the runtime library writes to, by position."""
    found = runtime_functions(target).get(name.removeprefix("sct."))
    if found is None or not found.is_procedure:
        return ()
    head = found.sql.partition("(")[2].partition(")")[0]
    return tuple(n for n, parameter in enumerate(head.split(",")) if parameter.strip().startswith("INOUT "))


def needed(names: Iterable[str], target: str) -> list[RuntimeFunction]:
    """The functions named and all they need, callees first."""
    known = runtime_functions(target)
    out: dict[str, RuntimeFunction] = {}

    def add(name: str) -> None:
        if name in out or name not in known:
            return
        for other in known[name].needs:
            if other != name:
                add(other)
        out[name] = known[name]

    for name in sorted(names):
        add(name)
    return list(out.values())
