"""Policies tried out on households: a trial calculation, and two policies compared."""
