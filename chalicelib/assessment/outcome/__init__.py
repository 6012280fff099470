"""The result of an assessment, and how it is stored."""
