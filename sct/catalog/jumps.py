"""GOTO as structure: labelled blocks that are left, labelled loops that are gone round again.

A jump forward leaves a block that ends at the label; a jump back continues a loop that begins there; a jump to the end
of a loop's body continues that loop. What would jump into the middle of a loop from outside has no structure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sct.ir import statements as s
from sct.ir.walking import statements as statements_in
from sct.text.span import Span

_LOOPS = (s.Loop, s.While, s.ForRange, s.ForQuery, s.ForCursor, s.ForIterator)


class Unstructured(Exception):
    """This GOTO cannot be written as structure."""

    def __init__(self, label: str, span: Span) -> None:
        super().__init__(label)
        self.label = label
        self.span = span


def has_jumps(block: Any) -> bool:
    return any(isinstance(one, s.Goto) for one in statements_in(block))


def structured(block: s.Block) -> s.Block:
    """The block without GOTO. Raises Unstructured."""
    made = _Jumps().block(block)
    for one in statements_in(made):
        if isinstance(one, s.Goto):
            raise Unstructured(one.target, one.span)
    return made


class _Jumps:
    def __init__(self) -> None:
        self.numbers = 0
        self.targets: list[dict[str, s.Statement]] = []  # label -> what a jump to it is written as, innermost last

    def block(self, block: s.Block) -> s.Block:
        handlers = [replace(h, body=self.list(h.body, None)) for h in block.handlers]
        return replace(block, body=self.list(block.body, None), handlers=handlers)

    def list(self, several: list[s.Statement], loop: Any) -> list[s.Statement]:
        """`loop`: the loop whose body the list is."""
        labels = {one.label: at for at, one in enumerate(several) if one.label}
        jumps: list[tuple[int, int, s.Goto]] = []  # (from, to, the jump)
        for at, one in enumerate(several):
            for goto in statements_in(one):
                if isinstance(goto, s.Goto) and goto.target in labels and not _nearer(one, goto):
                    jumps.append((at, labels[goto.target], goto))
        if not jumps:
            return [self.inside(one) for one in several]
        names: dict[str, s.Statement] = {}
        wraps: list[list[Any]] = []  # [first, behind the last, kind, label]
        for label, to in labels.items():
            mine = [(at, goto) for at, where, goto in jumps if where == to and goto.target == label]
            forward = [at for at, _ in mine if at < to]
            back = [at for at, _ in mine if at >= to]
            if forward and loop is not None and all(isinstance(x, s.Null) for x in several[to:]):
                loop.label = loop.label or self.name("loop")
                names[f"{label}>"] = s.Continue(several[to].span, loop.label)
            elif forward:
                names[f"{label}>"] = s.Exit(several[to].span, self.free(label, several[to], bool(back)))
                wraps.append([min(forward), to, "block", names[f"{label}>"].target])  # type: ignore[attr-defined]
            if back:
                own = self.free(label, several[to], False)
                names[f"{label}<"] = s.Continue(several[to].span, own)
                wraps.append([to, max(back) + 1, "loop", own])
        _nest(wraps, jumps)
        out: list[Any] = []
        for at, one in enumerate(several):
            here = dict(names)
            for label, to in labels.items():
                # from where it stands, a jump to a label goes one way
                here[label] = names.get(f"{label}>" if at < to else f"{label}<")  # type: ignore[assignment]
            self.targets.append({k: v for k, v in here.items() if v is not None})
            out.append(self.inside(one))
            self.targets.pop()
        return _wrapped(out, wraps, loop, self)

    def inside(self, one: Any) -> Any:
        """A statement with the jumps in it written anew."""
        if isinstance(one, s.Goto):
            for known in reversed(self.targets):
                if one.target in known:
                    return replace(known[one.target], span=one.span, label=one.label, comments=one.comments)
            return one
        if isinstance(one, s.Block):
            return self.block(one)
        if isinstance(one, _LOOPS):
            made = replace(one)
            made.body = self.list(one.body, made)
            return made
        if isinstance(one, (s.If, s.Case)):
            branches = [(condition, self.list(body, None)) for condition, body in one.branches]
            otherwise = self.list(one.otherwise, None) if one.otherwise is not None else None
            return replace(one, branches=branches, otherwise=otherwise)
        return one

    def free(self, label: str, at: s.Statement, other: bool) -> str:
        """A label for a block or loop of ours: the source's own unless the statement keeps it."""
        return f"{label}_goto" if isinstance(at, (s.Block, *_LOOPS)) or other else label

    def name(self, stem: str) -> str:
        self.numbers += 1
        return f"sct_{stem}{self.numbers}"


def _nearer(one: s.Statement, goto: s.Goto) -> bool:
    """Whether an inner list of the statement holds the label too: the jump means that one."""
    return any(x.label == goto.target and x is not one for x in statements_in(one))


def _nest(wraps: list[list[Any]], jumps: list[tuple[int, int, s.Goto]]) -> None:
    """Ranges that cross are widened until one holds the other; a loop cannot be entered in the middle."""
    changed = True
    while changed:
        changed = False
        for a in wraps:
            for b in wraps:
                if a is b or not (a[0] < b[0] < a[1] < b[1]):
                    continue
                if b[2] == "block":
                    b[0] = a[0]  # a block may begin earlier
                elif a[2] == "loop":
                    a[1] = b[1]  # a loop may end later
                else:
                    goto = next(g for at, to, g in jumps if to == a[1])
                    raise Unstructured(goto.target, goto.span)
                changed = True


def _wrapped(out: list[Any], wraps: list[list[Any]], loop: Any, names: _Jumps) -> list[s.Statement]:
    def build(first: int, behind: int, remaining: list[list[Any]]) -> list[s.Statement]:
        made: list[s.Statement] = []
        at = first
        while at < behind:
            here = [w for w in remaining if w[0] == at and w[1] <= behind]
            if not here:
                made.append(out[at])
                at += 1
                continue
            wrap = max(here, key=lambda w: (w[1], w[2] == "block"))
            rest = [w for w in remaining if w is not wrap]
            body = build(wrap[0], wrap[1], rest)
            span = out[wrap[0]].span
            if wrap[2] == "block":
                made.append(s.Block(span, label=wrap[3], body=body))
            else:
                _aim(body, loop, names)
                made.append(s.Loop(span, [*body, s.Exit(span, wrap[3])], label=wrap[3]))
            at = wrap[1]
        return made

    return build(0, len(out), wraps)


def _aim(body: list[s.Statement], loop: Any, names: _Jumps) -> None:
    """EXIT and CONTINUE without a label that mean the loop around, now that another one stands between."""
    for one in body:
        if isinstance(one, (s.Exit, s.Continue)) and one.target is None and loop is not None:
            loop.label = loop.label or names.name("loop")
            one.target = loop.label
        elif isinstance(one, (s.If, s.Case)):
            for _, inner in one.branches:
                _aim(inner, loop, names)
            _aim(one.otherwise or [], loop, names)
        elif isinstance(one, s.Block):
            _aim(one.body, loop, names)
            for handler in one.handlers:
                _aim(handler.body, loop, names)
