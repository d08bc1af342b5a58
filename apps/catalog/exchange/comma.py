"""Tables as CSV for spreadsheets: UTF-8 with a mark at the front, without which Excel garbles every accent.

No cell may be taken for a formula, so one that could be gets an apostrophe in front; reading takes it off again.
"""

import csv
import io
import re
from collections.abc import Iterable

from apps.catalog.exchange.tables import Row

MARK = "\ufeff"
_COULD_RUN = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""A cell that begins like a formula, or like one that has been guarded already."""


def write(header: Row, rows: Iterable[Row]) -> bytes:
    """Return the table as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return (MARK + out.getvalue()).encode()


def guarded(cell: str) -> str:
    """Return the cell with an apostrophe in front when a spreadsheet could run it."""
    return f"'{cell}" if _COULD_RUN.match(cell) else cell


def plain(cell: str) -> str:
    """Return the cell without the apostrophe that `guarded` put in front."""
    return cell[1:] if cell.startswith("'") and _COULD_RUN.match(cell) else cell
