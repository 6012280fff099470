"""What earlier releases left behind, stored to test that every later one can continue it.

A recording is what lies in tables and buckets in the middle of a case, in the shapes in which that
release wrote it. Nothing in it was made by hand.
"""
