"""Bodies of routines in PL/pgSQL: the statements whose meaning is the same there; any other refuses the whole routine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sct.backends.postgres.names import ident
from sct.backends.postgres.types import map_type
from sct.catalog.catalog import Catalog, CatalogResolver
from sct.diagnostics.finding import Bag
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import INTEGER, UNKNOWN, Type
from sct.rulebook.translate import Refused, Translator
from sct.sqlexpr.scope import Symbol
from sct.text.span import Span


class CodeResolver(CatalogResolver):
    """The catalog, and around it the variables of the code a piece of SQL stands in."""

    def __init__(self, catalog: Catalog, type_of_text: Callable[[str], Type]) -> None:
        super().__init__(catalog, type_of_text)
        self.blocks: list[dict[str, Type]] = [{}]

    def symbol(self, path: tuple[str, ...]) -> Symbol | None:
        if len(path) != 1:
            return None
        for block in reversed(self.blocks):
            if path[0] in block:
                return Symbol(block[path[0]])
        return None

    def resolve(self, ref: s.TypeRef | None) -> Type:
        """The type a reference means; unknown when its anchor is not found."""
        if ref is None:
            return UNKNOWN
        if ref.anchor == "type":
            name = ref.name
            if len(name) == 1:
                found = self.symbol(name)
                return found.type if found else UNKNOWN
            relation = self.relation(name[:-1])
            info = relation[1].columns.get(name[-1]) if relation else None
            return info.type if info else UNKNOWN
        if ref.anchor:
            return UNKNOWN
        return self.type_of_text(ref.text.split(" NOT NULL")[0])


class CodeWriter:
    """Writes one routine's body. Raises Refused at the first statement it cannot keep the meaning of."""

    def __init__(self, translator: Translator, resolver: CodeResolver, bag: Bag, returns: Type | None) -> None:
        self.translator = replace(translator, resolver=resolver)
        self.resolver = resolver
        self.bag = bag
        self.returns = returns
        self.lines: list[str] = []

    def refuse(self, what: str, span: Span) -> Refused:
        return Refused("OR0500", f"{what} is not converted yet", span)

    def body(self, routine: s.Routine) -> str:
        assert routine.body is not None
        block = routine.body
        declarations = [*routine.declarations, *block.declarations]
        variables = self._declare(declarations)
        if block.handlers:
            raise self.refuse("an exception handler", block.handlers[0].span)
        empty = [
            p.name
            for p in routine.parameters
            if p.mode == "in" and self.resolver.resolve(p.type).kind in ("varchar", "char")
        ]
        for name in empty:
            self.lines.append(f"  {ident(name)} := nullif({ident(name)}, '');")
        self._statements(block.body, 1)
        head = "#variable_conflict use_column\n"
        declare = "DECLARE\n" + "\n".join(variables) + "\n" if variables else ""
        return f"{head}{declare}BEGIN\n" + "\n".join(self.lines) + "\nEND"

    def _declare(self, declarations: list[Any]) -> list[str]:
        out = []
        for item in declarations:
            if not isinstance(item, s.Variable):
                raise self.refuse(f"{type(item).__name__} in a declaration", item.span)
            type_ = self.resolver.resolve(item.type)
            if type_.kind in ("unknown", "named", "record", "collection", "cursor", "char"):
                raise self.refuse(f"a variable of type {item.type.text}", item.span)
            value = ""
            if item.default is not None:
                value = f" := {self.translator.expression(item.default, self.bag, None, type_)}"
            constant = " CONSTANT" if item.constant else ""
            null = " NOT NULL" if item.not_null else ""
            out.append(f"  {ident(item.name)}{constant} {map_type(type_).text}{null}{value};")
            self.resolver.blocks[-1][item.name] = type_
        return out

    def _statements(self, statements: list[s.Statement], depth: int) -> None:
        for one in statements:
            handler = _WRITERS.get(type(one))
            if handler is None:
                raise self.refuse(type(one).__name__, one.span)
            handler(self, one, depth)

    def _line(self, depth: int, text: str) -> None:
        self.lines.append("  " * depth + text)

    def _expression(self, sql: Sql, wanted: Type | None = None) -> str:
        return self.translator.expression(sql, self.bag, None, wanted)

    def _variable(self, sql: Sql) -> tuple[str, Type]:
        name = sql.text.strip().lower()
        found = self.resolver.symbol((name,))
        if found is None:
            raise self.refuse(f"{sql.text.strip()} as a target", sql.span)
        return name, found.type

    # --- statements -----------------------------------------------------------------------------------------------

    def null(self, one: s.Null, depth: int) -> None:
        self._line(depth, "NULL;")

    def assign(self, one: s.Assign, depth: int) -> None:
        name, type_ = self._variable(one.target)
        self._line(depth, f"{ident(name)} := {self._expression(one.value, type_)};")

    def if_(self, one: s.If, depth: int) -> None:
        word = "IF"
        for condition, body in one.branches:
            self._line(depth, f"{word} {self._expression(condition)} THEN")
            self._statements(body, depth + 1)
            word = "ELSIF"
        if one.otherwise is not None:
            self._line(depth, "ELSE")
            self._statements(one.otherwise, depth + 1)
        self._line(depth, "END IF;")

    def _label(self, one: s.Statement, depth: int) -> None:
        if one.label:
            self._line(depth, f"<<{ident(one.label)}>>")

    def loop(self, one: s.Loop, depth: int) -> None:
        self._label(one, depth)
        self._line(depth, "LOOP")
        self._statements(one.body, depth + 1)
        self._line(depth, "END LOOP;")

    def while_(self, one: s.While, depth: int) -> None:
        self._label(one, depth)
        self._line(depth, f"WHILE {self._expression(one.condition)} LOOP")
        self._statements(one.body, depth + 1)
        self._line(depth, "END LOOP;")

    def for_range(self, one: s.ForRange, depth: int) -> None:
        if one.step is not None:
            raise self.refuse("a loop with BY", one.span)
        low, high = self._expression(one.low), self._expression(one.high)
        bounds = f"REVERSE {high}..{low}" if one.reverse else f"{low}..{high}"
        self._label(one, depth)
        self._line(depth, f"FOR {ident(one.index)} IN {bounds} LOOP")
        self.resolver.blocks.append({one.index: INTEGER})
        self._statements(one.body, depth + 1)
        self.resolver.blocks.pop()
        self._line(depth, "END LOOP;")

    def exit(self, one: s.Exit, depth: int) -> None:
        self._jump("EXIT", one, depth)

    def continue_(self, one: s.Continue, depth: int) -> None:
        self._jump("CONTINUE", one, depth)

    def _jump(self, word: str, one: Any, depth: int) -> None:
        target = f" {ident(one.target)}" if one.target else ""
        when = f" WHEN {self._expression(one.condition)}" if one.condition is not None else ""
        self._line(depth, f"{word}{target}{when};")

    def return_(self, one: s.Return, depth: int) -> None:
        if one.value is None:
            self._line(depth, "RETURN;")
        else:
            self._line(depth, f"RETURN {self._expression(one.value, self.returns)};")

    def select_into(self, one: s.SelectInto, depth: int) -> None:
        if one.bulk:
            raise self.refuse("BULK COLLECT", one.span)
        targets = [self._variable(sql) for sql in one.into]
        text = self.translator.select_into(one.query, self.bag, [type_ for _, type_ in targets])
        self._line(depth, f"{text} INTO STRICT {', '.join(ident(name) for name, _ in targets)};")

    def sql(self, one: s.SqlStatement, depth: int) -> None:
        if one.into or one.verb not in ("insert", "update", "delete", "merge"):
            raise self.refuse(f"{one.verb.upper()} … INTO" if one.into else one.verb.upper(), one.span)
        self._line(depth, self.translator.statement(one.sql, self.bag) + ";")


_WRITERS: dict[type, Callable[[CodeWriter, Any, int], None]] = {
    s.Null: CodeWriter.null,
    s.Assign: CodeWriter.assign,
    s.If: CodeWriter.if_,
    s.Loop: CodeWriter.loop,
    s.While: CodeWriter.while_,
    s.ForRange: CodeWriter.for_range,
    s.Exit: CodeWriter.exit,
    s.Continue: CodeWriter.continue_,
    s.Return: CodeWriter.return_,
    s.SelectInto: CodeWriter.select_into,
    s.SqlStatement: CodeWriter.sql,
}
