"""Partners that answer over HTTP on this machine, in their own formats."""
