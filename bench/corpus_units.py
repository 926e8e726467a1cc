"""The Oracle schemas of the corpora as a person would install them: which scripts, in which order, with which values.

A unit becomes one database. Many projects hold several scripts that belong to different databases (one a benchmark, a
test, a release), drop scripts, and scripts that other scripts include; this table says what belongs together.
Placeholders that a project's own build replaces are replaced here as its build does.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.hammerdb import script as tpcc
from bench.idempiere_schema import ddl, repository, tables

# Its build joins these (build/build.sh).
_LOGGER = (
    "install/logger_install_prereqs.sql",
    "tables/logger_logs.sql",
    "tables/logger_prefs.sql",
    "tables/logger_logs_apex_items.sql",
    "tables/logger_prefs_by_client_id.sql",
    "jobs/logger_purge_job.sql",
    "jobs/logger_unset_prefs_by_client.sql",
    "views/logger_logs_5_min.sql",
    "views/logger_logs_60_min.sql",
    "views/logger_logs_terse.sql",
    "packages/logger.pks",
    "packages/logger.pkb",
    "contexts/logger_context.sql",
    "procedures/logger_configure.plb",
    "install/post_install_configuration.sql",
)
_HR = "@human_resources/hr_install.sql"
_CAMUNDA = "engine/src/main/resources/org/camunda/bpm/engine/db/create/activiti.oracle.create.{}.sql"
_BATCH = "spring-batch-core/src/main/resources/org/springframework/batch/core/schema-oracle.sql"
_OMOP = "inst/ddl/5.4/oracle/OMOPCDM_oracle_5.4_{}.sql"
_YB = "migtests/tests/oracle"
CODE_DROPPED = re.compile(rb"(?im)^DROP (PACKAGE|PROCEDURE|FUNCTION|TYPE|TRIGGER)\b[^;/]*[;/]")


@dataclass(frozen=True)
class Unit:
    """`scripts` below `root`, in order. With a `driver` (lines of SQL*Plus) that is what is converted, the scripts being
    what it includes. `defines` are values of variables, `replace` the placeholders of the project's build. Counted is what
    stands in a file with `counted` in its path. A `demonstration` fails on purpose here and there, as SQL*Plus goes on over,
    and drops at its end what it made: it is loaded over its errors, and what it drops is kept to be judged."""

    name: str
    root: Path
    scripts: tuple[str, ...]
    driver: tuple[str, ...] = ()
    defines: dict[str, str] = field(default_factory=dict)
    replace: dict[str, str] = field(default_factory=dict)
    counted: str = ""
    demonstration: bool = False

    def prepare(self, folder: Path) -> list[Path]:
        """What to give to `sct convert`; copies, where something must be replaced or put in front."""
        if not self.replace and not self.driver:
            return [self.root / script for script in self.scripts]
        for script in self.scripts:
            target = folder / script
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.root / script, target)
            data = target.read_bytes()
            for old, new in self.replace.items():
                data = data.replace(old.encode(), new.encode())
            if self.demonstration and self.counted in script:
                data = CODE_DROPPED.sub(b"", data)
            target.write_bytes(data)
        if not self.driver:
            return [folder / script for script in self.scripts]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "install.sql").write_text("\n".join(self.driver) + "\n")
        return [folder / "install.sql"]

    def text(self) -> str:
        """All scripts, for counting; undecodable bytes are replaced."""
        return "\n".join((self.root / script).read_text("utf-8", errors="replace") for script in self.scripts)


def units(root: Path, wanted: list[str]) -> list[Unit]:
    """The units of the projects below `root` that are there; `wanted` narrows by project or unit name."""
    found = [unit for name, make in PROJECTS.items() if (root / name).is_dir() for unit in make(root / name)]
    return [u for u in found if not wanted or any(u.name == w or u.name.startswith(f"{w}/") for w in wanted)]


def _samples(root: Path) -> Iterator[Unit]:
    def scripts(*folders: str) -> tuple[str, ...]:
        files = (f for folder in folders for f in sorted((root / folder).glob("*.sql")))
        return tuple(str(f.relative_to(root)) for f in files)

    # Their README: replace __SUB__CWD__ by the folder of the checkout before running. CONNECT is not followed by sct;
    # what each user makes goes to the user's schema as a person would do it.
    here = {"__SUB__CWD__/": ""}
    for user in ("hr", "oe", "OE"):
        here[f"CONNECT {user}/"] = f"ALTER SESSION SET CURRENT_SCHEMA = {user};\nREM "
    password = {"pass": "x"}
    for short, folder in (("hr", "human_resources"), ("co", "customer_orders"), ("sh", "sales_history")):
        run = (f"@{folder}/{short}_install.sql",)
        yield Unit(f"db-sample-schemas/{short}", root, scripts(folder), run, password)
    change = "ALTER SESSION SET CURRENT_SCHEMA = {};"
    orders = (_HR, change.format("OE"), "@order_entry/oe_main.sql oe users temp hr sys ./ ./ v3 db")
    yield Unit("db-sample-schemas/oe", root, scripts("human_resources", "order_entry"), orders, password, here)
    media = (*orders, "CREATE USER pm IDENTIFIED BY x;", change.format("PM"), "@product_media/pm_cre.sql")
    folders = ("human_resources", "order_entry", "product_media")
    yield Unit("db-sample-schemas/pm", root, scripts(*folders), media, password, here)


def _benchbase(root: Path) -> Iterator[Unit]:
    for file in sorted(root.rglob("ddl-oracle.sql")):
        yield Unit(f"benchbase/{file.parent.name}", root, (str(file.relative_to(root)),))


def _voyager(root: Path) -> Iterator[Unit]:
    for folder in sorted((root / _YB).iterdir()):
        files = [f for f in sorted(folder.rglob("*.sql")) if not re.search(r"target_delta|delete_full", f.name)]
        # As their init-db runs them: the schema, its data, triggers; then the changes made while it is moved.
        marks = ("delta", "trigger", "data", "populate")
        files.sort(key=lambda f: [mark in f.stem and "schema" not in f.stem for mark in marks])
        if files:
            # three CLOBs of 200 MB, made 32 kB at a time, are a load test: 2 MB say the same here
            smaller = {"l_size_mb PLS_INTEGER := 200;": "l_size_mb PLS_INTEGER := 2;"}
            scripts = tuple(str(f.relative_to(root)) for f in files)
            yield Unit(f"yb-voyager/{folder.name}", root, scripts, replace=smaller)


def _tickets(root: Path) -> Iterator[Unit]:
    base = root / "oracle/sampledb/v1"
    scripts = tuple(str(f.relative_to(base)) for f in sorted(base.rglob("*")) if f.is_file() and "rds" not in f.name)
    # Generating its seats and 1.6 million tickets is a load test of its own: the schema and its base data are wanted.
    yield Unit("dms_sample", base, scripts, ("@install-onprem.sql",), replace={"exec generateSeats;": ""})


def _alexandria(root: Path) -> Iterator[Unit]:
    """What its setup/install.sql includes, and the packages under extras/."""
    scripts = [f for folder in ("setup", "ora", "extras") for f in sorted((root / folder).rglob("*")) if f.is_file()]
    extras = [f for f in scripts if f.parent.name == "extras" and f.suffix in (".pks", ".pkb")]
    more = [f"@../extras/{f.name}" for f in sorted(extras, key=lambda f: (f.suffix != ".pks", f.name))]
    names = tuple(str(f.relative_to(root)) for f in scripts)
    # Their installer is run from its own folder.
    replace = {"@../": "@", "@@types.sql": "@setup/types.sql"}
    driver = ("@setup/install.sql", *(line.replace("../", "") for line in more))
    yield Unit("alexandria", root, names, driver, replace=replace)


def _examples(root: Path) -> Iterator[Unit]:
    """Every script of the PL/SQL examples is a demonstration of its own, run by a user who has HR's tables."""
    corpora, mine = root.parent, "db-sample-schemas/human_resources"
    hr = tuple(str(f.relative_to(corpora)) for f in sorted((corpora / mine).glob("*.sql")))
    install = (f"@{mine}/hr_install.sql", "ALTER SESSION SET CURRENT_SCHEMA = HR;") if hr else ()
    for file in sorted((root / "plsql").rglob("*.sql")):
        script, name = str(file.relative_to(corpora)), str(file.relative_to(root / "plsql").with_suffix(""))
        # one that copies HR's tables, or makes some of their names, does not run as HR
        other = "CREATE USER demo IDENTIFIED BY x;", "ALTER SESSION SET CURRENT_SCHEMA = demo;"
        user = (
            other if re.search(r"(?i)\bhr\.|create table employees", file.read_text("utf-8", errors="replace")) else ()
        )
        yield Unit(
            f"oracle-db-examples/{name}",
            corpora,
            (*hr, script),
            (*install, *user, f"@{script}"),
            {"pass": "x"},
            counted=root.name,
            demonstration=True,
        )


def _hammerdb(root: Path) -> Iterator[Unit]:
    yield Unit("hammerdb", root, (), tuple(tpcc(root).splitlines()))


def _idempiere(root: Path) -> Iterator[Unit]:
    """Its functions and procedures, and the tables they speak of."""
    source = repository(root.parent, "idempiere/idempiere")
    if source is None:
        return
    files = sorted(f for f in (root / "db" / "oracle").rglob("*") if f.suffix.lower() == ".sql")
    texts = [f.read_text("utf-8", errors="replace") for f in files]
    scripts = tuple(str(f.relative_to(root)) for f in files)
    driver = (*ddl(tables(source, texts)).splitlines(), *(f"@{script}" for script in scripts))
    yield Unit("idempiere", root, scripts, driver, counted="db/oracle")


def _one(name: str, *scripts: str, replace: dict[str, str] | None = None) -> Callable[[Path], Iterator[Unit]]:
    def make(root: Path) -> Iterator[Unit]:
        yield Unit(name, root, scripts, replace=replace or {})

    return make


PROJECTS: dict[str, Callable[[Path], Iterator[Unit]]] = {
    "db-sample-schemas": _samples,
    "sakila": _one(
        "sakila",
        "oracle-sakila-db/oracle-sakila-schema.sql",
        "oracle-sakila-db/oracle-sakila-schema-pl-sql.sql",
    ),
    "camunda": _one(
        "camunda",
        *(
            _CAMUNDA.format(part)
            for part in (
                "engine",
                "identity",
                "case.engine",
                "decision.engine",
                "history",
                "case.history",
                "decision.history",
            )
        ),
    ),
    "quartz": _one("quartz", "quartz/src/main/resources/org/quartz/impl/jdbcjobstore/tables_oracle.sql"),
    "spring-batch": _one("spring-batch", _BATCH),
    "chinook": _one("chinook", "ChinookDatabase/DataSources/Chinook_Oracle.sql"),
    "ohdsi-cdm": _one(
        "ohdsi-cdm",
        *(_OMOP.format(part) for part in ("ddl", "primary_keys", "constraints", "indices")),
        replace={"@cdmDatabaseSchema": "cdm"},
    ),
    "benchbase": _benchbase,
    "dms_sample": _tickets,
    "alexandria": _alexandria,
    "logger": _one("logger", *(f"source/{script}" for script in _LOGGER)),
    "yb-voyager": _voyager,
    "hammerdb": _hammerdb,
    "orleans": _one(
        "orleans",
        "src/AdoNet/Shared/Oracle-Main.sql",
        *(f"src/AdoNet/Orleans.{part}.AdoNet/Oracle-{part}.sql" for part in ("Clustering", "Persistence", "Reminders")),
        # a "/" behind a statement that ";" has run runs it again in SQL*Plus, and its key is there: meant is once
        replace={"');\r\n/": "');", "');\n/": "');", "'\r\n);\r\n/": "');", "'\n);\n/": "');"},
    ),
    "idempiere": _idempiere,
    "oracle-db-examples": _examples,
}
