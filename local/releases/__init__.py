"""What earlier releases left behind, kept so that every later one can be seen to carry it on.

A recording is what lies in tables and buckets in the middle of a case, in the shapes in which that
release wrote it. Nothing in it was made by hand.
"""
