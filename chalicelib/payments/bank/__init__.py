"""What goes to the bank and comes back, and what of it nobody can book."""
