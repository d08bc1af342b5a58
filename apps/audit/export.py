"""The record of acts as CSV that no spreadsheet takes for formulas."""

import csv
import json
from collections.abc import Iterable, Iterator

from apps.audit.models import Event

COLUMNS = (
    "sequence",
    "at",
    "verb",
    "actor_id",
    "actor_label",
    "role",
    "organization_label",
    "target_type",
    "target_id",
    "target_label",
    "subject_id",
    "before",
    "after",
    "reason",
    "request_id",
    "hash",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """Hands each line on as it is written."""

    def write(self, line: str) -> str:
        return line


def csv_lines(events: Iterable[Event]) -> Iterator[str]:
    """Yield the header and one line per event."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for event in events:
        yield writer.writerow([harmless(_text(getattr(event, column))) for column in COLUMNS])


def harmless(cell: str) -> str:
    """Return the cell with an apostrophe in front when a spreadsheet would run it."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _text(value: object) -> str:
    match value:
        case dict():
            return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
        case _:
            return value.isoformat() if hasattr(value, "isoformat") else str(value)
