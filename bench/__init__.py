"""How fast our engines and others evaluate the rules, and that ours agree to the bit."""
