"""SQL in code: SELECT INTO, INSERT, UPDATE, DELETE, MERGE, RETURNING, loops over queries."""

from __future__ import annotations

from sct.backends.postgres.names import ident
from sct.backends.postgres.plpgsql import bulk, cursor_attributes, places, stepped_loops, transactions, whole_rows
from sct.backends.postgres.plpgsql.cursor_attributes import usage
from sct.backends.postgres.plpgsql.cursors import changes_state, hold, holding, record, row_name, variable
from sct.backends.postgres.plpgsql.flow import loop_body
from sct.backends.postgres.plpgsql.writer import Writer, writes
from sct.catalog.scopes import Item
from sct.catalog.uses import words_of
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import VARCHAR, Type
from sct.ir.walking import everything
from sct.rulebook.translate import Refused
from sct.sqlexpr.made_columns import kept
from sct.sqlexpr.names import gives_aggregates, inserts_several
from sct.sqlexpr.places import parts_of
from sct.sqlexpr.tokens import tokenise


@writes(s.SelectInto)
def select_into(w: Writer, one: s.SelectInto) -> None:
    if one.bulk:
        bulk.select_into(w, one)
        return
    texts, types, later = places.targets(w, one.into)
    if len(types) == 1 and types[0].kind == "record":
        query, shape = w.placed(lambda: w.translator.query(one.query, w.bag), one.span)
        only = next(iter(shape.columns.values())).type if len(shape.columns) == 1 and not shape.open else None
        if only is not None and only.kind in ("record", "named") and only.name == types[0].name:
            # one composite value, which PostgreSQL would take for a row of one column
            holder = w.temporary("row", "record")
            w.line(f"SELECT q.value INTO STRICT {holder} FROM (\n{query}\n) AS q(value);")
            places.store(w, places.place_of(w, one.into[0]), f"{holder}.value")
            w.after_sql(one)
            return
        if not shape.open:
            fields = [t for _, t in types[0].members]
            given = [i.type for i in shape.columns.values()]
            places.keeps_types(w, given, fields, one.span)
            fitted = _fitted(w, one, given, fields)
            if fitted:
                query = fitted
            elif whole_rows.is_changed(w, types[0], given):
                texts, _, later = places.targets(w, one.into, given=given)
        else:
            texts, _, later = places.targets(w, one.into, given=[])
        query = w.laid_out(query, one.query, 1)
    else:
        taken: set[int] = set()
        query = w.placed(lambda: w.translator.select_into(one.query, w.bag, types, texts=taken), one.span)
        if taken:
            given = [VARCHAR if at in taken else type_ for at, type_ in enumerate(types)]
            texts, _, later = places.targets(w, one.into, given=given)
    cursor_attributes.starts(w, one)
    w.line(f"{query}")
    w.line(f"  INTO STRICT {', '.join(texts)};")
    places.finish(w, later)
    if any(type_.kind == "cursor" for type_ in types):
        cursor_attributes.given(w, [places.place_of(w, target) for target in one.into])
    w.after_sql(one)


def _fitted(w: Writer, one: s.SelectInto, given: list[Type], fields: list[Type]) -> str:
    """The query with its items made to fit the fields, where a field is shorter or of another kind than what comes; ""
    where none is, or where the items are not written out."""
    if len(given) != len(fields) or not any(places.is_changed(w, f, g) for f, g in zip(fields, given, strict=True)):
        return ""
    try:
        return str(w.placed(lambda: w.translator.select_into(one.query, w.bag, fields), one.span))
    except Refused as error:
        if error.code != "SC1500":
            raise
        return ""


@writes(s.SqlStatement)
def sql(w: Writer, one: s.SqlStatement) -> None:
    if one.verb == "lock":
        transactions.lock(w, one)
        return
    if one.verb not in ("insert", "update", "delete", "merge"):
        raise Refused("SC1500", f"{one.verb.upper()} is not converted yet", one.span)
    cursor_attributes.starts(w, one)
    if one.bulk:
        bulk.returning(w, one)
        return
    if one.verb == "merge":
        merge(w, one)
        return
    if not one.into and one.verb == "insert" and inserts_several(one.sql) and _counted(w, one):
        return
    if not one.into:
        w.line(f"{w.statement_text(one.sql, current_of=current_of(w, one))};")
        w.after_sql(one)
        return
    if gives_aggregates(one.sql):
        text = w.statement_text(one.sql, current_of=current_of(w, one))
        texts, _, later = places.targets(w, one.into)
        w.after_sql(one)
        counted = w.facts.get("rows") or w.temporary("rows", "integer")
        w.line(f"{text} INTO {', '.join([*texts, counted])};")
        places.finish(w, later)
        return
    # Oracle leaves the targets alone when no row was touched, PostgreSQL sets them to NULL
    maybe_none = one.verb != "insert"
    texts, types, later = places.targets(w, one.into, held=maybe_none)
    text = w.statement_text(one.sql, places.spread(w, types), current_of=current_of(w, one))
    w.line(f"{text} INTO {', '.join(texts)};")
    w.after_sql(one)
    if not maybe_none:
        places.finish(w, later)
        return
    w.line("IF FOUND THEN")
    with w.indent():
        places.finish(w, later)
    w.line("END IF;")


def current_of(w: Writer, one: s.SqlStatement) -> str:
    return variable(w, one.current_of).text if one.current_of is not None else ""


def _counted(w: Writer, one: s.SqlStatement) -> bool:
    """INSERT ALL where the rows are asked for: those of all tables count."""
    rows = cursor_attributes._rows(w)
    if rows is None:
        return False
    w.piece = one.sql
    text = w.placed(lambda: w.translator.counted(one.sql, w.bag), one.sql.span)
    if text is None:
        return False
    w.line(f"{text} INTO {rows};")
    return True


def merge(w: Writer, one: s.SqlStatement) -> None:
    w.piece = one.sql
    kept = w.unique("deleted_rows")
    first, *more = w.placed(lambda: w.translator.merge(one.sql, w.bag, kept), one.sql.span)
    if not more:
        w.line(first + ";")
        w.after_sql(one)
        return
    w.declared.append(f"{kept} tid[];")
    if "bulk_rowcount" in usage(w).asked("sql") and "rows" not in w.facts:
        w.facts["rows"] = w.temporary("rowcount", "integer")  # FORALL's own question comes behind the DELETE
    w.line(f"{kept} := ARRAY({first});")
    w.line(more[0] + ";")
    w.after_sql(one)
    w.line(more[1] + ";")


def _changes_row(one: s.ForQuery) -> bool:
    """Whether the loop gives fields of its row other values, which may have fractions where the query counted."""
    targets = (parts_of(a.target) or [] for a in everything(one) if isinstance(a, s.Assign))
    return any(len(parts) > 1 and parts[0].name == one.index for parts in targets)


def _taken_whole(one: s.ForQuery) -> bool:
    """Whether the loop's row goes somewhere as a whole, not by its fields."""
    for piece in (piece for inner in one.body for piece in everything(inner)):
        if not isinstance(piece, Sql) or one.index not in words_of(piece.text):
            continue
        tokens = [t.text.lower() for t in tokenise(piece.text, piece.dialect)]
        for at, text in enumerate(tokens):
            if text == one.index and tokens[at + 1 : at + 2] != ["."] and (not at or tokens[at - 1] != "."):
                return True
    return False


@writes(s.ForQuery)
def for_query(w: Writer, one: s.ForQuery) -> None:
    changed = _changes_row(one)
    with holding(w, changes_state(w, one.body)) as held:
        named = _taken_whole(one)
        text, shape = w.placed(
            lambda: w.translator.query(one.query, w.bag, stored=changed, named=named), one.query.span
        )
    if changed:
        shape = kept(shape)
    hold(w, held, one.query)
    members = () if shape.open else tuple((n, i.type) for n, i in shape.columns.items())
    names = w.program.inner(one, w.names)
    row = row_name(w, names.add(Item("row", one.index, names, one, Type("record", members=members))))
    record(w, row)
    text = w.laid_out(text, one.query, 1)
    if w.facts.get(stepped_loops.FACT) is one:
        cursor = w.temporary("rows", "refcursor")
        stepped_loops.write(w, one, names, row, cursor, [f"{cursor} := NULL;", f"OPEN {cursor} FOR {text};"])
        return
    loop_body(w, f"FOR {ident(row)} IN\n{'  ' * (w.depth + 1)}{text}\n{'  ' * w.depth}LOOP", one, names)
