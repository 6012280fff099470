"""The questions of each form, as data."""
