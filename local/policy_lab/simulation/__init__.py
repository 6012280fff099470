"""Two policies over the same households: who gains, who loses, and what it costs a month.

`reading` takes the file, `standing` judges it in columns, `tally` counts, `page` draws.
"""
