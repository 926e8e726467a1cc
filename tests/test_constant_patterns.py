"""A constant pattern that sct.regex_pattern refuses is said when it is converted, and no other."""

from __future__ import annotations

import psycopg
import pytest

from sct.sqlexpr.lazy_patterns import always_raises
from tests.servers import Server
from tests.test_runtime_postgres import in_order, library

PATTERNS = {
    "a+b*?": False,
    "(a|b.*?)(,|$)": True,
    "a{2,}?b+": False,
    "(a+b*?)+": True,
    "(a+b*?)c": True,
    "^(a+b*?)*$": False,
    r"^(a+b*?)*\$": True,
    r"^(a|b.*?)x*\d+$": False,
    "(.*?)(,|$)x*": False,
    "(^|,).*?x": True,
    "(,|;)[^,;]*?(,|;|$)(a|bc)": False,
    "(ab|cd).*?x+": False,
    "[[:alpha:]]*?1(a|bc)": False,
    "[[:alnum:]]*?1(a|bc)": True,
    r"[\]*?x(a|bc)": False,
    "a+?|b": True,
    r"^((01)|(02))(\d){8}?$": False,
    r"[|].*?x\|": False,
    "^(.*?),(.*)$": False,
    "a.*?b": False,
    "[^]a|*?]+?": False,
    "[[:alpha:]|]+?x": False,
    r"\*?a+": False,
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_always_raises_is_known(pattern: str) -> None:
    assert always_raises(pattern) is PATTERNS[pattern]


def test_the_server_raises_for_the_same(pg15: Server) -> None:
    database = pg15.new_database("patterns")
    with pg15.connect(database) as connection:
        connection.execute("CREATE SCHEMA sct")
        for name in in_order(["regex_spans"]):
            connection.execute(library()[name].ddl)
        for groups in (False, True):
            for pattern in PATTERNS:
                query = "SELECT count(*) FROM sct.regex_spans('a', %s, '', 1, %s)"
                try:
                    connection.execute(query, (pattern, groups))
                    raised = False
                except psycopg.errors.FeatureNotSupported:
                    raised = True
                assert raised is always_raises(pattern, groups), (pattern, groups)
    pg15.drop_database(database)
