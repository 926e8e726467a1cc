"""sct: a schema conversion compiler."""

__version__ = "0.1.0"
