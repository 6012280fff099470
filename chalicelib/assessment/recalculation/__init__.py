"""The assessment of a household, at first and again after a change or a death."""
