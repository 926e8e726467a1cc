"""A password is in nothing that a move says, writes, or leaves behind, whatever goes wrong on the way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from sct.move.address import parse
from sct.move.errors import UsageError
from tests.move.mariadb_server import Maria
from tests.move.secure_servers import SECRET, Postgres
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
SCT = [sys.executable, "-c", "from sct.cli import main; main()"]
Query = Callable[..., list[tuple[Any, ...]]]
TRACES = ("Zq7p", "Xw9k", "Pw5wrong")


class Shell:
    """Runs commands with the secret in the environment, or not; keeps all they said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []

    def move(self, *arguments: str, known: bool = True, debug: bool = False) -> int:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("SCT_")}
        if known:
            environment |= {"SCT_SOURCE_PASSWORD": SECRET, "SCT_TARGET_PASSWORD": SECRET, "PYTHONPATH": str(ROOT)}
        command = [*SCT, *(["--debug"] if debug else []), "move", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
        self.said.append(f"{arguments[0]} -> {done.returncode}\n{done.stdout}{done.stderr}")
        assert done.returncode in (0, 1, 2), self.said[-1]
        return done.returncode

    def leaves(self) -> dict[str, bytes]:
        """Every file below the folder, and what was said."""
        found = {str(p): p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}
        return {**found, "said": "\n".join(self.said).encode()}

    def clean(self) -> None:
        for name, content in self.leaves().items():
            for trace in TRACES:
                assert trace.encode() not in content, f"{name}: {content[:2000]!r}"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_between_postgresql_servers(shell: Shell, postgres: Postgres, query: Query) -> None:
    target = Postgres(postgres.server, postgres.server.new_database("secret"))
    admin = postgres.server.dsn(target.database)
    plan = str(shell.folder / "plan")
    # Written into the URL, wrong, of nobody, at a place where nobody listens, not encoded
    for number, wrong in enumerate(
        (
            target.url().replace("Zq7p", "Pw5wrong"),
            target.url().replace(target.database, "nowhere"),
            target.url().replace(str(postgres.server.port), str(free_port())),
            f"postgresql://mover:{SECRET}@localhost/x",
            target.url(options="sslmode=disable"),
            target.url(options="sslmode=verify-full&sslrootcert=/nowhere"),
            target.url(options="sslpassword=Pw5wrong&nonsense=1"),
        )
    ):
        assert shell.move("plan", postgres.url(), wrong, "-o", plan, debug=number % 2 == 1, known=False) in (1, 2)
    assert shell.move("plan", postgres.url(), target.url(), "-o", plan, known=False) == 0
    assert shell.move("plan", postgres.url(), target.url(), "-o", plan, "--json", known=False) == 0
    # no password at all; then a DDL step, rows and a comparison that fail
    assert shell.move("run", plan, known=False) == 1
    query(admin, "CREATE TABLE t (id integer PRIMARY KEY, v text CHECK (v <> 'v5'), j json)")
    assert shell.move("run", plan) == 1
    query(admin, "DROP TABLE t")
    assert shell.move("run", plan, "--follow", "--for", "0.5") == 0
    query(admin, "UPDATE t SET v = 'other' WHERE id = 3")
    assert shell.move("validate", plan) == 1
    assert shell.move("status", plan, "--html", str(shell.folder / "page.html")) == 0
    assert shell.move("status", plan, "--json") == 0
    assert shell.move("export", plan, "--to", "debezium", "-o", str(shell.folder / "debezium")) in (0, 1)
    assert shell.move("cutover", plan) == 1
    assert shell.move("validate", plan, "--repair") == 0
    shell.clean()
    tables = query(
        admin, "SELECT relname FROM pg_class WHERE relnamespace = 'sct_move'::regnamespace AND relkind = 'r'"
    )
    kept = str([query(admin, f"SELECT t::text FROM sct_move.{name} t") for (name,) in tables])
    assert kept and not any(trace in kept for trace in TRACES)


def test_from_mariadb_with_a_server_that_goes_away(
    shell: Shell, postgres: Postgres, secure_maria: Maria, query: Query, database: str
) -> None:
    name = secure_maria.new_database()
    secure_maria.run(
        name,
        "CREATE TABLE t (id int PRIMARY KEY, v varchar(20), d date)",
        "INSERT INTO t SELECT seq, 'v', '2024-01-01' FROM seq_1_to_100",
    )
    place = f"mover:{quote(SECRET, safe='')}@localhost:{secure_maria.port}"
    plan = str(shell.folder / "plan")
    for number, wrong in enumerate(
        (
            f"mariadb://{place.replace('Zq7p', 'Pw5wrong')}/{name}",
            f"mariadb://{place}/nowhere",
            f"mariadb://{place}/{name}?ssl_mode=disable",
            f"mariadb://{place}/{name}?password=Pw5wrong",
            f"mariadb://{place}/{name}?nonsense=Pw5wrong",
        )
    ):
        assert shell.move("plan", wrong, database, "-o", plan, debug=number % 2 == 1, known=False) in (1, 2)
    rules = shell.folder / "rules.yml"
    rules.write_text("retries: 2")
    assert (
        shell.move("plan", f"mariadb://{place}/{name}", database, "--rules", str(rules), "-o", plan, known=False) == 0
    )
    query(database, "CREATE TABLE t (id integer PRIMARY KEY, v text, d date CHECK (id <> 50))")
    assert shell.move("run", plan) == 1
    query(database, "DROP TABLE t")
    assert shell.move("run", plan, "--follow", "--for", "0.5") == 0
    secure_maria.kill()
    try:
        assert shell.move("validate", plan) == 1
        assert shell.move("cutover", plan) == 1
    finally:
        secure_maria.start()
    assert shell.move("cutover", plan) == 0
    shell.clean()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:Zq7p/x@h/db",
        "postgresql://u:12/Zq7p@h/db",
        "postgresql://u:12?Zq7p@h/db",
        "postgresql://u:12#Zq7p@h/db",
        "mariadb://u:Zq7p#x@h/db",
        "postgresql://u@h/db?password=Zq7p#x",
    ],
)
def test_a_password_that_is_not_encoded_is_no_path(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(url)
    assert caught.value.code == "MV0001" and "Zq7p" not in str(caught.value)


def test_what_an_address_shows() -> None:
    address = parse("postgresql://u:a%2Fb%20Zq7p@h/db?sslpassword=Xw9k", environ={})
    assert address.stored == "postgresql://u@h/db"
    for shown in (repr(address), address.where, address.redact("x a/b Zq7p, a%2Fb%20Zq7p, Xw9k")):
        assert not any(trace in shown for trace in TRACES)
    kept = parse("postgresql://u:${NAME}@h/db", environ={"NAME": "a/b@c"})
    assert kept.stored == "postgresql://u:${NAME}@h/db" and kept.password == "a/b@c" and kept.host == "h"
    whole = parse("${WHOLE}", environ={"WHOLE": "mariadb://u:Zq7p@h/db"})
    assert (whole.stored, whole.password) == ("${WHOLE}", "Zq7p")


def test_a_password_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("Zq7p with spaces \n")
    assert parse(f"mariadb://u@h/db?password_file={file}").password == "Zq7p with spaces "
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="MV0002"):
        parse(f"mariadb://u@h/db?password_file={file}")
