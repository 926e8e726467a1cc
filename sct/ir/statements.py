"""Statements of procedural code, engine-neutral (PL/SQL, T-SQL, SPL and SQL PL lift into these).

Expressions and embedded SQL are `Sql` pieces. Names are folded as in `ir.objects`. `comments` are the source's
comments that stood in front of a statement, kept in place.
"""

from __future__ import annotations

from typing import Literal

from sct.ir.objects import QName
from sct.ir.sql import Sql
from sct.records import dataclass, field
from sct.text.span import Span

# --- types and declarations -------------------------------------------------------------------------------------


@dataclass(slots=True)
class TypeRef:
    """A type as code names it, resolved by bind: `text` is its source wording.

    anchor: "" | "type" (x%TYPE) | "rowtype" (x%ROWTYPE); `name` its dotted path when it is a name or an anchor.
    """

    text: str
    span: Span
    name: tuple[str, ...] = ()
    anchor: Literal["", "type", "rowtype"] = ""
    args: tuple[str, ...] = ()  # (10, 2), (30 BYTE) … as written
    suffix: str = ""  # WITH TIME ZONE, DAY TO SECOND …
    not_null: bool = False


@dataclass(slots=True)
class Parameter:
    name: str
    type: TypeRef
    span: Span
    mode: Literal["in", "out", "inout"] = "in"
    default: Sql | None = None
    nocopy: bool = False


@dataclass(slots=True)
class Variable:
    name: str
    type: TypeRef
    span: Span
    default: Sql | None = None
    constant: bool = False
    not_null: bool = False
    comments: tuple[str, ...] = ()


@dataclass(slots=True)
class ExceptionDecl:
    name: str
    span: Span
    code: int | None = None  # PRAGMA EXCEPTION_INIT


@dataclass(slots=True)
class CursorDecl:
    """`query` None in a package specification that only gives its return type."""

    name: str
    span: Span
    parameters: list[Parameter] = field(default_factory=list)
    query: Sql | None = None
    returns: TypeRef | None = None
    comments: tuple[str, ...] = ()


@dataclass(slots=True)
class RecordType:
    name: str
    span: Span
    fields: list[Variable] = field(default_factory=list)


@dataclass(slots=True)
class CollectionType:
    """form: associative (`key` given) | nested_table | varray (`limit` given)."""

    name: str
    span: Span
    form: Literal["associative", "nested_table", "varray"]
    element: TypeRef
    key: TypeRef | None = None
    limit: Sql | None = None


@dataclass(slots=True)
class RefCursorType:
    name: str
    span: Span
    returns: TypeRef | None = None


@dataclass(slots=True)
class Subtype:
    name: str
    span: Span
    base: TypeRef
    range_low: Sql | None = None
    range_high: Sql | None = None


@dataclass(slots=True)
class Pragma:
    name: str  # autonomous_transaction | exception_init | serially_reusable | restrict_references | inline | udf …
    args: tuple[str, ...]
    span: Span


@dataclass(slots=True)
class Routine:
    """A procedure or function: declaration (`body` None) or definition; nested, packaged, method or standalone.

    `options`: deterministic, pipelined, result_cache, parallel_enable, authid current_user, aggregate, external …
    method: "" | member | static | constructor | map | order (object types)
    """

    kind: Literal["procedure", "function"]
    name: QName
    span: Span
    parameters: list[Parameter] = field(default_factory=list)
    returns: TypeRef | None = None
    options: dict[str, str] = field(default_factory=dict)
    declarations: list[Declaration] = field(default_factory=list)
    body: Block | None = None
    method: str = ""
    overriding: bool = False
    final: bool = False
    call_spec: str = ""  # LANGUAGE JAVA/C …: text of the call specification
    comments: tuple[str, ...] = ()


@dataclass(slots=True)
class Package:
    """Specification or body: declarations in source order; `init` = the initialisation block of a body."""

    name: QName
    span: Span
    is_body: bool
    declarations: list[Declaration] = field(default_factory=list)
    init: Block | None = None
    options: dict[str, str] = field(default_factory=dict)
    comments: tuple[str, ...] = ()


@dataclass(slots=True)
class TypeBody:
    name: QName
    span: Span
    methods: list[Routine] = field(default_factory=list)


@dataclass(slots=True)
class TriggerPart:
    """A timing point of a compound trigger."""

    timing: str  # before statement | before each row | after each row | after statement | instead of each row
    span: Span
    body: Block


@dataclass(slots=True)
class Trigger:
    """timing: before | after | instead of | for (compound); events: insert, update, delete or DDL/system words.

    `colon`: code names the rows with a colon (`:new`); an empty name is not bound. `old_table`, `new_table`: names of all the
    rows a statement changed, before and after. `order`: lower ones fire first. `sees_table`: a trigger for each row may use
    the table it stands on.
    """

    name: QName
    span: Span
    timing: str
    events: tuple[str, ...]
    update_columns: tuple[str, ...]
    on: QName | None  # None: ON SCHEMA / DATABASE (`on_what`)
    on_what: str = "table"
    row: bool = False
    old_name: str = "old"
    new_name: str = "new"
    parent_name: str = "parent"
    when: Sql | None = None
    follows: tuple[QName, ...] = ()
    precedes: tuple[QName, ...] = ()
    enabled: bool = True
    declarations: list[Declaration] = field(default_factory=list)
    body: Block | None = None
    call: Sql | None = None
    parts: list[TriggerPart] = field(default_factory=list)
    comments: tuple[str, ...] = ()
    nested_column: str | None = None  # ON NESTED TABLE column OF view
    on_schema: str | None = None  # ON schema.SCHEMA
    crossedition: str = ""  # forward | reverse
    compound: bool = False  # also of one that has no timing point
    colon: bool = True
    old_table: str = ""
    new_table: str = ""
    order: int = 0
    sees_table: bool = False


@dataclass(slots=True)
class OpaqueDeclaration:
    """A declaration that was not understood; `at` = the place that was not expected."""

    text: str
    reason: str
    code: str
    span: Span
    at: Span | None = None


Declaration = (
    Variable
    | ExceptionDecl
    | CursorDecl
    | RecordType
    | CollectionType
    | RefCursorType
    | Subtype
    | Pragma
    | Routine
    | OpaqueDeclaration
)

# --- statements ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Statement:
    """What every statement has. `label` is the <<label>> in front of it."""

    span: Span
    label: str | None = field(default=None, kw_only=True)
    comments: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass(slots=True)
class Handler:
    """WHEN a OR b THEN …; `names` are dotted paths, ("others",) for OTHERS."""

    names: tuple[tuple[str, ...], ...]
    body: list[Statement]
    span: Span


@dataclass(slots=True)
class Block(Statement):
    declarations: list[Declaration] = field(default_factory=list)
    body: list[Statement] = field(default_factory=list)
    handlers: list[Handler] = field(default_factory=list)


@dataclass(slots=True)
class Null(Statement):
    pass


@dataclass(slots=True)
class Assign(Statement):
    target: Sql
    value: Sql


@dataclass(slots=True)
class If(Statement):
    branches: list[tuple[Sql, list[Statement]]]
    otherwise: list[Statement] | None = None


@dataclass(slots=True)
class Case(Statement):
    """Simple (`selector`) or searched; without ELSE and no match the source raises CASE_NOT_FOUND."""

    selector: Sql | None
    branches: list[tuple[Sql, list[Statement]]]
    otherwise: list[Statement] | None = None


@dataclass(slots=True)
class Loop(Statement):
    body: list[Statement]


@dataclass(slots=True)
class While(Statement):
    condition: Sql
    body: list[Statement]


@dataclass(slots=True)
class ForRange(Statement):
    """Bounds are evaluated once; the index is read-only and local. `step` is 21c's BY."""

    index: str
    low: Sql
    high: Sql
    reverse: bool
    body: list[Statement]
    step: Sql | None = None


@dataclass(slots=True)
class ForQuery(Statement):
    """FOR r IN (query) LOOP."""

    index: str
    query: Sql
    body: list[Statement]


@dataclass(slots=True)
class ForCursor(Statement):
    """FOR r IN cursor[(args)] LOOP; `cursor` is the call or name expression."""

    index: str
    cursor: Sql
    body: list[Statement]


@dataclass(slots=True)
class IterationControl:
    """One of the comma-separated controls of an iterator (Oracle 21c).

    form: range (`low`, `high`, `step`) | expression (a list item, a REPEAT or a cursor) | values | indices | pairs.
    """

    form: Literal["range", "expression", "values", "indices", "pairs"]
    span: Span
    low: Sql | None = None
    high: Sql | None = None
    step: Sql | None = None
    of: Sql | None = None
    reverse: bool = False
    repeat: bool = False
    while_: Sql | None = None
    when: Sql | None = None


@dataclass(slots=True)
class ForIterator(Statement):
    """FOR with what 21c added: typed or several index variables, MUTABLE, several or filtered controls."""

    indexes: tuple[tuple[str, TypeRef | None, bool], ...]  # (name, declared type, mutable)
    controls: list[IterationControl]
    body: list[Statement]


@dataclass(slots=True)
class ForAll(Statement):
    """FORALL i IN low..high | INDICES OF c [BETWEEN] | VALUES OF c [SAVE EXCEPTIONS] dml."""

    index: str
    low: Sql | None
    high: Sql | None
    indices_of: Sql | None
    values_of: Sql | None
    save_exceptions: bool
    body: Statement


@dataclass(slots=True)
class Exit(Statement):
    target: str | None = None
    condition: Sql | None = None


@dataclass(slots=True)
class Continue(Statement):
    target: str | None = None
    condition: Sql | None = None


@dataclass(slots=True)
class Goto(Statement):
    target: str


@dataclass(slots=True)
class Return(Statement):
    value: Sql | None = None


@dataclass(slots=True)
class Raise(Statement):
    """`name` () = bare RAISE: re-raise. `message`: the text it carries instead of its own."""

    name: tuple[str, ...] = ()
    message: Sql | None = None


@dataclass(slots=True)
class Call(Statement):
    """A procedure call (or a collection method such as x.EXTEND) standing as a statement."""

    call: Sql


@dataclass(slots=True)
class SqlStatement(Statement):
    """INSERT, UPDATE, DELETE, MERGE, LOCK TABLE … `into` are the targets of RETURNING … INTO: `sql` keeps the
    RETURNING list, its INTO clause is blank. `current_of`: the cursor of WHERE CURRENT OF, which `sql` leaves out."""

    verb: str
    sql: Sql
    into: tuple[Sql, ...] = ()
    bulk: bool = False
    current_of: Sql | None = None


@dataclass(slots=True)
class SelectInto(Statement):
    """`query` is the SELECT without its INTO clause; BULK COLLECT INTO when `bulk`."""

    query: Sql
    into: tuple[Sql, ...]
    bulk: bool = False


@dataclass(slots=True)
class OpenCursor(Statement):
    cursor: Sql
    args: Sql | None = None  # the whole call expression when arguments are given
    outlives: bool = False  # handlers of its block need the cursor


@dataclass(slots=True)
class OpenFor(Statement):
    """OPEN c FOR query | FOR dynamic string [USING …]; `outlives`: handlers of its block need the cursor."""

    cursor: Sql
    query: Sql | None
    dynamic: Sql | None
    using: tuple[Sql, ...] = ()
    outlives: bool = False


@dataclass(slots=True)
class Fetch(Statement):
    cursor: Sql
    into: tuple[Sql, ...]
    bulk: bool = False
    limit: Sql | None = None


@dataclass(slots=True)
class CloseCursor(Statement):
    cursor: Sql


@dataclass(slots=True)
class ExecuteDynamic(Statement):
    text: Sql
    into: tuple[Sql, ...] = ()
    bulk: bool = False
    using: tuple[tuple[str, Sql], ...] = ()  # (in | out | inout, expression)
    returning: tuple[Sql, ...] = ()
    returning_bulk: bool = False


@dataclass(slots=True)
class ParseCursor(Statement):
    """The text of a statement given to a cursor that has a number (`cursor`), to be bound and executed later."""

    cursor: Sql
    text: Sql


@dataclass(slots=True)
class Transaction(Statement):
    """action: commit | rollback | savepoint | rollback to | set transaction; `name` the savepoint; `text` the rest."""

    action: str
    name: str | None = None
    text: str = ""

    @property
    def ends(self) -> bool:
        """Whether no transaction goes on over it: one that is given its kind has to be new."""
        kinds = (["read", "only"], ["isolation", "level"])
        begins = self.action == "set transaction" and self.text.lower().split()[:2] in kinds
        return begins or self.action in ("commit", "rollback")


@dataclass(slots=True)
class PipeRow(Statement):
    value: Sql


@dataclass(slots=True)
class PragmaStatement(Statement):
    """A pragma among statements (INLINE)."""

    pragma: Pragma


@dataclass(slots=True)
class OpaqueStatement(Statement):
    """A statement that was not understood; `at` = the place that was not expected."""

    text: str
    reason: str
    code: str
    at: Span | None = None
