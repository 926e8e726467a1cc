"""The state-aware lexer: the next terminal, given the parser's stack.

A token is tried as a keyword of the state, then as a name, number or string, then as the opening of an island.
LALR merges lookaheads of states; where that leaves a choice, the candidate is tried on a copy of the stack, so what the
lexer believes to be accepted is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sct.frontends.structure.grammar import END, ID, NUM, STR, Tables
from sct.frontends.structure.islands import Island
from sct.sqlexpr.tokens import TokenType

Soft = frozenset[str] | Callable[["Words", int], bool]
Words = list[str | None]

_CLASS_OF = {TokenType.IDENTIFIER: ID, TokenType.NUMBER: NUM} | dict.fromkeys(
    (
        TokenType.STRING,
        TokenType.NATIONAL_STRING,
        TokenType.RAW_STRING,
        TokenType.HEX_STRING,
        TokenType.BIT_STRING,
        TokenType.BYTE_STRING,
        TokenType.UNICODE_STRING,
        TokenType.HEREDOC_STRING,
    ),
    STR,
)
_NOT_AN_ISLAND = frozenset((")", ",", ";"))


# A word that is no keyword anywhere in the grammar: which one it is, is nobody's business but the builders'.
NAME = "a name"
_MARKS = {ID: '"', NUM: "1", STR: "'"}
_CLASS_OF_MARK = {mark: kind for kind, mark in _MARKS.items()}
_MARK_OF = {kind: _MARKS[known] for kind, known in _CLASS_OF.items()}


class Spelling:
    """What the words of a statement are to a grammar: `words` are those it tells apart, in upper case.

    Two statements of one spelling have one tree, because the lexer and the parser see nothing else of them.
    """

    __slots__ = ("_known", "words")
    _MOST = 20_000  # words remembered

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words
        self._known: dict[str, str] = {}

    def of(self, tokens: Sequence[Any]) -> tuple[str, ...]:
        """A word, a sign, NAME, or a mark for what is quoted or a number, a token."""
        known, marks, other = self._known, _MARK_OF, self._other
        return tuple([marks.get(t.token_type) or known.get(t.text) or other(t.text) for t in tokens])

    def _other(self, text: str) -> str:
        word = text.upper()
        if word[:1].isalpha() or word[:1] == "_":
            # sqlglot joins a few words (PARTITION BY), with the white space of the source.
            word = " ".join(word.split()) if " " in word or "\n" in word or "\t" in word else word
            word = word if word in self.words else NAME
        elif word in _CLASS_OF_MARK or not word:
            word = f"sign {word}"  # no sign of a language; it must not be taken for a mark
        if len(self._known) >= self._MOST:
            self._known.clear()
        self._known[text] = word
        return word


def words_of(spelled: Sequence[str]) -> tuple[Words, list[str | None]]:
    """Each token's word (None for quoted names, strings and numbers) and its class (ID, NUM, STR, None)."""
    words: Words = []
    classes: list[str | None] = []
    for word in spelled:
        kind = _CLASS_OF_MARK.get(word)
        if kind is not None:
            words.append(None)
            classes.append(kind)
        else:
            words.append(word)
            classes.append(ID if word[0].isalpha() or word[0] == "_" else None)
    return words, classes


@dataclass(slots=True)
class _Row:
    """What a state accepts, ready for look-up."""

    words: dict[str, str]
    islands: tuple[str, ...]
    actions: dict[str, int]


class Scan:
    """One statement under the lexer; `ends` answers for the island being captured."""

    __slots__ = ("_after", "_answers", "_lexer", "_row", "classes", "words")

    def __init__(self, lexer: Lexer, spelled: Sequence[str]) -> None:
        self._lexer = lexer
        self.words, self.classes = words_of(spelled)
        self._after: list[int] | None = None
        self._row: _Row | None = None
        self._answers: dict[str, bool] = {}

    def open(self, stack: list[int], island: str) -> None:
        self._after = self._lexer.after(stack, island)
        self._row = self._lexer.row(self._after[-1]) if self._after else None
        self._answers = {}

    def ends(self, at: int, word: str) -> bool:
        """Does the word or sign at `at` follow the island, as the grammar has it?"""
        row = self._row
        if row is None or self._after is None:
            return False
        terminal = row.words.get(word)
        if terminal is None:
            return False
        known = self._answers.get(word)
        if known is None:
            known = self._answers[word] = (
                row.actions[terminal] >= 0 or self._lexer.after(self._after, terminal) is not None
            )
        return known and self._lexer.is_keyword(self.words, at, word)


class Lexer:
    """Shared by all statements of a grammar. `soft`: words that are keywords only before certain words, or by a test;
    `words`: those that islands and tests tell apart, beside the grammar's own."""

    __slots__ = ("_rows", "islands", "soft", "spelling", "tables")

    def __init__(
        self,
        tables: Tables,
        islands: Mapping[str, Island],
        soft: Mapping[str, Soft],
        words: frozenset[str] = frozenset(),
    ) -> None:
        self.tables = tables
        self.islands = dict(islands)
        self.soft = dict(soft)
        self._rows: list[_Row | None] = [None] * len(tables.actions)
        followers = (test for test in self.soft.values() if isinstance(test, frozenset))
        self.spelling = Spelling(frozenset(tables.words).union(self.soft, words, *followers))

    def row(self, state: int) -> _Row:
        row = self._rows[state]
        if row is None:
            actions = self.tables.actions[state]
            spelling = self.tables.spelling
            row = self._rows[state] = _Row(
                {spelling[t]: t for t in actions if t in spelling},
                tuple(t for t in self.islands if t in actions),
                actions,
            )
        return row

    def is_keyword(self, words: Words, at: int, word: str) -> bool:
        test = self.soft.get(word)
        if test is None:
            return True
        if isinstance(test, frozenset):
            return at + 1 < len(words) and words[at + 1] in test
        return test(words, at)

    def after(self, stack: list[int], terminal: str) -> list[int] | None:
        """The stack after reducing for and shifting `terminal`; None when it is not accepted."""
        tables = self.tables
        actions, rules = tables.actions, tables.rules
        action = actions[stack[-1]].get(terminal)
        if action is None:
            return None
        copy = stack.copy()
        while action < 0:
            rule = rules[-1 - action]
            if rule.size:
                del copy[-rule.size :]
            copy.append(actions[copy[-1]][rule.origin])
            action = actions[copy[-1]].get(terminal)
            if action is None:
                # The end of the text is accepted by reducing to the end state: there is nothing to shift.
                return copy if terminal == END and copy[-1] in self._ends else None
        copy.append(action)
        return copy

    @property
    def _ends(self) -> set[int]:
        return {end for _, end in self.tables.starts.values()}

    def next(self, scan: Scan, stack: list[int], at: int) -> tuple[str | None, int]:
        """The terminal at token `at` and the index behind it; terminal None when nothing here is accepted."""
        words = scan.words
        if at >= len(words):
            return END, at
        row = self._rows[stack[-1]] or self.row(stack[-1])
        actions = row.actions
        word = words[at]
        kind = scan.classes[at]
        keyword = row.words.get(word) if word is not None else None
        general = kind if kind is not None and kind in actions else None
        islands = row.islands if word not in _NOT_AN_ISLAND else ()
        if islands:
            for island in islands:
                if self.islands[island].first and (actions[island] >= 0 or self.after(stack, island) is not None):
                    scan.open(stack, island)
                    end = self.islands[island].end(scan, at)
                    if end > at:
                        return island, end
        if keyword is not None:
            if general is None and not islands:
                return keyword, at + 1
            assert word is not None
            if self.is_keyword(words, at, word) and (actions[keyword] >= 0 or self.after(stack, keyword) is not None):
                return keyword, at + 1
        if general is not None and (actions[general] >= 0 or self.after(stack, general) is not None):
            return general, at + 1
        for island in islands:
            if actions[island] < 0 and self.after(stack, island) is None:
                continue
            scan.open(stack, island)
            end = self.islands[island].end(scan, at)
            if end > at:
                return island, end
        # A word that seemed to be none in this company: nothing else can stand here.
        return (keyword, at + 1) if keyword is not None else (None, at)

    def expected(self, stack: list[int]) -> list[str]:
        """What the grammar accepts here, in words for people: signs quoted, keywords in capitals."""
        found: list[str] = []
        for terminal in self.tables.actions[stack[-1]]:
            if not (terminal in self.tables.spelling or terminal in self.islands or terminal in _GENERAL):
                continue
            if self.after(stack, terminal) is None:
                continue
            if terminal in self.islands:
                found.append(self.islands[terminal].words)
            elif terminal in _GENERAL:
                found.append(_GENERAL[terminal])
            else:
                text = self.tables.spelling[terminal]
                found.append(text if text[0].isalpha() else f"'{text}'")
        # Signs first, then names and islands, then keywords.
        return sorted(set(found), key=lambda w: (not w.startswith("'"), w.isupper(), w))


_GENERAL = {ID: "a name", NUM: "a number", STR: "a string", END: "the end of the statement"}
