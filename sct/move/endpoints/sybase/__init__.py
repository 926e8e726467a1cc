"""SAP ASE as a source, by pyodbc with FreeTDS (TDS 5.0) or SAP's own ODBC driver."""

SCHEMES = ("ase", "sybase")
EXTRA = "move-ase"
OPTIONS = ("schema", "isolation", "driver", "encryption")
