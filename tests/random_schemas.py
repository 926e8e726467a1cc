"""Random scripts that change their schema between rows: valid Oracle, whatever comes of them is the converter's doing."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

_TYPES = ("NUMBER", "NUMBER(10)", "NUMBER(8,2)", "VARCHAR2(20)", "CHAR(5)", "DATE", "TIMESTAMP", "CLOB", "INTEGER")


@dataclass
class _Table:
    columns: dict[str, str]
    keyed: bool = True
    required: set[str] = field(default_factory=set)
    referring: list[tuple[str, str]] = field(default_factory=list)  # (column, table)
    pinned: set[str] = field(default_factory=set)  # columns of constraints


class Script:
    """`text` is made a statement at a time; what is there is kept in step, so that each is valid where it stands."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.lines: list[str] = []
        self.tables: dict[str, _Table] = {}
        self.views: dict[str, tuple[str, list[str]]] = {}
        self.indexes: dict[str, tuple[str, str]] = {}
        self.held: set[str] = set()  # tables that others name: neither renamed nor dropped
        self._numbers = 0

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def name(self, letter: str) -> str:
        self._numbers += 1
        return f"{letter}{self._numbers}"

    def value(self, type_: str) -> str:
        if type_.startswith(("NUMBER", "INTEGER")):
            return str(self.chance.randint(0, 99))
        if type_.startswith("CHAR"):
            return "'ab'"
        if type_.startswith(("VARCHAR2", "CLOB")):
            return self.chance.choice(("'a'", "'bc'", "'O''x'"))
        return self.chance.choice(("DATE '2020-02-29'", "TO_DATE('01.02.2021','DD.MM.YYYY')"))

    def some_table(self, *, free: bool = False) -> str:
        found = [name for name in self.tables if not (free and self._is_held(name))]
        return self.chance.choice(found) if found else ""

    def _is_held(self, name: str) -> bool:
        referred = any(name == other for table in self.tables.values() for _, other in table.referring)
        return referred or name in self.held or any(name == of for of, _ in self.views.values())

    def free_columns(self, name: str) -> list[str]:
        """Those that nothing else names."""
        used = {column for of, columns in self.views.values() if of == name for column in columns}
        used |= {column for of, column in self.indexes.values() if of == name}
        table = self.tables[name]
        used |= table.pinned | {column for column, _ in table.referring}
        return [column for column in table.columns if column != "id" and column not in used]

    # --- statements -------------------------------------------------------------------------------------------------

    def table(self) -> None:
        name = self.name("t")
        columns = {self.name("c"): self.chance.choice(_TYPES) for _ in range(self.chance.randint(1, 4))}
        self.tables[name] = _Table({"id": "NUMBER", **columns})
        given = [f"{c} {t}{self.chance.choice(('', f' DEFAULT {self.value(t)}'))}" for c, t in columns.items()]
        self.lines.append(f"CREATE TABLE {name} (id NUMBER PRIMARY KEY, {', '.join(given)});")

    def table_by_query(self) -> None:
        if source := self.some_table():
            columns = [c for c in self.tables[source].columns if c != "id"][:2]
            name, types = self.name("t"), self.tables[source].columns
            self.tables[name] = _Table({"id": "NUMBER", **{c: types[c] for c in columns}}, keyed=False)
            self.lines.append(f"CREATE TABLE {name} AS SELECT {', '.join(['id', *columns])} FROM {source};")

    def insert(self) -> None:
        if name := self.some_table():
            table = self.tables[name]
            values = {c: self.value(t) for c, t in table.columns.items()} | {c: "NULL" for c, _ in table.referring}
            values["id"] = self.name("")
            self.lines.append(f"INSERT INTO {name} ({', '.join(values)}) VALUES ({', '.join(values.values())});")

    def update(self) -> None:
        if name := self.some_table():
            columns = [c for c in self.tables[name].columns if c != "id" and c not in dict(self.tables[name].referring)]
            for column in columns[:1]:
                value = self.value(self.tables[name].columns[column])
                self.lines.append(f"UPDATE {name} SET {column} = {value} WHERE id > {self.chance.randint(0, 50)};")

    def delete(self) -> None:
        if name := self.some_table():
            self.lines.append(f"DELETE FROM {name} WHERE id = {self.chance.randint(0, 50)};")

    def add_column(self) -> None:
        if name := self.some_table():
            column, type_ = self.name("c"), self.chance.choice(_TYPES)
            default = self.chance.choice(("", f" DEFAULT {self.value(type_)}"))
            required = bool(default) and type_ != "CLOB" and self.chance.random() < 0.5
            self.tables[name].columns[column] = type_
            if required:
                self.tables[name].required.add(column)
            self.lines.append(f"ALTER TABLE {name} ADD ({column} {type_}{default}{' NOT NULL' if required else ''});")

    def drop_column(self) -> None:
        name = self.some_table()
        free = self.free_columns(name) if name else []
        if len(free) > 1:
            column = self.chance.choice(free)
            del self.tables[name].columns[column]
            self.tables[name].required.discard(column)
            self.lines.append(f"ALTER TABLE {name} DROP COLUMN {column};")

    def rename_column(self) -> None:
        name = self.some_table()
        if free := self.free_columns(name) if name else []:
            table, old, new = self.tables[name], self.chance.choice(free), self.name("c")
            table.columns = {new if c == old else c: t for c, t in table.columns.items()}
            table.required = {new if c == old else c for c in table.required}
            self.lines.append(f"ALTER TABLE {name} RENAME COLUMN {old} TO {new};")

    def widen(self) -> None:
        if name := self.some_table():
            wider = {"VARCHAR2(20)": "VARCHAR2(100)", "NUMBER(10)": "NUMBER(12)"}
            for column, type_ in self.tables[name].columns.items():
                if type_ in wider:
                    self.tables[name].columns[column] = wider[type_]
                    self.lines.append(f"ALTER TABLE {name} MODIFY ({column} {wider[type_]});")
                    return

    def foreign_key(self) -> None:
        name = self.some_table()
        others = [other for other, table in self.tables.items() if table.keyed and other != name]
        if name and others:
            column, other = self.name("f"), self.chance.choice(others)
            self.tables[name].columns[column] = "NUMBER"
            self.tables[name].referring.append((column, other))
            rule = self.chance.choice(("", " ON DELETE CASCADE", " DEFERRABLE INITIALLY DEFERRED"))
            self.lines.append(f"ALTER TABLE {name} ADD ({column} NUMBER);")
            key = f"CONSTRAINT {self.name('fk')} FOREIGN KEY ({column}) REFERENCES {other} (id){rule}"
            self.lines.append(f"ALTER TABLE {name} ADD {key};")

    def check(self) -> None:
        if name := self.some_table():
            numbers = [c for c, t in self.tables[name].columns.items() if t.startswith(("NUMBER", "INTEGER"))]
            column = self.chance.choice(numbers)
            self.tables[name].pinned.add(column)
            state = self.chance.choice(("", " ENABLE NOVALIDATE", " DISABLE"))
            self.lines.append(f"ALTER TABLE {name} ADD CONSTRAINT {self.name('ck')} CHECK ({column} >= 0){state};")

    def rename_table(self) -> None:
        if old := self.some_table(free=True):
            new = self.name("t")
            self.tables = {new if name == old else name: table for name, table in self.tables.items()}
            self.indexes = {i: (new if of == old else of, c) for i, (of, c) in self.indexes.items()}
            self.lines.append(self.chance.choice((f"ALTER TABLE {old} RENAME TO {new};", f"RENAME {old} TO {new};")))

    def drop_table(self) -> None:
        if (name := self.some_table(free=True)) and len(self.tables) > 1:
            del self.tables[name]
            self.indexes = {i: (of, c) for i, (of, c) in self.indexes.items() if of != name}
            self.lines.append(f"DROP TABLE {name};")
            if self.chance.random() < 0.5:
                column = self.name("c")
                self.tables[name] = _Table({"id": "NUMBER", column: "VARCHAR2(20)"})
                self.lines.append(f"CREATE TABLE {name} (id NUMBER PRIMARY KEY, {column} VARCHAR2(20));")

    def index(self) -> None:
        if name := self.some_table():
            known = {column for of, column in self.indexes.values() if of == name}
            free = [c for c, t in self.tables[name].columns.items() if c != "id" and t != "CLOB" and c not in known]
            for column in free[:1]:
                made = self.name("ix")
                self.indexes[made] = (name, column)
                self.lines.append(f"CREATE INDEX {made} ON {name} ({column}{self.chance.choice(('', ' DESC'))});")

    def view(self) -> None:
        if name := self.some_table():
            columns = self.chance.sample(list(self.tables[name].columns), min(2, len(self.tables[name].columns)))
            made, star = self.name("v"), self.chance.random() < 0.2
            self.views[made] = (name, list(self.tables[name].columns) if star else columns)
            self.lines.append(f"CREATE VIEW {made} AS SELECT {'*' if star else ', '.join(columns)} FROM {name};")
            if self.chance.random() < 0.4:
                inner, column = self.name("v"), self.views[made][1][0]
                self.views[inner] = (name, [column])
                self.held.add(made)
                self.lines.append(f"CREATE VIEW {inner} AS SELECT {column} FROM {made};")

    def replace_view(self) -> None:
        """With more columns where other views may stand on it."""
        if self.views:
            view = self.chance.choice(list(self.views))
            of, columns = self.views[view]
            if any(line.endswith(f" FROM {view};") for line in self.lines) or view not in self.held:
                more = [c for c in self.tables[of].columns if c not in columns][:1]
                source = next(line for line in self.lines if f"VIEW {view} " in line).rpartition(" FROM ")[2]
                if source == f"{of};":
                    self.views[view] = (of, [*columns, *more])
                    self.lines.append(
                        f"CREATE OR REPLACE VIEW {view} AS SELECT {', '.join([*columns, *more])} FROM {of};"
                    )

    def drop_view(self) -> None:
        free = [view for view in self.views if view not in self.held]
        if free:
            view = self.chance.choice(free)
            del self.views[view]
            self.lines.append(f"DROP VIEW {view};")

    def comment(self) -> None:
        if name := self.some_table():
            column = self.chance.choice(list(self.tables[name].columns))
            self.lines.append(f"COMMENT ON COLUMN {name}.{column} IS 'it''s {column}';")

    def grant(self) -> None:
        if name := self.some_table():
            self.lines.append(f"GRANT SELECT ON {name} TO PUBLIC;")

    def block(self) -> None:
        if name := self.some_table():
            self.lines.append(f"BEGIN\n  UPDATE {name} SET id = id WHERE id < 20;\nEND;\n/")

    def routine(self) -> None:
        if name := self.some_table():
            made = self.name("p")
            self.held.add(name)
            body = f"  r {name}%ROWTYPE;\n  n NUMBER;\nBEGIN\n  SELECT COUNT(*) INTO n FROM {name} WHERE id = x;\n  RETURN n;"
            self.lines.append(f"CREATE OR REPLACE FUNCTION {made} (x NUMBER) RETURN NUMBER IS\n{body}\nEND;\n/")
            self.lines.append(f"BEGIN\n  DBMS_OUTPUT.PUT_LINE({made}(1));\nEND;\n/")


def script(seed: int, count: int = 60) -> str:
    made = Script(seed)
    steps = [(made.table, 2), (made.table_by_query, 1), (made.insert, 6), (made.update, 2), (made.delete, 1),
             (made.add_column, 3), (made.drop_column, 1), (made.rename_column, 1.5), (made.widen, 1), (made.foreign_key, 1),
             (made.check, 1), (made.rename_table, 1.5), (made.drop_table, 1.5), (made.index, 2), (made.view, 2),
             (made.replace_view, 1.5), (made.drop_view, 1), (made.comment, 1), (made.grant, 1), (made.block, 1.5),
             (made.routine, 0.7)]  # fmt: skip
    made.table()
    made.table()
    for step in made.chance.choices([one for one, _ in steps], [weight for _, weight in steps], k=count):
        step()
    return made.text
