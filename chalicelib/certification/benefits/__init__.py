"""What changes while a benefit is received."""
