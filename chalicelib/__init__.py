VERSION = "0.1.0"
"""The version of the suite; what it changes stands in CHANGELOG.md."""
