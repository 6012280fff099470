"""A town on one machine: the suite deployed, its partners, and people who use it by the API."""
