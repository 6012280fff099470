"""What an assessment comes to, and how it is kept."""
