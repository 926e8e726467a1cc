"""Which package constants have the same value whenever they are asked for, and which only keep one value a session.

A constant is computed once, when its package is first used: `CONSTANT DATE := SYSDATE` is the moment of that, and a value
taken from a variable or a function is what these gave then. Only what rests on literals, plain functions and other such
constants may be computed again at each use.
"""

from __future__ import annotations

from sct.catalog.effects import chains
from sct.catalog.program import Program
from sct.catalog.scopes import Item, Names, PackageItem
from sct.ir.sql import Sql

# Words and functions that give the same for the same arguments, in any session. A name that is missing here costs a
# look at the session's state, nothing more.
_SAME = frozenset(
    """
    abs acos add_months and as asc ascii asciistr asin atan atan2 between binary_double binary_float bitand boolean
    by case cast ceil char chr clob coalesce concat cos cosh count cross date day dbms_lob decimal decode else empty_blob
    empty_clob end exp extract false first floor for from greatest hextoraw hour in initcap instr integer interval is last
    last_day least leading length lengthb ln log lower lpad ltrim minute mod month months_between nchr new_time next_day
    not null nullif number numtodsinterval numtoyminterval nvarchar2 nvl nvl2 or pls_integer power raw rawtohex regexp_count
    regexp_instr regexp_like regexp_replace regexp_substr remainder replace round rpad rtrim second sign simple_integer sin
    sinh smallint soundex sqrt substr tan tanh then timestamp to to_binary_double to_binary_float to_char to_clob to_date
    to_dsinterval to_number to_timestamp to_timestamp_tz to_yminterval trailing both translate trim true trunc unistr upper
    using utl_raw varchar varchar2 when with xor year zone time local
    """.split()
)


def is_fixed(item: Item, program: Program) -> bool:
    """Whether a package's constant may be computed at each use."""
    known = program.fixed.get(id(item))
    if known is None:
        program.fixed[id(item)] = False  # what leads back to itself
        known = program.fixed[id(item)] = item.kind == "constant" and _same(item.decl.default, item.home, program)
    return known


def kept(package: PackageItem, program: Program) -> list[Item]:
    """What a session keeps of a package, in order of declaration: variables, and constants that are computed once."""
    values = package.names.items.values()
    return [i for i in values if i.kind == "variable" or (i.kind == "constant" and not is_fixed(i, program))]


def has_moment(package: PackageItem, program: Program) -> bool:
    """Whether it matters when the package is first used: its first values rest on more than constants."""
    known = program.fixed.get(id(package))
    if known is None:
        known = program.fixed[id(package)] = any(
            i.decl.default is not None and not _same(i.decl.default, i.home, program) for i in kept(package, program)
        )
    return known


def _same(value: Sql | None, names: Names, program: Program) -> bool:
    return value is not None and all(_means_the_same(path, names, program) for path in chains(value))


def _means_the_same(path: tuple[str, ...], names: Names, program: Program) -> bool:
    found = program.find(path, names)
    if found is None:
        return path[0] in _SAME or (len(path) == 1 and program.resolver.type_of_text(path[0]).kind == "collection")
    if found.item.kind == "type":
        return True
    return found.item.kind == "constant" and found.item.package is not None and is_fixed(found.item, program)
