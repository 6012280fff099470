"""An assessment in words, and what another answer would change."""
