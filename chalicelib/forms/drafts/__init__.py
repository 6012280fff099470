"""Drafts: what was answered so far, checked as far as it goes, and put together."""
