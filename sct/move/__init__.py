"""The data-move stage: rows from a source to a target, on top of what the compiler wrote (docs/move.md)."""
