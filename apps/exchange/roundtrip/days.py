"""Days as spreadsheets hold them."""

import re
from datetime import date

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")


def read_day(text: str) -> str | None:
    """Return the day in ISO form, an empty text for none, None for something that is no certain day."""
    if not text.strip():
        return ""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None
