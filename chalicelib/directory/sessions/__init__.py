"""Sign-ins, and ending sessions."""
