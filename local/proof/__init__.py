"""Crash points: a case is played again and again, and each time a process dies at another call.

A point is the n-th call that a function makes, to AWS or to a partner, before or after it took
effect. After each play the books, the events, the owners and the outcome must be those of the play
that nothing disturbed; injected faults show that the checks would see it if they were not.
"""
