"""The files of the bank. Pure."""
