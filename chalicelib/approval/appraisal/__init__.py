"""民主评议: villagers who know a family say whether what it declares is so, after an objection."""
