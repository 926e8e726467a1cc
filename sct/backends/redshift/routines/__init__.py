"""Procedural code as Redshift's stored procedures and SQL functions.

Database Developer Guide, "Creating stored procedures", "Supported PL/pgSQL statements", "Scalar SQL UDFs".
"""
