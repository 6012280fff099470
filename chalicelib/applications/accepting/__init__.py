"""Acceptance, the one telling of what is missing, and turning away."""
