"""The tables that iDempiere's routines speak of, as an Oracle script.

Its repository has no script that creates them (they come as a dump of the database); what it has are the interfaces
generated out of its dictionary, one a table, with every column and the Java type it is read as. The columns' types here
are those that its generator reads as that: int NUMBER(10), BigDecimal NUMBER, String VARCHAR2(2000), boolean CHAR(1),
Timestamp DATE, byte[] BLOB. `<Table>_ID` is the key where there is such a column. A table of translations has no interface:
it has its table's columns, a language and a mark. Two tables without one and two views are written here, with what the
routines ask of them.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

NAME = re.compile(r'Table_Name = "(\w+)"')
COLUMN = re.compile(r'COLUMNNAME_\w+ = "(\w+)"')
SETTER = re.compile(r"public void set(\w+) ?\(")
# Written by the system alone; every other column that no interface lets one set is an expression of the dictionary.
SYSTEM = {"AD_Client_ID", "Created", "CreatedBy", "Updated", "UpdatedBy"}
GETTER = re.compile(r"public (int|BigDecimal|String|boolean|Timestamp|byte\[\]|Object) (?:get|is)(\w+) ?\(\)")
TYPES = {
    "int": "NUMBER(10)",
    "BigDecimal": "NUMBER",
    "String": "VARCHAR2(2000 CHAR)",
    "boolean": "CHAR(1)",
    "Timestamp": "DATE",
    "byte[]": "BLOB",
    "Object": "VARCHAR2(2000 CHAR)",
}
OTHERS = """
CREATE TABLE M_Product_BOM (M_Product_BOM_ID NUMBER(10) PRIMARY KEY, AD_Client_ID NUMBER(10), AD_Org_ID NUMBER(10),
  IsActive CHAR(1), Line NUMBER(10), M_Product_ID NUMBER(10), M_ProductBOM_ID NUMBER(10), BOMQty NUMBER, BOMType CHAR(1));
CREATE TABLE Fact_Acct_Balance (AD_Client_ID NUMBER(10), AD_Org_ID NUMBER(10), C_AcctSchema_ID NUMBER(10), DateAcct DATE,
  Account_ID NUMBER(10), PostingType CHAR(1), M_Product_ID NUMBER(10), C_BPartner_ID NUMBER(10), C_Project_ID NUMBER(10),
  AD_OrgTrx_ID NUMBER(10), C_SalesRegion_ID NUMBER(10), C_Activity_ID NUMBER(10), C_Campaign_ID NUMBER(10),
  C_LocTo_ID NUMBER(10), C_LocFrom_ID NUMBER(10), User1_ID NUMBER(10), User2_ID NUMBER(10), GL_Budget_ID NUMBER(10),
  AmtAcctDr NUMBER, AmtAcctCr NUMBER, Qty NUMBER);
"""
VIEWS = """
CREATE VIEW C_Invoice_v AS SELECT i.C_Invoice_ID, i.AD_Client_ID, i.AD_Org_ID, i.IsActive, i.C_BPartner_ID,
  i.C_Currency_ID, i.C_ConversionType_ID, i.C_PaymentTerm_ID, i.DateInvoiced, i.DateAcct, i.IsSOTrx, i.IsPaid, i.DocStatus,
  CASE WHEN SUBSTR(d.DocBaseType, 3) = 'C' THEN i.GrandTotal * -1 ELSE i.GrandTotal END AS GrandTotal,
  CASE WHEN SUBSTR(d.DocBaseType, 3) = 'C' THEN -1 ELSE 1 END AS Multiplier,
  CASE WHEN SUBSTR(d.DocBaseType, 2, 1) = 'P' THEN -1 ELSE 1 END AS MultiplierAP, i.CurrencyRate, i.IsOverrideCurrencyRate
  FROM C_Invoice i JOIN C_DocType d ON i.C_DocType_ID = d.C_DocType_ID WHERE i.DocStatus IN ('CO', 'CL');
CREATE VIEW C_Payment_v AS SELECT C_Payment_ID, CurrencyRate, ConvertedAmt, IsOverrideCurrencyRate, AD_Client_ID, AD_Org_ID, IsActive, DateTrx, IsReceipt, C_DocType_ID,
  C_BPartner_ID, C_Invoice_ID, C_Charge_ID, C_Currency_ID, C_ConversionType_ID, DateAcct, DocStatus, IsAllocated,
  CASE IsReceipt WHEN 'Y' THEN PayAmt ELSE PayAmt * -1 END AS PayAmt,
  CASE IsReceipt WHEN 'Y' THEN DiscountAmt ELSE DiscountAmt * -1 END AS DiscountAmt,
  CASE IsReceipt WHEN 'Y' THEN WriteOffAmt ELSE WriteOffAmt * -1 END AS WriteOffAmt,
  CASE IsReceipt WHEN 'Y' THEN OverUnderAmt ELSE OverUnderAmt * -1 END AS OverUnderAmt,
  CASE IsReceipt WHEN 'Y' THEN 1 ELSE -1 END AS MultiplierAP FROM C_Payment;
"""


def repository(corpora: Path, owner_and_name: str) -> Path | None:
    """The git directory of a project: <folder>/<owner>+<name>/repo, the folder being SCT_REPOSITORIES or one beside the
    corpora that has it."""
    given = os.environ.get("SCT_REPOSITORIES")
    folders = [Path(given)] if given else [child for child in corpora.resolve().parent.iterdir() if child.is_dir()]
    found = (folder / owner_and_name.replace("/", "+") / "repo" for folder in folders)
    return next((path for path in found if (path / "HEAD").is_file()), None)


def files_of(repo: Path, pattern: str) -> dict[str, str]:
    """Path -> text of the files at HEAD whose path has the pattern; those absent from this copy are left out."""
    git = ["git", f"--git-dir={repo}"]
    listed = subprocess.run([*git, "ls-tree", "-r", "--name-only", "HEAD"], capture_output=True, text=True, check=True)
    wanted = re.compile(pattern)
    out = {}
    for path in filter(wanted.search, listed.stdout.splitlines()):
        shown = subprocess.run([*git, "cat-file", "blob", f"HEAD:{path}"], capture_output=True, check=False)
        if not shown.returncode:
            out[path] = shown.stdout.decode("utf-8", "replace")
    return out


def tables(repo: Path, texts: Iterable[str]) -> dict[str, dict[str, str]]:
    """Table -> column -> type, of the tables that the texts name."""
    words = {word.lower() for text in texts for word in re.findall(r"\w+", text)}
    translated = {word.removesuffix("_trl") for word in words if word.endswith("_trl")}
    words |= translated
    found: dict[str, dict[str, str]] = {}
    spoken_of = "|".join(sorted(words, key=len, reverse=True))
    for text in files_of(repo, rf"(?i)/I_({spoken_of})\.java$").values():
        name = NAME.search(text)
        if name is None:
            continue
        types = {column.lower(): TYPES[java] for java, column in GETTER.findall(text)}
        stored = SYSTEM | set(SETTER.findall(text))
        columns = [column for column in COLUMN.findall(text) if column in stored]
        found[name[1]] = {column: types.get(column.lower(), "VARCHAR2(2000 CHAR)") for column in columns}
        if name[1].lower() in translated and f"{name[1]}_Trl".lower() not in (known.lower() for known in found):
            found[f"{name[1]}_Trl"] = {**found[name[1]], "AD_Language": "VARCHAR2(6)", "IsTranslated": "CHAR(1)"}
    return dict(sorted(found.items()))


def ddl(found: dict[str, dict[str, str]]) -> str:
    """CREATE TABLE of each, and the views."""
    out = []
    for name, columns in found.items():
        lines = [f"  {column} {kind}" for column, kind in columns.items()]
        if any(column.lower() == f"{name}_id".lower() for column in columns):
            lines.append(f"  CONSTRAINT {name}_key PRIMARY KEY ({name}_ID)")
        out.append(f"CREATE TABLE {name} (\n" + ",\n".join(lines) + "\n);")
    return "\n".join(out) + OTHERS + VIEWS
