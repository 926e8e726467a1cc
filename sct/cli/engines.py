"""Engine names as people write them."""

from __future__ import annotations

import re
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
    """The source's name; the release, where one is given (`oracle:12.2`), stands in the context's `source_version`."""
    if value is None:
        return None
    word, _, release = value.partition(":")
    name = plain(word)
    if name not in frontends.names():
        raise click.BadParameter(f"no frontend for {word!r} yet; there is: {', '.join(frontends.names())}")
    context.meta["source_version"] = _release(name, release)
    return name


def _release(name: str, given: str) -> str:
    """`19c`, `12cR2` and `23ai` as 19, 12.2 and 23."""
    if not given:
        return ""
    known = getattr(frontends.frontend(name), "versions", ())
    number = re.sub(r"(?i)[a-z]+r(?=\d)", ".", given).rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    fits = [one for one in known if one == number or one.partition(".")[0] == number]
    if not fits:
        there = f"there is: {', '.join(known)}" if known else "its releases are not told apart"
        raise click.BadParameter(f"release {given} of {name} is not known; {there}")
    return fits[-1]


def with_release(name: str, release: str) -> str:
    """An engine as --from takes it, of the release a server says (19.3.0.0.0); without one where it is not known here."""
    known = getattr(frontends.frontend(name), "versions", ())
    parts = release.split(".")
    fits = [one for one in (".".join(parts[:2]), parts[0]) if one in known]
    return f"{name}:{fits[0]}" if fits else name


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
