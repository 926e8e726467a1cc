"""Whether a pattern's lazy and greedy repetitions can be matched one by one: what sct.regex_pattern and sct.regex_spans
find out at run time, for a pattern that is known when it is converted."""

from __future__ import annotations

import re

_PART = re.compile(
    r"(?P<set>\[\^?\]?(?:\[[:.=].*?[:.=]\]|[^\]])*\])|(?P<escape>\\.)|(?P<times>(?:[*+?]|\{[0-9]*(?P<range>,?)[0-9]*\})(?P<lazy>\??))"
    r"|(?P<sign>[()|^$])|(?P<char>.)",
    re.DOTALL,
)
_ONE = r"(?:\\[^A-Za-z0-9]|[^][\\.*+?{}()|^$])"
# what ends a repetition: a character that must stand there, one of several, or the end
_FOLLOWS = re.compile(rf"(?:{_ONE}|\$|\((?:{_ONE}|\$)(?:\|(?:{_ONE}|\$))*\))(?![*?{{])", re.DOTALL)
_CLASSES = {
    "alpha": "A-Za-z",
    "digit": "0-9",
    "alnum": "A-Za-z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r"\s",
    "punct": "!-/:-@\\[-`{-~",
    "blank": r" \t",
    "xdigit": "0-9A-Fa-f",
}
# alternatives that exclude each other or are equally long; a group of one kind of repetition, once; one without any
_SIMPLER = (
    (re.compile(r"\((\$\|)?C(\|C)*(\|\$)?\)(?![GLN])|\(C(\|C)*\)|\(CC(\|CC)*\)|\(CCC(\|CCC)*\)"), "C"),
    (re.compile(r"\(([CRGN^$]*)\)(?![GLN])"), r"\1"),
    (re.compile(r"\(([CRLN^$]*)\)(?![GLN])"), r"\1"),
    (re.compile(r"\(C[CN]*\)"), "C"),
)
_GROUP = re.compile(r"\([^()]*\)")


def always_raises(pattern: str, groups: bool = False, flags: str = "") -> bool:
    """Whether sct.regex_spans refuses a pattern: lazy repetition beside alternatives or greedy repetition, inside what is
    itself repeated or in one group, matches otherwise on the target. `groups`: it is asked what the groups matched."""
    skeleton = _skeleton(pattern, flags)
    if "L" not in skeleton or not ("G" in skeleton or "|" in skeleton):
        return False
    outside = skeleton
    while (fewer := _GROUP.sub("", outside)) != outside:
        outside = fewer
    whole = outside.startswith("^") and outside.endswith("$") and "|" not in outside and "m" not in flags
    if whole and not groups:
        return False
    while True:
        before = skeleton
        for what, simpler in _SIMPLER:
            skeleton = what.sub(simpler, skeleton)
        if skeleton == before:
            return any(sign in skeleton for sign in "(|)")


def _skeleton(pattern: str, flags: str) -> str:
    """C a character, R a group again, G greedy, L lazy, E either of both, N so many times."""
    made, atom = [], ""
    for part in _PART.finditer(pattern):
        text = part[0]
        if part["times"]:
            if text[0] == "{" and not part["range"]:
                made.append("N")
            elif not part["lazy"]:
                made.append("G")
            else:
                made.append("E" if _ends_where_it_must(atom, pattern[part.end() :], flags) else "L")
            continue
        atom = "" if part["sign"] else text
        if part["sign"]:
            made.append(text)
        elif "x" not in flags or not text.isspace():
            made.append("R" if re.fullmatch(r"\\[1-9]", text) else "" if re.fullmatch(r"\\[AZz]", text) else "C")
    skeleton = "".join(made)
    return skeleton.replace("E", "L" if "L" in skeleton and "G" not in skeleton else "G")


def _ends_where_it_must(atom: str, rest: str, flags: str) -> bool:
    """Whether what stands behind a repetition is nothing that it could take itself."""
    follows = _FOLLOWS.match(rest)
    if not atom or follows is None or "x" in flags or ("$" in follows[0] and "m" in flags):
        return False
    one = atom if "n" in flags or atom != "." else "[^\n]"
    if atom[0] == "[":
        one = re.sub(r"\\", r"\\\\", one)
        one = re.sub(r"\[:([a-z]+):\]", lambda m: _CLASSES.get(m[1], "\x00-\U0010ffff"), one)
    elif len(atom) == 1 and atom != ".":
        one = re.escape(atom)
    case = re.IGNORECASE if re.search("i[^c]*$", flags) else re.NOFLAG
    try:
        known = re.compile(one, case | re.DOTALL | re.ASCII)
    except re.error:
        return False
    return not any(known.fullmatch(char) for char in re.sub(r"\\(.)|[$()|]", lambda m: m[1] or "", follows[0]))
