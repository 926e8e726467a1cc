"""Every type of every engine that runs here, at its extremes, moved into every target and read there by its own client."""
