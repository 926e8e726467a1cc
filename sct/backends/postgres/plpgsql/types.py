"""What a neutral type is written as in PL/pgSQL, and the composite types that have to be created for it.

A record type becomes a composite type; a collection an array of its elements, in one of these forms (docs/plsql.md says why):
array   its elements as they are
boxed   composites of one field, `…$item (v)`: the elements are collections, and PostgreSQL has no arrays of arrays
sparse  as boxed, and a NULL item is a deleted element: DELETE(n) is used somewhere
keyed   associative by number: composites `…$item (k, v)` sorted by k
map     associative by text: jsonb, every element as its text
"""

from __future__ import annotations

from typing import Literal

from sct.backends.postgres.names import ident, qualified, shortened, type_path
from sct.backends.postgres.types import map_type
from sct.catalog.scopes import Item
from sct.ir.types import INTEGER, Type
from sct.records import dataclass, field, replace

Form = Literal["array", "boxed", "sparse", "keyed", "map"]


@dataclass(slots=True)
class Hoisted:
    """A composite type that the converted code needs, or a domain: `base` and its condition."""

    name: str
    members: tuple[tuple[str, Type], ...] = ()
    base: str = ""
    check: str = ""


@dataclass(slots=True)
class Types:
    """`sparse`: names of collection types whose elements are deleted one by one somewhere in the program."""

    sparse: set[str] = field(default_factory=set)
    hoisted: dict[str, Hoisted] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)  # hoisted types the unit being written refers to
    runtime: set[str] = field(default_factory=set)  # functions of the runtime library that domains call
    relations: set[str] = field(default_factory=set)  # tables whose row type it refers to, and object types
    declared_arguments: bool = False  # a parameter holds what its type holds: an INTEGER no fraction

    def form(self, type_: Type) -> Form:
        """How a collection is held."""
        if type_.key is not None:
            return "map" if type_.key.is_text else "keyed"
        if type_.name in self.sparse:
            return "sparse"
        element = type_.element
        if element is not None and element.kind == "collection" and self.form(element) != "map":
            return "boxed"
        return "array"

    def box(self, type_: Type) -> str:
        """The composite that holds one element of a collection."""
        name = (type_.name or "collection") + "$item"
        key = (("k", INTEGER),) if self.form(type_) == "keyed" else ()
        self.hoist(name, (*key, ("v", type_.element or Type("unknown"))))
        return qualified(_path(name))

    def hoist(self, name: str, members: tuple[tuple[str, Type], ...]) -> None:
        if name not in self.hoisted:
            self.hoisted[name] = Hoisted(name, members)
            for _, type_ in members:
                self.text(type_)
        self.used.add(name)

    def holder(self, type_: Type) -> str:
        """A composite of one field `v`: INTO spreads a row over a composite variable, but not over its field."""
        name = f"{type_.name}$value"
        self.hoist(name, (("v", type_),))
        return qualified(_path(name))

    def domain(self, type_: Type) -> str:
        """A subtype with a range, or that may not be NULL: a domain that checks every value."""
        base = self.text(replace(type_, low=None, high=None, required=False))
        words = ["".join(c if c.isalnum() else "_" for c in base).strip("_")]
        if type_.low is not None or type_.high is not None:
            bounds = ["null" if b is None else str(b).replace("-", "minus_") for b in (type_.low, type_.high)]
            words.extend(("from", bounds[0], "to", bounds[1]))
        if type_.required:
            words.append("not_null")
        name = "sct." + "_".join(words)
        ranged = type_.is_number and type_.kind != "float"  # a float is no number to in_range, and has no range
        if name not in self.hoisted:
            if ranged:
                given = ", ".join("NULL" if b is None else str(b) for b in (type_.low, type_.high))
                check = f"sct.in_range(VALUE, {given}, {str(type_.required).lower()})"
            else:
                check = "sct.is_given(VALUE::text)"
            self.hoisted[name] = Hoisted(name, base=base, check=check)
        self.used.add(name)
        self.runtime.add("in_range" if ranged else "is_given")
        return qualified(_path(name))

    def text(self, type_: Type) -> str:
        """The type of a variable, field or element."""
        found = self._text(type_)
        return f'"{found}"' if found in _DECLARING else found

    def _text(self, type_: Type) -> str:
        if type_.required or type_.low is not None or type_.high is not None:
            return self.domain(type_)
        if type_.kind == "record":
            if not type_.name:
                return "record"
            if type_.raw == "%ROWTYPE" and type_path(_path(type_.name)) != _path(type_.name):
                name = f"{type_.name}$row"  # the row type's own name is another type's
                self.hoist(name, type_.members)
                return qualified(_path(name))
            if type_.raw == "%ROWTYPE":
                self.relations.add(type_.name)
            else:
                self.hoist(type_.name, type_.members)
            return qualified(_path(type_.name))
        if type_.kind == "collection":
            form = self.form(type_)
            if form == "map":
                return "jsonb"
            if form != "array":
                return self.box(type_) + "[]"
            return self.text(type_.element or Type("unknown")) + "[]"
        if type_.kind == "varchar" and type_.unit == "byte" and type_.length:
            return f"varchar({type_.length})"
        if type_.kind == "rowid":
            return "tid"  # compared with a row's own address; a table's column keeps it as text
        if type_.kind == "named" and type_.name:
            self.relations.add(type_.name)
        return map_type(type_).text

    def argument(self, type_: Type) -> str:
        """The type of a parameter or result: PostgreSQL ignores lengths there; whole numbers come as any number, unless
        the source's parameters have their declared size."""
        if type_.kind in ("varchar", "char", "text", "unknown"):
            return "text"
        if type_.kind == "rowid":
            return "tid"
        if type_.kind == "integer" and self.declared_arguments:
            return map_type(type_).text
        if type_.kind in ("integer", "decimal"):
            return "numeric"
        if type_.kind == "timestamp":
            return "timestamp" if type_.zone == "none" else "timestamp with time zone"
        if type_.kind in ("record", "collection", "named"):
            return self.text(type_)
        return map_type(type_).text.partition("(")[0]

    def checked(self, type_: Type) -> str:
        """The type that values of a parameter or result are cast to, where its own type there keeps less than the source
        does: a whole number, a range, NOT NULL; of Oracle no length and no digits (PL/SQL Language Reference, Formal
        and Actual Subprogram Parameters). "" where it keeps all."""
        if self.declared_arguments:
            return self.text(type_) if type_.kind == "decimal" and type_.scale is not None else ""
        if type_.kind == "integer" or type_.required or type_.low is not None or type_.high is not None:
            return self.text(replace(type_, length=None, unit="", precision=None, scale=None))
        return ""

    def unsized(self, type_: Type) -> Type:
        """The type of a value that is a parameter or result: its length does not hold there, unless it is declared."""
        return type_ if self.declared_arguments else type_.unlimited

    def result(self, type_: Type) -> Type:
        """The type of a function's value as its callers have it: a CHAR of any length, which compares without blanks."""
        return replace(type_, length=None) if type_.kind == "char" and not self.declared_arguments else type_

    def value(self, item: Item, type_: Type) -> Type:
        """The type of what a name of code holds."""
        return self.unsized(type_) if item.kind == "parameter" else type_

    def create(self, name: str) -> str:
        made = self.hoisted[name]
        if made.base:
            return f"CREATE DOMAIN {qualified(_path(name))} AS {made.base}\n  CHECK ({made.check});"
        members = ",\n  ".join(f"{ident(m)} {self.text(t)}" for m, t in self.hoisted[name].members)
        return f"CREATE TYPE {qualified(_path(name))} AS (\n  {members}\n);"


_DECLARING = frozenset({"alias", "no", "scroll", "constant"})  # behind a variable's name they say another declaration


def _path(name: str) -> tuple[str, ...]:
    return tuple(shortened(part) for part in name.split("."))
