"""Who confirms: delegation, draws, relatives of staff."""
