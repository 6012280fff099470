"""What asking the departments costs and answers, and what an application asks of the tables."""
