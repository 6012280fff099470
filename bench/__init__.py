"""How fast the rules are judged, by ours and by other engines, and that ours agree to the bit."""
