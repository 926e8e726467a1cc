"""XMLNAMESPACES of an XMLTABLE. The target has no default namespace for paths: the names without a prefix, which stand in it,
get one of ours."""

from __future__ import annotations

DEFAULT = "sct_default"
_OPERATORS = frozenset({"and", "or", "div", "mod"})


def with_prefix(path: str, prefix: str = DEFAULT) -> str:
    """An XPath whose element names without a prefix have `prefix`: attributes, functions, axes, operators and literals
    stay as they are."""
    out: list[str] = []
    at, before, axis = 0, "", ""  # `before`: the last mark or "name", "value"
    while at < len(path):
        mark = path[at]
        if mark in "'\"":
            end = path.find(mark, at + 1)
            end = len(path) if end < 0 else end + 1
            out.append(path[at:end])
            at, before = end, "value"
        elif mark.isalpha() or mark == "_":
            end = at
            while end < len(path) and (path[end].isalnum() or path[end] in "_-."):
                end += 1
            word = path[at:end]
            other_axis = before == "::" and axis in ("attribute", "namespace")
            if not other_axis and _is_element(word, path[end:].lstrip(), before):
                out.append(f"{prefix}:")
            axis = word
            operator = word in _OPERATORS and before in ("name", "value", ")", "]", "*", ".")
            out.append(word)
            at, before = end, "operator" if operator else "name"
        else:
            out.append(mark)
            if not mark.isspace():
                before = "value" if mark.isdigit() else path[at - 1 : at + 1] if path[at - 1 : at + 1] == "::" else mark
            at += 1
    return "".join(out)


def _is_element(word: str, rest: str, before: str) -> bool:
    if before in ("@", "$", ":") or rest[:1] == "(" or rest[:1] == ":":
        return False  # an attribute, a variable, a name that has a prefix; a function; an axis or a prefix itself
    return not (word in _OPERATORS and before in ("name", "value", ")", "]", "*", "."))
