"""Changes by Debezium's connectors, run inside this process: for sources whose log is not read here itself.

Only `engine.py` knows Java; `events.py` and `values.py` know Debezium's events, `source.py` is the ChangeSource.
"""
