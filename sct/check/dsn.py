"""A server's address as the user writes it: `postgresql://user:password@host:port/db?sslmode=require`.

A password comes from the URL, from the environment (`${VAR}` anywhere in the URL), from a file
(`?password_file=PATH`), or from libpq's own places (PGPASSWORD, ~/.pgpass). It is never part of a message.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from sct.check.model import CheckUnavailable

SCHEMES = ("postgresql", "postgres")
DEFAULT_PORT = 5432


@dataclass(frozen=True, slots=True)
class Dsn:
    """Connection keywords in libpq's words; the password stays out of `repr`."""

    host: str
    port: int
    keywords: dict[str, str] = field(repr=False)
    password: str | None = field(default=None, repr=False)

    @property
    def where(self) -> str:
        """`host:port`, fit for a report."""
        return f"{self.host or 'local socket'}:{self.port}"

    def redact(self, text: str) -> str:
        """`text` with the password blanked, whoever put it there."""
        return text.replace(self.password, "***") if self.password else text


def parse_dsn(url: str, environ: Mapping[str, str] | None = None) -> Dsn:
    """Read a DSN. Raises CheckUnavailable with a sentence that never quotes the URL (it may hold a password)."""
    expanded = _expand(url, os.environ if environ is None else environ)
    try:
        parts = urlsplit(expanded)
        host, port = parts.hostname or "", parts.port or DEFAULT_PORT
    except ValueError:
        raise CheckUnavailable("the address of the server is not a URL like postgresql://user@host:5432/db") from None
    if parts.scheme not in SCHEMES:
        raise CheckUnavailable("the address of the server must begin with postgresql://")
    options = dict(parse_qsl(parts.query))
    password = unquote(parts.password) if parts.password else None
    file = options.pop("password_file", None)
    if file is not None:
        password = _from_file(Path(file))
    password = options.pop("password", None) or password
    host = options.pop("host", host)
    keywords = {**options, "port": str(port), "dbname": unquote(parts.path.lstrip("/")) or "postgres"}
    if host:
        keywords["host"] = host
    if parts.username:
        keywords["user"] = unquote(parts.username)
    return Dsn(host, port, keywords, password)


def _expand(url: str, environ: Mapping[str, str]) -> str:
    """`${VAR}` filled in; inside a longer URL its value is percent-encoded, so that a '@' or '/' in it does no harm."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in environ:
            raise CheckUnavailable(f"the address of the server needs the environment variable {match[1]}")
        text = environ[match[1]]
        return text if match[0] == url else quote(text, safe="")

    return re.sub(r"\$\{(\w+)\}", value, url)


def _from_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise CheckUnavailable(f"the password file cannot be read: {error.strerror}") from None
