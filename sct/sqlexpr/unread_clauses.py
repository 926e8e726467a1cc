"""Clauses that are known and not converted: a piece that cannot be read is refused by their name."""

from __future__ import annotations

from collections.abc import Sequence

from sct.sqlexpr.tokens import Token, TokenType

# words in a row -> what they are called; `*` is any one token
_CLAUSES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("model", "dimension", "by"), "MODEL"),
    (("model", "partition", "by"), "MODEL"),
    (("model", "partition by"), "MODEL"),
    (("analytic", "view"), "WITH … ANALYTIC VIEW"),
    (("model", "return"), "MODEL"),
    (("model", "ignore", "nav"), "MODEL"),
    (("model", "keep", "nav"), "MODEL"),
    (("match_recognize", "("), "MATCH_RECOGNIZE"),
    (("versions", "between"), "VERSIONS BETWEEN (flashback)"),
    (("versions", "period"), "VERSIONS PERIOD FOR (flashback)"),
    (("as", "of", "scn"), "AS OF SCN (flashback)"),
    (("as", "of", "snapshot"), "AS OF SNAPSHOT (flashback)"),
    (("as", "of", "timestamp"), "AS OF TIMESTAMP (flashback)"),
    (("with", "function"), "WITH FUNCTION"),
    (("with", "procedure"), "WITH PROCEDURE"),
    (("pivot", "xml"), "PIVOT XML"),
    (("partition", "for", "("), "PARTITION FOR"),
    (("prediction", "("), "PREDICTION (a data mining function)"),
    (("using", "*", ")"), "a data mining function (USING *)"),
    (("json_serialize", "("), "JSON_SERIALIZE … PRETTY, ORDERED or ASCII"),
    (("json_transform", "("), "JSON_TRANSFORM with this operation or handler"),
    (("sample", "block"), "SAMPLE BLOCK"),
    (("xmlnamespaces", "("), "XMLNAMESPACES"),
    ((")", "(+)"), "(+) behind a table function"),
    (("current", "of"), "WHERE CURRENT OF"),
)


def named(tokens: Sequence[Token]) -> tuple[str, Token] | None:
    """The first clause of that kind among the tokens, and where it begins."""
    # PARTITION BY is one token to the library
    pairs = [(word, t) for t in tokens for word in (t.text.lower().lstrip("\x01").split() or [""])]
    words = [word for word, _ in pairs]
    for i in range(len(words)):
        if words[i] == "time" and i + 1 < len(words) and pairs[i + 1][1].token_type is TokenType.STRING:
            return "a literal of TIME", pairs[i][1]
        for pattern, name in _CLAUSES:
            if len(pattern) <= len(words) - i and all(
                p in ("*", w) for p, w in zip(pattern, words[i : i + len(pattern)], strict=True)
            ):
                return name, pairs[i][1]
    depth = 0
    for word, token in pairs:
        depth += (word == "(") - (word == ")")
        if not depth and word in ("returning", "return"):
            return "RETURNING outside of code", token
    return None
