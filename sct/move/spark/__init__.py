"""The run's chunks as tasks of Apache Spark. Only `session.py` imports pyspark; `task.py` is what a worker runs."""
