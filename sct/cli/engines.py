"""Engine names as people write them."""

from __future__ import annotations

from typing import Any

import click

ALIASES = {
    "postgresql": "postgres",
    "pg": "postgres",
    "mssql": "sqlserver",
    "tsql": "sqlserver",
    "ase": "sybase",
    "sap-ase": "sybase",
}
SOURCES = ("oracle",)
TARGETS = {"postgres": ("15", ("15", "16", "17", "18"))}


def engine(context: click.Context, parameter: click.Parameter, value: str) -> str:
    name = ALIASES.get(value.lower(), value.lower())
    if name not in SOURCES:
        raise click.BadParameter(f"no frontend for {value!r} yet; there is: {', '.join(SOURCES)}")
    return name


def engine_and_version(context: click.Context, parameter: click.Parameter, value: Any) -> tuple[str, str]:
    word, _, version = value.lower().partition(":")
    name = ALIASES.get(word, word)
    if name not in TARGETS:
        raise click.BadParameter(f"no backend for {word!r} yet; there is: {', '.join(TARGETS)}")
    oldest, known = TARGETS[name]
    if version and version not in known:
        raise click.BadParameter(f"version {version} of {name} is not known; there is: {', '.join(known)}")
    return name, version or oldest
