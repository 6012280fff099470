"""Accepting an application, listing once what is missing, and not accepting it."""
