"""One counter for all factories."""

import itertools

NUMBERS = itertools.count(1000)
"""Numbers that tell made-up objects apart. Four digits and shared, so that no one's number is part of another's:
a search for a name in a test finds that object and nothing else."""
