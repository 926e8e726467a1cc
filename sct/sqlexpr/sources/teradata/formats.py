"""FORMAT pictures of Teradata as datetime and number models (Data Types and Literals, "Data Type Formats")."""

from __future__ import annotations

# Longest first: each picture element and the model's word for it.
_MOMENT = (
    ("MMMM", "FMMonth"),
    ("M4", "FMMonth"),
    ("MMM", "Mon"),
    ("M3", "Mon"),
    ("MM", "MM"),
    ("MI", "MI"),
    ("YYYY", "YYYY"),
    ("Y4", "YYYY"),
    ("YY", "YY"),
    ("DDD", "DDD"),
    ("D3", "DDD"),
    ("DD", "DD"),
    ("EEEE", "FMDay"),
    ("E4", "FMDay"),
    ("EEE", "Dy"),
    ("E3", "Dy"),
    ("HH", "HH24"),
    ("SS", "SS"),
    ("B", " "),
    ("T", "AM"),
)
DATE = "YY/MM/DD"  # of a DATE that has no FORMAT, with DateForm IntegerDate


def moment_model(picture: str) -> str | None:
    """The datetime model of a picture; None when a part of it has none."""
    out = ""
    i = 0
    while i < len(picture):
        rest = picture[i:].upper()
        if rest.startswith(("S(6)", "S(F)")) or rest.startswith("SDS(6)"):
            out += "SS.FF6" if rest.startswith("SDS") else "FF6"
            i += 6 if rest.startswith("SDS") else 4
            continue
        if (
            rest.startswith("SSDS(F)")
            or rest.startswith("SSDS(6)")
            or rest.startswith("SS.S(6)")
            or rest.startswith("SS.S(F)")
        ):
            out += "SS.FF6"
            i += 7
            continue
        if rest.startswith(("DS(0)", ".S(0)")):
            i += 5
            continue
        found = next((pair for pair in _MOMENT if rest.startswith(pair[0])), None)
        upper = picture[i : i + len(found[0])].upper() == picture[i : i + len(found[0])] if found else False
        # small letters are elements too, but an `h` between elements is text
        if found is not None and (upper or len(found[0]) > 1):
            out += found[1]
            i += len(found[0])
            continue
        char = picture[i]
        if char.isalpha():
            out += f'"{char}"'
        elif char in "-/.,: ;":
            out += char
        elif char == "'":
            return None
        else:
            out += f'"{char}"'
        i += 1
    return out.replace("HH24", "HH12") if "AM" in out else out


def number_digits(picture: str) -> int | None:
    """The digits of a picture that is `9(n)` or `999`: zeros in front; None for every other one."""
    text = picture.strip().upper()
    if text.startswith("9(") and text.endswith(")") and text[2:-1].isdigit():
        return int(text[2:-1])
    return len(text) if text and set(text) == {"9"} else None


def suppressed_digits(picture: str) -> int | None:
    """The width of a picture that is `Z(n)`, `ZZ9`, `Z(n)9`: blanks in front of the number."""
    text = picture.strip().upper()
    if text.startswith("Z(") and ")" in text:
        width, _, rest = text[2:].partition(")")
        if width.isdigit() and set(rest) <= {"9", "Z"}:
            return int(width) + len(rest)
        return None
    return len(text) if text and text[0] == "Z" and set(text) <= {"Z", "9"} else None
