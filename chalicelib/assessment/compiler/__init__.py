"""The rules of the law as one function."""
