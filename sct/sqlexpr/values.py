"""What values mean when an operator or a place wants another type than it is given: the source's implicit conversions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr import addresses
from sct.sqlexpr.context import Context, family
from sct.sqlexpr.extents import interval_digits
from sct.sqlexpr.fitting import fitted
from sct.sqlexpr.hooks import HOOKS
from sct.sqlexpr.nodes import call, exp, is_not_null, set_type, type_of
from sct.sqlexpr.numbers import as_number, fits_native, maybe_native
from sct.sqlexpr.united_columns import UnitedColumns, string_kind

Node: TypeAlias = exp.Expression

COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.IntDiv)
_TIMES = ("datetime", "timestamp", "interval")
_RESULTS = {
    "text": t.VARCHAR,
    "clob": t.TEXT,
    "number": t.NUMBER,
    "datetime": t.DATETIME,
    "timestamp": t.TIMESTAMP,
    "binary": t.BINARY,
    "xml": Type("xml"),
}


def united(query: Node) -> list[Node]:
    """The SELECTs whose rows a query gives together; none where rows of one are compared with those of another."""
    if isinstance(query, exp.Subquery):
        return united(query.this)
    if isinstance(query, exp.Select):
        return [query]
    if isinstance(query, exp.Union):
        left, right = united(query.this), united(query.expression)
        return [*left, *right] if left and right else []
    return []


def _select_alone(query: Node, value: Node) -> None:
    """`value` in the place of the one column of a SELECT."""
    item = query.expressions[0]
    if value is not item.unalias():
        query.set("expressions", [exp.alias_(value, item.alias_or_name or "value")])


class Values(UnitedColumns):
    """Mixed into `Lifter`: conversions by type, before rules are applied."""

    ctx: Context

    def coerce(self, node: Node, wanted: str | Type) -> Node:
        """`node` as the engine itself would convert it where it wants a value of that family.

        Beside the families: `decimal` = no binary float; `exact` = a decimal for certain, no machine integer either.
        """
        target = wanted if isinstance(wanted, Type) else None
        to = wanted if isinstance(wanted, str) else family(wanted)
        has = type_of(node)
        source = family(has)
        if target is not None and target.kind == has.kind == "named" and target.name != has.name and has.members:
            if target.members:
                ask = getattr(self.ctx.resolver, "widened", None)
                made: Node | None = ask(node, has, target) if ask is not None else None
                if made is not None:
                    return made
                raise self.ctx.refuse(
                    "SC1577", f"a value of type {has.name} stands where {target.name} is wanted", node
                )
            return node
        if target is not None and target.kind == has.kind == "record" and target.name:
            as_row = getattr(self.ctx.resolver, "row_as", None)
            made = as_row(node.unnest(), has, target) if as_row is not None else node
            return node if made is node.unnest() else made
        if isinstance(node, exp.Distinct):
            node.set("expressions", [self.coerce(v, wanted) for v in node.expressions])
            return set_type(node, type_of(node.expressions[0]))
        if target is None and isinstance(node, exp.Null) and to in ("exact", "decimal", "number"):
            return as_number(node)
        if to in ("exact", "decimal"):
            if source == "number":
                return self._exact(node, has, to == "decimal")
            to = "number"
        if to == "timestamptz":
            return self._in_session_zone(node, has) if has.is_moment else node
        if source == to == "text":
            return node if target is not None and target.kind == "char" and target.length else self.unpadded(node)
        if source == to == "number" and has.kind == "float" and target is not None and target.kind != "float":
            return self._converted(node, "FLOAT_TO_NUMBER", "number")
        if source == to == "timestamp" and target is not None and has.zone != "none" == target.zone:
            return self._wall_clock(node)
        if has.kind == "rowid" and to == "text":
            inner = exp.Paren(this=node) if isinstance(node, exp.Binary) else node
            made = exp.Cast(this=inner, to=exp.DataType(this=exp.DataType.Type.USERDEFINED, kind="text"))
            return set_type(made, t.TEXT, not_null=is_not_null(node))
        if target is not None and target.kind == "rowid" and source == "text":
            return call("ADDRESS_OF_TEXT", node, at="lifted", type_=target)
        if has.kind == "boolean" and to == "text":
            return _truth_text(node)
        if source == to or source in ("unknown", "null", "other") or to in ("unknown", "null", "other"):
            return node
        if source == "text" and to == "number" and isinstance(node, exp.Literal):
            number = _number_in(str(node.this))
            if number is not None:
                return set_type(number, t.NUMBER, not_null=True)
        if source == "text" and has.kind == "char":
            node = self.unpadded(node)
        if source == "timestamp" and to == "datetime" and has.zone != "none":
            node = self._wall_clock(node)
        name = self.ctx.coercions.get((source, to))
        if source == "interval" and to == "text":
            return interval_text(node)
        if name == "TIMESTAMP_TO_TEXT":
            return timestamp_text(node)
        if name is None or name == "=":
            return node
        if name == "TEXT_TO_TIMESTAMP" and target is not None and target.zone == "offset":
            made = self._converted(node, "TEXT_TO_TIMESTAMP_TZ", to)
            return set_type(made, t.TIMESTAMPTZ, not_null=is_not_null(node))
        if name.startswith("@"):
            return HOOKS[name[1:]](node, {}, self.ctx)
        return self._converted(node, name, to)

    def stored(self, node: Node, wanted: Type, *, column: bool = False) -> Node:
        """`node` converted, and made to fit, for a variable or a column of that type."""
        has = type_of(node)
        if has.kind == wanted.kind == "char" and (has.length or 0) > (wanted.length or 0):
            node = self.unpadded(node)  # its blanks count as its letters do
        if has.kind == "text" and wanted.kind == "varchar" and isinstance(node, exp.Column):
            node = self.unempty(node)
        return fitted(self.coerce(node, wanted), wanted, self.ctx, column=column)

    def _converted(self, node: Node, name: str, to: str) -> Node:
        made = call(name, node, at="lifted", type_=_RESULTS.get(to))
        made.meta["nn"] = is_not_null(node)
        return made

    def _exact(self, node: Node, has: Type, whole: bool) -> Node:
        if has.kind == "float":
            return self._converted(node, "FLOAT_TO_NUMBER", "number")
        return node if whole or not maybe_native(node) else as_number(node)

    def _in_session_zone(self, node: Node, has: Type) -> Node:
        if has.zone != "none":
            return node
        inner = exp.Paren(this=node) if isinstance(node, exp.Binary) else node
        made = exp.Cast(this=inner, to=exp.DataType(this=exp.DataType.Type.USERDEFINED, kind="timestamptz"))
        return set_type(made, t.TIMESTAMPTZ, not_null=is_not_null(node))

    def _wall_clock(self, node: Node) -> Node:
        """A moment with zone as the date and time its own clock shows."""
        zone = node.meta.get("zone") if node._meta else None
        args = [node, zone.copy()] if zone is not None else [node]
        return call("WALL_CLOCK", *args, at="lifted", type_=t.TIMESTAMP)

    def unpadded(self, node: Node) -> Node:
        """A blank-padded string as the string of its characters, blanks included."""
        has = type_of(node)
        padded = self.ctx.coercions.get(("char", "text"))
        if has.kind != "char" or not has.length or not padded or isinstance(node, exp.Literal):
            return node
        if node._meta and node._meta.get("padded"):
            return set_type(node, t.VARCHAR)
        made = call(padded, node, exp.Literal.number(has.length), at="lifted", type_=t.VARCHAR)
        made.meta["nn"] = is_not_null(node)
        return made

    def unempty(self, node: Node) -> Node:
        """The text of a CLOB as a VARCHAR2: an empty one is NULL then, where the source has no other empty text."""
        if ("text", "fitted") not in self.ctx.coercions:
            return node
        return call("nullif", node, exp.Literal.string(""), at="lifted", type_=t.VARCHAR)

    # --- comparisons ----------------------------------------------------------------------------------------------

    def compare(self, node: Node) -> None:
        left, right = node.this, node.expression
        if isinstance(right, (exp.Any, exp.All)):
            self._compare_any(node, right)
            return
        if isinstance(left, exp.Tuple):
            return
        if addresses.compare(node, self.coerce, self.ctx):
            return
        a, b = family(type_of(left)), family(type_of(right))
        if a == b == "text":
            self._compare_text(node, left, right)
            return
        if a == b:
            return
        for strong in ("number", "timestamp", "datetime", "binary"):
            if a == strong and b == "text":
                node.set("expression", self.coerce(right, strong))
                return
            if b == strong and a == "text":
                node.set("this", self.coerce(left, strong))
                return

    def _compare_any(self, node: Node, right: Node) -> None:
        """`a = ANY (SELECT b …)`, with whatever operator and quantifier: as `a IN (SELECT b …)`."""
        query = right.this
        if not isinstance(query, (exp.Subquery, exp.Select, exp.SetOperation)) or isinstance(node.this, exp.Tuple):
            return
        together = exp.In(this=node.this, query=query)
        self._compare_rows(together, query, family(type_of(node.this)))
        node.set("this", together.this)
        right.set("this", query)

    def _compare_text(self, node: Node, left: Node, right: Node) -> None:
        """Two blank-padded strings (literals are such) compare without their padding, all others with it; where the
        source compares every text without trailing blanks, the target's own comparison stays."""
        if self.ctx.coercions.get(("text", "compared")) == "=":
            return
        if isinstance(left, exp.Literal) and isinstance(right, exp.Literal):
            if str(left.this).endswith(" ") or str(right.this).endswith(" "):
                node.set("this", call("BLANK_PADDED", left, at="lifted", type_=Type("char")))
                node.set("expression", call("BLANK_PADDED", right, at="lifted", type_=Type("char")))
            return
        if not _is_char(left) and not _is_char(right):
            return
        if _is_padded(left) and _is_padded(right):
            node.set("this", self._comparable(left))
            node.set("expression", self._comparable(right))
            return
        node.set("this", self.unpadded(left))
        node.set("expression", self.unpadded(right))

    def _comparable(self, node: Node) -> Node:
        here = _is_char(node) and type_of(node).length  # without a length (a parameter's CHAR) it is a text here
        if isinstance(node, exp.Literal) or (here and not (node._meta or {}).get("padded")):
            return node
        return call("BLANK_PADDED", node, at="lifted", type_=Type("char"))

    def compare_several(self, node: Node) -> None:
        """BETWEEN and IN: text beside numbers or dates is converted, as in a comparison."""
        keys = ("low", "high") if isinstance(node, exp.Between) else ("expressions",)
        values = [v for k in keys for v in (node.args[k] if isinstance(node.args.get(k), list) else [node.args.get(k)])]
        values = [v for v in values if isinstance(v, exp.Expression) and not isinstance(v, (exp.Tuple, exp.Subquery))]
        if addresses.compare_several(node, self.coerce, self.ctx):
            return
        if isinstance(node.this, exp.Tuple):
            self._compare_tuples(node)
            return
        mine = family(type_of(node.this))
        query = node.args.get("query")
        if query is not None:
            self._compare_rows(node, query, mine)
            return
        others = {family(type_of(v)) for v in values}
        strong = next((f for f in ("number", "timestamp", "datetime", "binary") if f == mine or f in others), None)
        if strong is None:
            if self.ctx.coercions.get(("text", "compared")) == "=":
                return
            if mine == "text" and (_is_char(node.this) or any(_is_char(v) for v in values)):
                if all(_is_padded(v) for v in (node.this, *values)):
                    self._each(node, keys, self._comparable)
                    return
                subject = node.this
                self._each(node, keys, lambda v: self.unpadded(v) if v is subject else self._beside_plain(v, subject))
            return
        if mine == "text":
            node.set("this", self.coerce(node.this, strong))
        for key in keys:
            value = node.args.get(key)
            if isinstance(value, list):
                node.set(key, [self.coerce(v, strong) if family(type_of(v)) == "text" else v for v in value])
            elif isinstance(value, exp.Expression) and family(type_of(value)) == "text":
                node.set(key, self.coerce(value, strong))

    def _compare_tuples(self, node: Node) -> None:
        """`(a, b) IN ((1, 2), …)` and `(a, b) IN (SELECT c, d …)`: place by place."""
        left = list(node.this.expressions)
        query = node.args.get("query")
        rows = list(node.expressions) if query is None else united(query)
        if not rows or any(len(r.expressions) != len(left) or any(v.is_star for v in r.expressions) for r in rows):
            return
        columns = [[r.expressions[i] for r in rows] for i in range(len(left))]
        for i, column in enumerate(columns):
            bare = [v.this if isinstance(v, exp.Alias) else v for v in column]
            pair = exp.In(this=left[i], expressions=bare)
            self.compare_several(pair)
            left[i] = pair.this
            columns[i] = [
                exp.alias_(made, v.alias) if isinstance(v, exp.Alias) else made
                for v, made in zip(column, pair.expressions, strict=True)
            ]
        node.this.set("expressions", left)
        for row, values in zip(rows, zip(*columns, strict=True), strict=True):
            row.set("expressions", list(values))

    def _compare_rows(self, node: Node, query: Node, mine: str) -> None:
        """`a IN (SELECT b …)`: text on one side becomes what the other side is."""
        theirs = family(type_of(query))
        strong = next((f for f in ("number", "timestamp", "datetime", "binary") if f in (mine, theirs)), None)
        if mine == theirs == "text":
            self._compare_text_rows(node, query)
        if strong is None or mine == theirs:
            return
        if mine == "text":
            node.set("this", self.coerce(node.this, strong))
            return
        for inner in united(query):
            if theirs != "text" or len(inner.expressions) != 1:
                continue
            item = inner.expressions[0]
            if isinstance(item, exp.Alias):
                item.set("this", self.coerce(item.this, strong))
            elif not item.is_star:
                inner.set("expressions", [self.coerce(item, strong)])

    def _compare_text_rows(self, node: Node, query: Node) -> None:
        """A text and the texts a query gives: with their blanks as soon as one of them is of varying length."""
        subject, selects = node.this, united(query)
        if self.ctx.coercions.get(("text", "compared")) == "=" or any(
            len(one.expressions) != 1 or one.expressions[0].is_star for one in selects
        ):
            return
        items = [one.expressions[0].unalias() for one in selects]
        if len({string_kind(v) for v in items}) > 1:  # texts of several lengths, united, are of varying length
            items, subject = [self.unpadded(v) for v in items], self.unpadded(subject)
            node.set("this", subject)
            for one, item in zip(selects, items, strict=True):
                _select_alone(one, item)
            return
        if not any(_is_char(v) for v in (subject, *items)):
            return
        if all(_is_padded(v) for v in (subject, *items)):
            node.set("this", self._comparable(subject))
            return
        for one, item in zip(selects, items, strict=True):
            made = self._beside_plain(item, subject)
            _select_alone(one, made)
        node.set("this", self.unpadded(subject))

    def _beside_plain(self, node: Node, subject: Node) -> Node:
        """What is compared with `subject`, which some value beside it makes a text that keeps its blanks: what is padded
        for the comparison with it gets the blanks that the subject has."""
        if not _is_padded(node) or isinstance(node, exp.Null):
            return node
        if not _is_padded(subject):
            return self.unpadded(node)  # the subject is of varying length
        if isinstance(subject, exp.Literal):
            bare = _is_char(node) and not str(subject.this).endswith(" ")
            return call("rtrim", self.unpadded(node), at="lowered", type_=t.VARCHAR) if bare else self.unpadded(node)
        length = type_of(subject).length
        if not length:
            return self.unpadded(node)
        if isinstance(node, exp.Literal):
            return set_type(exp.Literal.string(str(node.this).rstrip(" ").ljust(length)), t.VARCHAR, not_null=True)
        if (type_of(node).length or 0) > length:
            text = call("rtrim", self.unpadded(node), at="lowered", type_=t.VARCHAR)
        else:
            text = self.unpadded(node)
        return call("rpad", text, exp.Literal.number(length), at="lowered", type_=t.VARCHAR)

    @staticmethod
    def _each(node: Node, keys: Iterable[str], change: object) -> None:
        assert callable(change)
        for key in ("this", *keys):
            value = node.args.get(key)
            if isinstance(value, list):
                node.set(key, [change(v) for v in value])
            elif isinstance(value, exp.Expression):
                node.set(key, change(value))

    def alike(self, values: list[Node]) -> list[Node]:
        """The branches of a CASE and its relatives: blank-padded strings of different kinds become plain ones."""
        addresses.beside_text(values, self.ctx)
        values = self._objects_alike(values)
        kinds = {string_kind(v) for v in values if not isinstance(v, exp.Null)}
        if any(kind == "char" for kind, _ in kinds) and len(kinds) > 1:
            return [self.unpadded(v) if _is_char(v) else v for v in values]
        return values

    def _objects_alike(self, values: list[Node]) -> list[Node]:
        """Objects of several types as objects of the one that the others are under."""
        types = {type_of(v).name: type_of(v) for v in values if type_of(v).kind == "named"}
        if len(types) < 2:
            return values
        ask = getattr(self.ctx.resolver, "highest", None)
        highest: Type | None = ask(list(types.values())) if ask is not None else None
        return [self.coerce(v, highest) for v in values] if highest is not None else values

    # --- arithmetic -----------------------------------------------------------------------------------------------

    def branches(self, node: Node) -> None:
        """What a CASE compares, and its results, before its type is found."""
        ifs, default = node.args["ifs"], node.args.get("default")
        if node.this is not None:
            # a selector is compared with its values as IN compares
            together = exp.In(this=node.this, expressions=[one.this for one in ifs])
            self.compare_several(together)
            node.set("this", together.this)
            for one, value in zip(ifs, together.expressions, strict=True):
                one.set("this", value)
        results = [i.args["true"] for i in ifs] + ([default] if default is not None else [])
        made = self._numbers_beside_text(self.alike(results), node)
        for one, value in zip(ifs, made, strict=False):
            one.set("true", value)
        if default is not None:
            node.set("default", made[-1])

    def _numbers_beside_text(self, values: list[Node], node: Node) -> list[Node]:
        """Results of a CASE of code that are numbers and texts are all numbers, as COALESCE has them; SQL has no such CASE."""
        families = {family(type_of(v)) for v in values} - {"null"}
        if self.ctx.in_sql or families != {"number", "text"}:
            return values
        words = next((v for v in values if _is_literal_text(v) and _number_in(v.name) is None), None)
        if words is not None:
            raise self.ctx.refuse("SC1731", f"{self.ctx.words(node)}: numbers, and {words.sql(self.ctx.engine)}", node)
        self.ctx.report("SC1730", f"{self.ctx.words(node)}: numbers and texts", node)
        return [self.coerce(v, "number") if type_of(v).is_text else v for v in values]

    @staticmethod
    def _single_precision(node: Node) -> None:
        """A float of 32 bits and a decimal are calculated in 32 bits; the target would take 64."""
        for key, other in (("this", node.expression), ("expression", node.this)):
            value = node.args[key]
            has = type_of(value)
            if _is_single(type_of(other)) and has.is_number and has.kind != "float":
                node.set(key, call("TO_SINGLE", value, at="lifted", type_=type_of(other)))

    def calculate(self, node: Node) -> None:
        a, b = family(type_of(node.this)), family(type_of(node.expression))
        if a == b == "null":
            node.set("this", as_number(node.this))
        if a == "text" and b not in _TIMES:
            node.set("this", self.coerce(node.this, "number"))
        elif a == "text" and b in ("datetime", "timestamp"):
            node.set("this", self.coerce(node.this, "number" if isinstance(node, exp.Add) else b))
        if b == "text":
            node.set("expression", self.coerce(node.expression, "number"))
        if not isinstance(node, exp.Div):
            self._single_precision(node)
        if self.ctx.coercions.get(("integer", "calculated")) == "=":
            return  # whole numbers of the source are machine integers, which overflow there as well
        if isinstance(node, (exp.Add, exp.Sub, exp.Mul)) and not fits_native(node):
            node.set("this", as_number(node.this))


def _is_single(type_: Type) -> bool:
    return type_.kind == "float" and type_.bits == 32


def fills(node: Node, char: Type) -> bool:
    """Whether a value is a literal that fills a blank-padded string to its last character."""
    return isinstance(node, exp.Literal) and string_kind(node) == ("char", char.length)


def _is_char(node: Node) -> bool:
    return type_of(node).kind == "char" and not isinstance(node, exp.Literal)


def _is_literal_text(node: Node) -> bool:
    return isinstance(node, exp.Literal) and bool(node.is_string)


def _is_padded(node: Node) -> bool:
    return _is_char(node) or isinstance(node, (exp.Literal, exp.Null))


def interval_text(node: Node) -> Node:
    """An interval as text, with the digits its type has."""
    has = type_of(node)
    months = has.fields == "year to month"
    leading, fraction = interval_digits(has)
    digits = [exp.Literal.number(leading)] if months else [exp.Literal.number(leading), exp.Literal.number(fraction)]
    made = call("MONTHS_TO_TEXT" if months else "INTERVAL_TO_TEXT", node, *digits, at="lifted", type_=t.VARCHAR)
    made.meta["nn"] = is_not_null(node)
    return made


def timestamp_text(node: Node) -> Node:
    """A timestamp as text, with the digits of a second its type has."""
    digits = type_of(node).precision
    if type_of(node).zone == "local":  # shown as a TIMESTAMP of the session's zone, without the zone
        inner = exp.Paren(this=node) if isinstance(node, exp.Binary) else node
        to = exp.DataType(this=exp.DataType.Type.USERDEFINED, kind="timestamp")
        node = set_type(exp.Cast(this=inner, to=to), t.TIMESTAMP, not_null=is_not_null(node))
    more = [] if digits in (None, 6) else [exp.Literal.number(digits)]
    made = call("TIMESTAMP_TO_TEXT", node, *more, at="lifted", type_=t.VARCHAR)
    made.meta["nn"] = is_not_null(node)
    return made


def calculated(node: Node) -> Type:
    """The type of an arithmetic expression no rule gave a meaning to."""
    a, b = type_of(node.this), type_of(node.expression)
    if a.is_moment and b.kind == "interval":
        return a
    if a.kind == "interval" and (b.is_moment or b.kind == "interval" or b.is_number):
        return b if b.is_moment else a
    if a.is_number and b.kind == "interval":
        return b
    if a.is_moment and b.is_moment and isinstance(node, exp.Sub):
        return t.INTERVAL_DS
    if a.is_number and b.is_number:
        return widest([a, b])
    if "null" in (a.kind, b.kind) and (a.is_number or b.is_number):
        return t.NUMBER
    return t.UNKNOWN


def widest(types: list[Type]) -> Type:
    """The type that holds values of all of them, by the rule sources share: number < float; char < varchar < text."""
    known = [x for x in types if x.kind not in ("null", "unknown")]
    if not known:
        return types[0] if types else t.UNKNOWN
    first = known[0]
    if all(x.kind == first.kind for x in known):
        if first.kind == "integer":
            return max(known, key=lambda x: x.bits or 0)
        if all(x == first for x in known):
            return first
        if first.kind == "char":
            return t.VARCHAR
        return Type(first.kind, zone=first.zone, fields=first.fields, name=first.name, members=first.members)
    if all(x.is_number for x in known):
        return t.FLOAT if any(x.kind == "float" for x in known) else t.NUMBER
    if first.is_text:
        return t.TEXT if any(x.kind == "text" for x in known) else t.VARCHAR
    if first.is_moment and all(x.is_moment for x in known):
        return next((x for x in known if x.kind == "timestamp"), first)
    return first


def _truth_text(node: Node) -> Node:
    """TRUE or FALSE, as the source writes a BOOLEAN."""
    inner = exp.Paren(this=node) if isinstance(node, exp.Binary) else node
    yes = exp.If(this=inner, true=exp.Literal.string("TRUE"))
    no = exp.If(this=exp.Not(this=inner.copy()), true=exp.Literal.string("FALSE"))
    made = exp.Case(ifs=[yes, no])
    made.meta["s"] = "lifted"
    return set_type(made, t.VARCHAR, not_null=is_not_null(node))


def _number_in(text: str) -> Node | None:
    stripped = text.strip()
    body = stripped[1:] if stripped[:1] in "+-" else stripped
    whole, _, fraction = body.partition(".")
    if not body or not (whole + fraction).isdigit() or not (whole + fraction).isascii():
        return None
    number = exp.Literal.number(body)
    return exp.Neg(this=number) if stripped.startswith("-") else number
