"""What waits for finance clerks and leaders."""
