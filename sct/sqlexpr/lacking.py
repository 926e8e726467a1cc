"""Constructs a target lacks, written by others: one function a construct, chosen by the target's legality file.

`lacks: [filter, …]` there names the functions, which are in the files beside this one; each is given a node on the way up, and gives back what stands in
its place. All of them keep the meaning, or refuse.
"""

from __future__ import annotations

from typing import Any

from sct.sqlexpr import lacking_rows, lacking_statements, lacking_values, lacking_windows  # noqa: F401
from sct.sqlexpr.lacking_forms import REWRITES, Node


def apply(node: Node, names: Any, ctx: Any) -> Node:
    """What stands in the node's place on a target that lacks these."""
    for name in names:
        kinds, function = REWRITES[name]
        if isinstance(node, kinds) and name not in _LAST:
            node = function(node, ctx)
    return node


_LAST = ("empty_text",)  # what rules write, too


def finished(tree: Node, names: Any, ctx: Any) -> Node:
    """The tree with what the target's own rules wrote of these, once they are done."""
    for name in (n for n in _LAST if n in names):
        kinds, function = REWRITES[name]
        for node in list(tree.find_all(*kinds)):
            made = function(node, ctx)
            if made is node:
                continue
            if node is tree:
                tree = made
            else:
                node.replace(made)
    return tree


__all__ = ["REWRITES", "apply", "finished"]
