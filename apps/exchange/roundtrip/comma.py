"""The same rows as CSV: one header, then one row for each entry and component."""

from collections.abc import Iterable

from apps.catalog.exchange import comma
from apps.devices.models import Declaration
from apps.exchange.roundtrip.cells import cells
from apps.exchange.roundtrip.lines import Part
from apps.exchange.roundtrip.rows import HEADER


def write(declaration: Declaration, parts: Iterable[Part]) -> bytes:
    """Return the CSV of a declaration; no cell of it can run."""
    return comma.write(HEADER, (cells(declaration, line) for part in parts for line in part.lines))
