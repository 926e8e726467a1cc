"""Amazon Redshift: rows are staged as Parquet on S3 and taken by COPY; read back through cursors for the proof."""

SCHEMES = ("redshift",)
EXTRA = "move-redshift"
OPTIONS = (
    "stage",
    "iam_role",
    "access_key",
    "secret_key",
    "endpoint",
    "region",
    "sslmode",
    "iam",
    "cluster_identifier",
    "db_user",
    "profile",
    "is_serverless",
    "serverless_work_group",
)
