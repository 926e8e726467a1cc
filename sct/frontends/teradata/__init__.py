"""Teradata: SQL in DDL, queries, macros and stored procedures; scripts of BTEQ and the load utilities."""
