"""Neutral objects to Amazon Redshift statements. Meaning is decided by rules; here it is laid out.

Each kind of item has a module that writes it; what they share stands in `RedshiftEmitter`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sct.backends.common import script, synonyms
from sct.backends.common.emitter import BaseEmitter
from sct.backends.common.keys import Keys
from sct.backends.common.naming import Naming
from sct.backends.emitted import Emitted, Made
from sct.backends.redshift import alterations, privileges, tables, views, without
from sct.backends.redshift.names import ident, qualified, shortened, string
from sct.backends.redshift.routines.code import Code
from sct.catalog.catalog import Catalog
from sct.catalog.fold import Folded
from sct.catalog.statistics import Statistics
from sct.catalog.steps import Step
from sct.catalog.uses import words_of
from sct.ir import objects as o
from sct.ir.sql import Sql
from sct.ir.walking import everything
from sct.options import Options
from sct.rulebook.translate import Translator

Path = tuple[str, ...]


# What looks inside a text: whether Redshift does so without regard to case is not documented for all of them.
_SEARCHES = frozenset(
    """like ilike position index instr strpos charindex oreplace replace otranslate translate strtok regexp_substr
    regexp_replace regexp_instr regexp_similar regexp_like regexp_split_to_table strtok_split_to_table
    split_part""".split()
)


class RedshiftEmitter(BaseEmitter):
    qualified = staticmethod(qualified)
    string = staticmethod(string)

    def __init__(
        self, catalog: Catalog, folded: Folded, translator: Translator, texts: Any, options: Options | None = None
    ) -> None:
        super().__init__(catalog, folded, translator, texts, options)
        self.naming = Naming(catalog, folded, shortened)
        self.keys = Keys(catalog, folded)
        self.stats: Statistics = catalog.stats or Statistics()
        self.identities: dict[Path, str] = {}  # sequences that fill one column's default alone -> the table's id
        self._uses: dict[Path, dict[str, int]] = {}
        self._by_case = self.options.case_insensitive_text
        self._find_identities()
        self._find_uses()
        if self._by_case == "auto":
            searched = any(words_of(sql.text) & _SEARCHES for sql in self._pieces())
            self._by_case = "declared" if searched else "all"

    def begin(self) -> None:
        self.code = Code(self)

    def start(self) -> None:
        self.code.start()

    # --- what the whole input says ----------------------------------------------------------------------------------

    def _pieces(self) -> Iterator[Sql]:
        """Every query and data statement, those in code too."""
        for _, item in self.folded.items:
            if isinstance(item, (o.View, o.MaterializedView, o.Table)):
                if item.query is not None:
                    yield item.query
            elif isinstance(item, o.Dml):
                yield item.sql
            elif isinstance(item, o.Unit) and item.code is not None:
                yield from (n for n in everything(item.code) if isinstance(n, Sql))

    def _find_uses(self) -> None:
        """How often keys and joins use each column."""
        from sct.sqlexpr.joins import joined_columns

        def count(key: Path, column: str) -> None:
            found = self._uses.setdefault(key, {})
            found[column] = found.get(column, 0) + 1

        for key, table in self.catalog.every():
            for one in table.constraints if isinstance(table, o.Table) else ():
                if one.kind != "foreign" or one.references is None:
                    continue
                other = self.catalog._resolve(one.references, self.catalog.relations)
                if other is not None:
                    refs = one.ref_columns or self.keys.primary(other)
                    for mine, theirs in zip(one.columns, refs, strict=False):
                        count(key, mine)
                        count(other, theirs)
        for sql in self._pieces():
            if "=" not in sql.text:
                continue
            for relation, column in joined_columns(sql):
                found = self.catalog._resolve(relation, self.catalog.relations)
                if found is not None:
                    count(found, column)

    def joined(self, key: Path) -> dict[str, int]:
        return self._uses.get(key, {})

    def _find_identities(self) -> None:
        """Sequences whose only use in the input is one column's default."""
        uses: dict[Path, list[str]] = {}
        for key, table in self.catalog.every():
            for column in table.columns if isinstance(table, o.Table) else ():
                name = _drawn(column.default)
                found = self.catalog._resolve(name, self.catalog.sequences) if name else None
                if found is not None:
                    uses.setdefault(found, []).append(".".join(key))
        elsewhere: set[str] = set()
        if uses:
            for sql in self._pieces():
                elsewhere.update(part for part in sql.text.lower().replace('"', "").replace(".", " ").split())
        for found, owners in uses.items():
            if len(owners) == 1 and found[-1] not in elsewhere:
                self.identities[found] = owners[0]

    def sequence_of(self, default: Sql) -> o.Sequence | None:
        """The sequence a column's default draws from, when it becomes the column's identity."""
        name = _drawn(default)
        found = self.catalog._resolve(name, self.catalog.sequences) if name else None
        return self.catalog.sequences[found] if found is not None and found in self.identities else None

    def case_insensitive(self, column: o.Column) -> bool:
        """Whether a column's text is compared without regard to case here."""
        if not (column.type.is_text and column.type.case_insensitive):
            return False
        return column.case_said or self._by_case == "all"

    # --- pieces -----------------------------------------------------------------------------------------------------

    def _add(self, item: Emitted) -> None:
        calls = self.code.take_calls(runs=item.kind in ("data", "block"))
        item.needs = (*item.needs, *(c for c in calls if c != item.id))
        super()._add(item)

    def finish(self, made: list[Made]) -> list[Emitted]:
        return self.schema_pieces(made, ident)


def _drawn(default: Sql | None) -> Path | None:
    """`s` of a default `s.NEXTVAL`."""
    if default is None:
        return None
    words = default.text.strip().lower().replace('"', "")
    return tuple(words.split(".")[:-1]) if words.endswith(".nextval") and len(words.split()) == 1 else None


RedshiftEmitter.handlers = {
    o.Table: tables.write,
    o.Index: without.index,
    o.View: views.write,
    o.MaterializedView: views.materialized,
    o.Synonym: synonyms.write,
    o.Sequence: without.sequence,
    o.UserType: without.user_type,
    o.Unit: lambda e, item, place: e.code.unit(item, place),
    o.Role: privileges.role,
    o.Grant: privileges.write,
    o.Comment: script.comment,
    o.Dml: without.data,
    o.ShowRows: without.rows_shown,
    o.Truncate: script.truncate,
    o.Accounted: script.accounted,
    o.Opaque: script.opaque,
    Step: alterations.write,
}
