"""Rounds of questions to departments, and answers that come late."""
