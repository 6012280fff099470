"""What passed its clock, month by month."""
