"""The share that each person of a household has of an amount. Pure."""
