"""What the agency's home and board show, read in few statements whatever the number of reviews.

`tasks` says what waits for whom, `rows` shows reviews with their counts, `figures` counts over the agency.
"""
