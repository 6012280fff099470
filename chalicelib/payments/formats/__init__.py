"""How money is written down: the files of the bank, and what its records seal. Pure."""
