"""Deaths: reported, checked, decided, put right."""
