"""Neutral objects to PostgreSQL statements. Meaning is decided by rules; here it is laid out."""

from __future__ import annotations

from typing import Any

from sct.backends.emitted import Emitted, Made, TableRow
from sct.backends.postgres.names import ident, qualified, shortened, string
from sct.backends.postgres.plpgsql.code import Code
from sct.backends.postgres.types import map_type
from sct.catalog.catalog import Catalog
from sct.catalog.fold import Folded
from sct.diagnostics.finding import Bag
from sct.ir import objects as o
from sct.ir.types import Type
from sct.options import Options
from sct.rulebook.translate import Refused, Translator
from sct.sqlexpr.scope import ColumnInfo, Shape
from sct.text.span import Span

_REFERENCES = {"cascade": " ON DELETE CASCADE", "set null": " ON DELETE SET NULL", "": ""}


def object_id(name: o.QName, catalog: Catalog) -> str:
    return ".".join(catalog.key(name))


class PostgresEmitter:
    """Emits every object of a folded script. `bags`: findings by object id."""

    def __init__(
        self, catalog: Catalog, folded: Folded, translator: Translator, texts: Any, options: Options | None = None
    ) -> None:
        self.options = options or Options()
        self.catalog = catalog
        self.folded = folded
        self.translator = translator
        self.texts = texts  # (span) -> source text
        self.out: list[Emitted] = []
        self.bags: dict[str, Bag] = {}
        self.rows: list[TableRow] = []
        self.schemas: dict[str, int] = {}
        self.keys = self._key_columns()
        self.has_deferred = any(
            c.initially_deferred
            for table in catalog.relations.values()
            if isinstance(table, o.Table)
            for c in table.constraints
        )
        self.indexes = {item.name.name: item for _, item in folded.items if isinstance(item, o.Index)}

    # --- helpers ----------------------------------------------------------------------------------------------------

    def bag(self, id_: str) -> Bag:
        return self.bags.setdefault(id_, Bag(id_))

    def path(self, name: o.QName) -> tuple[str, ...]:
        parts = self.catalog.key(name)
        return tuple(shortened(p) for p in parts)

    def _add(self, item: Emitted) -> None:
        """A piece; one that calls the program's functions needs them before it."""
        if item.kind not in ("function", "procedure", "package", "trigger", "block"):
            called = {f"{r.kind}:{r.id}" for r in self.code.resolver.calls}
            item.needs = (*item.needs, *sorted(called))
        self.code.resolver.calls.clear()
        self.out.append(item)

    def _unit(self, unit: o.Unit, place: int) -> None:
        self.code.unit(unit, place)

    def _alter(self, item: o.Alter, place: int) -> None:
        self.code.alter(item, place)

    def _drop(self, item: o.Drop, place: int) -> None:
        self.code.drop(item, place)

    def _key_columns(self) -> set[tuple[tuple[str, ...], str]]:
        """Columns that are keys or refer to keys, and whose whole group can be machine integers.

        A foreign key and what it refers to must have types PostgreSQL can compare with an index, so they are
        decided together: one member that cannot be native keeps the whole group numeric.
        """
        parent: dict[tuple[tuple[str, ...], str], tuple[tuple[str, ...], str]] = {}

        def root(x: tuple[tuple[str, ...], str]) -> tuple[tuple[str, ...], str]:
            while parent.setdefault(x, x) != x:
                parent[x] = parent[parent[x]]
                x = parent[x]
            return x

        native: dict[tuple[tuple[str, ...], str], bool] = {}
        keys: set[tuple[tuple[str, ...], str]] = set()
        identities: set[tuple[tuple[str, ...], str]] = set()
        for key, table in self.catalog.relations.items():
            if not isinstance(table, o.Table):
                continue
            for column in table.columns:
                whole = column.type.kind == "decimal" and column.type.precision is not None
                fits = whole and column.type.precision <= 18 and not column.type.scale  # type: ignore[operator]
                native[(key, column.name)] = bool(fits)
                if column.identity is not None:
                    keys.add((key, column.name))
                    identities.add((key, column.name))
            for constraint in table.constraints:
                if constraint.kind in ("primary", "unique"):
                    keys.update((key, c) for c in constraint.columns)
                elif constraint.kind == "foreign" and constraint.references is not None:
                    other = self.catalog.key(constraint.references)
                    refs = constraint.ref_columns or self._primary(other)
                    for mine, theirs in zip(constraint.columns, refs, strict=False):
                        parent[root((key, mine))] = root((other, theirs))
                        keys.update({(key, mine), (other, theirs)})
        # an identity is a machine integer in PostgreSQL, and draws whatever refers to it along
        drawn = {root(k) for k in identities}
        bad = {root(k) for k in keys if not native.get(k, False)} - drawn
        self.widened = {k for k in keys if root(k) in drawn and not native.get(k, False)}
        return {k for k in keys if root(k) not in bad}

    def _primary(self, key: tuple[str, ...]) -> tuple[str, ...]:
        table = self.catalog.relations.get(key)
        if isinstance(table, o.Table):
            for constraint in table.constraints:
                if constraint.kind == "primary":
                    return constraint.columns
        return ()

    def _schema(self, path: tuple[str, ...], place: int) -> None:
        if len(path) > 1:
            self.schemas.setdefault(path[0], place)

    # --- all ----------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        self.code = Code(self)

    def emit_one(self, place: int, item: Any) -> Made:
        """What becomes of one item. It may lean on the catalog and on `begin`, not on what was emitted before."""
        self.out, self.bags, self.rows, self.schemas = [], {}, [], {}
        self.translator.used_runtime.clear()
        self.code.start()
        handler = getattr(self, "_" + type(item).__name__.lower(), None)
        if handler is not None:
            try:
                handler(item, place)
            except RecursionError:
                error = Refused("OR0019", "nested too deeply", item.origin)
                self._refuse(f"script:{place}", type(item).__name__.lower(), item, place, error)
        findings = [f for bag in self.bags.values() for f in bag]
        return Made(self.out, findings, self.rows, list(self.schemas), sorted(self.translator.used_runtime))

    def finish(self, made: list[Made]) -> list[Emitted]:
        once: set[str] = set()
        for one in made:  # a composite type comes with every unit that uses it; the first one brings it
            one.pieces = [p for p in one.pieces if not (p.id.startswith("type:") and p.id in once)]
            once.update(p.id for p in one.pieces if p.id.startswith("type:"))
        names = sorted({name for one in made for name in one.schemas})
        where = self._any_span()
        return [
            Emitted(f"schema:{s}", s, "schema", f"CREATE SCHEMA IF NOT EXISTS {ident(s)};", where, -1, schema=s)
            for s in names
        ]

    def _any_span(self) -> Span:
        for _, item in self.folded.items:
            span: Span = item.origin
            return span
        return Span("", 0, 0)

    def _refuse(self, id_: str, kind: str, item: Any, place: int, error: Refused) -> None:
        """The object's place is kept: its original text in a comment under the code."""
        self.bag(id_).add(error.code, error.message, error.span or item.origin)
        text = self.texts(item.origin).rstrip().replace("*/", "* /").replace("/*", "/ *")
        body = f"/* {error.code} refused: {error.message}\n{text}\n*/"
        self._add(Emitted(id_, id_, kind, body, item.origin, place, refused=True, name=id_))

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, table: o.Table, place: int) -> None:
        id_ = object_id(table.name, self.catalog)
        bag = self.bag(id_)
        path = self.path(table.name)
        self._schema(path, place)
        for note in table.notes:
            bag.add(note.code, note.text, note.span)
        try:
            if table.query is not None:
                self._table_as(table, place, path, id_)
            else:
                self._plain_table(table, place, path, id_)
        except Refused as error:
            self._refuse(id_, "table", table, place, error)

    def _table_as(self, table: o.Table, place: int, path: tuple[str, ...], id_: str) -> None:
        assert table.query is not None
        text, _ = self.translator.query(table.query, self.bag(id_))
        columns = f" ({', '.join(ident(c.name) for c in table.columns)})" if table.columns else ""
        sql = f"CREATE TABLE {qualified(path)}{columns} AS\n{text};"
        self._add(
            Emitted(id_, id_, "table", sql, table.origin, place, name=path[-1], schema=path[0] if path[1:] else "")
        )
        for constraint in table.constraints:
            self._constraint(table, constraint, place, path, id_)

    def _plain_table(self, table: o.Table, place: int, path: tuple[str, ...], id_: str) -> None:
        bag = self.bag(id_)
        key = self.catalog.key(table.name)
        shape = Shape({c.name: ColumnInfo(c.type, not c.nullable) for c in table.columns})
        row = TableRow(str(table.name), ".".join(path))
        lines: list[str] = []
        later: list[o.Constraint] = []
        for column in table.columns:
            mapped = map_type(column.type, native=(key, column.name) in self.keys or column.identity is not None)
            kind = mapped.text
            if column.type.kind in ("named", "unknown") and self._missing_type(column.type):
                raise Refused("OR0005", f"{column.name}: type {column.type.raw} is not among the input", column.span)
            if kind.startswith("numeric") and (column.identity is not None or (key, column.name) in self.widened):
                kind = "bigint"
                bag.add("PG0101", f"{column.name} {column.type.raw} -> {kind}", column.span)
            if mapped.code:
                bag.add(mapped.code, f"{column.name} {column.type.raw} -> {kind}", column.span)
            parts = [ident(column.name), kind]
            if column.generated is not None:
                parts.append(
                    f"GENERATED ALWAYS AS ({self.translator.expression(column.generated, bag, shape, immutable=True)}) STORED"
                )
            elif column.identity is not None:
                parts.append(_identity(column.identity))
            elif column.default is not None:
                text = self.translator.expression(column.default, bag, None, column.type)
                if text != "NULL":
                    parts.append(f"DEFAULT {text}")
            if not column.nullable:
                # before PostgreSQL 18 the name is read and forgotten
                named = next((c.name for c in table.constraints if _names_not_null(c, column.name)), None)
                parts.append(f"CONSTRAINT {ident(shortened(named))} NOT NULL" if named else "NOT NULL")
            lines.append(" ".join(parts))
            row.columns.append(
                {
                    "source": column.name,
                    "target": column.name,
                    "source_type": column.type.raw,
                    "target_type": kind,
                    "convert": mapped.convert,
                    "generated": column.generated is not None,
                }
            )
        inline: list[str] = []
        for constraint in table.constraints:
            at = self.folded.places.get(id(constraint), place)
            if at != place or self._ready_index(constraint) or constraint.kind == "foreign" or not constraint.enabled:
                later.append(constraint)
            elif constraint.kind == "not_null":
                continue
            else:
                inline.append(self._clause(table, constraint, shape, id_))
        head = "CREATE TEMPORARY TABLE" if table.temporary else "CREATE TABLE"
        if table.temporary:
            bag.add("OR0114", f"temporary table {table.name}", table.origin)
        tail = " ON COMMIT DELETE ROWS" if table.temporary == "transaction" else ""
        body = ",\n  ".join([*lines, *(x for x in inline if x)])
        partitions = self._partitions(table, path, shape, id_)
        by, parts_sql = partitions if partitions else ("", "")
        sql = f"{head} {qualified(path)} (\n  {body}\n){by}{tail};{parts_sql}"
        sql += self._defaults_on_null(table, path, id_)
        if table.comment:
            sql += f"\nCOMMENT ON TABLE {qualified(path)} IS {string(table.comment)};"
        for column in table.columns:
            if column.comment:
                sql += f"\nCOMMENT ON COLUMN {qualified((*path, column.name))} IS {string(column.comment)};"
        schema = path[0] if path[1:] else ""
        self._add(Emitted(id_, id_, "table", sql, table.origin, place, name=path[-1], schema=schema))
        self.rows.append(row)
        for constraint in later:
            self._constraint(table, constraint, self.folded.places.get(id(constraint), place), path, id_)

    def _partitions(self, table: o.Table, path: tuple[str, ...], shape: Shape, id_: str) -> tuple[str, str] | None:
        """PARTITION BY … and the partitions; None when the table is written whole, which the report says."""
        by = table.partitioning
        if by is None:
            return None
        bag = self.bag(id_)

        def whole(why: str) -> None:
            bag.add("OR0104", f"PARTITION BY {by.method}: {why}", by.span)

        keys = [c for c in table.constraints if c.kind in ("primary", "unique") and c.enabled]
        if any(not set(by.columns) <= set(c.columns) for c in keys):
            whole("a key without the partition column cannot be kept on partitions")
            return None
        names = {c.name for c in table.columns}
        if by.method not in ("range", "list", "hash") or not set(by.columns) <= names or len(by.columns) != 1:
            whole("no equivalent")
            return None
        if by.sub is not None:
            bag.add("OR0110", f"SUBPARTITION BY {by.sub.method}", by.sub.span)
        column = next(c for c in table.columns if c.name == by.columns[0])
        out: list[str] = []
        previous = "MINVALUE"
        total = len(by.partitions) or by.hash_count or 0
        if not total:
            whole("no partitions are named")
            return None
        default = False
        for number in range(total):
            part = by.partitions[number] if by.partitions else None
            name = shortened(f"{path[-1]}_{part.name if part and part.name else f'p{number + 1}'}")
            if by.method == "hash":
                bound = f"FOR VALUES WITH (MODULUS {total}, REMAINDER {number})"
            elif part is None:
                whole("no partitions are named")
                return None
            elif by.method == "range":
                limit = part.less_than[0] if part.less_than else None
                if limit is None:
                    bound, default = "DEFAULT", True
                else:
                    text = self.translator.expression(limit, bag, None, column.type)
                    bound = f"FOR VALUES FROM ({previous}) TO ({text})"
                    previous = text
            elif part.is_default:
                bound, default = "DEFAULT", True
            else:
                texts = [self.translator.expression(v, bag, None, column.type) for v in part.values or ()]
                bound = f"FOR VALUES IN ({', '.join(texts)})"
            out.append(f"\nCREATE TABLE {qualified((*path[:-1], name))} PARTITION OF {qualified(path)} {bound};")
        if by.interval is not None and not default:
            name = shortened(f"{path[-1]}_default")
            out.append(f"\nCREATE TABLE {qualified((*path[:-1], name))} PARTITION OF {qualified(path)} DEFAULT;")
            bag.add("OR0111", "INTERVAL: rows beyond the last partition go to one default partition", by.span)
        return f" PARTITION BY {by.method.upper()} ({ident(by.columns[0])})", "".join(out)

    def _missing_type(self, type_: Type) -> bool:
        return self.catalog._resolve(tuple(type_.name.split(".")), self.catalog.types) is None

    def _defaults_on_null(self, table: o.Table, path: tuple[str, ...], id_: str) -> str:
        """DEFAULT ON NULL: an explicit NULL takes the default too, which only a trigger can see."""
        lines = []
        for column in table.columns:
            new = f"NEW.{ident(column.name)}"
            if column.identity is not None and column.identity.on_null:
                owner = string(qualified(path))
                value = f"nextval(pg_get_serial_sequence({owner}, {string(column.name)}))"
            elif column.default_on_null and column.default is not None:
                value = self.translator.expression(column.default, self.bag(id_), None, column.type)
            else:
                continue
            lines.append(f"  IF {new} IS NULL THEN\n    {new} := {value};\n  END IF;")
        if not lines:
            return ""
        name = qualified((*path[:-1], shortened(f"{path[-1]}_default_on_null")))
        body = "\n".join(lines)
        self.bag(id_).add("OR0112", "DEFAULT ON NULL by a trigger", table.origin)
        return (
            f"\nCREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n{body}\n  RETURN NEW;\nEND\n$$;"
            f"\nCREATE TRIGGER {ident(shortened(f'{path[-1]}_default_on_null'))} BEFORE INSERT ON {qualified(path)}"
            f"\nFOR EACH ROW EXECUTE FUNCTION {name}();"
        )

    def _clause(self, table: o.Table, constraint: o.Constraint, shape: Shape, id_: str) -> str:
        name = f"CONSTRAINT {ident(shortened(constraint.name))} " if constraint.name else ""
        columns = ", ".join(ident(c) for c in constraint.columns)
        defer = ""
        if constraint.deferrable:
            defer = " DEFERRABLE INITIALLY DEFERRED" if constraint.initially_deferred else " DEFERRABLE"
        if constraint.kind in ("primary", "unique"):
            nullable = {c.name for c in table.columns if c.nullable}
            if constraint.kind == "unique" and len(constraint.columns) > 1 and nullable & set(constraint.columns):
                self.bag(id_).add("OR0116", f"UNIQUE ({columns}) with columns that can be NULL", constraint.span)
            word = "PRIMARY KEY" if constraint.kind == "primary" else "UNIQUE"
            ready = self._ready_index(constraint)
            return f"{name}{word} USING INDEX {ident(ready)}{defer}" if ready else f"{name}{word} ({columns}){defer}"
        if constraint.kind == "check" and constraint.check is not None:
            return f"{name}CHECK ({self.translator.expression(constraint.check, self.bag(id_), shape)})"
        if constraint.kind == "foreign" and constraint.references is not None:
            target = self.path(constraint.references)
            refs = f" ({', '.join(ident(c) for c in constraint.ref_columns)})" if constraint.ref_columns else ""
            return (
                f"{name}FOREIGN KEY ({columns}) REFERENCES {qualified(target)}{refs}"
                f"{_REFERENCES[constraint.on_delete]}{defer}"
            )
        return ""

    def _ready_index(self, constraint: o.Constraint) -> str | None:
        """The unique index of the constraint's own name that the script made before it: the constraint takes it over."""
        index = self.indexes.get(constraint.name or "")
        if index is None or not index.unique or any(k.column is None or k.descending for k in index.keys):
            return None
        return index.name.name if tuple(k.column for k in index.keys) == constraint.columns else None

    def _constraint(
        self, table: o.Table, constraint: o.Constraint, place: int, path: tuple[str, ...], id_: str
    ) -> None:
        """A constraint of its own: added where the script left it, after what it refers to."""
        if not constraint.enabled:
            self.bag(id_).add("OR0120", f"constraint {constraint.name or ''} is disabled", constraint.span)
            return
        shape = Shape({c.name: ColumnInfo(c.type, not c.nullable) for c in table.columns})
        needs = [id_]
        if constraint.references is not None:
            other = self.catalog.key(constraint.references)
            if other not in self.catalog.relations:
                self.bag(id_).add("OR0005", f"{constraint.references} is not among the input", constraint.span)
                return
            needs.append(".".join(other))
        elif constraint.kind == "not_null":
            sql = f"ALTER TABLE {qualified(path)} ALTER COLUMN {ident(constraint.columns[0])} SET NOT NULL;"
            self._add(
                Emitted(f"{id_}#{len(self.out)}", id_, "constraint", sql, constraint.span, place, "post", tuple(needs))
            )
            return
        clause = self._clause(table, constraint, shape, id_)
        valid = "" if constraint.validated or constraint.kind not in ("foreign", "check") else " NOT VALID"
        sql = f"ALTER TABLE {qualified(path)} ADD {clause}{valid};"
        name = constraint.name or str(len(self.out))
        if self._ready_index(constraint):
            needs.append(name)
        self._add(Emitted(f"{id_}#{name}", id_, "constraint", sql, constraint.span, place, "post", tuple(needs)))

    # --- the rest -------------------------------------------------------------------------------------------------------

    def _index(self, index: o.Index, place: int) -> None:
        id_ = object_id(index.name, self.catalog)
        bag = self.bag(id_)
        for note in index.notes:
            bag.add(note.code, note.text, note.span)
        key = self.catalog._resolve(index.table, self.catalog.relations)
        try:
            if key is None:
                raise Refused("OR0005", f"{index.table} is not among the input", index.origin)
            if index.domain:
                raise Refused("OR0013", f"domain index of type {index.domain}", index.origin)
            shape = self.catalog.shape_of(key)
            parts = []
            for item in index.keys:
                text = ident(item.column) if item.column else ""
                if item.expression is not None:
                    text = f"({self.translator.expression(item.expression, bag, shape, immutable=True)})"
                parts.append(text + (" DESC" if item.descending else ""))
            unique = "UNIQUE " if index.unique else ""
            name = shortened(self.catalog.key(index.name)[-1])
            if any(k[-1] == name for k in (*self.catalog.relations, *self.catalog.sequences)):
                bag.add("OR0113", f"index {name} -> {name}_index", index.origin)
                name = shortened(f"{name}_index")
            target = qualified(tuple(shortened(p) for p in key))
            sql = f"CREATE {unique}INDEX {ident(name)} ON {target} ({', '.join(parts)});"
            self._add(Emitted(id_, id_, "index", sql, index.origin, place, "post", (".".join(key),), name=name))
        except Refused as error:
            self._refuse(id_, "index", index, place, error)

    def _view(self, view: o.View, place: int) -> None:
        id_ = object_id(view.name, self.catalog)
        bag = self.bag(id_)
        path = self.path(view.name)
        self._schema(path, place)
        for note in view.notes:
            bag.add(note.code, note.text, note.span)
        try:
            text, _ = self.translator.query(view.query, bag)
            columns = f" ({', '.join(ident(c) for c in view.columns)})" if view.columns else ""
            option = "\nWITH CHECK OPTION" if view.check_option else ""
            sql = f"CREATE VIEW {qualified(path)}{columns} AS\n{text}{option};"
            if view.read_only:
                self.translator.used_runtime.add("read_only_view")
                trigger = ident(shortened(f"{path[-1]}_read_only"))
                sql += (
                    f"\nCREATE TRIGGER {trigger} INSTEAD OF INSERT OR UPDATE OR DELETE ON {qualified(path)}"
                    "\nFOR EACH ROW EXECUTE FUNCTION sct.read_only_view();"
                )
            sql += self._comments("VIEW", path, view.comment, view.column_comments)
            needs = tuple(self._used(view.query))
            schema = path[0] if path[1:] else ""
            self._add(Emitted(id_, id_, "view", sql, view.origin, place, needs=needs, name=path[-1], schema=schema))
        except Refused as error:
            self._refuse(id_, "view", view, place, error)

    def _materializedview(self, view: o.MaterializedView, place: int) -> None:
        id_ = object_id(view.name, self.catalog)
        bag = self.bag(id_)
        path = self.path(view.name)
        self._schema(path, place)
        for note in view.notes:
            bag.add(note.code, note.text, note.span)
        try:
            text, _ = self.translator.query(view.query, bag)
            columns = f" ({', '.join(ident(c) for c in view.columns)})" if view.columns else ""
            data = "\nWITH NO DATA" if view.build_deferred else ""
            sql = f"CREATE MATERIALIZED VIEW {qualified(path)}{columns} AS\n{text}{data};"
            sql += self._comments("MATERIALIZED VIEW", path, view.comment, view.column_comments)
            needs = tuple(self._used(view.query))
            self._add(Emitted(id_, id_, "materialized view", sql, view.origin, place, needs=needs, name=path[-1]))
        except Refused as error:
            self._refuse(id_, "materialized view", view, place, error)

    def _comments(self, kind: str, path: tuple[str, ...], comment: str | None, columns: dict[str, str]) -> str:
        out = f"\nCOMMENT ON {kind} {qualified(path)} IS {string(comment)};" if comment else ""
        for name, text in columns.items():
            out += f"\nCOMMENT ON COLUMN {qualified((*path, name))} IS {string(text)};"
        return out

    def _used(self, sql: Any) -> list[str]:
        from sct.sqlexpr.names import relation_names

        found = []
        for path in relation_names(sql):
            key = self.catalog._resolve(path, self.catalog.relations)
            if key is not None:
                found.append(".".join(key))
        return found

    def _sequence(self, sequence: o.Sequence, place: int) -> None:
        id_ = object_id(sequence.name, self.catalog)
        path = self.path(sequence.name)
        self._schema(path, place)
        for note in sequence.notes:
            self.bag(id_).add(note.code, note.text, note.span)
        parts = [f"CREATE SEQUENCE {qualified(path)}"]
        down = (sequence.increment or 1) < 0
        if sequence.increment is not None:
            parts.append(f"INCREMENT BY {sequence.increment}")
        low, high = -(2**63), 2**63 - 1
        if sequence.minimum is not None:
            parts.append(f"MINVALUE {max(sequence.minimum, low)}")
        if sequence.maximum is not None:
            parts.append(f"MAXVALUE {min(sequence.maximum, high)}")
        if sequence.start is not None:
            parts.append(f"START WITH {min(max(sequence.start, low), high)}")
        elif down and sequence.maximum is None:
            parts.append("START WITH -1")
        if sequence.cache is not None and sequence.cache > 1:
            parts.append(f"CACHE {sequence.cache}")
        if sequence.cycle:
            parts.append("CYCLE")
        schema = path[0] if path[1:] else ""
        self._add(
            Emitted(id_, id_, "sequence", " ".join(parts) + ";", sequence.origin, place, name=path[-1], schema=schema)
        )

    def _dml(self, dml: o.Dml, place: int) -> None:
        id_ = f"script:{place}"
        try:
            if dml.verb in ("commit", "rollback", "savepoint"):
                words = " ".join(dml.sql.text.upper().split()).removesuffix(" WORK")
                known = dml.verb != "rollback" or words == "ROLLBACK" or words.startswith("ROLLBACK TO")
                name = "savepoint" if words.startswith("ROLLBACK TO") else dml.verb
                sql = (dml.verb.upper() if dml.verb == "commit" or words == "ROLLBACK" else words) + ";"
                if known:
                    self._add(Emitted(id_, id_, "transaction", sql, dml.origin, place, name=name))
                return
            sql = self.translator.statement(dml.sql, self.bag(id_)) + ";"
            needs = tuple(self._used(dml.sql))
            self._add(Emitted(id_, id_, "data", sql, dml.origin, place, needs=needs, name=dml.verb))
        except Refused as error:
            self._refuse(id_, "data", dml, place, error)

    def _comment(self, comment: o.Comment, place: int) -> None:
        self.bag(f"script:{place}").add("OR0005", f"{comment.name} is not among the input", comment.origin)

    def _opaque(self, item: o.Opaque, place: int) -> None:
        id_ = f"{item.kind}:{item.name}" if item.name else f"script:{place}"
        self._refuse(id_, item.kind, item, place, Refused(item.code, item.reason, item.at or item.origin))

    def _accounted(self, item: o.Accounted, place: int) -> None:
        self.bag(f"script:{place}").add(item.code, item.message or f"{item.kind} {item.name}", item.origin)

    def _truncate(self, item: o.Truncate, place: int) -> None:
        id_ = f"script:{place}"
        key = self.catalog._resolve(item.name, self.catalog.relations)
        if key is None:
            self._refuse(
                id_, "data", item, place, Refused("OR0005", f"{item.name} is not among the input", item.origin)
            )
            return
        cascade = " CASCADE" if item.cascade else ""
        sql = f"TRUNCATE TABLE {qualified(tuple(shortened(p) for p in key))}{cascade};"
        self._add(Emitted(id_, id_, "truncate", sql, item.origin, place, needs=(".".join(key),), name="truncate"))

    def _usertype(self, item: o.UserType, place: int) -> None:
        id_ = object_id(item.name, self.catalog)
        path = self.path(item.name)
        self._schema(path, place)
        if item.form == "object" and item.attributes:
            lines = ",\n  ".join(f"{ident(c.name)} {map_type(self._resolved(c.type)).text}" for c in item.attributes)
            sql = f"CREATE TYPE {qualified(path)} AS (\n  {lines}\n);"
        elif item.element is not None:
            base = map_type(self._resolved(item.element)).text
            sql = f"CREATE DOMAIN {qualified(path)} AS {base}[];"
        else:
            self._refuse(
                id_, "type", item, place, Refused("OR0014", f"type {item.name} has no attributes", item.origin)
            )
            return
        self._add(Emitted(id_, id_, "type", sql, item.origin, place, name=path[-1]))

    def _resolved(self, type_: Type) -> Type:
        return type_

    def _synonym(self, item: o.Synonym, place: int) -> None:
        id_ = f"synonym:{object_id(item.name, self.catalog)}"
        key = self.catalog._resolve(item.target, self.catalog.relations)
        if key is None:
            self._refuse(
                id_, "synonym", item, place, Refused("OR0005", f"{item.target} is not among the input", item.origin)
            )
            return
        path = self.path(item.name)
        if self.catalog.key(item.name) == key:
            return
        self._schema(path, place)
        sql = f"CREATE VIEW {qualified(path)} AS SELECT * FROM {qualified(key)};"
        self._add(Emitted(id_, id_, "synonym", sql, item.origin, place, needs=(".".join(key),), name=path[-1]))

    def _grant(self, item: o.Grant, place: int) -> None:
        id_ = f"script:{place}"
        if item.on is None:
            self._membership(item, place, id_)
            return
        relation = self.catalog._resolve(item.on, self.catalog.relations)
        sequence = self.catalog._resolve(item.on, self.catalog.sequences)
        key = relation or sequence
        roles = {i.name for _, i in self.folded.items if isinstance(i, o.Role)}
        missing = [g for g in item.grantees if g != "public" and g not in roles]
        try:
            if key is None:
                raise Refused("OR0005", f"{item.on} is not among the input", item.origin)
            if missing:
                raise Refused(
                    "OR0142", f"{', '.join(missing)}: no role of that name is created by the input", item.origin
                )
            words = []
            for privilege, columns in item.privileges:
                word = _PRIVILEGES.get(privilege)
                if word is None or (sequence and word not in ("SELECT", "ALL")):
                    self.bag(id_).add("OR0141", f"{privilege} has no equivalent", item.origin)
                    continue
                words.append(word + (f" ({', '.join(ident(c) for c in columns)})" if columns else ""))
            if not words:
                return
            what = "SEQUENCE " if sequence else ""
            to = ", ".join("PUBLIC" if g == "public" else ident(g) for g in item.grantees)
            if item.revoke:
                sql = f"REVOKE {', '.join(words)} ON {what}{qualified(key)} FROM {to};"
            else:
                option = " WITH GRANT OPTION" if item.grant_option and to != "PUBLIC" else ""
                sql = f"GRANT {', '.join(words)} ON {what}{qualified(key)} TO {to}{option};"
            needs = (".".join(key), *(f"role:{g}" for g in item.grantees))
            self._add(Emitted(id_, id_, "grant", sql, item.origin, place, needs=needs, name="grant"))
        except Refused as error:
            self._refuse(id_, "grant", item, place, error)

    def _membership(self, item: o.Grant, place: int, id_: str) -> None:
        roles = {i.name for _, i in self.folded.items if isinstance(i, o.Role)}
        given = [p for p, _ in item.privileges]
        words = f"{', '.join(given)} to {', '.join(item.grantees)}"
        if not set(given) | set(item.grantees) <= roles:
            self.bag(id_).add("OR0141", words, item.origin)
            return
        verb, to = ("REVOKE", "FROM") if item.revoke else ("GRANT", "TO")
        sql = f"{verb} {', '.join(map(ident, given))} {to} {', '.join(map(ident, item.grantees))};"
        needs = tuple(f"role:{r}" for r in (*given, *item.grantees))
        self._add(Emitted(id_, id_, "grant", sql, item.origin, place, needs=needs, name="grant"))

    def _role(self, item: o.Role, place: int) -> None:
        sql = f"CREATE ROLE {ident(item.name)};"
        self._add(Emitted(f"role:{item.name}", f"role:{item.name}", "role", sql, item.origin, place, name=item.name))


def _names_not_null(constraint: o.Constraint, column: str) -> bool:
    return constraint.kind == "not_null" and constraint.enabled and constraint.columns == (column,)


_PRIVILEGES = {
    "select": "SELECT",
    "read": "SELECT",
    "insert": "INSERT",
    "update": "UPDATE",
    "delete": "DELETE",
    "references": "REFERENCES",
    "all": "ALL",
    "all privileges": "ALL",
}


def _identity(identity: o.Identity) -> str:
    parts = ["GENERATED", "ALWAYS" if identity.always else "BY DEFAULT", "AS IDENTITY"]
    options = []
    if identity.increment is not None:
        options.append(f"INCREMENT BY {identity.increment}")
    if identity.minimum is not None:
        options.append(f"MINVALUE {identity.minimum}")
    if identity.maximum is not None and identity.maximum < 2**63:
        options.append(f"MAXVALUE {identity.maximum}")
    if identity.start is not None:
        options.append(f"START WITH {identity.start}")
    if identity.cycle:
        options.append("CYCLE")
    return " ".join(parts) + (f" ({' '.join(options)})" if options else "")
