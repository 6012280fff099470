"""What staff do with a case, step by step."""
