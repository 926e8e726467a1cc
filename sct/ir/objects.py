"""Schema objects of the engine-neutral model. Names are folded: what the source calls case-insensitively is lower case.

`origin` is the span of the statement that made the object; `notes` are source clauses that have no meaning on any
target (storage, logging …), kept so that nothing disappears: (clause text, span).
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from sct.ir.sql import Sql
from sct.ir.types import Type
from sct.records import dataclass, field
from sct.text.span import Span


class QName(NamedTuple):
    """`schema` None = the script's current schema."""

    schema: str | None
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


class Note(NamedTuple):
    """A clause of the source to account for: `code` of the rulebook says what becomes of it."""

    code: str
    text: str
    span: Span


@dataclass(slots=True)
class Identity:
    always: bool
    on_null: bool = False
    on_null_update: bool = False
    start: int | None = None
    increment: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    cycle: bool = False
    cache: int | None = None


@dataclass(slots=True)
class Column:
    name: str
    type: Type
    span: Span
    nullable: bool = True
    default: Sql | None = None
    default_on_null: bool = False
    default_on_null_update: bool = False  # an UPDATE to NULL takes the default too
    identity: Identity | None = None
    generated: Sql | None = None  # virtual (computed) column
    generated_stored: bool = False
    invisible: bool = False
    shown: bool = False  # of a change: VISIBLE
    added: int = -1  # of an attribute: the statement that gave it to its type
    role: Literal["", "reference", "own type", "more attributes"] = ""  # of an object table's column that no one wrote
    collation: str | None = None
    comment: str | None = None
    compress: str = ""  # the source stores its values compressed: a list of `values`, or as it likes (auto)
    case_said: bool = False  # how its text is compared stands in the script, it is no default
    character_set: str = ""  # where the source has several: latin, unicode …


@dataclass(slots=True)
class Constraint:
    """kind: primary | unique | foreign | check | not_null."""

    kind: Literal["primary", "unique", "foreign", "check", "not_null"]
    name: str | None
    columns: tuple[str, ...]
    span: Span
    check: Sql | None = None
    references: QName | None = None
    ref_columns: tuple[str, ...] = ()
    on_delete: Literal["", "cascade", "set null"] = ""
    deferrable: bool = False
    initially_deferred: bool = False
    enabled: bool = True
    validated: bool = True
    rely: bool = False
    inline: bool = False
    using_index: str | None = None
    place: int = -1  # number of the statement that last gave it its form, when that is not its table's


@dataclass(slots=True)
class Partition:
    """One partition: `less_than` for range (None element = MAXVALUE), `values` for list (None list = DEFAULT)."""

    name: str | None
    span: Span
    less_than: tuple[Sql | None, ...] = ()
    values: tuple[Sql, ...] | None = None
    is_default: bool = False
    subpartitions: tuple[Partition, ...] = ()


@dataclass(slots=True)
class PartitionChange:
    """`names` of partitions change into `parts`: `at` where one is split (None: by the parts' own bounds), `table`
    with which one is exchanged."""

    names: tuple[str, ...]
    parts: tuple[Partition, ...] = ()
    at: tuple[Sql | None, ...] | None = None
    to: str | None = None
    table: QName | None = None


@dataclass(slots=True)
class Partitioning:
    """method: range | list | hash | reference | system | consistent_hash; `interval` for interval partitioning."""

    method: str
    columns: tuple[str, ...]
    span: Span
    partitions: tuple[Partition, ...] = ()
    hash_count: int | None = None
    interval: Sql | None = None
    reference: str | None = None  # name of the foreign key of reference partitioning
    sub: Partitioning | None = None


@dataclass(slots=True)
class Distribution:
    """How a parallel source spreads a table's rows over its units.

    method: hash (by the values of `columns`) | none (anywhere). `unique`: the source refuses a second row of the
    same values.
    """

    method: Literal["hash", "none"]
    columns: tuple[str, ...]
    span: Span
    unique: bool = False
    name: str | None = None


@dataclass(slots=True)
class Table:
    """`duplicates`: "" = may be there; removed = a row that is there already is not stored again (SET).
    `distribution` and `sort` are facts of parallel sources: how rows are spread, and the columns they are kept apart
    by (partitioning), the first first: what a parallel target chooses its keys from."""

    name: QName
    origin: Span
    columns: list[Column] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)
    partitioning: Partitioning | None = None
    temporary: Literal["", "transaction", "session"] = ""  # ON COMMIT DELETE | PRESERVE ROWS
    private_temporary: bool = False  # gone with its session
    definition_kept: bool = (
        False  # of a private temporary table whose rows, and not itself, go at the end of a transaction
    )
    of_type: QName | None = None
    query: Sql | None = None  # CREATE TABLE … AS
    external: bool = False
    index_organized: bool = False
    comment: str | None = None
    notes: list[Note] = field(default_factory=list)
    comments: tuple[str, ...] = ()
    distribution: Distribution | None = None
    sort: tuple[str, ...] = ()
    duplicates: Literal["", "removed"] = ""
    like: QName | None = None  # an empty copy of that table (`query` says it too, for when it is no table)
    if_not_exists: bool = False  # nothing happens where a table of the name is there
    reordered: bool = False  # a column came into sight at the end, where the target does not have it
    keyed: bool = False  # of an object table: its rows' references are made of its primary key
    substitutable: bool = True  # of an object table: its rows may be of types under its own
    scopes: dict[str, QName] = field(default_factory=dict)  # columns of references to rows of one table only


@dataclass(slots=True)
class IndexKey:
    expression: Sql | None
    column: str | None
    descending: bool = False


@dataclass(slots=True)
class Index:
    name: QName
    table: QName
    keys: list[IndexKey]
    origin: Span
    unique: bool = False
    bitmap: bool = False
    reverse: bool = False
    invisible: bool = False
    domain: str | None = None  # INDEXTYPE IS …
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class View:
    name: QName
    origin: Span
    query: Sql
    columns: tuple[str, ...] = ()
    read_only: bool = False
    check_option: bool = False
    check_option_name: str | None = None
    force: bool = False
    again: bool = False  # it may be there already when the statement runs, and is replaced then
    of_type: QName | None = None
    identity: tuple[str, ...] = ()  # of an object view: the attributes that tell its objects apart
    under: QName | None = None  # the object view it is under
    constraints: list[Constraint] = field(default_factory=list)
    comment: str | None = None
    column_comments: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    comments: tuple[str, ...] = ()


@dataclass(slots=True)
class MaterializedView:
    name: QName
    origin: Span
    query: Sql
    columns: tuple[str, ...] = ()
    build_deferred: bool = False
    refresh: str = ""  # source wording: FAST ON COMMIT …
    on_commit: bool = False  # refreshed with every commit that changed its tables, and not by the clock besides
    comment: str | None = None
    column_comments: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class Sequence:
    name: QName
    origin: Span
    start: int | None = None
    increment: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    cycle: bool = False
    cache: int | None = None
    order: bool = False
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class Synonym:
    name: QName
    target: QName
    origin: Span
    public: bool = False
    link: str | None = None


@dataclass(slots=True)
class UserType:
    """form: object | varray | nested_table | incomplete. Methods are routines of the type body."""

    name: QName
    origin: Span
    form: Literal["object", "varray", "nested_table", "incomplete"]
    attributes: list[Column] = field(default_factory=list)
    element: Type | None = None
    limit: int | None = None
    supertype: QName | None = None
    final: bool = True
    instantiable: bool = True
    methods: list[Any] = field(default_factory=list)  # statements.Routine, declarations only
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class Unit:
    """A unit of procedural code as the script has it; `code` is its parsed form (statements.*), if it parsed.

    kind: procedure | function | package | package_body | trigger | type_body | block
    """

    kind: str
    name: QName
    origin: Span
    text: str
    code: Any = None
    notes: list[Note] = field(default_factory=list)
    problem: tuple[str, Span] | None = None  # why there is no `code`, and where
    # what was decided of conditional compilation, where, and what had to be supposed for it
    choices: list[tuple[str, Span, str]] = field(default_factory=list)


@dataclass(slots=True)
class Grant:
    privileges: list[tuple[str, tuple[str, ...]]]  # (privilege, columns)
    on: QName | None
    object_kind: str  # "" | directory | …
    grantees: list[str]
    origin: Span
    revoke: bool = False
    grant_option: bool = False


@dataclass(slots=True)
class Comment:
    on: Literal["table", "column", "materialized view", "view", "index", "operator", "other"]
    name: QName
    column: str | None
    text: str
    origin: Span


@dataclass(slots=True)
class Dml:
    """A data statement of the script: insert, update, delete, merge, select, call, truncate, transaction control; of verb
    explain, a statement whose plan is asked for."""

    verb: str
    sql: Sql
    origin: Span


@dataclass(slots=True)
class ShowRows:
    """The client shows the rows left of a cursor that it holds under a name, which is that of a package's variable."""

    cursor: str
    origin: Span
    package: str = ""


@dataclass(slots=True)
class Alter:
    """A change to a named object, folded into the catalog. `actions` are (action, payload) in source order."""

    kind: str  # table | index | sequence | view | …
    name: QName
    actions: list[tuple[str, Any]]
    origin: Span
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class Drop:
    kind: str
    name: QName
    origin: Span
    if_exists: bool = False
    cascade: bool = False


@dataclass(slots=True)
class Rename:
    kind: str
    name: QName
    new_name: str
    origin: Span


@dataclass(slots=True)
class Truncate:
    name: QName
    origin: Span
    cascade: bool = False


@dataclass(slots=True)
class Accounted:
    """A statement understood and deliberately not converted: users, roles, tablespaces, sessions …"""

    kind: str  # user | tablespace | directory | session | …
    name: str
    code: str  # the rulebook code that says why
    origin: Span
    message: str = ""
    settings: tuple[tuple[str, str], ...] = ()  # of the session: (date format | timestamp format | …, value)


@dataclass(slots=True)
class Role:
    name: str
    origin: Span


@dataclass(slots=True)
class Opaque:
    """A statement that could not be understood: where, and what was expected."""

    origin: Span
    reason: str
    code: str
    at: Span | None = None
    kind: str = "statement"
    name: QName | None = None


SchemaObject = (
    Table
    | Index
    | View
    | MaterializedView
    | Sequence
    | Synonym
    | UserType
    | Unit
    | Grant
    | Comment
    | Dml
    | ShowRows
    | Alter
    | Drop
    | Rename
    | Truncate
    | Accounted
    | Role
    | Opaque
)
