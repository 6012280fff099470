"""The rows of the transition table of a case, by stage."""
