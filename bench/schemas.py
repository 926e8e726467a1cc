"""Oracle schemas of any size, the same each time: tables with keys, foreign keys, indexes, views, sequences."""

from __future__ import annotations

from collections.abc import Iterator

COLUMNS = (
    "amount NUMBER(12,2) DEFAULT 0 NOT NULL",
    "ordered_on DATE DEFAULT SYSDATE",
    "note VARCHAR2(200 CHAR)",
    "flag CHAR(1) DEFAULT 'N' CHECK (flag IN ('Y', 'N'))",
    "changed_at TIMESTAMP(6)",
    "body CLOB",
    "rate NUMBER(5,4)",
    "quantity NUMBER(9)",
    "picture BLOB",
    "code VARCHAR2(12) NOT NULL",
)
# A table points at earlier ones: near (its neighbour) and far (a hub), as real schemas do.
HUB_EVERY = 50


def statements(tables: int) -> Iterator[str]:
    """DDL of `tables` tables; every table has a key, two foreign keys and two indexes, every fifth a view."""
    for number in range(tables):
        yield _table(number)
        yield f"CREATE INDEX ix_t{number}_code ON t{number} (code);"
        yield f"CREATE INDEX ix_t{number}_near ON t{number} (near_id, ordered_on DESC);"
        if number % 10 == 0:
            yield f"CREATE SEQUENCE seq_t{number} START WITH 100 INCREMENT BY 1 CACHE 20;"
        if number % 5 == 4:
            yield _view(number)


def script(tables: int) -> str:
    """The statements as one script."""
    return "\n".join(statements(tables)) + "\n"


def _table(number: int) -> str:
    extra = [COLUMNS[(number + step) % len(COLUMNS)] for step in range(number % 4)]
    columns = [
        f"  t{number}_id NUMBER(12) NOT NULL",
        "  near_id NUMBER(12)",
        "  hub_id NUMBER(12)",
        *(f"  {column}" for column in dict.fromkeys([*COLUMNS[-1:], *COLUMNS[:2], *extra])),
        f"  CONSTRAINT pk_t{number} PRIMARY KEY (t{number}_id)",
    ]
    if number:
        near, hub = number - 1, number // HUB_EVERY * HUB_EVERY
        columns.append(f"  CONSTRAINT fk_t{number}_near FOREIGN KEY (near_id) REFERENCES t{near} (t{near}_id)")
        if hub not in (number, near):
            columns.append(f"  CONSTRAINT fk_t{number}_hub FOREIGN KEY (hub_id) REFERENCES t{hub} (t{hub}_id)")
    return f"CREATE TABLE t{number} (\n" + ",\n".join(columns) + "\n);"


def _view(number: int) -> str:
    near = number - 1
    return (
        f"CREATE OR REPLACE VIEW v{number} AS\n"
        f"SELECT a.t{number}_id, a.code, NVL(b.amount, 0) AS near_amount, TRUNC(a.ordered_on) AS ordered_day\n"
        f"  FROM t{number} a LEFT JOIN t{near} b ON b.t{near}_id = a.near_id\n"
        f" WHERE a.amount > 0;"
    )
