"""XML functions, read back from the plain calls prepare_xml makes of them, and XMLTABLE."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr.constructs_choice import conversions
from sct.sqlexpr.context import Context
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.lowering import named_type
from sct.sqlexpr.nodes import call, call_name, exp, is_not_null, literal_text, set_type, type_of
from sct.sqlexpr.scope import ColumnInfo, Scope, Shape
from sct.sqlexpr.table_functions import table_function
from sct.sqlexpr.xml_namespaces import DEFAULT, with_prefix

Node: TypeAlias = exp.Expression
XML = Type("xml")


def _content(value: Node, ctx: Context) -> Node:
    """A value as XML content: dates in ISO form, numbers in the source's shortest form."""
    kind = type_of(value)
    if kind.kind == "xml" or isinstance(value, exp.Null):
        return value
    if kind.kind == "datetime":
        return call("FORMAT_DATE", value, exp.Literal.string("YYYY-MM-DD"), at="lifted", type_=t.VARCHAR)
    if kind.is_text:
        text = conversions(ctx).coerce(value, "text")
        plain = isinstance(text, exp.Literal) and not set(str(text.this)) & set("\"'")
        return text if plain else call("XML_TEXT", text, at="lifted", type_=XML)
    if kind.is_number:
        return conversions(ctx).coerce(value, "text")
    raise ctx.refuse("SC1010", f"{ctx.words(value)} as XML content: its type is not known, or has no XML form", value)


def _named(pairs: list[Node], ctx: Context) -> list[Node]:
    out: list[Node] = []
    for name, value in zip(pairs[::2], pairs[1::2], strict=True):
        made = _content(value, ctx)
        if isinstance(made, exp.Null):
            made = exp.Cast(this=made, to=named_type("text"))
        out.append(exp.Alias(this=made, alias=exp.to_identifier(literal_text(name) or "", quoted=True)))
    return out


def _xmlattributes(node: Node, args: list[Node], ctx: Context) -> Node:
    made = _named(args, ctx)
    for one in made:
        if call_name(one.this) == "xml_text":
            one.set("this", one.this.expressions[0])  # in an attribute the target writes quotes as the source does
    return call("xmlattributes", *made, at="lifted")


def _xmlforest(node: Node, args: list[Node], ctx: Context) -> Node:
    return call("xmlforest", *_named(args, ctx), at="lifted", type_=XML)


def _xmlelement(node: Node, args: list[Node], ctx: Context) -> Node:
    name = (literal_text(args[0]) or "").replace('"', '""')
    parts = [p if call_name(p) == "xmlattributes" else _content(p, ctx) for p in args[1:]]
    parts = [p for p in parts if not isinstance(p, exp.Null)]
    content = [p for p in parts if call_name(p) != "xmlattributes"]
    empty = exp.Literal.string("")
    if not content:
        parts.append(empty)  # <a></a>; without any content the target writes <a/>
    elif not any(isinstance(p, exp.Literal) or is_not_null(p) for p in content):
        parts[-1] = call("coalesce", parts[-1], empty, at="lifted", type_=type_of(parts[-1]))
    made = call("xmlelement", exp.Var(this=f'NAME "{name}"'), *parts, at="lifted", type_=XML)
    made.meta["nn"] = True
    return made


def _xmlserialize(node: Node, args: list[Node], ctx: Context) -> Node:
    value, words, indent = args[0], literal_text(args[1]) or "", literal_text(args[2])
    if indent == "indent":
        raise ctx.refuse("SC1010", "XMLSERIALIZE … INDENT", node)
    if words.split(" ")[0] == "blob":
        raise ctx.refuse("SC1010", "XMLSERIALIZE … AS BLOB", node)
    return call("XML_TO_TEXT", value, at="lifted", type_=t.TEXT)


_XQUERY_ONLY = ("{", "}", "$", ":=", " return ", "(:", "fn:", "ora:", "declare ")


def _path(node: Node, whole: Node, ctx: Context) -> Node:
    """A path both sides read alike; anything that needs XQuery is refused."""
    text = literal_text(node)
    if text is None or any(mark in text for mark in _XQUERY_ONLY) or text.startswith(("for ", "let ", "if ", "if(")):
        raise ctx.refuse("SC1399", f"XQuery {ctx.words(node)}", whole)
    return exp.Literal.string(text)


def _xmlquery(node: Node, args: list[Node], ctx: Context) -> Node:
    return call("XML_PART", _document(args[1], ctx), _path(args[0], node, ctx), at="lifted", type_=XML)


def _xmlexists(node: Node, args: list[Node], ctx: Context) -> Node:
    made = call("XML_COUNT", _document(args[1], ctx), _path(args[0], node, ctx), at="lifted", type_=t.NUMBER)
    return set_type(exp.EQ(this=made, expression=exp.Literal.number(1)), t.BOOLEAN)


def _searched_path(node: Node, whole: Node, ctx: Context) -> Node:
    """A path, checked when it is used where it is known only then."""
    if literal_text(node) is not None or isinstance(node, exp.Null):
        return _path(node, whole, ctx)
    return call("XML_PATH_CHECKED", conversions(ctx).coerce(node, "text"), at="lifted", type_=t.VARCHAR)


def _searched(node: Node, args: list[Node], ctx: Context) -> list[Node]:
    """The document, the path, and what declares namespaces where it is given."""
    found = [_document(args[0], ctx), _searched_path(args[1], node, ctx)]
    return [*found, *(conversions(ctx).coerce(a, "text") for a in args[2:])]


def _extract_xml(node: Node, args: list[Node], ctx: Context) -> Node:
    return call("XML_PART", *_searched(node, args, ctx), at="lifted", type_=XML)


def _xmlcast(node: Node, args: list[Node], ctx: Context) -> Node:
    """The text of what a query found, as a type of SQL."""
    value, words = args[0], literal_text(args[1]) or ""
    if call_name(value) != "xml_part":
        raise ctx.refuse("SC1010", "XMLCAST of something else than XMLQUERY", node)
    text = call("XML_VALUE", *value.expressions, at="lifted", type_=t.VARCHAR)
    type_ = ctx.resolver.type_of_text(words.replace(" (", "(").replace("( ", "(").replace(" )", ")"))
    if type_.kind == "datetime" or type_.kind == "timestamp":
        return conversions(ctx).coerce(call("JSON_MOMENT", text, at="lifted", type_=t.TIMESTAMP), type_)
    return conversions(ctx).coerce(text, type_) if type_.is_number else set_type(text, type_)


def _extractvalue(node: Node, args: list[Node], ctx: Context) -> Node:
    made = call("XML_VALUE", *_searched(node, args, ctx), at="lifted")
    return set_type(made, t.VARCHAR)


def _existsnode(node: Node, args: list[Node], ctx: Context) -> Node:
    return call("XML_COUNT", *_searched(node, args, ctx), at="lifted", type_=t.NUMBER)


def _parsed(node: Node, args: list[Node], ctx: Context) -> Node:
    return set_type(_document(args[0], ctx), XML)


def _text(node: Node, args: list[Node], ctx: Context) -> Node:
    return call("XML_TO_TEXT", args[0], at="lifted", type_=t.TEXT)


def _number(node: Node, args: list[Node], ctx: Context) -> Node:
    return conversions(ctx).coerce(_text(node, args, ctx), "number")


def _root_name(node: Node, args: list[Node], ctx: Context) -> Node:
    """Without its prefix."""
    path = exp.Literal.string("local-name(/*)")
    name = call("XML_PART", _document(args[0], ctx), path, at="lifted", type_=XML)
    return call("XML_TO_TEXT", name, at="lifted", type_=t.VARCHAR)


def _aggregated(node: Node, args: list[Node], ctx: Context) -> Node:
    name = call_name(node)
    if name == "xmlcomment":
        args = [conversions(ctx).coerce(a, "text") for a in args]
    return call(name, *args, at="lifted", type_=XML)


_FUNCTIONS = {
    "xmlelement_of": _xmlelement,
    "xmlattributes_of": _xmlattributes,
    "xmlforest_of": _xmlforest,
    "xmlagg": _aggregated,
    "xmlconcat": _aggregated,
    "xmlcomment": _aggregated,
    "xmlserialize_of": _xmlserialize,
    "xmlquery_of": _xmlquery,
    "xmlexists_of": _xmlexists,
    "extract_xml": _extract_xml,
    "xmltype.extract": _extract_xml,
    "xmlcast_of": _xmlcast,
    "extractvalue": _extractvalue,
    "existsnode": _existsnode,
    "xmltype.existsnode": _existsnode,
    "xmltype": _parsed,
    "xmltype.createxml": _parsed,
    "xmlparse_of": _parsed,
    "xmltype.getstringval": _text,
    "xmltype.getclobval": _text,
    "xmltype.getnumberval": _number,
    "xmltype.getrootelement": _root_name,
}


@hook("xml_function")
def xml_function(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    args = [v for key, v in found.items() if not key.startswith("*")] + list(found.get("*xs", ()))
    return _FUNCTIONS[call_name(node)](node, args, ctx)


def _document(value: Node, ctx: Context) -> Node:
    return conversions(ctx).coerce(value, "xml")


def _is_location(path: str) -> bool:
    """Whether an XPath names nodes, and is no function of them: outside of conditions it calls nothing."""
    depth = 0
    for place, mark in enumerate(path):
        depth += (mark == "[") - (mark == "]")
        if mark == "(" and depth == 0 and not path[:place].endswith(("text", "node")):
            return False
    return True


def _may_be_several(given: Node, scope: Scope) -> bool:
    """Whether XMLTABLE may be given several nodes one after the other: what a path found, or a column that holds such."""
    if not isinstance(given, exp.Column):
        return call_name(given) == "xml_part"
    shapes = (shape for name, shape in scope.sources.items() if given.table in ("", name))
    return not any(shape.table for shape in shapes)


def _several(path: str) -> str:
    """A path from the root that finds its nodes below `sct` too (`XML_WHOLE`); "" where it is no such path."""
    steps = path.removeprefix("/")
    if not steps or steps.startswith("(") or "|" in path or not _is_location(path):
        return ""
    if steps.startswith("/"):
        return path
    mine = f"*[not(self::sct)]{steps[1:]}" if steps.startswith("*") else steps
    return f"/{mine} | /sct/{steps}"


@table_function("xmltable_of")
def xmltable(item: Node, source: Node, scope: Scope, lifter: Any) -> tuple[Node, Shape]:
    """XMLTABLE is native; its paths are read as XPath, its defaults have the column's type."""
    ctx: Context = lifter.ctx
    path, doc, *columns = source.expressions
    spaces = [(literal_text(c.expressions[0]), c.expressions[1]) for c in columns if call_name(c) == "xml_namespace"]
    columns = columns[len(spaces) :]
    default_space = any(prefix == "-" for prefix, _ in spaces)

    def path_of(node: Node) -> Node:
        found = _path(node, item, ctx)
        return exp.Literal.string(with_prefix(found.name)) if default_space else found

    rows, given = path_of(path), _document(lifter.visit(doc, scope), ctx)
    several = _several(rows.name) if _may_be_several(given, scope) else ""
    if several:
        rows, given = exp.Literal.string(several), call("XML_WHOLE", given, at="lifted", type_=XML)
    made = exp.XMLTable(this=rows, passing=[given], columns=[], by_ref=False)
    for prefix, uri in spaces:
        alias = exp.to_identifier(DEFAULT if prefix == "-" else prefix, quoted=prefix != "-")
        made.append("namespaces", exp.XMLNamespace(this=exp.Alias(this=uri, alias=alias)))
    shape = Shape()
    for column in columns:
        name = literal_text(column.expressions[0]) or ""
        words = literal_text(column.expressions[1]) or ""
        definition = exp.ColumnDef(this=exp.to_identifier(name))
        made.append("columns", definition)
        if words == "ordinality":
            definition.set("kind", named_type("FOR ORDINALITY"))
            shape.columns[name] = ColumnInfo(Type("integer", bits=32), True)
            continue
        type_ = ctx.resolver.type_of_text(words.replace(" (", "(").replace("( ", "(").replace(" )", ")"))
        if type_.kind in ("named", "unknown"):
            raise ctx.refuse("SC1013", f"XMLTABLE column of type {words}", item)
        kind = named_type("text")
        kind.meta["t"] = type_
        definition.set("kind", kind)
        default = lifter.visit(column.expressions[3], Scope())
        where = path_of(column.expressions[2])
        if type_.kind != "xml" and ("text", "fitted") in ctx.coercions:
            if isinstance(default, exp.Null) and _is_location(where.name):
                # a node without text is no value; "" would be one here
                where = exp.Literal.string(f"({where.name})[string-length(.) > 0]")
            elif not isinstance(default, exp.Null) or type_.is_text:
                ctx.report("SC1398", f"XMLTABLE column {name}", item)
        constraints: list[Node] = [exp.PathColumnConstraint(this=where)]
        if not isinstance(default, exp.Null):
            constraints.append(exp.DefaultColumnConstraint(this=conversions(ctx).coerce(default, type_)))
        definition.set("constraints", [exp.ColumnConstraint(kind=c) for c in constraints])
        shape.columns[name] = ColumnInfo(type_)
    return exp.Table(this=made), shape


def sequence_rows(item: Node, source: Node, scope: Scope, lifter: Any) -> tuple[Node, Shape] | None:
    """TABLE(XMLSEQUENCE(x)): a row for every node at the top of x; None for anything else."""
    if call_name(source) != "xmlsequence" or len(source.expressions) != 1:
        return None
    value = lifter.visit(source.expressions[0], scope)
    if type_of(value).kind != "xml":
        raise lifter.ctx.refuse("SC1010", f"{lifter.ctx.words(source)} of something else than XMLTYPE", item)
    lifter.ctx.report("SC1790", lifter.ctx.words(source), item)
    made = exp.Table(this=call("XML_ROWS", value, at="lifted"))
    made.meta["column"] = "column_value"
    return set_type(made, XML), Shape({"column_value": ColumnInfo(XML)})
