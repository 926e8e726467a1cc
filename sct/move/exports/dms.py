"""A plan as AWS DMS's table mappings and task settings (DMS user guide, "Table mapping", "Task settings").

Compared rule by rule with the guide's pages on selection and transformation rules, wildcards, target metadata, full load,
validation and error handling; not run against DMS.
"""

from __future__ import annotations

import re
from typing import Any

from sct.move.model import Plan, TablePlan


def table_mappings(plan: Plan) -> tuple[dict[str, Any], list[str]]:
    """(table-mappings JSON, what DMS cannot say)."""
    rules: list[dict[str, Any]] = []
    lost: list[str] = []

    def rule(kind: str, **more: Any) -> None:
        number = str(len(rules) + 1)
        rules.append({"rule-type": kind, "rule-id": number, "rule-name": number, **more})

    schemas: dict[str, str] = {}
    for table in plan.tables:
        rule("selection", **{"object-locator": _locator(table), "rule-action": "include", "filters": []})
        if table.filter:
            lost.append(f"{table.id}: filter {table.filter} (a DMS filter is a list of comparisons, not SQL)")
        for column in table.columns:
            if column.limit is not None:
                lost.append(f"{table.id}.{column.source}: limit of {column.limit} bytes (DMS would cut at a limit)")
            if column.convert not in ("identity", "lob"):
                lost.append(f"{table.id}.{column.source}: conversion {column.convert}")
    for table in plan.tables:
        schema = table.source[0]
        if schemas.setdefault(schema, table.target[0]) != table.target[0]:
            lost.append(f"{table.id}: schema {table.target[0]} (DMS renames a whole schema, to {schemas[schema]})")
    for schema, target in sorted(schemas.items()):
        if schema == target:
            continue
        locator = {"schema-name": _literal(schema) or "%"}
        rule(
            "transformation",
            **{"rule-target": "schema", "object-locator": locator, "rule-action": "rename", "value": target},
        )
    for table in plan.tables:
        if table.target[1] != table.source[1]:
            rule(
                "transformation",
                **{
                    "rule-target": "table",
                    "object-locator": _locator(table),
                    "rule-action": "rename",
                    "value": table.target[1],
                },
            )
        for column in table.columns:
            if column.target == column.source:
                continue
            if SPECIAL.search(column.source):
                lost.append(
                    f"{table.id}.{column.source}: new name {column.target} (a name that DMS does not transform)"
                )
                continue
            if column.convert == "lob" or (column.read_as or column.type).kind in LOBS:
                lost.append(f"{table.id}.{column.source}: new name {column.target} (DMS renames no column of LOBs)")
                continue
            rule(
                "transformation",
                **{
                    "rule-target": "column",
                    "object-locator": _column(table, column.source),
                    "rule-action": "rename",
                    "value": column.target,
                },
            )
        # All columns of a table come along unless they are removed.
        for name in table.left_out or ():
            rule(
                "transformation",
                **{"rule-target": "column", "object-locator": _column(table, name), "rule-action": "remove-column"},
            )
        if table.left_out is None:
            lost.append(f"{table.id}: columns that the plan does not name come along")
    return {"rules": rules}, lost


# The guide, "Transformation rules and actions": columns that no rule may rename.
SPECIAL = re.compile(r"[#\\/-]")
LOBS = ("text", "binary", "json", "xml")


def _locator(table: TablePlan) -> dict[str, str]:
    return {"schema-name": _literal(table.source[0]) or "%", "table-name": _literal(table.source[1])}


def _column(table: TablePlan, name: str) -> dict[str, str]:
    return {**_locator(table), "column-name": _literal(name)}


def _literal(name: str) -> str:
    """A name that matches itself alone: % and _ are wildcards, and [ begins a set."""
    return re.sub(r"[%_\[]", r"[\g<0>]", name)


def task_settings(plan: Plan) -> dict[str, Any]:
    """Task settings that come nearest to how the plan would be run here: LOBs whole, errors stop, rows validated."""
    bad = "STOP_TASK" if plan.options.on_bad_row == "stop" else "LOG_ERROR"
    prepare = "TRUNCATE_BEFORE_LOAD" if plan.options.target_rows == "truncate" else "DO_NOTHING"
    return {
        "TargetMetadata": {
            "SupportLobs": True,
            "FullLobMode": True,
            "LobChunkSize": 64,
            "LimitedSizeLobMode": False,
            # With LOBs batches are for the mode that cuts them; one by one keeps the source's transactions, too.
            "BatchApplyEnabled": False,
        },
        "FullLoadSettings": {
            "TargetTablePrepMode": prepare,
            "MaxFullLoadSubTasks": min(49, max(1, plan.options.workers)),
            "CommitRate": min(50_000, max(1, plan.options.batch_rows)),
        },
        "ValidationSettings": {"EnableValidation": plan.options.validate, "ThreadCount": 5},
        "ErrorBehavior": {
            "DataErrorPolicy": bad,
            "DataTruncationErrorPolicy": bad,
            "TableErrorPolicy": "STOP_TASK" if bad == "STOP_TASK" else "SUSPEND_TABLE",
            # By default a change that finds no row, or one that is there already, is ignored or logged.
            "ApplyErrorDeletePolicy": bad,
            "ApplyErrorInsertPolicy": bad,
            "ApplyErrorUpdatePolicy": bad,
            "FailOnNoTablesCaptured": True,
            "FailOnTransactionConsistencyBreached": True,
            "RecoverableErrorCount": plan.options.retries,
        },
        "Logging": {"EnableLogging": True},
    }
