"""Which office handles what, and what it was delegated."""
