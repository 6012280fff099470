"""How often somebody applies."""
