"""Redshift's exception handlers in PostgreSQL's PL/pgSQL (Developer Guide, "Trapping errors", "NONATOMIC").

PostgreSQL undoes what a block did before its handler runs. On Redshift

- a handler of an ordinary procedure runs in a transaction of its own after everything was rolled back; it is
  committed and the error goes on to the caller;
- in a NONATOMIC procedure every statement is a transaction: what was done before the error stays, and the error ends
  in the handler. CONTINUE_HANDLER goes on behind the statement that failed.

So each statement gets a subtransaction of its own, and the handler stands behind the block, where it may commit.
Without a handler the statements of a NONATOMIC procedure commit, and so does TRUNCATE in any ("TRUNCATE"): unless the
procedure was called by one whose transaction it has to leave alone (sct_redshift.nested), or works through a cursor,
which PostgreSQL would close.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sct.check.redshift.blocks import Block, Compound, Leaf, Node, leaves
from sct.check.redshift.plain import SUPPLIED
from sct.check.redshift.tokens import Token, Tokens, made, words

# What needs no subtransaction, or cannot stand in one.
_BARE = frozenset("commit rollback return exit continue null get".split())
_TRANSACTIONS = frozenset("commit rollback truncate call".split())
_WORK = frozenset("insert update delete merge execute create drop alter truncate call".split())
_COMMIT = f"IF NOT {SUPPLIED}.nested() THEN COMMIT; END IF;"
_ROLLBACK = f"IF NOT {SUPPLIED}.nested() THEN ROLLBACK; END IF;"


@dataclass(slots=True)
class _Carrier:
    """A block with a handler. `again`: what runs behind a statement that failed, for CONTINUE_HANDLER."""

    number: int
    again: Tokens | None = None

    @property
    def label(self) -> str:
        return f"sct_try_{self.number}"


@dataclass(slots=True)
class _Writer:
    nonatomic: bool
    cursors: bool = False
    count: int = 0
    carriers: list[_Carrier] = field(default_factory=list)

    def node(self, node: Node) -> Tokens:
        if isinstance(node, Block):
            return self.block(node)
        if isinstance(node, Compound):
            return self.compound(node)
        return self.statement(node)

    def many(self, nodes: list[Node]) -> Tokens:
        return [token for one in nodes for token in self.node(one)]

    def statement(self, leaf: Leaf) -> Tokens:
        """A statement with what happens to its transaction."""
        items = leaf.items
        first = next(iter(words(items[3:4] if items and items[0].text == "<<" else items[:1])), "")
        if first == "call" and (self.carriers or not self.nonatomic):
            near = items[0]
            items = [made(f"PERFORM {SUPPLIED}.nest(1);", near), *items, made(f"PERFORM {SUPPLIED}.nest(-1);", near)]
        if self.carriers:
            return self.wrapped(items, first)
        if first in _WORK and not self.cursors and (self.nonatomic or first == "truncate"):
            return [*items, made(_COMMIT, items[0])]
        return items

    def wrapped(self, items: Tokens, first: str) -> Tokens:
        """A statement whose error the innermost handler gets."""
        if not self.carriers or first in _BARE or not items:
            return items
        carrier, near = self.carriers[-1], items[0]
        n = carrier.number
        caught = (
            f"EXCEPTION WHEN OTHERS THEN sct_failed_{n} := true; sct_message_{n} := sqlerrm; sct_state_{n} := sqlstate;"
        )
        leave = "" if carrier.again is not None else f" EXIT {carrier.label};"
        again = [one.copy() for one in carrier.again or ()]
        return [made("BEGIN", near), *items, made(f"{caught}{leave} END;", near), *again]

    def compound(self, node: Compound) -> Tokens:
        out: Tokens = []
        for part in node.parts:
            out += part.items if isinstance(part, Leaf) else self.many(part)
        kinds = {word for leaf, _ in leaves(node) for word in words(leaf.items, 1)}
        if kinds & _TRANSACTIONS or (self.carriers and self.carriers[-1].again is not None):
            return out
        return self.wrapped(out, "")

    def block(self, node: Block) -> Tokens:
        declared = [*([node.declare] if node.declare else []), *(t for one in node.declarations for t in one)]
        if not node.handlers:
            return [*node.label, *declared, node.begin, *self.many(node.statements), *node.end]
        self.count += 1
        carrier, near = _Carrier(self.count), node.begin
        handler = self.handler(node, carrier)
        n = carrier.number
        if node.mode == "continue_handler":
            carrier.again = [
                made(f"IF sct_failed_{n} THEN sct_failed_{n} := false;", near),
                *handler,
                made("END IF;", near),
            ]
        self.carriers.append(carrier)
        body = self.many(node.statements)
        self.carriers.pop()
        state = f"sct_failed_{n} boolean := false; sct_message_{n} text; sct_state_{n} text;"
        lead = declared if node.declare else [made("DECLARE", near)]
        out = [*node.label, *lead, made(state, near), near]
        out += [made(f"<<{carrier.label}>> BEGIN", near), *body, made(f"END {carrier.label};", near)]
        if carrier.again is None:
            out += [made(f"IF sct_failed_{n} THEN", near), *self.ending(handler, carrier, near), made("END IF;", near)]
        return out + node.end

    def ending(self, handler: Tokens, carrier: _Carrier, near: Token) -> Tokens:
        if self.nonatomic:
            return handler
        again = f"RAISE EXCEPTION USING MESSAGE = sct_message_{carrier.number}, ERRCODE = sct_state_{carrier.number};"
        return [made(_ROLLBACK, near), *handler, made(_COMMIT, near), *self.wrapped([made(again, near)], "")]

    def handler(self, node: Block, carrier: _Carrier) -> Tokens:
        near, n = node.handlers[0].condition[0] if node.handlers[0].condition else node.begin, carrier.number
        for one in node.handlers:
            for statement in one.statements:
                for leaf in _again(statement):
                    text = f"RAISE EXCEPTION USING MESSAGE = sct_message_{n}, ERRCODE = sct_state_{n};"
                    leaf.items = [made(text, leaf.items[0])]
        inner = [token for one in node.handlers for token in self.many(one.statements)]
        begin = f"DECLARE sqlerrm text := sct_message_{n}; sqlstate text := sct_state_{n}; BEGIN"
        return [made(begin, near), *inner, made("END;", near)]


def _again(node: Node) -> Iterator[Leaf]:
    """The statements `RAISE;`, which pass on the error that is being handled."""
    for leaf, _ in leaves(node):
        if words(leaf.items, 1) == ["raise"] and len(leaf.items) == 2:
            yield leaf


def with_handlers(body: Block, nonatomic: bool) -> Tokens:
    """The tokens of a body with Redshift's handling of errors and transactions. Changes `body`."""
    cursors = any(word in ("open", "fetch") for leaf, _ in leaves(body) for word in words(leaf.items, 1))
    return _Writer(nonatomic, cursors).block(body)
