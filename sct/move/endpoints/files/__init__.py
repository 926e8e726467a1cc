"""CSV and Parquet files in a folder, or below a prefix in S3."""
