"""CSV and Parquet files in a folder, or below a prefix in S3."""

SCHEMES = ("file", "s3")
EXTRA = "move"
OPTIONS = ("region", "endpoint")
