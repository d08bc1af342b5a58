"""Giving out identifiers: the next free one below an entry, never one that was given out before."""

import re
from collections.abc import Container


def ordinal(position: int, *, by_letter: bool) -> str:
    """Return 1, 2, 3, or a, b, … z, aa, ab."""
    if not by_letter:
        return str(position)
    letters = ""
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def next_free(above: str, like: str, taken: Container[str]) -> str:
    """Return the first free identifier below `above`, numbered or lettered as the end of `like` is."""
    by_letter = not re.search(r"\d$", like)
    position = 1
    while (found := f"{above}.{ordinal(position, by_letter=by_letter)}") in taken:
        position += 1
    return found
