"""How sqlglot is imported: without what it asks of `importlib.metadata`, which is itself again afterwards."""

from __future__ import annotations

import subprocess
import sys

ASKS = """
import sys
import sct.sqlexpr.nodes
assert "importlib.metadata" not in sys.modules and "email" not in sys.modules, "it costs what it did"
from sqlglot.dialects.dialect import entry_points
from importlib.metadata import PackageNotFoundError, entry_points as real, version
import importlib.metadata
assert importlib.metadata.version("sqlglot") == version("sqlglot")
assert list(entry_points(group="console_scripts")) == list(real(group="console_scripts"))
try:
    version("there is no such package")
except PackageNotFoundError:
    print("as ever")
"""


def test_what_the_library_does_not_need_is_not_loaded_and_works_for_others() -> None:
    done = subprocess.run([sys.executable, "-c", ASKS], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "as ever", done.stderr


def test_the_library_may_have_its_plug_ins_asked_for() -> None:
    code = (
        "import sct.sqlexpr.nodes, sqlglot\ntry:\n    sqlglot.Dialect.get_or_raise('nothing_of_the_kind')\n"
        "except ValueError as error:\n    print('Unknown' in str(error))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "True", done.stderr
