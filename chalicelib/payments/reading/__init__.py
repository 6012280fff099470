"""What staff read of money, and who may."""
