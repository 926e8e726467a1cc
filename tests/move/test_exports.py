"""The plan for other tools: what they can say is said, what they cannot is listed."""

from __future__ import annotations

import json
import re

from sct.ir.types import Type
from sct.move.exports import debezium, dms
from sct.move.model import ColumnPlan, Plan, TablePlan


def plan(source: str) -> Plan:
    columns = [
        ColumnPlan("id", "id", Type("integer", bits=64), "bigint", "bigint"),
        ColumnPlan("a.b", "renamed", Type("varchar", length=9), "text", "text", convert="empty_to_null", limit=10),
    ]
    kept = TablePlan("shop.kept", ("shop", "kept"), ("public", "kept"), columns[:1], ("id",), left_out=("own_secret",))
    other = TablePlan("shop.old", ("shop", "old"), ("public", "new"), columns, ("id",), filter="id > 3", left_out=())
    return Plan("0123456789abcdef", source, "postgresql://db/x", [kept, other])


def test_dms() -> None:
    mappings, lost = dms.table_mappings(plan("mariadb://u@h/shop"))
    rules = mappings["rules"]
    assert [r["rule-id"] for r in rules] == [str(i + 1) for i in range(len(rules))]
    assert [r["object-locator"]["table-name"] for r in rules if r["rule-type"] == "selection"] == ["kept", "old"]
    renames = [(r["rule-target"], r["value"]) for r in rules if r["rule-action"] == "rename"]
    assert renames == [("schema", "public"), ("table", "new"), ("column", "renamed")]
    assert len(lost) == 3
    settings = dms.task_settings(plan("mariadb://u@h/shop"))
    # LOBs whole, errors do not pass in silence, rows are validated: DMS's defaults are none of these.
    assert settings["TargetMetadata"]["FullLobMode"] and not settings["TargetMetadata"]["LimitedSizeLobMode"]
    assert settings["ValidationSettings"]["EnableValidation"]
    assert settings["ErrorBehavior"]["DataTruncationErrorPolicy"] == "STOP_TASK"
    assert settings["ErrorBehavior"]["ApplyErrorDeletePolicy"] == "STOP_TASK"
    # Batches and whole LOBs exclude each other.
    assert not settings["TargetMetadata"]["BatchApplyEnabled"]
    removed = [r["object-locator"] for r in rules if r["rule-action"] == "remove-column"]
    assert removed == [{"schema-name": "shop", "table-name": "kept", "column-name": "own[_]secret"}]


def test_dms_names_match_themselves_alone() -> None:
    made = plan("mariadb://u@h/shop")
    made.tables[0].source = ("my_shop", "order%[1]")
    rules = dms.table_mappings(made)[0]["rules"]
    assert rules[0]["object-locator"] == {"schema-name": "my[_]shop", "table-name": "order[%][[]1]"}


def test_what_dms_cannot_rename_is_listed() -> None:
    made = plan("mariadb://u@h/shop")
    made.tables[1].columns = [
        ColumnPlan("a#b", "x", Type("integer", bits=64), "bigint", "bigint"),
        ColumnPlan("long", "y", Type("text"), "text", "text"),
    ]
    made.tables[0].target = ("shop", "kept")  # its schema keeps its name, and so the other's has to
    mappings, lost = dms.table_mappings(made)
    assert not [
        r for r in mappings["rules"] if r.get("rule-target") in ("schema", "column") and r["rule-action"] == "rename"
    ]
    assert sorted(line.split("(")[-1] for line in lost if "(DMS" in line or "(a name" in line) == [
        "DMS renames a whole schema, to shop)",
        "DMS renames no column of LOBs)",
        "a name that DMS does not transform)",
    ]


def test_debezium() -> None:
    made, lost = debezium.connector(plan("postgresql://u:${PW}@h:5433/shop"))
    config = made["config"]
    assert config["connector.class"].endswith("PostgresConnector")
    assert (config["database.port"], config["database.dbname"]) == ("5433", "shop")
    assert [bool(re.fullmatch(p, "shop.old")) for p in config["table.include.list"].split(",")] == [False, True]
    assert any(re.fullmatch(p, "shop.old.a.b") for p in config["column.include.list"].split(","))
    assert config["transforms.rename1.replacement"].endswith("public.new")
    assert len(lost) == 2
    assert "PW" not in json.dumps(made)
    maria, _ = debezium.connector(plan("mariadb://u@h/shop"))
    assert maria["config"]["connector.class"].endswith("MariaDbConnector")
