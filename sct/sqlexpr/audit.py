"""The round-trip audit: what the parser read is printed back in the source's words and compared with what was given.

sqlglot loses things without a word (an argument it does not know, a clause it has no place for). Every island is
printed back, tokenised, and both token bags compared under the few spellings that mean the same; a token that
vanished or appeared is an error that names it. The answer is remembered for a skeleton (names in quotes, literals and
ordinary calls blanked, names with a digit numbered), for printing costs more than parsing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import Any

from sqlglot.errors import SqlglotError

from sct.sqlexpr.nodes import CALL_MARK, QUOTE_MARK, TYPE_MARK, clone, exp
from sct.sqlexpr.tokens import Token, TokenType, dialect, tokenise

_T = TokenType
_MARKS = CALL_MARK + QUOTE_MARK
_QUOTED = "sct_quoted"
_LITERALS = frozenset({_T.STRING, _T.NUMBER, _T.IDENTIFIER, _T.RAW_STRING, _T.NATIONAL_STRING})
# Words that say nothing, or that are said otherwise when printed.
_SILENT = frozenset(["(", ")", ",", "as", "inner", "outer", "asc", "nulls", "first", "last", ";"])
_SAME = {
    "!=": "<>",
    "^=": "<>",
    "minus": "except",
    "unique": "distinct",
    "row": "rows",
    "integer": "int",
    "apply": "lateral",
    "next": "first",
}
_PUT_TOGETHER = (":", "%")
# What is more to `words` than its own text.
_NOTED = _SILENT.union(_SAME, ("cross", "outer", "rows", "range", "groups"))
_SKELETONS: dict[tuple[Any, ...], tuple[str, ...]] = {}
_SKELETON_LIMIT = 50_000
_DIGITS = frozenset("0123456789")
# Words of the parser's grammar with a digit in them, other than its functions.
GRAMMAR_WITH_DIGITS = frozenset(
    [
        "kanji1_kanjisjis_to_unicode",
        "kanji1_sbc_to_unicode",
        "l2_distance",
        "unicode_to_kanji1_kanjisjis",
        "unicode_to_kanji1_sbc",
    ]
)


@cache
def _printer(engine: str) -> Any:
    return dialect(engine).generator(normalize_functions=False, comments=False)


def skeleton(tokens: list[Token]) -> tuple[Any, ...]:
    """What decides how a piece is parsed: its tokens, with the words that are only names or values left out.

    A bare word may be one that the parser looks for (`ROWS`, `ONLY`), unless it holds a digit: hardly a word of its
    grammar does, but names of functions, which are calls, and of types, which come as tokens of their own or marked.
    Such names are numbered as they come, so that the same one is the same again.
    """
    out: list[Any] = []
    numbers: dict[str, int] = {}
    for token in tokens:
        kind, text = token.token_type, token.text
        if kind is _T.HINT:
            continue
        if kind in _LITERALS or text.startswith(CALL_MARK):
            out.append(kind)
        elif kind is _T.VAR:
            if (
                _DIGITS.isdisjoint(text)
                or not text[0].isalpha()
                or text.startswith(TYPE_MARK)
                or text.lower() in GRAMMAR_WITH_DIGITS
            ):
                out.append(text)
            else:
                out.append(numbers.setdefault(text, len(numbers)))
        else:
            out.append((kind, text))
    return tuple(out)


def lost(tokens: list[Token], tree: exp.Expression, engine: str) -> tuple[str, ...]:
    """The words that the tree no longer says, or says and was not told; empty when it says everything."""
    key = skeleton(tokens)
    found = _SKELETONS.get(key)
    if found is None:
        if len(_SKELETONS) >= _SKELETON_LIMIT:
            _SKELETONS.clear()
        found = _compare(tokens, tree, engine)
        if not found or not any(type(one) is int for one in key):  # what is lost may be one of the names left out
            _SKELETONS[key] = found
    return found


def _compare(tokens: list[Token], tree: exp.Expression, engine: str) -> tuple[str, ...]:
    if tree.find(exp.Command) is not None:
        return ("this statement",)
    printer = _printer(engine)
    try:
        text = printer.generate(_plainly_named(clone(tree)), copy=False)
        again = tokenise(text, engine)
    except (SqlglotError, ValueError, TypeError, AttributeError) as error:
        return (f"it cannot be printed back: {error}",)
    if printer.unsupported_messages:
        return tuple(printer.unsupported_messages)
    before, after = words(tokens), words(again)
    if before == after:
        return ()
    one, other = Counter(before), Counter(after)
    return tuple((one - other).elements()) + tuple((other - one).elements())


def _plainly_named(tree: exp.Expression) -> exp.Expression:
    """The tree with one name for every call of a quoted name, which may be printed as several words."""
    for node in tree.find_all(exp.Anonymous):
        if node._meta and node._meta.get("quoted"):
            node.set("this", _QUOTED)
    return tree


def words(tokens: list[Token]) -> dict[str, int]:
    """How often each thing is said, every thing in one spelling."""
    found: defaultdict[str, int] = defaultdict(int)
    for i, token in enumerate(tokens):
        kind, text = token.token_type, token.text
        if kind in _LITERALS:
            found[text.lower() if kind is _T.NUMBER else text] += 1
            continue
        if kind is _T.HINT:
            continue  # reported where it is left out
        text = _QUOTED if text.startswith(CALL_MARK + QUOTE_MARK) else text.lstrip(_MARKS).lower()
        if text[:1] in _PUT_TOGETHER and len(text) > 1:
            # :new and %found were made one name; printed, they are two tokens again
            found[text[0]] += 1
            text = text[1:]
        elif text in _NOTED:
            if text in ("cross", "outer") and i + 1 < len(tokens) and tokens[i + 1].text.lower() == "apply":
                # CROSS APPLY is JOIN LATERAL, OUTER APPLY is LEFT JOIN LATERAL
                if text == "outer":
                    found["left"] += 1
                text = "join"
            elif text in _SILENT:
                continue
            elif text in ("rows", "range", "groups") and _short_frame(tokens, i):
                for word in ("between", "and", "current", "rows"):
                    found[word] += 1
        found[_SAME.get(text, text)] += 1
    return {word: n for word, n in found.items() if n > 0}


def _short_frame(tokens: list[Token], i: int) -> bool:
    """ROWS UNBOUNDED PRECEDING, which is printed as BETWEEN … AND CURRENT ROW."""
    following = [t.text.lower().lstrip(CALL_MARK) for t in tokens[i + 1 : i + 3]]
    if not following or following[0] == "between":
        return False
    depth = 0
    for token in tokens[i + 1 :]:
        text = token.text.lower()
        depth += (text == "(") - (text == ")")
        if depth < 0:
            return False
        if depth == 0 and text == "preceding":
            return True
    return following == ["current", "row"]
