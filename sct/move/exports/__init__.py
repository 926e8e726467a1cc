"""The plan for other tools: AWS DMS task files, a Debezium connector's configuration. Nothing here connects anywhere."""
