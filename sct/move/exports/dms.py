"""A plan as AWS DMS's table mappings and task settings (DMS user guide, "Table mapping", "Task settings")."""

from __future__ import annotations

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
        if table.target[0] != schema and schemas.setdefault(schema, table.target[0]) != table.target[0]:
            lost.append(f"{table.id}: schema {table.target[0]} (DMS renames a whole schema, to {schemas[schema]})")
    for schema, target in sorted(schemas.items()):
        locator = {"schema-name": schema or "%"}
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
            if column.target != column.source:
                locator = {**_locator(table), "column-name": column.source}
                rule(
                    "transformation",
                    **{
                        "rule-target": "column",
                        "object-locator": locator,
                        "rule-action": "rename",
                        "value": column.target,
                    },
                )
    return {"rules": rules}, lost


def _locator(table: TablePlan) -> dict[str, str]:
    return {"schema-name": table.source[0] or "%", "table-name": table.source[1]}


def task_settings(plan: Plan) -> dict[str, Any]:
    """Task settings that come nearest to how the plan would be run here: LOBs whole, errors stop, rows validated."""
    bad = "SUSPEND_TABLE" if plan.options.on_bad_row == "stop" else "LOG_ERROR"
    prepare = "TRUNCATE_BEFORE_LOAD" if plan.options.target_rows == "truncate" else "DO_NOTHING"
    return {
        "TargetMetadata": {
            "SupportLobs": True,
            "FullLobMode": True,
            "LobChunkSize": 64,
            "LimitedSizeLobMode": False,
            "BatchApplyEnabled": True,
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
            "TableErrorPolicy": "SUSPEND_TABLE",
            "RecoverableErrorCount": plan.options.retries,
        },
        "Logging": {"EnableLogging": True},
    }
