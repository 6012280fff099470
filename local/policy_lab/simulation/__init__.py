"""Two policies over the same households: who gains, who loses, and what it costs a month.

`reading` reads the file, `results` assesses it in columns, `totals` counts, `page` and `report`
show.
"""
