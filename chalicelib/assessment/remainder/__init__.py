"""What a household comes to without somebody, or after a change."""
