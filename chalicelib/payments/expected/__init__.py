"""The money that a family waits for."""
