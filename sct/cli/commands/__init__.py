"""One module a command; its `command` is what `sct NAME` runs."""
