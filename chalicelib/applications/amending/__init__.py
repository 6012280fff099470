"""What a family puts right after it has applied."""
