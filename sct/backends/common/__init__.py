"""What the backends of one family of engines write alike. Engines use it; it knows none of them."""
