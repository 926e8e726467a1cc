"""How views say numbers, places and text that is not ours."""

from __future__ import annotations

import unicodedata

from sct.report.model import SpanJson

HOURS_PER_DAY = 8


def visible(text: str, *, keep_lines: bool = False) -> str:
    """The text with every character that a terminal, an editor or an XML reader might act on written as \\x.. or
    \\u....: controls, formats (direction marks among them), surrogates, unassigned ones. ``keep_lines`` keeps line
    feeds and tabs."""
    if text.isascii() and text.isprintable():
        return text
    kept = "\n\t" if keep_lines else ""
    return "".join(c if c.isprintable() or c in kept or _is_plain_space(c) else _escaped(c) for c in text)


def one_line(text: str) -> str:
    """The text as one visible line: white space of any kind becomes one blank."""
    return visible(" ".join(text.split()))


def first_sentence(text: str) -> str:
    """What stands before the first full stop that ends a sentence."""
    line = one_line(text)
    end = line.find(". ")
    return line if end < 0 else line[: end + 1]


def duration(minutes: int) -> str:
    """``45 min``, ``2 h``, ``34 h 15 min``."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours:,} h"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} min")
    return " ".join(parts)


def days(minutes: int) -> str:
    """Working days of eight hours, rounded up to one digit: ``4.3 days``."""
    tenths = -(-minutes * 10 // (HOURS_PER_DAY * 60))
    return f"{tenths // 10:,}.{tenths % 10} day{'' if tenths == 10 else 's'}"


def percent(share: float) -> str:
    """A share as per cent, cut (not rounded) after one digit, so that only everything is ``100 %``."""
    tenths = round(share * 10_000) // 10
    return f"{tenths // 10} %" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10} %"


def place(span: SpanJson | None) -> str:
    """``file:line:column``; empty without a span."""
    return "" if span is None else f"{visible(span.file)}:{span.line}:{span.column}"


def plural(number: int, word: str) -> str:
    """``1 object``, ``2 objects``, ``1,000 objects``."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _is_plain_space(char: str) -> bool:
    return unicodedata.category(char) == "Zs"


def _escaped(char: str) -> str:
    number = ord(char)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
