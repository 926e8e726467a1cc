"""Runs a grammar's tables over one tokenised statement and builds its tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sct.frontends.structure.errors import StructureError
from sct.frontends.structure.grammar import Tables, load
from sct.frontends.structure.islands import Island
from sct.frontends.structure.lexer import Lexer, Scan, Soft


class Leaf:
    """A terminal: tokens first … last - 1 (more than one in an island). `rule` is the terminal's name."""

    __slots__ = ("first", "last", "rule")

    def __init__(self, rule: str, first: int, last: int) -> None:
        self.rule = rule
        self.first = first
        self.last = last

    def __repr__(self) -> str:
        return f"{self.rule}[{self.first}:{self.last}]"


class Node:
    """A rule (or its alias) and what it kept; `first`, `last` = its tokens, half-open, dropped keywords included."""

    __slots__ = ("children", "first", "last", "rule")

    def __init__(self, rule: str, children: list[Any], first: int, last: int) -> None:
        self.rule = rule
        self.children = children
        self.first = first
        self.last = last

    def get(self, rule: str) -> Any:
        """The first child of that rule or terminal, or None."""
        for child in self.children:
            if child.rule == rule:
                return child
        return None

    def all(self, rule: str) -> list[Any]:
        return [child for child in self.children if child.rule == rule]

    def has(self, rule: str) -> bool:
        for child in self.children:  # noqa: SIM110  (asked very often, and a generator costs more than the look)
            if child.rule == rule:
                return True
        return False

    def walk(self) -> Iterator[Any]:
        """This node and everything under it, outside in."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()
            else:
                yield child

    def __repr__(self) -> str:
        return f"{self.rule}({', '.join(map(repr, self.children))})"


class Structure:
    """A grammar with its islands, ready to parse. Tables are loaded when the first statement comes.

    `words`: those that the islands and the tests of `soft` ask for. Any other word that is none of the grammar's is
    just a name to them, so statements that differ in names only (the indexes of a schema) share a tree: it holds
    nothing but rules and places of tokens, and nobody changes it.
    """

    _MOST_TOKENS = 50_000  # of the statements whose trees are kept
    _MOST_SEEN = 50_000

    def __init__(
        self,
        grammar: str | Tables,
        islands: Mapping[str, Island],
        soft: Mapping[str, Soft] | None = None,
        words: frozenset[str] = frozenset(),
    ) -> None:
        self._grammar = grammar
        self._islands = islands
        self._soft = soft or {}
        self._words = words
        self._lexer: Lexer | None = None
        self._trees: dict[tuple[str, tuple[str, ...]], Node] = {}
        self._kept = 0
        self._seen: set[int] = set()

    @property
    def lexer(self) -> Lexer:
        if self._lexer is None:
            tables = load(self._grammar) if isinstance(self._grammar, str) else self._grammar
            self._lexer = Lexer(tables, self._islands, self._soft, self._words)
        return self._lexer

    def parse(self, tokens: Sequence[Any], start: str = "start") -> Node:
        """The tree of one statement. Raises StructureError, never anything else, on a text that does not fit."""
        key = (start, self.lexer.spelling.of(tokens))
        tree = self._trees.get(key)
        if tree is None:
            tree = self._parse(tokens, *key)
            self._keep(key, tree)
        return tree

    def _keep(self, key: tuple[str, tuple[str, ...]], tree: Node) -> None:
        """A tree is kept when its spelling comes a second time: most statements come once."""
        digest = hash(key)
        if digest not in self._seen:
            if len(self._seen) >= self._MOST_SEEN:
                self._seen.clear()
            self._seen.add(digest)
            return
        self._kept += len(key[1])
        if self._kept > self._MOST_TOKENS:
            self._trees.clear()
            self._kept = len(key[1])
        self._trees[key] = tree

    def _parse(self, tokens: Sequence[Any], start: str, spelled: tuple[str, ...]) -> Node:
        lexer = self.lexer
        tables = lexer.tables
        actions, rules = tables.actions, tables.rules
        begin, end = tables.starts[start]
        scan = Scan(lexer, spelled)
        stack = [begin]
        values: list[Any] = []
        at = 0
        while True:
            terminal, behind = lexer.next(scan, stack, at)
            if terminal is None:
                raise self._error(tokens, stack, at)
            while True:
                action = actions[stack[-1]].get(terminal)
                if action is None:
                    raise self._error(tokens, stack, at)
                if action >= 0:
                    stack.append(action)
                    values.append(Leaf(terminal, at, behind))
                    break
                rule = rules[-1 - action]
                size = rule.size
                if size:
                    taken = values[-size:]
                    del values[-size:]
                    del stack[-size:]
                    first, last = taken[0].first, taken[-1].last
                else:
                    taken = []
                    first = last = at
                children: list[Any] = []
                for index, splice in rule.keep:
                    child = taken[index]
                    if not splice:
                        children.append(child)
                    elif children:
                        children.extend(child.children)
                    else:
                        # A repetition grows in place: its list belongs to nobody else any more.
                        children = child.children
                stack.append(actions[stack[-1]][rule.origin])
                if rule.expand_single and len(children) == 1:
                    values.append(children[0])
                else:
                    values.append(Node(rule.name, children, first, last))
                if stack[-1] == end and terminal == "$END":
                    return values[-1]
            at = behind

    def _error(self, tokens: Sequence[Any], stack: list[int], at: int) -> StructureError:
        found = tokens[at].text if at < len(tokens) else ""
        return StructureError(at, found, self.lexer.expected(stack))
