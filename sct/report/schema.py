"""The JSON Schema (draft 2020-12) of report.json, as shipped."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def json_schema() -> dict[str, Any]:
    """A fresh copy of the schema."""
    text = resources.files("sct.report").joinpath("schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
