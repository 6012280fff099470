"""What staff are called, sealed, and shown at the desk alone."""
