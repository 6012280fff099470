"""Entering staff in the directory from a list that somebody keeps in Excel or as CSV."""
