"""People who do not live: numbers that are right and given to nobody, and names of every kind."""
