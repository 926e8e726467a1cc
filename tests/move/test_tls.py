"""TLS on loopback with certificates of the tests' own: what the address asks for holds for every connection of a move."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from sct.move.address import parse
from sct.move.endpoints import source as open_source
from sct.move.errors import MoveError, Transient, UsageError
from tests.move.certificates import Authority
from tests.move.conftest import Mover
from tests.move.mariadb_server import Maria
from tests.move.secure_servers import SECRET, Postgres
from tests.servers import Server

ROOT = Path(__file__).parents[2]
SCT = [sys.executable, "-c", "from sct.cli import main; main()", "move"]
Query = Callable[..., list[tuple[Any, ...]]]


def code_of(url: str) -> tuple[type, str, str]:
    with pytest.raises(MoveError) as caught:
        open_source(parse(url)).close()
    return type(caught.value), caught.value.code, str(caught.value)


def test_postgresql_as_the_address_asks(postgres: Postgres, signed: Authority) -> None:
    ca, other = f"sslrootcert={signed.ca}", f"sslrootcert={signed.other_ca}"
    for options in (f"sslmode=verify-full&{ca}", f"sslmode=verify-ca&{ca}", "sslmode=require", ""):
        open_source(parse(postgres.url(options=options))).close()
    open_source(parse(postgres.url("127.0.0.1", f"sslmode=verify-ca&{ca}"))).close()
    kind, code, words = code_of(postgres.url("127.0.0.1", f"sslmode=verify-full&{ca}"))
    assert (kind, code) == (MoveError, "MV0090") and 'does not match host name "127.0.0.1"' in words
    kind, code, words = code_of(postgres.url(options=f"sslmode=verify-ca&{other}"))
    assert (kind, code) == (MoveError, "MV0090") and "certificate verify failed" in words
    kind, code, words = code_of(postgres.url(options="sslmode=verify-full&sslrootcert=/nowhere/ca.crt"))
    assert (kind, code) == (UsageError, "MV0090") and "sslrootcert /nowhere/ca.crt is not there" in words
    kind, code, words = code_of(postgres.url(options="sslmode=disable"))
    assert (kind, code) == (MoveError, "MV0010") and "no encryption" in words
    assert code_of(postgres.url(options="sslmode=full"))[1] == "MV0090"
    assert code_of(postgres.url(options="sslmod=require"))[:2] == (UsageError, "MV0001")


def test_a_certificate_instead_of_a_password(postgres: Postgres, signed: Authority) -> None:
    certificate, key = signed.certificate("certified")
    options = f"sslmode=verify-full&sslrootcert={signed.ca}&sslcert={certificate}&sslkey={key}"
    open_source(parse(postgres.url(options=options, user="certified"))).close()
    kind, code, _ = code_of(postgres.url(options=f"sslmode=verify-full&sslrootcert={signed.ca}", user="certified"))
    assert (kind, code) in ((MoveError, "MV0010"), (MoveError, "MV0090"))
    assert code_of(postgres.url(options=f"{options}.no", user="certified"))[:2] == (UsageError, "MV0090")


def test_mariadb_as_the_address_asks(secure_maria: Maria, signed: Authority) -> None:
    database, port = secure_maria.new_database(), secure_maria.port

    def url(options: str = "", host: str = "localhost", user: str = f"mover:{quote(SECRET, safe='')}") -> str:
        return f"mariadb://{user}@{host}:{port}/{database}?{options}".rstrip("?")

    ca = f"ssl_ca={signed.ca}"
    for options in (ca, f"ssl_mode=verify-full&{ca}", f"sslmode=VERIFY_IDENTITY&{ca}", f"ssl_mode=verify-ca&{ca}",
                    "ssl_mode=require", ""):  # fmt: skip
        open_source(parse(url(options))).close()
    open_source(parse(url(f"ssl_mode=verify-ca&{ca}", "127.0.0.1"))).close()
    kind, code, words = code_of(url(ca, "127.0.0.1"))
    assert (kind, code) == (MoveError, "MV0090") and "127.0.0.1" in words and "mismatch" in words
    kind, code, words = code_of(url(f"ssl_mode=verify-ca&ssl_ca={signed.other_ca}"))
    assert (kind, code) == (MoveError, "MV0090") and "self-signed certificate" in words
    kind, code, words = code_of(url("ssl_ca=/nowhere/ca.crt"))
    assert (kind, code) == (UsageError, "MV0090") and "ssl_ca /nowhere/ca.crt is not there" in words
    assert code_of(url("ssl_mode=verify-full"))[:2] == (UsageError, "MV0090")
    assert code_of(url("ssl_mode=full"))[:2] == (UsageError, "MV0090")
    assert code_of(url("ssl_mode=disable"))[:2] == (MoveError, "MV0010")
    # An option that were not looked at would be a promise that nobody keeps.
    assert code_of_parsing(url(f"sslrootcert={signed.ca}")) == "MV0001"
    certificate, key = signed.certificate("maria-user")
    mine = f"{ca}&ssl_cert={certificate}&ssl_key={key}"
    open_source(parse(url(mine, user="certified"))).close()
    assert code_of(url(ca, user="certified"))[:2] == (MoveError, "MV0010")
    assert code_of(url(f"{ca}&ssl_cert={signed.ca}&ssl_key={key}", user="certified"))[:2] == (UsageError, "MV0090")


def code_of_parsing(url: str) -> str:
    with pytest.raises(UsageError) as caught:
        parse(url)
    return caught.value.code


def test_a_server_without_tls_is_not_used_where_it_was_asked_for(maria: Maria, shop: str, pg18: Server) -> None:
    assert code_of(f"{maria.url(shop)}?ssl_mode=require")[:2] == (MoveError, "MV0090")
    kind, code, words = code_of(f"{pg18.dsn()}?sslmode=require")
    assert (kind, code) == (MoveError, "MV0090") and "does not support SSL" in words


def test_a_move_and_its_changes_between_postgresql_servers(
    mover: Mover, postgres: Postgres, signed: Authority, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The catalog, the fast lane, the raw stream, the log, the ledger: each has a connection of its own."""
    secure = f"sslmode=verify-full&sslrootcert={signed.ca}"
    monkeypatch.setenv("SCT_SOURCE_PASSWORD", SECRET)
    monkeypatch.setenv("SCT_TARGET_PASSWORD", SECRET)
    target = Postgres(postgres.server, postgres.server.new_database("tls"))
    mover.plan(postgres.url(options=secure), target.url(options=secure))
    assert SECRET not in (text := (mover.folder / "plan.json").read_text()) and quote(SECRET, safe="") not in text
    done = subprocess.run(
        [*SCT, "run", str(mover.folder), "--follow", "--for", "1"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    query(postgres.server.dsn(postgres.database), "UPDATE t SET v = 'changed' WHERE id = 7")
    done = subprocess.run([*SCT, "cutover", str(mover.folder)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert query(postgres.server.dsn(target.database), "SELECT count(*) FROM t") == [(1000,)]
    assert query(postgres.server.dsn(target.database), "SELECT v FROM t WHERE id = 7") == [("changed",)]


def test_a_move_and_its_changes_from_mariadb_and_a_load_into_it(
    mover: Mover, secure_maria: Maria, postgres: Postgres, signed: Authority, query: Query, tmp_path: Path
) -> None:
    database, other = secure_maria.new_database(), secure_maria.new_database()
    secure_maria.run(
        database,
        "CREATE TABLE t (id int PRIMARY KEY, v varchar(20))",
        "INSERT INTO t SELECT seq, CONCAT('v', seq) FROM seq_1_to_1000",
    )
    target = postgres.server.new_database("tls")
    file = tmp_path / "password"
    file.write_text(SECRET + "\n", encoding="utf-8")

    def of(name: str) -> str:
        place = f"mariadb://mover@localhost:{secure_maria.port}/{name}"
        return f"{place}?ssl_ca={signed.ca}&password_file={file}"

    mover.plan(of(database), postgres.server.dsn(target))
    command = [*SCT, "run", str(mover.folder), "--follow", "--for", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    secure_maria.run(database, "UPDATE t SET v = 'changed' WHERE id = 7")
    done = subprocess.run([*SCT, "cutover", str(mover.folder)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert query(postgres.server.dsn(target), "SELECT v FROM t WHERE id = 7") == [("changed",)]
    into = Mover(tmp_path / "into")
    into.plan(of(database), of(other))
    into.run()
    assert list(secure_maria.run(other, "SELECT count(*) FROM t")) == [(1000,)]


def test_nobody_answers(maria: Maria) -> None:
    from tests.servers import free_port

    port = free_port()
    for url in (f"postgresql://u@127.0.0.1:{port}/d", f"mariadb://u@127.0.0.1:{port}/d"):
        kind, code, words = code_of(url)
        assert (kind, code) == (Transient, "MV0091") and f"127.0.0.1:{port}/d does not answer" in words
    assert code_of("postgresql://u@nowhere.invalid/d")[:2] == (Transient, "MV0091")
    assert code_of(f"{maria.url('nowhere')}")[:2] == (MoveError, "MV0010")
