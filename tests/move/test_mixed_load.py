"""The load of hours, replayed as fast as the server commits it while its changes are followed: no row drifts.

A minute's worth in every run of the tests; `SCT_LOAD_HOURS=2` for two hours of it (`make test-move-slow`), with the figures printed.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from sct.move.status import status
from tests.move.commands import cutover, follow, until_loaded
from tests.move.conftest import Mover
from tests.move.test_capture import Logical, logical

__all__ = ["logical"]
Query = Callable[..., list[tuple[Any, ...]]]
HOURS = float(os.environ.get("SCT_LOAD_HOURS", "0.02"))
PER_SECOND = 20  # transactions of the application
SESSIONS = 2

SHOP = """
DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END$$;
CREATE TABLE account (id integer PRIMARY KEY, balance numeric(14,2) NOT NULL, note text);
CREATE TABLE purchase (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account integer REFERENCES account, at timestamptz);
CREATE TABLE line (purchase bigint REFERENCES purchase ON DELETE CASCADE, number integer, price numeric, document text,
                   PRIMARY KEY (purchase, number));
CREATE TABLE place (code text PRIMARY KEY, moved integer NOT NULL);
ALTER TABLE line ALTER document SET STORAGE EXTERNAL;
INSERT INTO account SELECT g, 1000, NULL FROM generate_series(1, 500) g;
INSERT INTO place SELECT 'p' || g, 0 FROM generate_series(1, 300) g;
CREATE PROCEDURE work(many integer, seed double precision) LANGUAGE plpgsql AS $$
DECLARE kind double precision; a integer; b integer; made bigint;
BEGIN
  PERFORM setseed(seed);
  FOR i IN 1 .. many LOOP
    kind := random(); a := 1 + floor(random() * 499); b := a + 1 + floor(random() * (500 - a));
    BEGIN
      IF kind < 0.4 THEN
        INSERT INTO purchase (account, at) VALUES (a, clock_timestamp()) RETURNING id INTO made;
        INSERT INTO line SELECT made, n, random() * 100, CASE WHEN n = 1 THEN repeat(md5(made::text), 100) END
        FROM generate_series(1, 3) n;
      ELSIF kind < 0.7 THEN
        UPDATE account SET balance = balance - 1 WHERE id = a;
        UPDATE account SET balance = balance + 1, note = 'from ' || a WHERE id = b;
      ELSIF kind < 0.8 THEN
        UPDATE line SET price = price + 1 WHERE purchase = (SELECT max(id) - a FROM purchase);
      ELSIF kind < 0.9 THEN
        DELETE FROM purchase WHERE id = (SELECT max(id) - 2 * a FROM purchase);
      ELSIF kind < 0.98 THEN
        UPDATE place SET code = code || '+', moved = moved + 1 WHERE code = (SELECT min(code) FROM place WHERE code > 'p' || a);
      ELSE
        UPDATE account SET note = 'never' WHERE id = a;
        RAISE EXCEPTION 'taken back';
      END IF;
    EXCEPTION WHEN raise_exception OR deadlock_detected OR unique_violation THEN NULL;
    END;
    COMMIT;
  END LOOP;
END $$;
"""


def test_hours_of_mixed_load_do_not_drift(mover: Mover, logical: Logical, query: Query) -> None:
    source, target = logical.databases()
    query(source, SHOP)
    mover.plan(source, target)
    process = follow(mover.folder)
    until_loaded(mover)
    many = int(HOURS * 3600 * PER_SECOND / SESSIONS)
    begin = time.monotonic()
    sessions = [threading.Thread(target=query, args=(source, f"CALL work({many}, {0.1 * n})")) for n in range(SESSIONS)]
    for session in sessions:
        session.start()
    behind = []
    while any(session.is_alive() for session in sessions):
        time.sleep(0.5)
        behind.append(status(mover.folder).get("follow", {}).get("seconds_behind", 0.0))
    wrote = time.monotonic() - begin
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=600)
    assert process.returncode == 0, said
    code, rest = cutover(mover.folder)
    assert code == 0, rest
    whole = "SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {} t"
    for table in ("account", "purchase", "line", "place"):
        assert query(target, whole.format(table)) == query(source, whole.format(table))
    assert query(target, "SELECT sum(balance) FROM account") == [(500_000,)]
    moved = query(target, "SELECT count(*) FROM purchase")[0][0]
    assert moved > many * SESSIONS * 0.2
    print(
        f"{HOURS} h at {PER_SECOND} transactions/s, written in {wrote:.0f} s, followed in {time.monotonic() - begin:.0f} s; "
        f"most behind {max(behind, default=0):.1f} s; {[line for line in (said + rest).splitlines() if 'changes applied' in line]}"
    )


def test_the_target_checks_and_fires_nothing_while_changes_are_applied(
    mover: Mover, logical: Logical, query: Query
) -> None:
    """The source has done both, and its log has what came of it; a batch's tables come in no order of references."""
    source, target = logical.databases()
    query(
        source,
        "CREATE TABLE p (id integer PRIMARY KEY, fired integer DEFAULT 0);"
        "CREATE TABLE c (id integer PRIMARY KEY, p integer REFERENCES p); INSERT INTO p VALUES (1); INSERT INTO c VALUES (1, 1)",
    )
    mover.plan(source, target)
    follow(mover.folder, "--for", "0.5").communicate(timeout=120)
    query(
        target,
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.fired := 9; RETURN NEW; END';"
        "CREATE TRIGGER t BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION f()",
    )
    # c comes first in the batch, and refers to what comes after it.
    query(
        source, "BEGIN; UPDATE c SET p = 1 WHERE id = 1; INSERT INTO p VALUES (2); INSERT INTO c VALUES (2, 2); COMMIT"
    )
    code, said = cutover(mover.folder)
    assert code == 0, said
    assert query(target, "SELECT id, fired FROM p ORDER BY id") == [(1, 0), (2, 0)]
