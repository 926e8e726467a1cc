"""Servers that take a password, and take it over TLS only: PostgreSQL and MariaDB with certificates of the tests' own."""

from __future__ import annotations

import pwd
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.move.certificates import Authority, authority
from tests.move.mariadb_server import Maria, installed
from tests.servers import Server, account, debian_bin, embedded_bin, start

# What a URL and a driver of Latin 1 can get wrong, between letters that show in whatever form it is written.
SECRET = "Zq7pä ss€:/?#@%&Xw9k"


@dataclass(frozen=True)
class Postgres:
    server: Server
    database: str

    def url(self, host: str = "localhost", options: str = "", user: str = "mover") -> str:
        password = f":{quote(SECRET, safe='')}" if user == "mover" else ""
        return f"postgresql://{user}{password}@{host}:{self.server.port}/{self.database}?{options}".rstrip("?")


@pytest.fixture(scope="session")
def signed() -> Iterator[Authority]:
    # Not in pytest's folders: the servers' own accounts have to come to their certificates.
    folder = Path(tempfile.mkdtemp(prefix="sct-tls-"))
    try:
        yield authority(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(signed: Authority) -> Iterator[Postgres]:
    """Takes `mover` with a password, and `certified` with a certificate, over TLS only."""
    pytest.importorskip("psycopg")
    found = (debian_bin(15), 15) if debian_bin(15) else (embedded_bin(), 18)
    if found[0] is None:
        pytest.skip("SKIPPED: PostgreSQL is not installed")
    name = account()
    certificate, key = signed.certificate("localhost", "postgres", owner=pwd.getpwnam(name).pw_uid if name else None)
    server = start(
        found[0], found[1], wal_level="logical", ssl="on", ssl_cert_file=str(certificate), ssl_key_file=str(key),
        ssl_ca_file=str(signed.ca),
    )  # fmt: skip
    try:
        (server.folder / "data" / "pg_hba.conf").write_text(
            "host all postgres 127.0.0.1/32 trust\nhostssl all mover 127.0.0.1/32 scram-sha-256\n"
            "hostssl all certified 127.0.0.1/32 cert\n"
        )
        with server.connect() as connection:
            connection.execute(f"CREATE ROLE mover LOGIN SUPERUSER PASSWORD '{SECRET}'")
            connection.execute("CREATE ROLE certified LOGIN SUPERUSER")
            connection.execute("SELECT pg_reload_conf()")
        database = server.new_database("tls")
        with server.connect(database) as connection:
            connection.execute("CREATE TABLE t (id integer PRIMARY KEY, v text, j json)")
            connection.execute("INSERT INTO t SELECT i, 'v' || i, '{}' FROM generate_series(1, 1000) i")
        yield Postgres(server, database)
    finally:
        server.stop()


@pytest.fixture(scope="session")
def secure_maria(signed: Authority) -> Iterator[Maria]:
    installed()
    certificate, key = signed.certificate("localhost", "mariadb")
    server = Maria(f"--ssl-ca={signed.ca}", f"--ssl-cert={certificate}", f"--ssl-key={key}")
    try:
        server.run(
            "",
            ("CREATE USER mover@'%%' IDENTIFIED BY %s REQUIRE SSL", (SECRET,)),
            "GRANT ALL ON *.* TO mover@'%'",
            "CREATE USER certified@'%' REQUIRE X509",
            "GRANT ALL ON *.* TO certified@'%'",
        )
        yield server
    finally:
        server.stop()
