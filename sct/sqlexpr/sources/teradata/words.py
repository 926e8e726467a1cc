"""Words of Teradata's SQL that decide how its tokens are read (SQL Fundamentals, Reserved Words; Data Types and Literals)."""

from __future__ import annotations

from sct.sqlexpr.token_lists import STRINGS, group_end, make
from sct.sqlexpr.tokens import Token, TokenType

_T = TokenType

TYPES = frozenset(
    """byteint smallint integer int bigint decimal dec numeric number float real double char character varchar long clob
    byte varbyte blob date time timestamp interval period graphic vargraphic json xml dataset st_geometry mbr""".split()
)
FIELDS = frozenset("year month day hour minute second".split())
ATTRIBUTES = frozenset("format title named casespecific cs uppercase uc".split())

# Functions that are called with DATE, TIME or a type word as an argument: `add_months(date, 1)` is no phrase.
CALLED = frozenset(
    """add_months trunc round year month day hour minute second last_day next_day months_between to_char to_date max min count
    coalesce nvl nullif zeroifnull nullifzero stddev_pop stddev_samp var_pop var_samp ave average maximum minimum abs floor ceil
    ceiling sign sqrt exp ln log initcap reverse rank csum quantile median oadd_months extract cast trycast trim sum avg lag
    lead first_value last_value ascii soundex length octet_length bytes
    td_day_of_week td_day_of_month td_day_of_year td_week_of_year td_month_of_year td_quarter_of_year td_year_of_calendar
    td_month_begin td_month_end td_week_begin td_week_end td_quarter_begin td_quarter_end td_year_begin td_year_end
    td_friday td_monday td_sunday greatest least decode instr index substr substring position char_length character_length
    characters length upper lower period begin end case_n range_n in values any all some on and or not when then else
    where having select from over by using exists as is between like union except intersect""".split()
)


def word(tokens: list[Token], i: int) -> str:
    """The token's word in small letters; "" for literals, quoted names and places outside."""
    if 0 <= i < len(tokens) and tokens[i].token_type not in STRINGS and tokens[i].token_type is not _T.IDENTIFIER:
        text = tokens[i].text.lower()
        return text if text.isalnum() else " ".join(text.split())
    return ""


# Words behind which a value begins: what stands in front of a parenthesis and is one of these is no operand.
NO_OPERAND = frozenset(
    """select distinct all unique where and or not on having qualify when then else case in like between by from as is
    exists any some union except intersect minus with using over values set into return returns percent top escape
    partition order group limit interval end-if mod join left right full inner outer cross""".split()
) | {"order by", "group by", "partition by"}


def ends_operand(out: list[Token]) -> bool:
    """Whether a value may end with the last token."""
    if not out:
        return False
    token = out[-1]
    kind = token.token_type
    if kind in (_T.R_PAREN, _T.NUMBER, _T.IDENTIFIER, _T.END, _T.R_BRACKET) or kind in STRINGS:
        return True
    text = token.text.lower()
    return text[:1].isalpha() and text not in NO_OPERAND


def operand_start(out: list[Token]) -> int:
    """The index where the primary begins that the last token ends: a name, a literal, a call, CASE … END, ( … )."""
    i = len(out) - 1
    while True:
        kind = out[i].token_type
        if kind is _T.R_PAREN:
            depth = 0
            while i >= 0:
                depth += (out[i].token_type is _T.R_PAREN) - (out[i].token_type is _T.L_PAREN)
                if depth == 0:
                    break
                i -= 1
            before = word(out, i - 1)
            if before == "over":
                i -= 2
                continue
            if i > 0 and (out[i - 1].text.startswith("\x01") or before in ("cast", "extract", "exists")):
                i -= 1
        elif kind is _T.END:
            depth = 0
            while i >= 0:
                depth += (out[i].token_type is _T.END) - (word(out, i) == "case")
                if depth == 0:
                    break
                i -= 1
        break
    while i > 1 and out[i - 1].token_type is _T.DOT:
        i -= 2
    return max(i, 0)


__all__ = [
    "ATTRIBUTES",
    "CALLED",
    "FIELDS",
    "NO_OPERAND",
    "STRINGS",
    "TYPES",
    "ends_operand",
    "group_end",
    "make",
    "operand_start",
    "word",
]
