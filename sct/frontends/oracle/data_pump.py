"""Blocks that Data Pump writes into the scripts it makes (IMPDP … SQLFILE=): its own bookkeeping, none of the schema's.

They fill SYS.IMPDP_STATS and hand it to DBMS_STATS, once for every table and index, or tell DBMS_LOGREP_IMP what a
replication starts from.
"""

from __future__ import annotations

from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.sqlexpr.names import relation_names
from sct.sqlexpr.places import parts_of

CODE = "OR0191"
_TABLE = "impdp_stats"
_PACKAGES = ("dbms_stats", "dbms_logrep_imp")


def bookkeeping(item: object) -> o.Accounted | None:
    """The block as accounted for, when it does nothing else."""
    if not isinstance(item, o.Unit) or not isinstance(item.code, s.Block):
        return None
    text = item.text.lower()
    if _TABLE not in text and "dbms_logrep_imp" not in text:
        return None
    texts = {
        d.name: d.default.text.lower()
        for d in item.code.declarations
        if isinstance(d, s.Variable) and d.default is not None
    }
    if not all(_own(one, texts) for one in item.code.body):
        return None
    return o.Accounted("statistics", "", CODE, item.origin, "Data Pump's own block")


def _own(one: s.Statement, texts: dict[str, str]) -> bool:
    if isinstance(one, s.SqlStatement):
        return bool(names := relation_names(one.sql)) and all(path[-1] == _TABLE for path in names)
    if isinstance(one, s.ExecuteDynamic):
        return _TABLE in texts.get(one.text.text.strip().lower(), one.text.text.lower())
    if isinstance(one, s.Call):
        return _package(one.call) in _PACKAGES
    return isinstance(one, (s.Assign, s.Null, s.Transaction))


def _package(call: Sql) -> str:
    parts = parts_of(call)
    names = [part.name for part in parts or ()]
    return names[-2] if len(names) > 1 and names[:-2] in ([], ["sys"]) else ""
