"""The files that departments leave."""
