#!/usr/bin/env python3
"""The five TPC-C procedures of HammerDB's Oracle driver: cut out of its Tcl, converted, loaded, run on small tables.

    bench/hammerdb.py [--out DIR] [--orders N]

Their PL/SQL stands in Tcl strings: braces hold a procedure as it is, quotes a statement with `$variables`. Of the
variants for TimesTen, partitions and clusters the plain ones are taken (the last of each name that has no variable).
The tables get one warehouse of TPC-C at a small scale; then every procedure is called and what it must have
changed, by TPC-C's description of the transaction and the PL/SQL's own words, is compared with what is in the tables.
Exit status 1 when an effect is missing. Nothing of HammerDB's is kept here: it is read from $SCT_CORPORA.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.corpora import corpora_folder
from tests.servers import Server, debian_bin, start

SCT = [sys.executable, "-c", "from sct.cli import main; main()"]
START = re.compile(r'\bset sql\(\w+\)\s+([{"])')
PROCEDURE = re.compile(r"CREATE\s+OR\s+REPLACE\s+PROCEDURE\s+(\w+)", re.I)
TABLE = re.compile(r"CREATE\s+(?:OR\s+REPLACE\s+VIEW|TABLE)\s+(\w+)\s*\(", re.I)
ITEMS, CUSTOMERS = 100_000, 30


def tcl_strings(text: str) -> list[str]:
    """The values of `set sql(…)`: what stands between balanced braces or between quotes."""
    found = []
    for mark in START.finditer(text):
        begin = at = mark.end()
        if mark.group(1) == '"':
            found.append(text[begin : text.index('"', begin)])
            continue
        depth = 1
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        found.append(text[begin : at - 1])
    return found


def script(folder: Path) -> str:
    """Tables and procedures as one SQL*Plus script, of each name the last variant without Tcl variables or clusters."""
    text = (folder / "src" / "oracle" / "oraoltp.tcl").read_text("utf-8")
    tables: dict[str, str] = {}
    procedures: dict[str, str] = {}
    for one in tcl_strings(text):
        routine, table = PROCEDURE.match(one.strip()), TABLE.match(one.strip())
        if routine:
            procedures[routine.group(1).lower()] = one.strip()
        elif table and "$" not in one and " CLUSTER " not in one:
            tables[table.group(1).lower()] = one.strip()
    return "\n".join(f"{t};" for t in tables.values()) + "\n" + "".join(f"{p}\n/\n" for p in procedures.values())


FILL = f"""
INSERT INTO warehouse (w_id, w_ytd, w_tax, w_name) VALUES (1, 300000, 0.1, 'W1');
INSERT INTO district (d_id, d_w_id, d_ytd, d_tax, d_next_o_id, d_name)
  SELECT d, 1, 30000, 0.05, {CUSTOMERS} + 1, 'D' || d FROM generate_series(1, 10) d;
INSERT INTO customer (c_id, c_d_id, c_w_id, c_first, c_middle, c_last, c_since, c_credit, c_credit_lim, c_discount,
                      c_balance, c_ytd_payment, c_payment_cnt, c_delivery_cnt, c_data)
  SELECT c, d, 1, 'F' || lpad(c::text, 3, '0'), 'OE', 'L' || c % 5, now()::timestamp(0),
         CASE WHEN c % 10 = 0 THEN 'BC' ELSE 'GC' END, 50000, 0.02, -10, 10, 1, 0, 'data'
    FROM generate_series(1, 10) d, generate_series(1, {CUSTOMERS}) c;
INSERT INTO item SELECT i, i, 'I' || i, 1 + i % 90, 'x' FROM generate_series(1, {ITEMS}) i;
INSERT INTO stock (s_i_id, s_w_id, s_quantity, s_dist_01, s_dist_02, s_dist_03, s_dist_04, s_dist_05, s_dist_06,
                   s_dist_07, s_dist_08, s_dist_09, s_dist_10, s_ytd, s_order_cnt, s_remote_cnt, s_data)
  SELECT i, 1, 50, 'a','b','c','d','e','f','g','h','i','j', 0, 0, 0, 'x' FROM generate_series(1, {ITEMS}) i;
INSERT INTO orders (o_id, o_d_id, o_w_id, o_c_id, o_ol_cnt, o_all_local, o_entry_d)
  SELECT o, d, 1, o, 5, 1, now()::timestamp(0) FROM generate_series(1, 10) d, generate_series(1, {CUSTOMERS}) o;
INSERT INTO order_line (ol_w_id, ol_d_id, ol_o_id, ol_number, ol_i_id, ol_supply_w_id, ol_quantity, ol_amount)
  SELECT 1, d, o, n, o * 7 + n, 1, 5, 10 * n
    FROM generate_series(1, 10) d, generate_series(1, {CUSTOMERS}) o, generate_series(1, 5) n;
INSERT INTO new_order (no_o_id, no_d_id, no_w_id)
  SELECT o, d, 1 FROM generate_series(1, 10) d, generate_series({CUSTOMERS} - 9, {CUSTOMERS}) o;
CREATE UNIQUE INDEX ON stock (s_i_id, s_w_id);
CREATE UNIQUE INDEX ON item (i_id);
ANALYZE;
"""


class Checks:
    """Facts compared; every one is printed."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.failed = 0

    def one(self, query: str) -> Any:
        row = self.connection.execute(query).fetchone()
        return row[0] if row is not None and len(row) == 1 else row

    def same(self, what: str, got: Any, wanted: Any) -> None:
        good = got == wanted
        self.failed += not good
        print(f"  {'ok  ' if good else 'FAIL'} {what}: {got!r}" + ("" if good else f", wanted {wanted!r}"))


def run(checks: Checks, orders: int) -> None:
    """Every procedure with its effects; what a random roll decides (a wrong item rolls back) is allowed for."""
    c, one, same = checks.connection, checks.one, checks.same
    c.execute(FILL)

    print("neword")
    done = 0
    for _ in range(orders):
        before, stock = one("SELECT d_next_o_id FROM district WHERE d_id = 3"), one("SELECT sum(s_quantity) FROM stock")
        row = c.execute(
            "CALL neword(1, 1, 3, 7, 8, NULL, NULL, NULL, NULL, NULL, NULL, now()::timestamp(0))"
        ).fetchone()
        after = one("SELECT d_next_o_id FROM district WHERE d_id = 3")
        if after == before:  # one order in a hundred names an item that is not there and is rolled back
            same("  rolled back: no stock taken", one("SELECT sum(s_quantity) FROM stock"), stock)
            continue
        done += 1
        if done == 1:
            same("discount, name, credit, taxes", [str(v) for v in row[:5]], ["0.0200", "L2", "GC", "0.0500", "0.1000"])
            same("order number", row[5], before)
            same(
                "order",
                one(f"SELECT o_c_id, o_ol_cnt FROM orders WHERE o_d_id = 3 AND o_id = {before}"),
                (7, 8),
            )
            same("new order", one(f"SELECT count(*) FROM new_order WHERE no_d_id = 3 AND no_o_id = {before}"), 1)
            lines = f"FROM order_line JOIN item ON i_id = ol_i_id WHERE ol_d_id = 3 AND ol_o_id = {before}"
            same("lines", one(f"SELECT count(*) {lines}"), 8)
            same("numbered", one(f"SELECT array_agg(ol_number::int ORDER BY ol_number) {lines}"), list(range(1, 9)))
            same("amounts", one(f"SELECT bool_and(ol_amount = ol_quantity * i_price) {lines}"), True)
            same("district's text of the stock", one(f"SELECT DISTINCT btrim(ol_dist_info) {lines}"), "c")
    same("orders made and counted", one("SELECT count(*) FROM orders WHERE o_d_id = 3"), CUSTOMERS + done)

    print("payment")
    amount = Decimal("12.5")
    for number, last in ((5, None), (None, "L1"), (10, None), (None, "L0")):
        # by name: of the customers ordered by first name the one in the middle, rounded up
        namesakes = c.execute(f"SELECT c_id::int FROM customer WHERE c_d_id = 2 AND c_last = '{last}' ORDER BY c_first")
        names = [row[0] for row in namesakes]
        who = number or names[(len(names) + 2) // 2 - 1]
        customer = f"FROM customer WHERE c_d_id = 2 AND c_id = {who}"
        balance = one(f"SELECT c_balance {customer}")
        warehouse, district = one("SELECT w_ytd FROM warehouse"), one("SELECT d_ytd FROM district WHERE d_id = 2")
        given = [1, 2, 1, 2, number, int(last is not None), amount, last] + [None] * 24
        marks = ", ".join(["%s"] * len(given))
        row = c.execute(f"CALL payment({marks}, now()::timestamp(0))", given).fetchone()
        same(f"by {'name' if last else 'number'}: customer", int(row[0]), who)
        same("balance", one(f"SELECT c_balance {customer}"), balance - amount)
        same("warehouse", one("SELECT w_ytd FROM warehouse"), warehouse + amount)
        same("district", one("SELECT d_ytd FROM district WHERE d_id = 2"), district + amount)
        same("history", one(f"SELECT h_amount FROM history WHERE h_c_id = {who} AND h_d_id = 2"), amount)
        same("bad credit is noted", one(f"SELECT c_data <> 'data' {customer}"), who % 10 == 0)

    print("ostat")
    row = c.execute("CALL ostat(1, 4, 6, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL)").fetchone()
    same("customer's last order", (int(row[0]), row[1], int(row[5])), (6, "L1", 6))
    row = c.execute("CALL ostat(1, 4, NULL, 1, 'L1', NULL, NULL, NULL, NULL, NULL, NULL)").fetchone()
    same("by name: the customer in the middle", (int(row[0]), int(row[5])), (16, 16))

    print("slev")
    c.execute("UPDATE stock SET s_quantity = 5 WHERE s_i_id IN (190, 191, 197, 42)")
    row = c.execute("CALL slev(1, 4, 10, NULL)").fetchone()
    # of the last 20 orders (11 to 30): items o * 7 + n, that is 190 (27), 191 (27) and 197 (28); 42 is of order 5
    same("items of the last 20 orders that run short", int(row[0]), 3)

    print("delivery")
    oldest = dict(c.execute("SELECT no_d_id::int, min(no_o_id)::int FROM new_order GROUP BY 1").fetchall())
    owed = "SELECT sum(c_balance) FROM customer"
    before = one(owed)
    c.execute("CALL delivery(1, 9, now()::timestamp(0))")
    same("the oldest new order of every district", one("SELECT min(no_o_id) FROM new_order"), CUSTOMERS - 8)
    carried = dict(c.execute("SELECT o_d_id::int, o_id::int FROM orders WHERE o_carrier_id = 9").fetchall())
    same("its carrier", carried, oldest)
    same("its lines", one("SELECT count(*) FROM order_line WHERE ol_delivery_d IS NOT NULL"), 50)
    same("its sum on the customers' balance", one(owed) - before, Decimal(10 * (10 + 20 + 30 + 40 + 50)))


def load(server: Server, schema: Path) -> str:
    database = server.new_database("tpcc")
    psql = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", server.dsn(database), "-f", str(schema)]
    subprocess.run(psql, check=True)
    return database


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="keep the script and its conversion here")
    parser.add_argument("--orders", type=int, default=20, help="calls of NEWORD")
    args = parser.parse_args()
    corpora, programs = corpora_folder(), debian_bin(15)
    if corpora is None or programs is None or not (corpora / "hammerdb").is_dir():
        print("needed: PostgreSQL 15 and SCT_CORPORA with the folder hammerdb", file=sys.stderr)
        return 2
    out = args.out or Path(tempfile.mkdtemp(prefix="sct-hammerdb-"))
    out.mkdir(parents=True, exist_ok=True)
    source = out / "tpcc.sql"
    source.write_text(script(corpora / "hammerdb"), "utf-8")
    command = [*SCT, "convert", str(source), "--from", "oracle", "--to", "postgres:15", "-o", str(out / "converted")]
    subprocess.run([*command, "--no-check"], check=True)
    server = start(programs, 15)
    try:
        database = load(server, out / "converted" / "schema.sql")
        with server.connect(database) as connection:
            checks = Checks(connection)
            run(checks, args.orders)
    finally:
        server.stop()
    print(f"{checks.failed} effects missing")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
