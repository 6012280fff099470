"""How a reconsideration is handled: by whom, and what follows in the case."""
