"""Where a case stands: who has it, by when, what happened."""
