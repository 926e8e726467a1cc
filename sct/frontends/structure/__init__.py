"""Structure parsing for every engine: LALR tables compiled by Lark, run over an already tokenised statement.

The lexer is asked for one terminal at a time and sees the parser's stack, so a word is a keyword only where the grammar
accepts it, and expressions, queries and types are captured whole, as islands, where the grammar accepts those.
"""

from sct.frontends.structure.errors import StructureError
from sct.frontends.structure.grammar import Tables, load
from sct.frontends.structure.islands import Island, balanced, list_item, until_follow
from sct.frontends.structure.parser import Leaf, Node, Structure
from sct.frontends.structure.source import Source

__all__ = [
    "Island",
    "Leaf",
    "Node",
    "Source",
    "Structure",
    "StructureError",
    "Tables",
    "balanced",
    "list_item",
    "load",
    "until_follow",
]
