"""Deaths: told, checked, decided, put right."""
