"""The first letters of names as they are spoken."""
