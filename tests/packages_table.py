"""The table of Oracle's supplied subprograms in docs/packages.md, from the rules: `python -m tests.packages_table` writes it."""

from __future__ import annotations

from pathlib import Path

import yaml

from sct.frontends.oracle.supplied import web
from sct.rulebook import translate
from sct.rulebook.load import entries, load

ROOT = Path(__file__).parent.parent
PACKAGES: dict[str, str] = yaml.safe_load((ROOT / "tests" / "oracle_packages.yml").read_text("utf-8"))
BOOK = load("oracle", "postgres")
assert translate.Translator  # with it come the constructs that rules call
# Read as statements of the language (sct/frontends/oracle/plsql_supplied.py), or asked of the handled error.
IN_CODE = {
    "DBMS_DB_VERSION": tuple(PACKAGES["DBMS_DB_VERSION"].split()),
    "DBMS_SQL": ("PARSE",),
    "UTL_REF": ("DELETE_OBJECT", "LOCK_OBJECT", "SELECT_OBJECT", "UPDATE_OBJECT"),
    "DBMS_TRANSACTION": ("COMMIT", "READ_ONLY", "READ_WRITE", "ROLLBACK", "ROLLBACK_SAVEPOINT", "SAVEPOINT"),
    "DBMS_XPLAN": ("DISPLAY", "DISPLAY_CURSOR"),
    "DBMS_UTILITY": ("EXEC_DDL_STATEMENT", "FORMAT_ERROR_BACKTRACE", "FORMAT_ERROR_STACK"),
}
WORDS = {
    "exact": "native",
    "runtime": "emulated",
    "assumes": "converted under an assumption",
    "differs": "converted, with a difference",
}


def _converted() -> dict[str, tuple[str, str]]:
    """`PACKAGE.NAME` -> (fidelity, code) of what rules convert."""
    out: dict[str, tuple[str, str]] = {}
    for _, entry in entries("lift/oracle"):
        matches = entry.get("match") or ()
        for text in [matches] if isinstance(matches, str) else matches:
            name = text.partition("(")[0].strip().upper()
            if name.count(".") == 1:
                out.setdefault(name, (entry.get("fidelity", "exact"), entry["code"]))
    return out


CONVERTED = _converted()


def verdict(package: str, name: str) -> tuple[str, str]:
    """(what is done with a subprogram, the code that says more); ("", "") when nothing is known of it."""
    if name in IN_CODE.get(package, ()):
        return ("its value", "OR0021") if package == "DBMS_DB_VERSION" else ("a statement", "")
    if (package.lower(), name.lower()) in web.members():
        return "converted under an assumption", "OR1063"
    found = CONVERTED.get(f"{package}.{name}")
    if found is not None and found[0] != "refused":
        return WORDS[found[0]], found[1]
    if found is not None:
        return "refused", found[1]
    refusing = BOOK.lift.candidates(f"package:{package}.{name}".lower()) or BOOK.lift.candidates(
        f"package:{package.lower()}"
    )
    return ("refused", refusing[0].code) if refusing else ("", "")


def table() -> str:
    lines = [
        "# Oracle's supplied packages: what becomes of every subprogram",
        "",
        "Native and emulated subprograms give what Oracle gives; `sct explain CODE` says the rest: what is assumed, what differs,",
        "or why a subprogram is refused and what to do instead. A call that stands in a routine which is refused names its code.",
        "Packages that are not listed here (administration, APEX, options of the server) are refused by the code of their group;",
        "types of packages that are refused, too. (This page is written by `python -m tests.packages_table`.)",
        "",
        "| package | | subprograms |",
        "|---|---|---|",
    ]
    for package, names in PACKAGES.items():
        groups: dict[tuple[str, str], list[str]] = {}
        for name in names.split():
            what, code = verdict(package, name)
            groups.setdefault((what, code if what not in ("native", "emulated") else ""), []).append(name)
        shown = package
        for (what, code), several in groups.items():
            said = f"{what} ({code})" if code else what
            lines.append(f"| {shown} | {said} | {', '.join(several)} |")
            shown = ""
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "packages.md").write_text(table(), "utf-8")
