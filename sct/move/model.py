"""The plan: what is moved, how each column travels, in which chunks. Plain values, written to `plan.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from sct.ir.types import Type
from sct.move.errors import UsageError

PLAN_VERSION = 1


@dataclass(frozen=True, slots=True)
class ColumnInfo:
    """A column as an engine's catalog has it; `native` is the engine's own spelling of the type."""

    name: str
    type: Type
    native: str
    nullable: bool = True
    generated: bool = False
    identity: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexInfo:
    name: str
    columns: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKeyInfo:
    name: str
    columns: tuple[str, ...]
    table: tuple[str, str]
    ref_columns: tuple[str, ...]
    on_delete: str = ""
    on_update: str = ""


@dataclass(slots=True)
class TableInfo:
    """A table of a live catalog. `rows` and `bytes` are the engine's own estimates, None when it has none."""

    schema: str
    name: str
    columns: list[ColumnInfo]
    key: tuple[str, ...] = ()
    indexes: list[IndexInfo] = field(default_factory=list)
    foreign_keys: list[ForeignKeyInfo] = field(default_factory=list)
    rows: int | None = None
    bytes: int | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SequenceInfo:
    schema: str
    name: str
    next_value: int
    source_schema: str = ""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """How one column travels.

    `type` is the target's neutral type and decides the Arrow type (wire.py); `carry` text = the value goes as text
    in the target's spelling. `convert` is the manifest's value conversion. `limit` = most bytes a LOB may have.
    """

    source: str
    target: str
    type: Type
    source_type: str
    target_type: str
    convert: str = "identity"
    carry: Literal["arrow", "text"] = "arrow"
    nullable: bool = True
    limit: int | None = None
    read_as: Type | None = None  # the source's neutral type, when a catalog told it


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a table. `low` < key <= `high` (None = open); for files, bytes from `low` to `high` of `part`."""

    id: int
    low: Any = None
    high: Any = None
    part: str = ""


@dataclass(slots=True)
class TablePlan:
    """One table of the move; `key` are source columns of the primary key, `split` the one chunks are cut by."""

    id: str
    source: tuple[str, str]
    target: tuple[str, str]
    columns: list[ColumnPlan]
    key: tuple[str, ...] = ()
    split: str = ""
    filter: str = ""
    rows: int | None = None
    bytes: int | None = None  # as the source stores it, by its own estimate
    left_out: tuple[str, ...] | None = None  # columns of the source that are not moved; None: nobody knows
    chunks: list[Chunk] = field(default_factory=list)

    def target_key(self) -> tuple[str, ...]:
        """The key's columns by their target names."""
        names = {c.source: c.target for c in self.columns}
        return tuple(names[k] for k in self.key if k in names)


@dataclass(slots=True)
class Options:
    """What the rules file and the command line decide for the whole run."""

    workers: int = 2
    chunk_rows: int = 100_000
    batch_rows: int = 20_000
    rows_per_second: int = 0  # 0 = no limit
    bytes_per_second: int = 0  # as they travel; 0 = no limit
    on_bad_row: Literal["stop", "exceptions"] = "stop"
    max_bad_rows: int = 1000
    target_rows: Literal["refuse", "truncate", "append"] = "refuse"
    keep_differences: bool = True  # what a comparison finds is listed on the target, too
    retries: int = 6
    validate: bool = True
    validate_by: Literal["rows", "sums"] = "rows"  # sums: rows travel only where sums of segments differ
    csv: dict[str, Any] = field(default_factory=dict)
    zero_dates: Literal["reject", "null"] = "reject"
    ddl: Literal["stop", "add_columns"] = "stop"  # what a new column does, seen while changes are followed


@dataclass(frozen=True, slots=True)
class PlanFinding:
    code: str
    table: str
    message: str


@dataclass(slots=True)
class Plan:
    """`pre` and `post` are the target's statements in order, as (name, SQL)."""

    id: str
    source: str
    target: str
    tables: list[TablePlan]
    options: Options = field(default_factory=Options)
    pre: list[tuple[str, str]] = field(default_factory=list)
    post: list[tuple[str, str]] = field(default_factory=list)
    sequences: list[SequenceInfo] = field(default_factory=list)
    findings: list[PlanFinding] = field(default_factory=list)
    same_engine: bool = False

    def to_json(self) -> dict[str, Any]:
        return {"version": PLAN_VERSION, **asdict(self)}


def save(plan: Plan, folder: Path) -> None:
    """Write `plan.json`; the old one is replaced only when the new one is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / "plan.json.new"
    fresh.write_text(json.dumps(plan.to_json(), indent=1, ensure_ascii=False, default=_small) + "\n", "utf-8")
    fresh.replace(folder / "plan.json")


def _small(value: Any) -> Any:
    raise TypeError(f"a plan cannot hold {type(value).__name__}")


def load(folder: Path) -> Plan:
    """Read a plan folder. Raises UsageError when it is none, or one of another version."""
    path = folder / "plan.json"
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise UsageError("MV0003", f"{folder} is no plan: plan.json is missing; `sct move plan` makes one") from None
    except (OSError, ValueError) as error:
        raise UsageError("MV0003", f"{path} cannot be read: {error}") from None
    return from_json(data, str(path))


def from_json(data: Any, path: str) -> Plan:
    """A plan from what `Plan.to_json` gave; `path` is its name for people. Raises UsageError."""
    if not isinstance(data, dict) or data.pop("version", None) != PLAN_VERSION:
        raise UsageError("MV0003", f"{path} is not of version {PLAN_VERSION}; make the plan again")
    try:
        return Plan(
            **{
                **data,
                "tables": [_table(t) for t in data["tables"]],
                "options": Options(**data["options"]),
                "pre": [(a, b) for a, b in data["pre"]],
                "post": [(a, b) for a, b in data["post"]],
                "sequences": [SequenceInfo(**s) for s in data["sequences"]],
                "findings": [PlanFinding(**f) for f in data["findings"]],
            }
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError("MV0003", f"{path} is damaged: {error}; make the plan again") from None


def _table(data: dict[str, Any]) -> TablePlan:
    return TablePlan(
        **{
            **data,
            "source": tuple(data["source"]),
            "target": tuple(data["target"]),
            "key": tuple(data["key"]),
            "left_out": None if data.get("left_out") is None else tuple(data["left_out"]),
            "columns": [column_from(c) for c in data["columns"]],
            "chunks": [Chunk(**c) for c in data["chunks"]],
        }
    )


def column_from(data: dict[str, Any]) -> ColumnPlan:
    """A column's plan from its JSON form."""
    return ColumnPlan(
        **{**data, "type": type_from(data["type"]), "read_as": data["read_as"] and type_from(data["read_as"])}
    )


def type_from(data: dict[str, Any]) -> Type:
    """A neutral type from its JSON form."""
    known = {f.name for f in fields(Type)}
    values = {k: v for k, v in data.items() if k in known}
    for inner in ("element", "key"):
        if values.get(inner):
            values[inner] = type_from(values[inner])
    values["members"] = tuple((n, type_from(t)) for n, t in values.get("members") or ())
    return Type(**values)
