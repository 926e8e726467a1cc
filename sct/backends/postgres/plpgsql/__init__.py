"""Procedural code as PL/pgSQL. See docs/plsql.md for what every construct becomes.

program in -> `Code` (emit.py) -> routines, packages, triggers, blocks -> `Writer` (writer.py), whose statements are
written by the modules that register them (flow, data, calls, cursors, collections, exceptions, dynamic, transactions).
"""
