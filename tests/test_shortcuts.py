"""What is not looked at, not done twice, or taken from what was made before: it changes nothing."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from sct import pipeline
from sct.rulebook.repeated import Repeated
from sct.sqlexpr import prepare, tokens
from sct.sqlexpr.lowering import Target

# The same texts where their names mean other things: columns of several types, a function of the script, no column.
SCRIPT = """
CREATE FUNCTION today RETURN DATE IS BEGIN RETURN SYSDATE; END;
/
CREATE SEQUENCE numbers;
CREATE TABLE a (made DATE DEFAULT SYSDATE, flag CHAR(1) DEFAULT 'N' CHECK (flag IN ('Y', 'N ')), n NUMBER DEFAULT 0,
  up VARCHAR2(20) DEFAULT UPPER('x'), day DATE DEFAULT today, who VARCHAR2(30) DEFAULT USER, id NUMBER DEFAULT numbers.NEXTVAL);
CREATE TABLE b (made TIMESTAMP DEFAULT SYSDATE, flag VARCHAR2(1) DEFAULT 'N' CHECK (flag IN ('Y', 'N ')), n FLOAT DEFAULT 0,
  up CHAR(3) DEFAULT UPPER('x'), day TIMESTAMP DEFAULT today, who VARCHAR2(30) DEFAULT USER, id NUMBER DEFAULT numbers.NEXTVAL);
CREATE TABLE c (made DATE DEFAULT SYSDATE, flag CHAR(1) NOT NULL CHECK (flag IN ('Y', 'N ')), n NUMBER DEFAULT 0,
  up VARCHAR2(20) DEFAULT UPPER('x'), who VARCHAR2(30) DEFAULT USER, id NUMBER DEFAULT numbers.NEXTVAL);
CREATE TABLE d (made DATE DEFAULT SYSDATE, flag NUMBER CHECK (flag IN ('Y', 'N ')), n NUMBER(3) DEFAULT 0,
  who VARCHAR2(2) DEFAULT USER, wrong NUMBER DEFAULT no_such_name);
CREATE TABLE e (made DATE DEFAULT SYSDATE, other CHAR(1) CHECK (flag IN ('Y', 'N ')), wrong NUMBER DEFAULT no_such_name);
CREATE INDEX ia ON a (UPPER(up), n + 1);
CREATE INDEX ib ON b (UPPER(up), n + 1);
CREATE INDEX ic ON c (UPPER(up), n + 1);
CREATE OR REPLACE VIEW v AS SELECT a.flag, NVL(b.n, 0) AS n, TRUNC(a.made) AS day, b.up || '!' AS up,
  CASE WHEN a.n >= .5 THEN 1 ELSE 2 END AS half, CAST(b.n AS NUMBER(5)) AS five
  FROM a LEFT JOIN b ON b.n = a.n AND b.up <> 'x' WHERE a.n > 0 AND EXISTS (SELECT 1 FROM c WHERE c.n = a.n);
CREATE OR REPLACE VIEW w AS SELECT v.flag, COUNT(*) AS "Many", MAX(v.day) AS last FROM v GROUP BY v.flag ORDER BY 2 DESC;
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.sql"
    path.write_text(SCRIPT)
    return path


def converted(path: Path, target: str = "postgres") -> tuple[str, Any, Any]:
    result = pipeline.convert([str(path)], pipeline.Options(target=target, check=False))
    return result.script, result.report.findings, result.report.objects


@pytest.mark.parametrize("target", ["postgres", "redshift"])
def test_expressions_that_come_again(script: Path, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found, find = [], Repeated.find

    def counted(self: Repeated, *args: Any) -> str:
        found.append(find(self, *args))
        return found[-1]

    monkeypatch.setattr(Repeated, "find", counted)
    once = converted(script, target)
    assert sum(map(bool, found)) > 4
    monkeypatch.setattr(Repeated, "key", staticmethod(lambda *_: None))
    assert converted(script, target) == once


@pytest.mark.parametrize("target", ["postgres", "redshift"])
def test_classes_that_lowering_leaves(script: Path, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    left: set[type] = set()
    leaves = Target.leaves

    def noted(self: Target, kind: type) -> bool:
        answer = leaves(self, kind)
        if answer:
            left.add(kind)
        return answer

    monkeypatch.setattr(Target, "leaves", noted)
    once = converted(script, target)
    assert left or target == "redshift"
    monkeypatch.setattr(Target, "leaves", lambda self, kind: False)
    assert converted(script, target) == once


SIGNS = ["<", ">", "=", "!", "^", "|", ".", "*", "1", "1.", ".5", "a", "NOT", "'s'", " ", "/* c */"]


@pytest.mark.parametrize("engine", ["oracle", "teradata"])
def test_tokens_that_cannot_be_merged(engine: str) -> None:
    """All texts of four signs: what is not looked at for merging has nothing to merge."""
    merged, untouched = 0, 0
    for signs in itertools.product(SIGNS, repeat=4):
        text = "".join(signs)
        try:
            plain = tokens.dialect(engine).tokenize(text)
        except tokens.TokenError:
            continue
        wanted = [(t.token_type, t.text, t.start, t.end) for t in tokens._merged(plain, text, engine)]
        assert [(t.token_type, t.text, t.start, t.end) for t in tokens.tokenise(text, engine)] == wanted, text
        merged, untouched = merged + (len(wanted) < len(plain)), untouched + (len(wanted) == len(plain))
    assert merged and untouched


def test_a_tokenizer_begins_every_text_anew() -> None:
    whole = [(t.token_type, t.text) for t in tokens.tokenise("SELECT 1 FROM dual", "oracle")]
    with pytest.raises(tokens.TokenError):
        tokens.tokenise("SELECT 'open", "oracle")
    assert [(t.token_type, t.text) for t in tokens.tokenise("SELECT 1 FROM dual", "oracle")] == whole


def test_signs_are_no_words_and_nothing_is_made_of_them() -> None:
    """What `prepare` hands on without a look is none of what its branches look for."""
    tokenizer = tokens.dialect("oracle").tokenizer_class
    words = {kind for word, kind in tokenizer.KEYWORDS.items() if word[:1].isalpha()}
    assert not prepare._SIGNS & words
    for looked_for in (
        prepare._STRINGS,
        prepare._NAMES,
        prepare._PLAIN_WORDS,
        prepare._ONLY_NAMES,
        prepare._CALL_KINDS,
    ):
        assert not prepare._SIGNS & looked_for
    assert tokens.TokenType.VAR not in prepare._PLAIN_WORDS | prepare._ONLY_NAMES
