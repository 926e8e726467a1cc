"""GOTO: a jump forward leaves a labelled block that ends in front of its label, a jump backward continues a loop that
begins at it. Both are put around the statements of the list the label stands in."""

from __future__ import annotations

from dataclasses import dataclass

from sct.backends.postgres.names import ident
from sct.backends.postgres.plpgsql.writer import Writer, writes
from sct.ir import statements as s
from sct.ir.walking import statements as inside
from sct.rulebook.translate import Refused


@dataclass(slots=True)
class Out(s.Block):
    """Statements that a GOTO to `goal`, behind them, leaves."""

    goal: str = ""


@dataclass(slots=True)
class Again(s.Loop):
    """Statements that a GOTO to `goal`, in front of them, repeats."""

    goal: str = ""


def shaped(w: Writer, several: list[s.Statement]) -> list[s.Statement]:
    """The statements with the jumps among them as blocks and loops."""
    labels = {one.label: at for at, one in enumerate(several) if one.label}
    if not labels or not _has_goto(w):
        return several
    users = {
        label: [
            at
            for at, one in enumerate(several)
            if any(isinstance(x, s.Goto) and x.target == label for x in inside(one))
        ]
        for label in labels
    }
    ranges: list[tuple[int, int, str, bool]] = []  # first, last, label, forward
    for label, at in labels.items():
        before = [n for n in users[label] if n < at]
        after = [n for n in users[label] if n >= at]
        if before:
            ranges.append((before[0], at - 1, label, True))
        if after:
            ranges.append((at, after[-1], label, False))
    if not ranges:
        return several
    return _nested(several, 0, _fitted(ranges))


def _has_goto(w: Writer) -> bool:
    found = w.facts.get("goto")
    if found is None:
        found = any(isinstance(x, s.Goto) for root in w.facts.get("code", ()) for x in _statements(root))
        w.facts["goto"] = found
    return bool(found)


def _statements(root: object) -> list[s.Statement]:
    return list(inside(root))


def _fitted(ranges: list[tuple[int, int, str, bool]]) -> list[tuple[int, int, str, bool]]:
    """The ranges one inside the other: a block may begin earlier than its first jump."""
    changed = True
    while changed:
        changed = False
        for n, (first, last, label, forward) in enumerate(ranges):
            for other_first, other_last, _, _ in ranges:
                if other_first < first <= other_last < last:
                    if not forward:
                        raise Refused("OR0537", f"GOTO {label}: jumps that cross each other", None)
                    ranges[n] = (other_first, last, label, forward)
                    changed = True
                    break
    return sorted(ranges, key=lambda r: (r[0], -r[1], not r[3]))


def _nested(several: list[s.Statement], base: int, ranges: list[tuple[int, int, str, bool]]) -> list[s.Statement]:
    out: list[s.Statement] = []
    at = base
    end = base + len(several)
    rest = list(ranges)
    while at < end:
        outer = next((r for r in rest if r[0] == at), None)
        if outer is None:
            out.append(several[at - base])
            at += 1
            continue
        rest.remove(outer)
        first, last, label, forward = outer
        within = [r for r in rest if first <= r[0] and r[1] <= last]
        rest = [r for r in rest if r not in within]
        body = _nested(several[first - base : last + 1 - base], first, within)
        span = several[first - base].span
        out.append(Out(span, body=body, goal=label) if forward else Again(span, body, goal=label))
        at = last + 1
    return out


@writes(Out)
def leave(w: Writer, one: Out) -> None:
    name = ident(f"goto_{one.goal}")
    w.line(f"<<{name}>>")
    w.line("BEGIN")
    with w.indent(), w.noting("gotos", {**(w.facts.get("gotos") or {}), one.goal: f"EXIT {name};"}):
        w.statements(one.body)
    w.line(f"END {name};")


@writes(Again)
def again(w: Writer, one: Again) -> None:
    name = ident(f"again_{one.goal}")
    w.line(f"<<{name}>>")
    w.line("LOOP")
    with w.indent(), w.noting("gotos", {**(w.facts.get("gotos") or {}), one.goal: f"CONTINUE {name};"}):
        w.statements(one.body)
        w.line(f"EXIT {name};")
    w.line("END LOOP;")


@writes(s.Goto)
def goto(w: Writer, one: s.Goto) -> None:
    text = (w.facts.get("gotos") or {}).get(one.target)
    if text is None:
        raise Refused("OR0537", f"GOTO {one.target}: its label is not in a list of statements around it", one.span)
    w.line(text)
