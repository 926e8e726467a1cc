"""INSERT, UPDATE, DELETE and MERGE cut into their clauses over tokens; each clause goes to the parser alone.

The parser's own statement forms lack Oracle's: MERGE … DELETE WHERE, targets that are queries, aliases in INSERT,
error logging. What comes out are sqlglot's node kinds, so that the lifter knows one form of each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

from sct.sqlexpr.nodes import call_name, exp
from sct.sqlexpr.old_values import ROW
from sct.sqlexpr.tokens import Token, TokenType, tokenise

Node: TypeAlias = exp.Expression
Parse = Callable[[list[Token], str], Node]  # (tokens, "expression" | "query") -> tree; raises

_T = TokenType


class UnreadForm(Exception):
    """A form of the statement that is not read: what it is, and at which token."""

    def __init__(self, message: str, token: Token | None = None, code: str = "") -> None:
        super().__init__(message)
        self.message, self.token, self.code = message, token, code


def read_statement(tokens: list[Token], engine: str, parse: Parse) -> Node | None:
    """The statement's tree; None when the parser may read it as a whole."""
    word = tokens[0].text.lower()
    reader = _Reader([t for t in tokens if t.token_type is not _T.HINT], engine, parse)
    if word == "merge":
        made = reader.merge()
    elif word == "update":
        made = reader.update()
    elif word == "delete":
        made = reader.delete()
    elif word == "insert" and not _plain_insert(tokens):
        made = reader.insert()
    else:
        return None
    if len(tokens) > 1 and tokens[1].token_type is _T.HINT:
        made.meta["hint"] = True
    return made


def _plain_insert(tokens: list[Token]) -> bool:
    """INSERT INTO name [(columns)] VALUES or SELECT: what the parser reads by itself, and most inserts are."""
    words = [t for t in tokens[:12] if t.token_type is not _T.HINT]
    if len(words) < 4 or words[1].text.lower() != "into":
        return len(words) > 1 and words[1].text.lower() in ("all", "first")
    i = 3
    while i + 1 < len(words) and words[i].token_type is _T.DOT:
        i += 2
    plain = words[2].token_type is not _T.L_PAREN and words[2].text.lower() != "table" and i < len(words)
    if plain and words[2].text.lower() == "the" and [t.text.lower() for t in words[3:5]] == ["(", "select"]:
        return False  # THE (SELECT …) is how TABLE (SELECT …) was written first
    plain = plain and (words[i].token_type is _T.L_PAREN or words[i].text.lower() in ("values", "select", "with"))
    at = next((n for n, t in enumerate(tokens) if n > i and t.text.lower() in ("returning", "return")), len(tokens))
    if any(is_of_row(tokens[n : n + 2]) for n in range(at + 1, len(tokens))):
        return False
    last = [t.text.lower() for t in tokens[-12:]]
    return plain and ("log", "errors") not in pairwise(last)


def is_of_row(part: Sequence[Token]) -> bool:
    """Whether OLD or NEW stands in front of an expression (and is no column, alias or constructor)."""
    if len(part) < 2 or part[0].token_type is _T.IDENTIFIER or part[0].text.lower() not in ("old", "new"):
        return False
    return part[1].token_type in (_T.IDENTIFIER, _T.NUMBER, _T.STRING) or part[1].text[:1].isalpha()


class _Reader:
    def __init__(self, tokens: list[Token], engine: str, parse: Parse) -> None:
        self.tokens = tokens
        self.engine = engine
        self._parse = parse
        self.at = 0

    # --- tokens -----------------------------------------------------------------------------------------------------

    def word(self, ahead: int = 0) -> str:
        i = self.at + ahead
        return (
            self.tokens[i].text.lower() if i < len(self.tokens) and self.tokens[i].token_type is not _T.STRING else ""
        )

    def take(self, *words: str) -> bool:
        if all(self.word(i) == w for i, w in enumerate(words)):
            self.at += len(words)
            return True
        return False

    def expect(self, *words: str) -> None:
        if not self.take(*words):
            raise self.unread(f"expected {' '.join(words).upper()}")

    def unread(self, message: str) -> UnreadForm:
        """The refusal at the next token; of the whole statement where it ended too early."""
        return UnreadForm(message, self.tokens[self.at] if self.at < len(self.tokens) else None)

    def until(self, *stops: str) -> list[Token]:
        """The tokens up to one of the words outside parentheses and CASE, or to the end."""
        depth, start = 0, self.at
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            text = self.word()
            if depth == 0 and text in stops and (text != "log" or self.word(1) == "errors"):
                break
            if token.token_type is _T.L_PAREN or text == "case":
                depth += 1
            elif token.token_type is _T.R_PAREN or (text == "end" and depth):
                depth -= 1
            self.at += 1
        return self.tokens[start : self.at]

    def split(self, tokens: Sequence[Token]) -> list[list[Token]]:
        """At commas outside parentheses."""
        out: list[list[Token]] = [[]]
        depth = 0
        for token in tokens:
            depth += (token.token_type is _T.L_PAREN) - (token.token_type is _T.R_PAREN)
            if depth == 0 and token.token_type is _T.COMMA:
                out.append([])
            else:
                out[-1].append(token)
        return out

    def inside(self) -> list[Token]:
        """The tokens of a parenthesis."""
        self.expect("(")
        start, depth = self.at, 1
        while self.at < len(self.tokens):
            kind = self.tokens[self.at].token_type
            depth += (kind is _T.L_PAREN) - (kind is _T.R_PAREN)
            self.at += 1
            if depth == 0:
                return self.tokens[start : self.at - 1]
        raise UnreadForm("a parenthesis is not closed")

    # --- pieces -----------------------------------------------------------------------------------------------------

    def expression(self, tokens: list[Token]) -> Node:
        if not tokens:
            raise UnreadForm("expected an expression, found nothing")
        return self._parse(tokens, "expression")

    def relation(self, tokens: list[Token]) -> Node:
        """A table with its alias, or a query in parentheses with its alias."""
        if not tokens:
            raise UnreadForm("expected a table, found nothing")
        if tokens[0].token_type is _T.L_PAREN:
            tokens = _without_check_option(tokens)
        head = tokenise("SELECT * FROM", self.engine)
        tree = self._parse([*head, *tokens], "query")
        found: Node = tree.args["from_"].this
        if tree.args.get("joins"):
            raise UnreadForm("several tables as the target", tokens[0])
        found.parent = None
        return found

    def value(self, tokens: list[Token]) -> Node:
        if len(tokens) == 1 and tokens[0].text.lower() == "default" and tokens[0].token_type is not _T.STRING:
            return exp.Var(this="DEFAULT")
        return self.expression(tokens)

    def assignments(self, tokens: list[Token]) -> list[Node]:
        out: list[Node] = []
        for pair in self.split(tokens):
            i = _equals(pair)
            left = pair[:i]
            if not left:
                raise UnreadForm("expected a column before =", pair[0] if pair else None)
            if left[0].token_type is _T.L_PAREN:
                names = [self.expression(part) for part in self.split(left[1:-1])]
                target: Node = exp.Tuple(expressions=names)
            else:
                target = self.expression(left)
                if not isinstance(target, exp.Column) and call_name(target) != "value":
                    raise UnreadForm("this target of SET", left[0], "SC1706")
            out.append(exp.EQ(this=target, expression=self.value(pair[i + 1 :])))
        return out

    def columns(self) -> list[Node]:
        """`(a, t.b)` as bare names."""
        found = []
        for part in self.split(self.inside()):
            tree = self.expression(part)
            if not isinstance(tree, exp.Column):
                raise UnreadForm("expected a column name", part[0])
            found.append(tree.this)
        return found

    def condition(self, *stops: str) -> Node | None:
        return self.expression(self.until(*stops)) if self.take("where") else None

    def ending(self) -> None:
        self.take(";")
        if self.at >= len(self.tokens):
            return
        token = self.tokens[self.at]
        if self.word() == "log" and self.word(1) == "errors":
            raise UnreadForm("LOG ERRORS: rows that fail would go to an error table", token, "SC1705")
        raise UnreadForm(f"unexpected {token.text!r}", token)

    def returning(self) -> Node | None:
        if not (self.take("returning") or self.take("return")):
            return None
        word = self.tokens[self.at - 1]
        listed = self.until("log", ";")
        words = [t.text.lower() for t in listed]
        if "into" in words:
            # in code INTO was taken off before; elsewhere there is nothing to put a value into
            raise UnreadForm("RETURNING … INTO outside of code is not converted", word, "SC1716")
        return exp.Returning(expressions=[self.returned(part) for part in self.split(listed)])

    def returned(self, part: list[Token]) -> Node:
        """An item of RETURNING, with the row its columns are of: OLD x, NEW x."""
        if not is_of_row(part):
            return self.expression(part)
        made = self.expression(part[1:])
        made.meta[ROW] = part[0].text.lower()
        return made

    # --- statements ---------------------------------------------------------------------------------------------------

    def target(self, *stops: str) -> Node:
        if self.word() == "only" and self.word(1) == "(":
            self.at += 1
            inner = self.inside()
            return self.relation([*inner, *self.until(*stops)])
        return self.relation(self.until(*stops))

    def update(self) -> Node:
        self.expect("update")
        target = self.target("set")
        self.expect("set")
        if self.word() == "row" and self.word(1) == "=":
            self.at += 2
            whole = exp.EQ(
                this=exp.column("row"),
                expression=self.expression(self.until("where", "returning", "return", "log", ";")),
            )
            whole.meta["whole"] = True
            pairs = [whole]
        else:
            pairs = self.assignments(self.until("from", "where", "returning", "return", "log", ";"))
        sources = self.sources("from")
        where = self.condition("returning", "return", "log", ";")
        made = exp.Update(this=target, expressions=pairs, where=exp.Where(this=where) if where is not None else None)
        if sources:
            made.set("from_", exp.From(this=sources[0]))
            sources[0].set("joins", [exp.Join(this=one) for one in sources[1:]] or None)
        made.set("returning", self.returning())
        self.ending()
        return made

    def delete(self) -> Node:
        self.expect("delete")
        self.take("from")
        target = self.target("using", "from", "where", "returning", "return", "log", ";")
        sources = self.sources("using") or self.sources("from")
        where = self.condition("returning", "return", "log", ";")
        made = exp.Delete(this=target, where=exp.Where(this=where) if where is not None else None)
        made.set("using", sources or None)
        made.set("returning", self.returning())
        self.ending()
        return made

    def sources(self, word: str) -> list[Node]:
        """The other tables of an UPDATE or DELETE, behind FROM or USING."""
        if not self.take(word):
            return []
        return [self.relation(part) for part in self.split(self.until("where", "returning", "return", "log", ";"))]

    def insert(self) -> Node:
        self.expect("insert", "into")
        start = self.at
        of_nested = self.word() == "the" and self.word(1) == "(" and self.word(2) == "select"
        if self.word() == "(" or of_nested or self.take("table"):
            self.at += of_nested
            self.inside()
        else:
            self.at += 1
            while self.word() == ".":
                self.at += 2
            if self.word() in ("partition", "subpartition"):
                self.at += 1
                self.inside()
        if self.word() not in ("(", "values", "select", "with", "set"):
            self.at += 1  # an alias
        target = self.relation(self.tokens[start : self.at])
        if self.word() == "(" and self.word(1) not in ("select", "with"):
            target = exp.Schema(this=target, expressions=self.columns())
        made = exp.Insert(this=target)
        if self.take("values"):
            if self.word() != "(":
                raise UnreadForm("VALUES of a record", self.tokens[self.at - 1], "SC1706")
            row = [self.value(part) for part in self.split(self.inside())]
            made.set("expression", exp.Values(expressions=[exp.Tuple(expressions=row)]))
            made.set("returning", self.returning())
        else:
            made.set("expression", self._parse(self.until("log", ";"), "query"))
        self.ending()
        return made

    def merge(self) -> Node:
        self.expect("merge", "into")
        target = self.target("using")
        self.expect("using")
        source = self.relation(self.until("on"))
        self.expect("on")
        on = self.expression(self.until("when", "log", ";"))
        whens: list[Node] = []
        while self.take("when"):
            if self.take("not", "matched", "then", "insert"):
                whens.append(self._insert_branch())
            elif self.take("matched", "then", "update", "set"):
                whens.extend(self._update_branch())
            else:
                raise self.unread("expected MATCHED THEN UPDATE or NOT MATCHED THEN INSERT")
        self.ending()
        return exp.Merge(this=target, using=source, on=on, whens=exp.Whens(expressions=whens))

    def _insert_branch(self) -> Node:
        then = exp.Insert()
        if self.word() == "(":
            then.set("this", exp.Tuple(expressions=self.columns()))
        self.expect("values")
        if self.word() != "(":
            form = self.unread("VALUES of a record in MERGE is not converted")
            raise UnreadForm(form.message, form.token, "SC1716")
        then.set("expression", exp.Tuple(expressions=[self.value(p) for p in self.split(self.inside())]))
        return exp.When(matched=False, condition=self.condition("when", "log", ";"), then=then)

    def _update_branch(self) -> list[Node]:
        pairs = self.assignments(self.until("where", "delete", "when", "log", ";"))
        where = self.condition("delete", "when", "log", ";")
        made = [exp.When(matched=True, condition=where, then=exp.Update(expressions=pairs))]
        if self.take("delete"):
            gone = self.condition("when", "log", ";")
            # the condition alone; the lifter combines it with the update's
            made.append(exp.When(matched=True, condition=gone, then=exp.Var(this="DELETE")))
        return made


def _equals(pair: list[Token]) -> int:
    """Where the = of an assignment is."""
    depth = 0
    for i, token in enumerate(pair):
        depth += (token.token_type is _T.L_PAREN) - (token.token_type is _T.R_PAREN)
        if depth == 0 and token.token_type is _T.EQ:
            return i
    raise UnreadForm("expected column = value", pair[0] if pair else None)


def _without_check_option(tokens: list[Token]) -> list[Token]:
    """`(query WITH CHECK OPTION) alias`, `(query WITH READ ONLY)`: the words are no part of the query."""
    words = [t.text.lower() for t in tokens]
    for ending in (["with", "check", "option"], ["with", "read", "only"]):
        for i in range(len(words) - len(ending)):
            if words[i : i + len(ending)] == ending and words[i + len(ending)] == ")":
                raise UnreadForm(" ".join(ending).upper() + " in the target of a statement", tokens[i], "SC1706")
    return tokens
