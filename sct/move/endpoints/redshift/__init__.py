"""Amazon Redshift: rows are staged as Parquet on S3 and taken by COPY; read back through cursors for the proof."""

SCHEMES = ("redshift",)
EXTRA = "move-redshift"
