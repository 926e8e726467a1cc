"""A tree that a former run has read is, in all that can be seen of it, the one that reading its text gives."""

from __future__ import annotations

from typing import Any

import pytest

from sct.ir.sql import Sql
from sct.sqlexpr import parse
from sct.sqlexpr.remembered import Trees, remembering
from sct.sqlexpr.tokens import tokenise
from sct.text.span import Span

TEXTS = (
    ("expression", "a.b(1).c || 'x' -- why"),
    ("expression", "CAST(x AS NUMBER(12, 2)) + DECODE(y, 1, 'a', NULL) * TO_DATE('2020', 'YYYY')"),
    ("expression", "CASE WHEN \"Mixed\" IS NOT NULL AND n NOT IN (1, 2.5e3) THEN f(p => 1) ELSE :new.total END"),
    ("query", "SELECT /* all */ DISTINCT t.*, ROWNUM FROM t, (SELECT 1 AS one FROM dual) v WHERE t.id(+) = v.one ORDER BY 1 DESC"),
    ("query", "SELECT x, SUM(y) OVER (PARTITION BY x ORDER BY z ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t CONNECT BY PRIOR a = b"),
    ("query", "WITH q AS (SELECT 1 FROM dual) SELECT * FROM q UNION ALL SELECT a FROM t GROUP BY ROLLUP (a) HAVING COUNT(*) > 1"),
    ("statement", "INSERT INTO t (a, b) VALUES (1, SYSDATE)"),
    ("statement", "MERGE INTO t USING s ON (t.id = s.id) WHEN MATCHED THEN UPDATE SET t.a = s.a WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)"),
    ("statement", "UPDATE t SET (a, b) = (SELECT 1, 2 FROM dual) WHERE c = 1"),
)  # fmt: skip


def seen(tree: Any) -> list[Any]:
    root = (tree.parent, tree.arg_key, tree.index)
    each = []
    for node in tree.walk():
        inside = [(k, v) for k, v in node.args.items() if isinstance(v, (str, int, bool, type(None)))]
        where = (type(node.parent), node.arg_key, node.index)
        each.append((type(node), where, list(node.args), inside, node._meta, node.comments, node._type))
    return [root, repr(tree), tree.sql("oracle"), each]


def piece(kind: Any, text: str, *, cut_out: bool) -> Sql:
    sql = Sql(kind, text, Span("f.sql", 10, 10 + len(text)), "oracle")
    if cut_out:
        sql.tokens = [token for token in tokenise(f"-- ahead\nBEGIN {text}", "oracle") if token.start >= 15]
    return sql


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "_SHORT", 0)


@pytest.mark.parametrize("cut_out", [False, True])
@pytest.mark.parametrize(("kind", "text"), TEXTS)
def test_it_is_the_same(kind: str, text: str, cut_out: bool) -> None:
    first = Trees({})
    with remembering(first):
        read = piece(kind, text, cut_out=cut_out)
        parse.tree_of(read)
    assert len(first.after) == 1
    again = Trees(first.after)
    with remembering(again):
        one, other = piece(kind, text, cut_out=not cut_out), piece(kind, text, cut_out=cut_out)
        found = again.find(one)
        assert found is not None
        parse.tree_of(other)
    assert seen(found[0]) == seen(read.tree) == seen(other.tree)
    assert found[0] is not read.tree
    assert again.after == first.after
    tokens = [(t.token_type, t.text, t.line, t.col, t.start, t.end, t.comments) for t in read.tokens or ()]
    assert [(t.token_type, t.text, t.line, t.col, t.start, t.end, t.comments) for t in found[1] or ()] == tokens


def test_what_cannot_be_read_is_not_remembered() -> None:
    trees = Trees({})
    with remembering(trees), pytest.raises(parse.SqlError):
        parse.tree_of(piece("expression", "a + + ) 3", cut_out=False))
    assert not trees.after


def test_a_tree_with_something_strange_in_it_is_not_remembered() -> None:
    trees = Trees({})
    sql = piece("expression", "a + 1", cut_out=False)
    tree = parse.tree_of(sql).copy()
    tree.this.meta["own"] = object()
    trees.add(sql, tree)
    assert not trees.after
