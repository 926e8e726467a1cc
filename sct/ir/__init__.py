"""The engine-neutral model: types, expressions in their wrapper, statements of code, schema objects."""
