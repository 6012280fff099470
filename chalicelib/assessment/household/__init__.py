"""The facts of a household, as the rules look at them."""
