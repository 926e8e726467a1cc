"""Types that supplied packages declare (PL/SQL Packages and Types Reference, DBMS_SQL Data Structures; DBMS_OUTPUT;
DBMS_UTILITY): the composite types they need stand in the library's schema, whoever uses them."""

from __future__ import annotations

from sct.ir.types import BOOLEAN, DATETIME, INTEGER, NUMBER, Type


def _text(length: int) -> Type:
    return Type("varchar", length=length)


def _table(name: str, element: Type) -> Type:
    """TABLE OF element INDEX BY BINARY_INTEGER."""
    return Type("collection", name=f"sct.{name}", element=element, key=INTEGER, raw=name)


def _description(name: str, name_length: int, *more: tuple[str, Type]) -> Type:
    """What DESCRIBE_COLUMNS says of a column."""
    members = (
        ("col_type", INTEGER),
        ("col_max_len", INTEGER),
        ("col_name", _text(name_length)),
        ("col_name_len", INTEGER),
        ("col_schema_name", _text(32)),
        ("col_schema_name_len", INTEGER),
        ("col_precision", INTEGER),
        ("col_scale", INTEGER),
        ("col_charsetid", INTEGER),
        ("col_charsetform", INTEGER),
        ("col_null_ok", BOOLEAN),
    )
    return Type("record", name=f"sct.{name}", members=(*members, *more), raw=name)


_DESCRIPTIONS = {
    "desc_rec": _description("desc_rec", 32),
    "desc_rec2": _description("desc_rec2", 32767),
    "desc_rec3": _description("desc_rec3", 32767, ("col_type_name", _text(32767)), ("col_type_name_len", INTEGER)),
}
_TABLES = {
    "varchar2s": _text(256),
    "varchar2a": _text(32767),
    "varchar2_table": _text(4000),
    "number_table": NUMBER,
    "date_table": DATETIME,
    "blob_table": Type("binary"),
    "clob_table": Type("text"),
    "binary_float_table": Type("float", bits=32),
    "binary_double_table": Type("float", bits=64),
    "timestamp_table": Type("timestamp", precision=9),
    "timestamp_with_time_zone_table": Type("timestamp", precision=9, zone="offset"),
    "timestamp_with_ltz_table": Type("timestamp", precision=9, zone="local"),
    "interval_day_to_second_table": Type("interval", fields="day to second"),
    "interval_year_to_month_table": Type("interval", fields="year to month"),
    "desc_tab": _DESCRIPTIONS["desc_rec"],
    "desc_tab2": _DESCRIPTIONS["desc_rec2"],
    "desc_tab3": _DESCRIPTIONS["desc_rec3"],
}
_OF_SQL = _DESCRIPTIONS | {name: _table(name, element) for name, element in _TABLES.items()}
_OTHERS = {
    "dbms_xmlgen.ctxhandle": NUMBER,
    "dbms_xmlgen.ctxtype": NUMBER,
    "dbms_output.chararr": _table("chararr", _text(32767)),
    "dbms_utility.uncl_array": _table("uncl_array", _text(227)),
    "dbms_utility.lname_array": _table("lname_array", _text(4000)),
    "dbms_utility.name_array": _table("name_array", _text(128)),
    "dbms_utility.number_array": _table("number_array", NUMBER),
}
PACKAGE_TYPES: dict[str, Type] = {
    owner + name: type_
    for name, type_ in ({f"dbms_sql.{name}": type_ for name, type_ in _OF_SQL.items()} | _OTHERS).items()
    for owner in ("", "sys.")
}
