"""Payments that a family expects."""
