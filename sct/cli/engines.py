"""Engine names as people write them."""

from __future__ import annotations

from typing import Any

import click

from sct import backends, frontends

ALIASES = {
    "postgresql": "postgres",
    "pg": "postgres",
    "mssql": "sqlserver",
    "tsql": "sqlserver",
    "ase": "sybase",
    "sap-ase": "sybase",
}


def plain(word: str) -> str:
    """The one name of an engine."""
    return ALIASES.get(word.lower(), word.lower())


def engine(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    name = plain(value)
    if name not in frontends.names():
        raise click.BadParameter(f"no frontend for {value!r} yet; there is: {', '.join(frontends.names())}")
    return name


def engine_and_version(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    if value is None or isinstance(value, tuple):
        return value if value is None else tuple(target(one) for one in value)
    return target(value)


def target(value: str) -> tuple[str, str]:
    """(engine, version); without a version the oldest one that is written for."""
    word, _, version = value.lower().partition(":")
    name = plain(word)
    if name not in backends.names():
        raise click.BadParameter(f"no backend for {word!r} yet; there is: {', '.join(backends.names())}")
    known = backends.backend(name).versions
    if version and version not in known:
        raise click.BadParameter(f"version {version} of {name} is not known; there is: {', '.join(known)}")
    return name, version or known[0]
