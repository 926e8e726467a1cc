"""A scratch database on a server: made from template0 for one check, dropped whatever happens."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

BUILTIN_LOCALE_SINCE = 170000


@dataclass(slots=True)
class Scratch:
    """What one check did to the server: its database, the roles its pieces made, remarks.

    `beyond` are command tags that changed the server as a whole and are not undone here.
    """

    name: str
    roles: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)


@contextmanager
def scratch_database(admin: Any, *, keep: bool) -> Iterator[Scratch]:
    """Create, hand out and drop; `admin` is an autocommit psycopg connection to another database of the server."""
    from psycopg import sql

    scratch = Scratch(f"sct_check_{os.getpid()}_{secrets.token_hex(4)}")
    name = sql.Identifier(scratch.name)
    _create(admin, scratch)
    try:
        # For the sessions that the code under test opens itself (dblink), too.
        admin.execute(sql.SQL("ALTER DATABASE {} SET timezone = 'UTC'").format(name))
        yield scratch
    finally:
        if not keep:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            _drop_roles(admin, scratch)


def _create(admin: Any, scratch: Scratch) -> None:
    """C.UTF-8: byte order, Unicode classes and case, as the behaviour of the converted code assumes."""
    import psycopg
    from psycopg import sql

    name = sql.Identifier(scratch.name)
    start = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' ").format(name)
    if admin.info.server_version >= BUILTIN_LOCALE_SINCE:
        admin.execute(start + sql.SQL("LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'"))
        return
    try:
        admin.execute(start + sql.SQL("LOCALE_PROVIDER libc LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"))
    except psycopg.errors.WrongObjectType:  # the server's system has no such locale
        admin.execute(start + sql.SQL("LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"))
        scratch.notes.append("the server knows no locale C.UTF-8: checked with C (case and classes of ASCII only)")


def _drop_roles(admin: Any, scratch: Scratch) -> None:
    """Roles belong to the whole server: those the pieces created go, those that were there stay."""
    import psycopg
    from psycopg import sql

    for role in scratch.roles:
        try:
            admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
        except psycopg.Error as error:
            reason = error.diag.message_primary or type(error).__name__
            scratch.notes.append(f"role {role}, made by the script, could not be dropped: {reason}")
