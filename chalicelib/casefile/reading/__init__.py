"""What of a case whoever reads it may see."""
