"""Where a source or target is: a URL, its engine, and a password that is kept out of everything that is written.

`${VAR}` is filled in from the environment when a connection is opened, never before, so the plan holds the name and
not the value. A literal password in the URL is used by the command it was given to and is not stored; later commands
take it from `SCT_SOURCE_PASSWORD` / `SCT_TARGET_PASSWORD`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from sct.move.errors import UsageError

IN_A_FILE = ("sqlite", "duckdb")  # three slashes and a relative file, four and an absolute one, as SQLAlchemy has it
SECRETS = ("password", "secret_key", "aws_secret_access_key", "session_token", "sslpassword", "logdata")

ENCODED = "comes from ${VAR} or a file, or is written with %2F for /, %3F for ?, %23 for #, %40 for @"


@dataclass(frozen=True, slots=True)
class Address:
    """One end of a move. `stored` is what may be written down; `password` stays out of `repr`."""

    scheme: str
    engine: str
    stored: str
    host: str = ""
    port: int | None = None
    user: str = ""
    database: str = ""
    path: str = ""
    options: dict[str, str] = field(default_factory=dict, repr=False)
    password: str | None = field(default=None, repr=False)

    def redact(self, text: str) -> str:
        """`text` without the password, whoever put it there."""
        shown = text
        for secret in (self.password, *(self.options.get(key) for key in SECRETS)):
            for form in {secret, quote(secret, safe="")} if secret else ():
                shown = shown.replace(form, "***")
        return shown

    @property
    def where(self) -> str:
        """For people: engine and place, no user data."""
        if self.host:
            return f"{self.scheme}://{self.host}{f':{self.port}' if self.port else ''}/{self.database}"
        return f"{self.scheme}://{self.path or self.database}"


def parse(url: str, role: str = "source", environ: Mapping[str, str] | None = None) -> Address:
    """Read a URL. `role` (source, target) names the variable a password may come from. Raises UsageError."""
    environment = os.environ if environ is None else environ
    stored = _without_password(url)
    expanded = _expand(url, environment)
    try:
        parts = urlsplit(expanded)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UsageError(
            "MV0001", f"the {role} is no URL like postgresql://user@host:5432/db; a password {ENCODED}"
        ) from None
    _plainly(parts, role)
    # Asked for here and not above: the folders of the engines know addresses.
    from sct.move.endpoints.registry import options_of, schemes

    engine = schemes().get(parts.scheme)
    if engine is None:
        shown = parts.scheme or "(no scheme)"
        raise UsageError("MV0001", f"the {role} has scheme {shown}; known are: {', '.join(sorted(schemes()))}")
    options = dict(parse_qsl(parts.query))
    password = unquote(parts.password) if parts.password else None
    file = options.pop("password_file", None)
    if file is not None:
        try:
            password = Path(file).read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            raise UsageError("MV0002", f"the password file of the {role} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise UsageError("MV0002", f"the password file of the {role} is no text in UTF-8") from None
    password = options.pop("password", None) or password or environment.get(f"SCT_{role.upper()}_PASSWORD")
    known = options_of(engine)
    for key in options if known is not None else ():
        if key.lower() not in (known or ()):
            raise UsageError("MV0001", f"the {role} has ?{key}=, which {engine} does not know: {_choice(known)}")
    path = unquote(parts.path)
    if engine in IN_A_FILE:
        if host or path in ("", "/"):
            shown = f"{parts.scheme}:////absolute/file or {parts.scheme}:///file beside where you are"
            raise UsageError("MV0001", f"the {role} names no file: write {shown}")
        path = path[1:]
        stored = _anchored(stored)
    return Address(
        scheme=parts.scheme,
        engine=engine,
        stored=stored,
        host=host,
        port=port,
        user=unquote(parts.username or ""),
        database=path.strip("/") if engine not in (*IN_A_FILE, "files") else "",
        path=path,
        options=options,
        password=password,
    )


def _anchored(stored: str) -> str:
    """A relative file as an absolute one: a plan means the same file wherever its later commands are given."""
    scheme, mark, file = stored.partition(":///")
    if not mark or file.startswith(("/", "${")):
        return stored
    return f"{scheme}:///{quote(os.getcwd())}/{file}"


def _choice(known: tuple[str, ...] | None) -> str:
    return f"known are {', '.join(('password_file', *(k for k in known or () if k not in SECRETS)))}"


def _plainly(parts: SplitResult, role: str) -> None:
    """A password that was not encoded ends where it has a / ? or #, and its rest looks like a path. Raises UsageError."""
    behind = parts.path + parts.query.partition("=")[0]
    if parts.scheme not in ("file", "sqlite", "duckdb", "embedded") and "@" in behind and "@" not in parts.netloc:
        raise UsageError("MV0001", f"the {role} has an @ behind its host: a password {ENCODED}")
    if parts.fragment:
        raise UsageError("MV0001", f"the {role} has a #, which ends an address: %23 means it; a password {ENCODED}")


def _without_password(url: str) -> str:
    """The URL as it may be stored: a literal password gone, a `${VAR}` kept."""
    if re.fullmatch(r"\$\{\w+\}", url):
        return url
    # netloc by hand: urlsplit is not asked before the variables are filled in, they may hold anything.
    scheme, mark, rest = url.partition("://")
    if not mark:
        return url
    authority, slash, tail = rest.partition("/")
    login, at, place = authority.rpartition("@")
    user, colon, password = login.partition(":")
    if colon and not re.fullmatch(r"\$\{\w+\}", password):
        colon = password = ""
    path, question, query = tail.partition("?")
    kept = [
        (key, value)
        for key, value in parse_qsl(query, keep_blank_values=True)
        if key not in SECRETS or re.fullmatch(r"\$\{\w+\}", value)
    ]
    text = urlencode(kept, safe="${}/:,") if kept else ""
    return f"{scheme}://{user}{colon}{password}{at}{place}{slash}{path}{question if text else ''}{text}"


def _expand(url: str, environ: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] not in environ:
            raise UsageError("MV0002", f"the address needs the environment variable {match[1]}")
        text = environ[match[1]]
        return text if match[0] == url else quote(text, safe="")

    return re.sub(r"\$\{(\w+)\}", value, url)


def missing_file(address: Address) -> UsageError:
    """What to say of a database file that a source names and that is not there."""
    here = Path(address.path)
    hint = ""
    if not here.is_absolute() and Path("/", here).is_file():
        hint = f"; /{address.path} is: an absolute file has four slashes, {address.scheme}:////{address.path}"
    return UsageError("MV0007", f"{here.absolute()} is not there{hint}")


__all__ = ["Address", "missing_file", "parse"]
