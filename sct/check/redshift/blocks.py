"""PL/pgSQL as Redshift has it (Developer Guide, "Supported PL/pgSQL statements"): blocks, branches, loops and leaves.

Only the structure is read; what a leaf says is SQL, an expression, or a statement of PL/pgSQL, and stays tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sct.check.redshift.tokens import Token, Tokens, made, words


class NotPlpgsql(ValueError):
    """The body is not put together as PL/pgSQL is. `at`: where (0-based offset in the source)."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass(slots=True)
class Leaf:
    """A statement up to its semicolon, or the head of a loop or branch; `kind` is `statement` or `head`."""

    items: Tokens
    kind: str = "statement"


@dataclass(slots=True)
class Compound:
    """IF, CASE, LOOP …: `parts` are heads (Leaf), lists of statements and closing tokens (Leaf), in order."""

    parts: list[Leaf | list[Node]]


@dataclass(slots=True)
class Handler:
    """`WHEN condition THEN statements`."""

    condition: Tokens
    statements: list[Node]


@dataclass(slots=True)
class Block:
    """`[<<label>>] [DECLARE …] BEGIN … [EXCEPTION …] END [label]`."""

    label: Tokens
    declare: Token | None
    declarations: list[Tokens]
    begin: Token
    statements: list[Node] = field(default_factory=list)
    exception: Token | None = None
    mode: str = ""  # continue_handler or exit_handler
    handlers: list[Handler] = field(default_factory=list)
    end: Tokens = field(default_factory=list)


Node = Leaf | Compound | Block


def read(items: Tokens) -> Block:
    """The outermost block of a body. Raises NotPlpgsql."""
    reader = _Reader(items)
    block = reader.block()
    if reader.at < len(items):
        raise NotPlpgsql("there is something behind the last END", items[reader.at].at)
    return block


def leaves(node: Node) -> Iterator[tuple[Leaf, bool]]:
    """Every leaf, and whether it stands in an exception handler."""
    if isinstance(node, Leaf):
        yield node, False
    elif isinstance(node, Compound):
        for part in node.parts:
            if isinstance(part, Leaf):
                yield part, False
            else:
                for one in part:
                    yield from leaves(one)
    else:
        for one in node.statements:
            yield from leaves(one)
        for handler in node.handlers:
            for one in handler.statements:
                yield from ((leaf, True) for leaf, _ in leaves(one))


def blocks(node: Node) -> Iterator[Block]:
    """Every block, the outer one first."""
    if isinstance(node, Block):
        yield node
        for one in [*node.statements, *(s for h in node.handlers for s in h.statements)]:
            yield from blocks(one)
    elif isinstance(node, Compound):
        for part in node.parts:
            if isinstance(part, list):
                for one in part:
                    yield from blocks(one)


class _Reader:
    def __init__(self, items: Tokens) -> None:
        self.items, self.at = items, 0

    def word(self, ahead: int = 0) -> str:
        return self.items[self.at + ahead].word if self.at + ahead < len(self.items) else ""

    def take(self) -> Token:
        if self.at >= len(self.items):
            raise NotPlpgsql("the body ends too early", self.items[-1].at if self.items else 0)
        self.at += 1
        return self.items[self.at - 1]

    def expect(self, word: str) -> Token:
        if self.word() != word:
            near = self.items[min(self.at, len(self.items) - 1)] if self.items else None
            raise NotPlpgsql(f"{word.upper()} expected", near.at if near else 0)
        return self.take()

    def until(self, *stops: str) -> Tokens:
        """Tokens up to one of the words that stands outside of CASE … END; the word is not taken."""
        start, depth = self.at, 0
        while self.at < len(self.items):
            word = self.word()
            if depth == 0 and word in stops:
                return self.items[start : self.at]
            if self.items[self.at].text == ";":
                break
            depth += (word == "case") - (word == "end" and depth > 0)
            self.at += 1
        raise NotPlpgsql(f"{stops[0].upper()} expected", self.items[min(self.at, len(self.items) - 1)].at)

    def to_semicolon(self) -> Tokens:
        start = self.at
        while self.at < len(self.items):
            self.at += 1
            if self.items[self.at - 1].text == ";" and self.items[self.at - 1].kind == "mark":
                return self.items[start : self.at]
        if start == self.at:
            raise NotPlpgsql("the body ends too early", self.items[-1].at if self.items else 0)
        raise NotPlpgsql("a statement without its semicolon", self.items[start].at)

    def label(self) -> Tokens:
        if self.at + 2 < len(self.items) and self.items[self.at].text == "<<":
            self.at += 3
            return self.items[self.at - 3 : self.at]
        return []

    def block(self, label: Tokens | None = None) -> Block:
        label = self.label() if label is None else label
        declare, declarations = None, []
        while self.word() == "declare":
            declare = self.take()
            while self.word() not in ("begin", "declare", ""):
                declarations.append(self.to_semicolon())
            if self.at < len(self.items) and self.word() == "":  # a quoted name
                while self.word() not in ("begin", "declare"):
                    declarations.append(self.to_semicolon())
        block = Block(label, declare, declarations, self.expect("begin"))
        block.statements = self.statements("exception", "end")
        if self.word() == "exception":
            block.exception = self.take()
            if self.word() in ("continue_handler", "exit_handler"):
                block.mode = self.take().word
            while self.word() == "when":
                self.take()
                condition = self.until("then")
                self.take()
                block.handlers.append(Handler(condition, self.statements("when", "end")))
            if not block.handlers:
                raise NotPlpgsql("EXCEPTION without WHEN", block.exception.at)
        block.end = [self.expect("end")]
        while self.at < len(self.items) and self.items[self.at].text != ";":
            block.end.append(self.take())
        if self.at < len(self.items):
            block.end.append(self.take())
        return block

    def statements(self, *stops: str) -> list[Node]:
        found: list[Node] = []
        while self.at < len(self.items) and self.word() not in stops:
            found.append(self.statement())
        return found

    def statement(self) -> Node:
        label = self.label()
        word = self.word()
        if word in ("declare", "begin") and not (word == "begin" and self._is_transaction()):
            return self.block(label)
        if word == "if":
            return self.branches(["then"], ["elsif", "elseif", "else"], ["end", "if"])
        if word == "case":
            return self.case()
        if word in ("loop", "while", "for", "foreach"):
            head = Leaf([*label, *self.until("loop"), self.take()], "head")
            body = self.statements("end")
            return Compound([head, body, Leaf([self.expect("end"), *self.to_semicolon()], "end")])
        return Leaf([*label, *self.to_semicolon()])

    def _is_transaction(self) -> bool:
        after = self.at + 1
        return after < len(self.items) and self.items[after].text == ";"

    def branches(self, then: list[str], middles: list[str], end: list[str]) -> Compound:
        parts: list[Leaf | list[Node]] = [Leaf([*self.until(*then), self.take()], "head")]
        while True:
            parts.append(self.statements(*middles, end[0]))
            word = self.word()
            if word in ("elsif", "elseif"):
                parts.append(Leaf([*self.until("then"), self.take()], "head"))
            elif word == "else":
                parts.append(Leaf([self.take()], "head"))
            else:
                parts.append(Leaf([self.expect("end"), *self.to_semicolon()], "end"))
                return Compound(parts)

    def case(self) -> Compound:
        first = self.take()
        parts: list[Leaf | list[Node]] = [Leaf([first, *self.until("when")], "head")]
        while self.word() == "when":
            parts.append(Leaf([*self.until("then"), self.take()], "head"))
            parts.append(self.statements("when", "else", "end"))
        if self.word() == "else":
            parts.append(Leaf([self.take()], "head"))
            parts.append(self.statements("end"))
        parts.append(Leaf([self.expect("end"), *self.to_semicolon()], "end"))
        return Compound(parts)


@dataclass(slots=True)
class Routine:
    """CREATE PROCEDURE or CREATE FUNCTION; `items` are all its tokens, `body` the index of the dollar quote."""

    items: Tokens
    procedure: bool
    arguments: Token | None
    body: int | None
    language: str
    nonatomic: bool


def routine(items: Tokens) -> Routine | None:
    """The parts of a CREATE PROCEDURE or CREATE FUNCTION; None for any other statement."""
    head = words(items, 4)
    if head[:1] != ["create"] or not ({"procedure", "function"} & set(head[1:])):
        return None
    at = next(n for n, word in enumerate(head) if word in ("procedure", "function"))
    arguments = next((token for token in items[at:] if token.kind == "group"), None)
    body = next((n for n, token in enumerate(items) if token.kind == "dollar"), None)
    language = next((n for n, token in enumerate(items) if token.word == "language"), None)
    named = items[language + 1] if language is not None and language + 1 < len(items) else None
    spelled = (named.text.strip("'").lower() if named.kind == "string" else named.name) if named is not None else ""
    return Routine(items, head[at] == "procedure", arguments, body, spelled, any(t.word == "nonatomic" for t in items))


def inside(token: Token) -> tuple[str, str, int]:
    """(quote, text, offset of the text in the source) of a dollar-quoted string."""
    quote = token.text[: token.text.index("$", 1) + 1]
    end = len(token.text) - (len(quote) if token.text.endswith(quote) and len(token.text) >= 2 * len(quote) else 0)
    return quote, token.text[len(quote) : end], token.at + len(quote)


def flat(node: Node) -> Tokens:
    """The tokens of a statement, as they stood."""
    if isinstance(node, Leaf):
        return node.items
    if isinstance(node, Compound):
        out: Tokens = []
        for part in node.parts:
            out += part.items if isinstance(part, Leaf) else [token for one in part for token in flat(one)]
        return out
    out = [*node.label, *([node.declare] if node.declare else [])]
    out += [token for one in node.declarations for token in one]
    out += [node.begin, *(token for one in node.statements for token in flat(one))]
    if node.exception is not None:
        out.append(node.exception)
    for handler in node.handlers:
        near = handler.condition[0] if handler.condition else node.begin
        out += [made("WHEN", near), *handler.condition, made("THEN", near)]
        out += [token for one in handler.statements for token in flat(one)]
    return out + node.end
