"""What every kind of record has in common: a table of what can happen to it, and what follows."""
