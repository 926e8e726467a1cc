"""`sct extract`: a live database's DDL as files, an object a file, as `sct convert` reads them.

An engine is a module here of its name in `sct.move.endpoints`, whose connection it uses; it has an `open_database`.
"""
