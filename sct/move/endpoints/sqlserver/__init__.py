"""SQL Server and Azure SQL as sources, by Microsoft's own driver (mssql-python), which fetches Arrow batches."""

SCHEMES = ("mssql", "sqlserver", "azuresql")
EXTRA = "move-sqlserver"
OPTIONS = (
    "schema",
    "encrypt",
    "trustservercertificate",
    "hostnameincertificate",
    "servercertificate",
    "authentication",
    "applicationintent",
    "multisubnetfailover",
)
